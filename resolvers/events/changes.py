"""Imported events: changed and deleted. Those of the analysis are reviewed instead."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.events.changes import (
    LockedEvent,
    delete_event_in,
    has_same_key_in,
    lock_event_in,
    update_event_in,
)
from domain.events.changes import build_changes
from domain.events.imported import VideoProperties
from models.errors import InvalidInput, NotFound, WrongState
from models.event_sources import OWN_SOURCES
from models.keeping.holds import is_held
from models.mistakes import MistakeCollector
from models.rows.event import EventRow
from resolvers import audit, event
from resolvers.core import ids
from resolvers.core.context import Context
from resolvers.events.reviews import require_event

_UNKNOWN_FOOTAGE = VideoProperties(None, None, None, None)


async def update_event(context: Context, id_: str, changes: Mapping[str, Any], shown: frozenset[str]) -> EventRow:
    """Change fields of an imported event; the event. Raises InvalidInput, NotFound, WrongState.

    It is embedded anew: at once where the model answers, else by the workers.
    """
    with MistakeCollector() as mistakes:
        try:
            async with _lock_imported(context, id_) as (connection, key, locked):
                footage = VideoProperties(*(locked.video[name] for name in event.FOOTAGE_COLUMNS))
                columns = build_changes(changes, locked.row, footage)
                if columns:
                    if await has_same_key_in(connection, locked, columns):
                        raise InvalidInput("SAME_EVENT_STORED", field=("input",))
                    await update_event_in(connection, context.caller, locked, columns)
                    details = {"fields": sorted(changes)}
                    await audit.record_action(context, connection, "updateEvent", ids.Kind.EVENT, key, details)
        except (NotFound, WrongState):
            # Say in the same answer what is wrong with the values.
            mistakes.check(build_changes, changes, None, _UNKNOWN_FOOTAGE)
            raise
    if columns:
        await event.embed_events(context, locked.row["video_id"], [key])
    return await require_event(context, id_, shown)


async def delete_event(context: Context, id_: str) -> None:
    """Delete an imported event for good. Raises NotFound, WrongState.

    Citations keep their moment, without the event.
    """
    async with _lock_imported(context, id_) as (connection, key, locked):
        # Before the row goes: the entry gets its site.
        details = {"video": ids.encode(ids.Kind.VIDEO, locked.row["video_id"]), "type": locked.row["type"]}
        await audit.record_action(context, connection, "deleteEvent", ids.Kind.EVENT, key, details)
        await delete_event_in(connection, key)


@asynccontextmanager
async def _lock_imported(context: Context, id_: str) -> AsyncIterator[tuple[AsyncConnection, UUID, LockedEvent]]:
    """An imported event that may be changed, locked by a transaction. Raises NotFound, WrongState."""
    key = ids.require(ids.Kind.EVENT, id_, "id")
    async with context.data.postgres.transaction(context.caller) as connection:
        locked = await lock_event_in(connection, key)
        if locked is not None:
            if locked.row["source"].startswith(OWN_SOURCES):
                raise WrongState("EVENT_NOT_IMPORTED", field=("id",))
            if is_held(locked.video, context.clock()):
                raise WrongState("EVENT_HELD", field=("id",))
            yield connection, key, locked
            return
    # Only the analysis' own events are replaced, and found by their id all the same.
    await require_event(context, id_, frozenset())
    raise WrongState("EVENT_NOT_IMPORTED", field=("id",))
