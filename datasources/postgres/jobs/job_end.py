"""Ends a running job, and changes its subject with it, in one statement."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_value, number_parameters
from datasources.postgres.jobs.subject_update import compose_update, sync_subject_times
from datasources.postgres.progress.progress import job_step_arguments, require_held
from models.enums import JobStatus
from models.jobs import Claim, Job, JobResult, ProgressUpdate

_PARAMETERS = 15
_END = f"SELECT end_job({number_parameters(_PARAMETERS)})"


async def end_held_in(
    connection: AsyncConnection, claim: Claim, status: JobStatus, update: ProgressUpdate, result: JobResult
) -> None:
    """End a running job with its terminal step and the columns of its subject, in the caller's transaction.

    Raises LeaseLost, and KeyError for a column that the subject's table does not have.
    """
    error = result.error
    arguments = (
        *job_step_arguments(claim, update),
        status,
        None if result.usage is None else json.dumps(dict(result.usage)),
        None if error is None else error.code,
        None if error is None else json.dumps(dict(error.values), default=str),
    )
    statement, values = compose_end(claim.job, update.columns)
    require_held(await fetch_value(connection, statement, *arguments, *values))
    await sync_subject_times(connection, claim.job, update.columns)


def compose_end(job: Job, columns: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The statement, and the values behind end_job's fifteen arguments. It locks the subject before the job."""
    if not columns:
        return _END, []
    update, values = compose_update(job, columns, first=_PARAMETERS + 1)
    return f"WITH subject AS ({update} RETURNING id) {_END} FROM subject", values
