"""Budget for automatic work: the share of the daily model budget that jobs may use which no user requested."""

import logging
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.jobs.rows import OPEN_STATUSES, job
from datasources.postgres.tables.spending import OverBudget, spend_automatic
from models.access.principal import Principal
from models.errors import WatchgraphError
from models.job_kinds import JOB_KINDS
from models.jobs import NewJob, ProgressUpdate

_log = logging.getLogger(__name__)


async def charge_automatic_work(connection: AsyncConnection, principal: Principal, new: NewJob) -> bool:
    """Charge an automatic job to the organization's day, in the transaction that queues it. False if it is too much.

    A job without a price, or one that is open already, costs nothing.
    """
    if new.price is None:
        return True
    assert JOB_KINDS[new.kind].automatic, f"{new.kind} is not declared automatic"
    same = select(job.c.id).where(
        job.c.kind == new.kind.value, job.c.video_id == new.video_id, job.c.status.in_(OPEN_STATUSES)
    )
    if new.video_id is not None and (await connection.execute(same.limit(1))).first() is not None:
        return True
    try:
        await spend_automatic(connection, principal, new.price)
    except OverBudget:
        _log.warning(
            "Automatic work is skipped: its share of the organization's daily budget is spent",
            extra={"skipped": new.kind.value, "video_id": str(new.video_id)},
        )
        return False
    return True


def over_budget_update(new: NewJob) -> ProgressUpdate:
    """The step that the subject of an automatic job gets where too little is left of the budget for its price."""
    assert new.price is not None
    error = WatchgraphError("AUTOMATIC_SHARE_SPENT", limit=new.price.automatic_limit)
    return JOB_KINDS[new.kind].failed_update(error, datetime.now(UTC))
