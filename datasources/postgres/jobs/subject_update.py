"""Composes the UPDATE of the row that a job is about: a question, or a video."""

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.cameras.event_times import TIME_COLUMNS, sync_event_times
from datasources.postgres.core.driver import execute
from models.enums import JobKind
from models.job_kinds import get_row_id, get_table
from models.jobs import Job
from models.tables import PromptHistory, Video

# As the value of a column: the time when the transaction began.
NOW: Final = object()
_TABLES: Mapping[str, Table] = {"video": Video.__table__, "prompt_history": PromptHistory.__table__}
# A thumbnail that a user chose stays, also when it is chosen while the worker ends.
_KEEP_CHOSEN = "CASE WHEN thumbnail_key LIKE '%/chosen/%' THEN thumbnail_key ELSE {} END"


def get_subject_table(kind: JobKind) -> Table:
    """The table of what a job of this kind is about."""
    return _TABLES[get_table(kind)]


def compose_update(job: Job, columns: Mapping[str, Any], first: int = 1) -> tuple[str, list[Any]]:
    """UPDATE of these columns of the job's subject, and the values of its parameters, which start at $first.

    Raises KeyError for a column that the table does not have.
    """
    table = get_subject_table(job.kind)
    values: list[Any] = [get_row_id(job)]
    assignments = ["updated_at = now()"] if "updated_at" in table.c else []
    for name in sorted(columns):
        value = columns[name]
        if value is NOW:
            assignments.append(f"{table.c[name].name} = now()")
            continue
        if isinstance(table.c[name].type, JSONB) and value is not None:
            value = json.dumps(value, default=str)
        values.append(value)
        parameter = f"${first + len(values) - 1}"
        assignments.append(f"{name} = {_KEEP_CHOSEN.format(parameter) if name == 'thumbnail_key' else parameter}")
    return f"UPDATE {table.name} SET {', '.join(assignments)} WHERE id = ${first}", values  # noqa: S608  (the table's own)


async def update_subject(connection: AsyncConnection, job: Job, columns: Mapping[str, Any]) -> None:
    """Change columns of the job's subject in the caller's transaction."""
    if columns:
        statement, values = compose_update(job, columns)
        await execute(connection, statement, *values)
        await sync_subject_times(connection, job, columns)


async def sync_subject_times(connection: AsyncConnection, job: Job, columns: Mapping[str, Any]) -> None:
    """Give a video's events the times that its changed columns imply, also where the analysis fails later."""
    if job.video_id is not None and not TIME_COLUMNS.isdisjoint(columns):
        await sync_event_times(connection, job.video_id)
