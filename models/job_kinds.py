"""Every kind of job, declared once: its subject, its slots, and the progress that the queue reports for it.

The work itself is done by a handler, which worker.py:build_handlers makes. CONTRIBUTING.md lists the files of a new
kind; tests/worker/test_job_kinds.py checks that none is forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from models.enums import JobKind, ProgressKind, PromptStatus, SummaryStatus, VideoStatus
from models.errors import WatchgraphError
from models.jobs import Job, NewJob, ProgressUpdate


class SlotGroup(StrEnum):
    """Kinds of one group share slots of a worker, so that long jobs of another group never delay them."""

    ANSWERS = "ANSWERS"
    CLIPS = "CLIPS"
    REMOVALS = "REMOVALS"
    ANALYSES = "ANALYSES"
    IMPORTS = "IMPORTS"
    RENDITIONS = "RENDITIONS"
    PACKAGES = "PACKAGES"
    TIERS = "TIERS"


@dataclass(frozen=True, slots=True)
class JobSubject:
    """The row that jobs of a kind are about, and how followers of its progress see them.

    status_column: of the row; it holds the status of the latest step. error_columns: of the row, for the code and the
    values of a failure. completed_column: of the row, for the time when a job failed or was cancelled. has_text: steps
    carry pieces of text (textDelta), which a new attempt voids; without it they carry counts, which stay.
    """

    progress: ProgressKind
    table: Literal["video", "prompt_history"]
    status_column: str
    error_columns: tuple[str, str] | None = None
    completed_column: str | None = None
    has_text: bool = False


_FAILED = ProgressUpdate("FAILED", "DONE", 0)


@dataclass(frozen=True, slots=True)
class JobDescriptor:
    """What the queue has to know about a kind of job.

    subject: None for jobs that report no progress. queued: reported when a job is queued, and when it waits for its
    next attempt; None without a subject. failed: reported when a job is given up, with the error filled in; its stage
    "" means the stage that the job had reached. cancelled: None where nobody can cancel jobs of the kind.
    automatic: whether such jobs may be queued unasked, at a price (see NewJob.price); where too little is left of the
    day's budget, the subject's progress says FAILED instead. after_success: columns of the subject that a failed or
    cancelled job leaves behind where an earlier job of the kind was done. unattended: nobody waits for jobs of the
    kind, so one that is given up is a dead letter whatever the reason.
    """

    kind: JobKind
    slots: SlotGroup
    subject: JobSubject | None = None
    queued: ProgressUpdate | None = None
    failed: ProgressUpdate = _FAILED
    cancelled: ProgressUpdate | None = None
    automatic: bool = False
    after_success: Mapping[str, Any] | None = None
    unattended: bool = False

    def waiting_update(self, last: ProgressUpdate | None) -> ProgressUpdate | None:
        """The step that begins another attempt. last: the latest step of the attempt before."""
        if self.queued is None or self.subject is None or self.subject.has_text or last is None:
            return self.queued
        return replace(self.queued, payload=last.payload)

    def cancelled_update(self, at: object) -> ProgressUpdate:
        """The last step of a cancelled job. at: the time, or an SQL expression for it."""
        if self.cancelled is None or self.subject is None:
            raise AssertionError(f"{self.kind} cannot be cancelled")
        if self.subject.completed_column is None:
            return self.cancelled
        return replace(self.cancelled, columns={**self.cancelled.columns, self.subject.completed_column: at})

    def failed_update(self, error: WatchgraphError, at: datetime, last: ProgressUpdate | None = None) -> ProgressUpdate:
        """The last step of a job that is given up at this time. last: the latest step before it."""
        stage = self.failed.stage or (last.stage if last else "QUEUED")
        if self.subject is None:
            return replace(self.failed, stage=stage)
        values = dict(error.values)
        columns = dict(self.failed.columns)
        if self.subject.error_columns is not None:
            columns |= zip(self.subject.error_columns, (error.code, values), strict=True)
        if self.subject.completed_column is not None:
            columns[self.subject.completed_column] = at
        payload = {**self.failed.payload, "error": {"code": error.code, "values": values}}
        return replace(self.failed, stage=stage, payload=payload, columns=columns)


# Payloads of steps that have nothing to report.
NO_COUNTS: Mapping[str, Any] = {"eventsFound": 0, "error": None}
NO_TEXT: Mapping[str, Any] = {"textDelta": "", "error": None}
_NO_FAILURE = {"failure_code": None, "failure_values": None}

JOB_KINDS: Mapping[JobKind, JobDescriptor] = {
    descriptor.kind: descriptor
    for descriptor in (
        JobDescriptor(
            JobKind.ANALYZE,
            SlotGroup.ANALYSES,
            JobSubject(ProgressKind.ANALYSIS, "video", "status", error_columns=("failure_code", "failure_values")),
            queued=ProgressUpdate(
                VideoStatus.QUEUED, "QUEUED", 0, NO_COUNTS, {"status": VideoStatus.QUEUED, **_NO_FAILURE}
            ),
            failed=ProgressUpdate(VideoStatus.FAILED, "", 0, NO_COUNTS, {"status": VideoStatus.FAILED}),
            cancelled=ProgressUpdate(
                VideoStatus.CANCELLED, "DONE", 0, NO_COUNTS, {"status": VideoStatus.CANCELLED, **_NO_FAILURE}
            ),
            after_success={"status": VideoStatus.READY, **_NO_FAILURE},
        ),
        JobDescriptor(
            JobKind.SUMMARIZE,
            SlotGroup.ANSWERS,
            JobSubject(ProgressKind.SUMMARY, "video", "summary_status", has_text=True),
            queued=ProgressUpdate(SummaryStatus.QUEUED, "QUEUED", 0, NO_TEXT, {"summary_status": SummaryStatus.QUEUED}),
            # An older summary stays, and is shown beside the failure.
            failed=ProgressUpdate(SummaryStatus.FAILED, "", 0, NO_TEXT, {"summary_status": SummaryStatus.FAILED}),
            automatic=True,
        ),
        JobDescriptor(
            JobKind.PROMPT,
            SlotGroup.ANSWERS,
            JobSubject(
                ProgressKind.PROMPT,
                "prompt_history",
                "status",
                error_columns=("error_code", "error_values"),
                completed_column="completed_at",
                has_text=True,
            ),
            queued=ProgressUpdate(PromptStatus.QUEUED, "QUEUED", 0, NO_TEXT, {"status": PromptStatus.QUEUED}),
            failed=ProgressUpdate(PromptStatus.FAILED, "DONE", 100, NO_TEXT, {"status": PromptStatus.FAILED}),
            cancelled=ProgressUpdate(PromptStatus.CANCELLED, "DONE", 0, NO_TEXT, {"status": PromptStatus.CANCELLED}),
        ),
        JobDescriptor(JobKind.DELETE, SlotGroup.REMOVALS),
        JobDescriptor(JobKind.CLIP, SlotGroup.CLIPS),
        JobDescriptor(JobKind.IMPORT, SlotGroup.IMPORTS, unattended=True),
        JobDescriptor(JobKind.PLAYBACK, SlotGroup.RENDITIONS),
        JobDescriptor(JobKind.EVIDENCE, SlotGroup.PACKAGES),
        JobDescriptor(JobKind.ARCHIVE, SlotGroup.TIERS),
    )
}
# What progress of a kind is about.
PROGRESS_SUBJECTS: Mapping[ProgressKind, JobSubject] = {
    descriptor.subject.progress: descriptor.subject for descriptor in JOB_KINDS.values() if descriptor.subject
}


def kinds_in(group: SlotGroup) -> list[JobKind]:
    """The kinds of jobs that share the slots of a group."""
    return [descriptor.kind for descriptor in JOB_KINDS.values() if descriptor.slots is group]


def get_table(kind: JobKind) -> str:
    """The table of the row that jobs of a kind belong to. A kind without a subject may belong to a video, too."""
    subject = JOB_KINDS[kind].subject
    return "video" if subject is None else subject.table


def get_row_id(job: Job | NewJob) -> UUID | None:
    """The id of the row of that table; None for jobs that belong to no row."""
    return job.history_id if get_table(job.kind) == "prompt_history" else job.video_id


def get_progress_subject(job: Job) -> tuple[ProgressKind, UUID] | None:
    """The kind of a job's progress, and the id of the row that it is about; None for jobs that report no progress."""
    subject, subject_id = JOB_KINDS[job.kind].subject, get_row_id(job)
    return None if subject is None or subject_id is None else (subject.progress, subject_id)
