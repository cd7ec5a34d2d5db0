"""Changing videos."""

from collections.abc import Mapping
from typing import Any

from models.errors import NotFound
from models.paging import Row
from resolvers import audit
from resolvers.core import ids
from resolvers.core.context import Context


async def update_video(context: Context, id_: str, columns: Mapping[str, Any], shown: frozenset[str]) -> Row:
    """Set columns of a video, as `domain.videos.changes.changed` checked them; the video. Raises NotFound.

    Its events' times of day move with its time of recording, in the same transaction.
    """
    principal = context.caller
    data = context.data
    key = ids.decode(ids.Kind.VIDEO, id_)
    if key is None:
        raise NotFound(field=("id",))
    if columns:
        async with data.postgres.transaction(principal) as connection:
            # Changing the row locks it: events that are being stored wait, and then read the new time of recording.
            if not await data.videos.update_in(connection, key, **columns):
                raise NotFound(field=("id",))
            if "recorded_at" in columns:
                await data.events.sync_times_in(connection, key)
            await audit.record_action(
                context, connection, "updateVideo", ids.Kind.VIDEO, key, {"fields": sorted(columns)}
            )
    row = (await data.videos.get_by_ids(principal, [key], shown))[0]
    if row is None:
        raise NotFound(field=("id",))
    return row
