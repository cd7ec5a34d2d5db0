"""Checks whether a filter leaves few enough events to compare each of them."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.statement_cache import fetch_by_filters
from datasources.postgres.search.conditions import build_event_conditions, event
from models.filters import EventFilter

# Comparing these takes a few milliseconds (vectors) or a few tens of milliseconds (words).
MAX_COMPARED_EVENTS = 3000


async def has_few_events(connection: AsyncConnection, wanted: EventFilter | None) -> bool:
    """Always true for a single video, so that questions about one video get exact results."""
    if wanted is not None and wanted.is_within_one_video:
        return True
    ((count,),) = await fetch_by_filters(connection, ("few", MAX_COMPARED_EVENTS), _build_count_query, wanted)
    return int(count) <= MAX_COMPARED_EVENTS


def _build_count_query(wanted: EventFilter | None) -> Select[Any]:
    first_events = select(event.c.id).where(*build_event_conditions(wanted)).limit(MAX_COMPARED_EVENTS + 1).subquery()
    return select(func.count()).select_from(first_events)
