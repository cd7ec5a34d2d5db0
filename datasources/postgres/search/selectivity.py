"""Whether a filter leaves few enough events to compare every one of them."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.search.conditions import build_event_conditions, event
from datasources.postgres.search.statement_cache import fetch_by_filters
from models.filters import EventFilter

# Compared one by one in some milliseconds (vectors) to some tens of them (words).
MAX_COMPARED_EVENTS = 3000


async def has_few_events(connection: AsyncConnection, wanted: EventFilter | None) -> bool:
    """True also for any single video: what is asked about one video is always answered exactly."""
    if wanted is not None and wanted.is_within_one_video:
        return True
    ((count,),) = await fetch_by_filters(connection, ("few", MAX_COMPARED_EVENTS), _build_count_query, wanted)
    return int(count) <= MAX_COMPARED_EVENTS


def _build_count_query(wanted: EventFilter | None) -> Select[Any]:
    some = select(event.c.id).where(*build_event_conditions(wanted)).limit(MAX_COMPARED_EVENTS + 1).subquery()
    return select(func.count()).select_from(some)
