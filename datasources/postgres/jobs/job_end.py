"""Ends a running job, and changes its subject with it, in one statement."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_value, number_parameters
from datasources.postgres.jobs.subject_update import compose_update, sync_subject_times
from datasources.postgres.progress.progress import job_step_arguments, require_held
from models.enums import JobStatus
from models.jobs import Claim, Job, JobResult, ProgressUpdate, SessionNaming

_PARAMETERS = 15
_END = f"SELECT end_job({number_parameters(_PARAMETERS)})"
# A title that a user gave the session since it was opened stays.
_NAME_SESSION = (
    "UPDATE prompt_session SET main_event_id = ${1}, updated_at = now(),"
    " title = CASE WHEN title = ${2} THEN ${3} ELSE title END WHERE id = ${0} RETURNING id"
)


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
    statement, values = compose_end(claim.job, update.columns, result.naming)
    require_held(await fetch_value(connection, statement, *arguments, *values))
    await sync_subject_times(connection, claim.job, update.columns)


def compose_end(job: Job, columns: Mapping[str, Any], naming: SessionNaming | None = None) -> tuple[str, list[Any]]:
    """The statement, and the values behind end_job's fifteen arguments.

    It locks the session (if it is named), then the subject, then the job: the order of every other transaction.
    """
    if not columns:
        return _END, []
    update, values = compose_update(job, columns, first=_PARAMETERS + 1)
    if naming is None:
        return f"WITH subject AS ({update} RETURNING id) {_END} FROM subject", values
    number = _PARAMETERS + len(values)
    named = _NAME_SESSION.format(number + 1, number + 2, number + 3, number + 4)
    values += [naming.session_id, naming.main_event_id, naming.initial_title, naming.title]
    # Reading `named` makes PostgreSQL run it first.
    subject = f"{update} AND (SELECT count(*) FROM named) >= 0 RETURNING id"  # noqa: S608  (composed above)
    return f"WITH named AS ({named}), subject AS ({subject}) {_END} FROM subject", values
