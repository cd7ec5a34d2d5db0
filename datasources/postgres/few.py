"""Whether a filter leaves few enough events to compare every one of them."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.conditions import event, event_conditions
from models.filters import EventFilter

# Compared one by one in some milliseconds (vectors) to some tens of them (words).
MOST_COMPARED = 3000


async def few_events(connection: AsyncConnection, wanted: EventFilter | None) -> bool:
    """True also for any single video: what is asked about one video is always answered exactly."""
    if wanted is not None and wanted.video_ids is not None and len(wanted.video_ids) <= 1:
        return True
    some = select(event.c.id).where(*event_conditions(wanted)).limit(MOST_COMPARED + 1).subquery()
    count = (await connection.execute(select(func.count()).select_from(some))).scalar_one()
    return int(count) <= MOST_COMPARED
