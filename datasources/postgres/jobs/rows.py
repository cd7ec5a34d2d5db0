"""Rows of the job table: their conditions, and what changes with them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.jobs.subject_update import get_subject_table
from models.enums import JobKind, JobStatus
from models.errors import NotFound, WatchgraphError
from models.job_kinds import JOB_KINDS, get_row_id
from models.jobs import Claim, Job, LeaseLost, NewJob, ProgressUpdate
from models.tables import Job as JobTable

job = JobTable.__table__
JOB_COLUMNS = [job.c[name] for name in Job.__dataclass_fields__]
OPEN_STATUSES = (JobStatus.QUEUED, JobStatus.RUNNING)
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
    "work": null(),
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
    table, row_id = get_subject_table(new.kind), get_row_id(new)
    if row_id is None and JOB_KINDS[new.kind].subject is None:
        return
    row = await connection.execute(select(table.c.id).where(table.c.id == row_id).with_for_update(key_share=True))
    if row_id is None or row.one_or_none() is None:
        raise NotFound


async def keep_earlier_result(connection: AsyncConnection, ended: Job, last: ProgressUpdate) -> ProgressUpdate:
    """The last step of a job that failed or was cancelled: what an earlier job of its kind made of the video stays."""
    after_success = JOB_KINDS[ended.kind].after_success
    if after_success is None:
        return last
    earlier = select(job.c.id).where(
        job.c.kind == ended.kind.value,
        job.c.video_id == ended.video_id,
        job.c.id != ended.id,
        job.c.status == JobStatus.DONE,
    )
    if (await connection.execute(earlier.limit(1))).one_or_none() is None:
        return last
    return replace(last, columns={**last.columns, **after_success})
