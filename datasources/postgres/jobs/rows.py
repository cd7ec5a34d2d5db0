"""Rows of the job table: their conditions, and what changes with them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.jobs.subject_update import NOW, get_subject_table
from models.enums import JobKind, JobStatus, PromptStatus, SummaryStatus, VideoStatus
from models.errors import NotFound, WatchgraphError
from models.jobs import Claim, Job, LeaseLost, NewJob, ProgressUpdate
from models.tables import Job as JobTable

job = JobTable.__table__
JOB_COLUMNS = [job.c[name] for name in Job.__dataclass_fields__]
OPEN_STATUSES = (JobStatus.QUEUED, JobStatus.RUNNING)

# Progress, and the subject's columns, when work is queued.
QUEUED_UPDATES: Mapping[JobKind, ProgressUpdate] = {
    JobKind.ANALYZE: ProgressUpdate(
        VideoStatus.QUEUED,
        "QUEUED",
        0,
        {"eventsFound": 0, "error": None},
        {"status": VideoStatus.QUEUED, "failure_code": None, "failure_values": None},
    ),
    JobKind.SUMMARIZE: ProgressUpdate(
        SummaryStatus.QUEUED, "QUEUED", 0, {"textDelta": "", "error": None}, {"summary_status": SummaryStatus.QUEUED}
    ),
    JobKind.PROMPT: ProgressUpdate(
        PromptStatus.QUEUED, "QUEUED", 0, {"textDelta": "", "error": None}, {"status": PromptStatus.QUEUED}
    ),
}
# The same when work is cancelled. Text sent so far stays in the progress, and is stored nowhere else.
CANCELLED_UPDATES: Mapping[JobKind, ProgressUpdate] = {
    JobKind.ANALYZE: ProgressUpdate(
        VideoStatus.CANCELLED,
        "DONE",
        0,
        {"eventsFound": 0, "error": None},
        {"status": VideoStatus.CANCELLED, "failure_code": None, "failure_values": None},
    ),
    JobKind.PROMPT: ProgressUpdate(
        PromptStatus.CANCELLED,
        "DONE",
        0,
        {"textDelta": "", "error": None},
        {"status": PromptStatus.CANCELLED, "completed_at": NOW},
    ),
}
RELEASED_COLUMNS: Mapping[str, Any] = {
    "status": JobStatus.QUEUED,
    "stage": "QUEUED",
    "lease_owner": None,
    "lease_until": None,
    "sent_at": None,
}
RESTARTED_COLUMNS: Mapping[str, Any] = {
    **RELEASED_COLUMNS,
    "percent": 0,
    "attempt": 0,
    "run_after": func.now(),
    "usage": null(),
    "error_code": None,
    "error_values": null(),
    "started_at": None,
    "finished_at": None,
}


def job_from_row(row: Mapping[Any, Any]) -> Job:
    return Job(**{**row, "kind": JobKind(row["kind"]), "status": JobStatus(row["status"])})


def seconds_from_now(seconds: float) -> ColumnElement[Any]:
    return func.clock_timestamp() + timedelta(seconds=seconds)


def is_due() -> ColumnElement[bool]:
    waiting = and_(job.c.status == JobStatus.QUEUED, job.c.run_after <= func.now())
    return or_(waiting, and_(job.c.status == JobStatus.RUNNING, job.c.lease_until < func.now()))


def is_held_by(claim: Claim) -> ColumnElement[bool]:
    return and_(
        job.c.id == claim.job.id,
        job.c.status == JobStatus.RUNNING,
        job.c.lease_owner == claim.owner,
        job.c.attempt == claim.job.attempt,
    )


def to_error_columns(error: WatchgraphError | None) -> dict[str, Any]:
    if error is None:
        return {"error_code": None, "error_values": null()}
    return {"error_code": error.code, "error_values": to_json_values(error.values)}


def to_json_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """An error's values as JSON can hold them."""
    loaded: dict[str, Any] = json.loads(json.dumps(dict(values), default=str))
    return loaded


async def update_held(connection: AsyncConnection, claim: Claim, **columns: Any) -> None:
    written = await connection.execute(update(job).where(is_held_by(claim)).values(**columns))
    if written.rowcount != 1:
        raise LeaseLost


async def lock_subject(connection: AsyncConnection, new: NewJob) -> None:
    """Lock the row that the job is about, if any. Raises NotFound."""
    table = get_subject_table(new.kind)
    subject_id = new.history_id if new.kind is JobKind.PROMPT else new.video_id
    if subject_id is None and new.kind not in QUEUED_UPDATES:
        return
    row = await connection.execute(select(table.c.id).where(table.c.id == subject_id).with_for_update(key_share=True))
    if subject_id is None or row.one_or_none() is None:
        raise NotFound


async def keep_ready_status(connection: AsyncConnection, ended: Job, progress_update: ProgressUpdate) -> ProgressUpdate:
    """The update for an analysis that failed or was cancelled: a video that an earlier one made READY stays READY."""
    if ended.kind is not JobKind.ANALYZE:
        return progress_update
    earlier = select(job.c.id).where(
        job.c.kind == ended.kind.value,
        job.c.video_id == ended.video_id,
        job.c.id != ended.id,
        job.c.status == JobStatus.DONE,
    )
    if (await connection.execute(earlier.limit(1))).one_or_none() is None:
        return progress_update
    ready = {"status": VideoStatus.READY, "failure_code": None, "failure_values": None}
    return replace(progress_update, columns={**progress_update.columns, **ready})
