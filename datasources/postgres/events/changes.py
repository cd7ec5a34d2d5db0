"""Changing and deleting imported events, in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import delete, exists, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.search.conditions import event, video
from models.access.principal import Principal
from models.footage.clock_jumps import time_at_position
from models.rows.event import EventRow
from models.tables import EventEmbedding

embedding = EventEmbedding.__table__
# The columns by which an import knows an event again: the constraint event_natural_key.
NATURAL_KEY = ("video_id", "source", "type", "track_id", "start_seconds", "end_seconds", "bbox_x", "bbox_y")
_OF_VIDEO = ("duration_seconds", "frame_rate", "width", "height", "held_until", "recorded_at", "jumps")
_QUEUE_EMBEDDING = text("""
INSERT INTO changed_event (event_id, organization) VALUES (:id, :organization) ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True, slots=True)
class LockedEvent:
    """An event, and what of its video its check needs; both are locked until the transaction ends."""

    row: EventRow
    video: Mapping[str, Any]


async def lock_event_in(connection: AsyncConnection, event_id: UUID) -> LockedEvent | None:
    """The event, unless a newer analysis has replaced it.

    The video is locked as by an import, so that no other event takes the same natural key meanwhile.
    """
    of_event = select(event.c.video_id).where(event.c.id == event_id).scalar_subquery()
    columns = [video.c[name] for name in _OF_VIDEO]
    locked = (await connection.execute(select(*columns).where(video.c.id == of_event).with_for_update())).mappings()
    found = locked.one_or_none()
    row = (await connection.execute(select(event).where(event.c.id == event_id).with_for_update())).mappings()
    stored = row.one_or_none()
    return None if found is None or stored is None else LockedEvent(cast("EventRow", stored), dict(found))


async def has_same_key_in(connection: AsyncConnection, locked: LockedEvent, columns: Mapping[str, Any]) -> bool:
    """Whether another event would have the natural key that the event has with these columns."""
    key = {name: columns.get(name, cast("Mapping[str, Any]", locked.row)[name]) for name in NATURAL_KEY}
    same = [event.c[name].is_not_distinct_from(value) for name, value in key.items()]
    query = select(exists(select(event.c.id).where(*same, event.c.id != locked.row["id"])))
    return bool((await connection.execute(query)).scalar_one())


async def update_event_in(
    connection: AsyncConnection, principal: Principal, locked: LockedEvent, columns: Mapping[str, Any]
) -> None:
    """Set columns of the event. Its vectors go, and the workers' sweep is told to make new ones."""
    values = dict(columns)
    if "start_seconds" in values:
        footage = locked.video
        values["occurred_at"] = time_at_position(footage["recorded_at"], footage["jumps"], values["start_seconds"])
    key = locked.row["id"]
    await connection.execute(update(event).where(event.c.id == key).values(**values))
    # After the update, whose lock waits for whoever stores a vector of the former text.
    await connection.execute(delete(embedding).where(embedding.c.event_id == key))
    await connection.execute(_QUEUE_EMBEDDING, {"id": key, "organization": principal.organization})


async def delete_event_in(connection: AsyncConnection, event_id: UUID) -> None:
    """Delete an event, and with it its vectors."""
    await connection.execute(delete(event).where(event.c.id == event_id))
