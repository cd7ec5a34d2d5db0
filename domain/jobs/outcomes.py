"""Outcomes of a job's attempt, and the decision when a failed one is repeated."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from models.errors import (
    DiskFull,
    FileBeforePending,
    ModelMisconfigured,
    QuotaExceeded,
    RequestRefused,
    ResourceExhausted,
    UserMistake,
    WatchgraphError,
)

FIRST_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 2.0, 300.0
# A full disk is checked again after so long.
_DISK_BACKOFF_SECONDS = 30.0
# A file that adjoins another one looks after so long whether that one is done, if nothing wakes it before.
_FILE_BEFORE_SECONDS = 30.0
# A quota that is full, too: space is made by people, and analyses come with the next day.
_QUOTA_BACKOFF_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Done:
    """The work is done, and all its effects are stored."""


@dataclass(frozen=True, slots=True)
class Retry:
    """The attempt failed, the next may succeed: repeat it after so many seconds."""

    error: WatchgraphError
    after_seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No further attempt can help, or the attempts are used up."""

    error: WatchgraphError


@dataclass(frozen=True, slots=True)
class Postpone:
    """The job cannot be done now, through no fault of its own: repeat it after so many seconds, as the same attempt."""

    error: WatchgraphError
    after_seconds: float


Outcome = Done | Retry | GiveUp | Postpone


def decide_after_failure(
    error: Exception,
    *,
    attempt: int,
    max_attempts: int,
    max_backoff_seconds: float = MAX_BACKOFF_SECONDS,
    previous_code: str | None = None,
) -> Retry | GiveUp | Postpone:
    """Decide what follows a failure of attempt number `attempt` (1, 2, ...) of at most max_attempts.

    previous_code: of the failure of the attempt before. Mistakes of the user or the operator are given up at once; a
    full disk or quota is waited for. Everything else is repeated after a pause that doubles from 2 s to
    max_backoff_seconds, give or take a quarter, so that jobs that failed together do not come back together.
    """
    if isinstance(error, DiskFull | QuotaExceeded):
        longest = _DISK_BACKOFF_SECONDS if isinstance(error, DiskFull) else _QUOTA_BACKOFF_SECONDS
        return Postpone(error, min(longest, max_backoff_seconds) * random.uniform(0.75, 1.25))  # noqa: S311
    if isinstance(error, UserMistake | RequestRefused | ModelMisconfigured):
        return GiveUp(error)
    if isinstance(error, FileBeforePending):
        return Postpone(error, min(_FILE_BEFORE_SECONDS, max_backoff_seconds) * random.uniform(0.75, 1.25))  # noqa: S311
    if isinstance(error, ResourceExhausted) and previous_code == error.code:
        # Once, the machine may have been short of memory; twice, it is the file.
        return GiveUp(error)
    reason = error if isinstance(error, WatchgraphError) else WatchgraphError()
    if attempt >= max_attempts:
        return give_up_exhausted(attempt, reason.code, reason.values)
    pause = min(FIRST_BACKOFF_SECONDS * 2 ** (attempt - 1), max_backoff_seconds)
    return Retry(reason, pause * random.uniform(0.75, 1.25))  # noqa: S311


def give_up_exhausted(attempts: int, code: str, values: Mapping[str, object]) -> GiveUp:
    """The attempts are used up. The last reason stays a code with values, to be shown in either language."""
    return GiveUp(
        WatchgraphError("ATTEMPTS_EXHAUSTED", attempts=attempts, reason_code=code, reason_values=dict(values))
    )
