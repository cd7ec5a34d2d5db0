"""Jobs, the claim that a process has on one, and the progress of a running job."""

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
    """The claim is void: the job was cancelled or deleted, or its lease ran out and another process took it over."""


@dataclass(frozen=True, slots=True)
class Job:
    """A row of the job table, the truth about a job. attempt counts the attempts that were started.

    chunks: keys of what an analysis has stored so far; skipped_seconds: how much of its footage cannot be decoded.
    work: see models.footage.analysis.AnalysisWork. sites: those of its subject; None: only for those who may see every
    site. request_id: of the request that queued it.
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
    sites: Sequence[str] | None = None
    work: Mapping[str, Any] | None = None
    request_id: str | None = None

    def parse_payload(self, parse: Callable[[Mapping[str, Any]], Payload]) -> Payload:
        """The payload, parsed by its handler. Raises WatchgraphError, JOB_OF_ANOTHER_VERSION, where that fails.

        Another worker may understand the payload: two versions work side by side while a new one is rolled out.
        """
        try:
            return parse(self.payload)
        except (KeyError, TypeError, ValueError):
            raise WatchgraphError("JOB_OF_ANOTHER_VERSION", version=self.pipeline_version) from None


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim on a job, valid for lease_seconds after the last heartbeat.

    owner names the process and this claim, and fences its writes: a process that was presumed dead, or whose job was
    cancelled and restarted in between, can write nothing.
    """

    job: Job
    owner: str
    lease_seconds: float

    @property
    def principal(self) -> Principal:
        """The worker, for this job. It answers a question with no more footage than its asker may see."""
        is_limited = self.job.history_id is not None and self.job.sites is not None
        return Principal.worker(self.job.organization, frozenset(self.job.sites or ()) if is_limited else None)


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be queued. (kind, video, history, pipeline version) is its key: each key is queued once.

    Where a video has several jobs of a kind, such as clips of its ranges, pipeline_version makes their keys differ:
    "clip/1 12.000-15.500". A job about something without a row, such as what is left of a deleted video, has neither
    video nor history; it has no progress, and changes no other row's status (see models.job_kinds).

    restart: run a job of this key again that has ended. restart_failed: only if it failed or was cancelled. An open job
    stays as it is either way.

    price: of an automatic job (its kind has to be automatic). Where the day's budget is too small, the subject's
    progress says so instead, and nothing is queued.
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
    """A job of any organization whose attempts are used up, as the server's operator sees it: without its contents."""

    id: UUID
    organization: str
    kind: str
    attempt: int
    error_code: str
    error_values: Mapping[str, Any] | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProgressUpdate:
    """Progress of a running job: names of the contract's enumerations, percent of counted work, and a payload.

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
    """A session's title after its first answer, and its main event. initial_title: the title it was opened with."""

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
    """A stored step of progress. sequence has no gaps within (kind, subject_id); a terminal step ends a run."""

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
    """The content of a queue message: which job is due."""

    job_id: UUID
    organization: str
