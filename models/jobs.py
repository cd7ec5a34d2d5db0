"""Work to be done, the hold that a process has on it, and the steps told while it runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from models.access.principal import Principal
from models.access.spending import Price
from models.enums import JobKind, JobStatus, ProgressKind
from models.errors import WatchgraphError

Payload = TypeVar("Payload")


class LeaseLost(Exception):
    """The job is no longer ours: cancelled, deleted, or its lease ran out and another took it. Stop, write nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the job table: the truth about a piece of work. attempt counts the tries begun so far.

    chunks are the keys of what an analysis has stored so far; skipped_seconds is what of its footage cannot be decoded.
    """

    id: UUID
    organization: str
    kind: JobKind
    video_id: UUID | None
    history_id: UUID | None
    pipeline_version: str
    status: JobStatus
    stage: str
    percent: int
    attempt: int
    payload: Mapping[str, Any]
    usage: Mapping[str, Any] | None
    chunks: Sequence[str]
    skipped_seconds: float
    error_code: str | None
    error_values: Mapping[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    def parse_payload(self, parse: Callable[[Mapping[str, Any]], Payload]) -> Payload:
        """The payload as its handler understands it. Raises WatchgraphError, JOB_OF_ANOTHER_VERSION, where it does not.

        That is no mistake of the user's, and another worker may understand it: while a new version is rolled out, both
        are at work.
        """
        try:
            return parse(self.payload)
        except (KeyError, TypeError, ValueError):
            raise WatchgraphError("JOB_OF_ANOTHER_VERSION", version=self.pipeline_version) from None


@dataclass(frozen=True, slots=True)
class Claim:
    """A hold on a job, good for lease_seconds after the last heartbeat.

    owner names the holder and this hold, and fences it: a process that was presumed dead, or whose job was cancelled
    and started again meanwhile, can write nothing.
    """

    job: Job
    owner: str
    lease_seconds: float

    @property
    def principal(self) -> Principal:
        return Principal.worker(self.job.organization)


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to be queued. (kind, video, history, pipeline version) is its key: the same work is queued once.

    Where one video has several pieces of work of a kind, such as the clips of its ranges, pipeline_version says which:
    "clip/1 12.000-15.500". Work on what has no row any more, such as the rest of a deleted video, names neither video
    nor history and says it there too; its status is its own row's, it tells no progress, and nobody else's status
    changes with it (see models.job_kinds).

    restart runs a job of this key once more where it has ended, restart_failed only where it failed or was cancelled.
    An open job stays as it is.

    price is that of an automatic job (its kind has to be automatic): where too little is left of the day's budget, its
    subject's progress says so instead, and nothing is queued.
    """

    kind: JobKind
    pipeline_version: str
    video_id: UUID | None = None
    history_id: UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    restart: bool = False
    restart_failed: bool = False
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job of any organization whose tries are used up, as an operator of the whole sees it: without its contents."""

    id: UUID
    organization: str
    kind: str
    attempt: int
    error_code: str
    error_values: Mapping[str, Any] | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProgressUpdate:
    """What a running job has to say: names of the contract's enumerations, counted percent (0..100), and its payload.

    The payload of ANALYSIS: eventsFound, skippedSeconds, error; of SUMMARY and PROMPT: textDelta, error. An error is
    {code, values}.
    columns are those of the subject's row (a video, or the prompt's history) that change in the same transaction.
    """

    status: str
    stage: str
    percent: int
    payload: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionNaming:
    """What a session is called after its first answer, and its main event. asked: the title that it was opened with."""

    session_id: UUID
    main_event_id: UUID | None
    initial_title: str
    title: str


@dataclass(frozen=True, slots=True)
class JobResult:
    """What is written with the end of a job: why it failed, what it used, the jobs that follow, its session's name."""

    error: WatchgraphError | None = None
    usage: Mapping[str, Any] | None = None
    then: Sequence[NewJob] = ()
    naming: SessionNaming | None = None


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """A step as it was told. sequence has no gaps within (kind, subject_id); after a terminal step a run is over."""

    kind: ProgressKind
    subject_id: UUID
    sequence: int
    status: str
    stage: str
    percent: int
    payload: Mapping[str, Any]
    terminal: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WakeUp:
    """What a queue message says: look at this job."""

    job_id: UUID
    organization: str
