"""Whether a filter leaves few enough events to compare every one of them."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.search.conditions import event, event_conditions
from datasources.postgres.search.statement_cache import rows_of
from models.filters import EventFilter

# Compared one by one in some milliseconds (vectors) to some tens of them (words).
MOST_COMPARED = 3000


async def few_events(connection: AsyncConnection, wanted: EventFilter | None) -> bool:
    """True also for any single video: what is asked about one video is always answered exactly."""
    if wanted is not None and wanted.within_one_video:
        return True
    ((count,),) = await rows_of(connection, ("few", MOST_COMPARED), _some, wanted)
    return int(count) <= MOST_COMPARED


def _some(wanted: EventFilter | None) -> Select[Any]:
    some = select(event.c.id).where(*event_conditions(wanted)).limit(MOST_COMPARED + 1).subquery()
    return select(func.count()).select_from(some)
