"""How a try of a job comes out, and when a failed one is tried again."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from models.errors import DiskFull, RequestRefused, ResourceExhausted, UserMistake, WatchgraphError

FIRST_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 2.0, 300.0
# A full disk is looked at again so soon.
_DISK_BACKOFF_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Done:
    """The work is done, and everything that it changes is written."""


@dataclass(frozen=True, slots=True)
class Retry:
    """This try failed, another may not: once more after so many seconds."""

    error: WatchgraphError
    after_seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No further try can help, or there were enough of them."""

    error: WatchgraphError


@dataclass(frozen=True, slots=True)
class Postpone:
    """Nothing is wrong with the job, but it cannot be done now: once more after so many seconds, as the same try."""

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
    """What follows from a failure of try number `attempt` of at most `attempts`. before: the code of the last try's.

    What the user has to mend is given up at once. Everything else is tried again with a pause that doubles from 2 s to
    the longest (5 min), give or take a quarter, so that jobs that failed together do not come back together.
    """
    if isinstance(error, UserMistake | RequestRefused):
        return GiveUp(error)
    if isinstance(error, DiskFull):
        return Postpone(error, min(_DISK_BACKOFF_SECONDS, max_backoff_seconds) * random.uniform(0.75, 1.25))  # noqa: S311
    if isinstance(error, ResourceExhausted) and previous_code == error.code:
        # The machine was short of memory once, perhaps; twice, it is the file.
        return GiveUp(error)
    reason = error if isinstance(error, WatchgraphError) else WatchgraphError()
    if attempt >= max_attempts:
        return give_up_exhausted(attempt, reason.code, reason.values)
    pause = min(FIRST_BACKOFF_SECONDS * 2 ** (attempt - 1), max_backoff_seconds)
    return Retry(reason, pause * random.uniform(0.75, 1.25))  # noqa: S311


def give_up_exhausted(attempts: int, code: str, values: Mapping[str, object]) -> GiveUp:
    """Enough tries; the last reason stays a code with its values, so that it can be read in either language."""
    return GiveUp(
        WatchgraphError("ATTEMPTS_EXHAUSTED", attempts=attempts, reason_code=code, reason_values=dict(values))
    )
