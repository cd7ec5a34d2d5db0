"""Follows what an organization's rows become: new events, changed videos."""

from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from datasources.postgres.core.single_flight import SingleFlight
from datasources.postgres.progress.event_feed import Following
from models.errors import NotFound
from models.filters import VideoFilter
from models.rows.event import EventRow
from models.rows.video import VideoRow
from resolvers.core import ids
from resolvers.core.context import Context

T = TypeVar("T")
_RowT = TypeVar("_RowT")
_AFTER = ("afterEventId",)


async def stream_new_events(
    context: Context, following: Following, after: str | None, sharing_key: Hashable, render: Callable[[EventRow], T]
) -> AsyncGenerator[T, None]:
    """`render` of each new event that is followed; of those first that came after the event `after`. It does not end.

    Subscribers of one organization with equal sharing keys get the same objects, rendered once. Raises NotFound for an
    event to continue after that is malformed, foreign, missing, or older than the log; EVENTS_MISSED where too many
    came after it.
    """
    if after is not None:
        following = replace(following, after=await _require_event(context, after))
    with context.data.listener.open_event_feed(context.caller) as feed:
        try:
            async with aclosing(_render(feed.iter_batches(following), context, sharing_key, render)) as events:
                async for event in events:
                    yield event
        except NotFound:
            raise NotFound(field=_AFTER) from None


async def _require_event(context: Context, id_: str) -> UUID:
    """The key of an event of the caller's. Raises NotFound."""
    key = ids.decode(ids.Kind.EVENT, id_)
    if key is None:
        raise NotFound(field=_AFTER)
    # The log holds the events of all sites, also of those that the caller may not see.
    if context.caller.sites is not None and (await context.data.events.get_by_ids(context.caller, [key], ["id"])) == [
        None
    ]:
        raise NotFound(field=_AFTER)
    return key


async def stream_changed_videos(
    context: Context,
    wanted: VideoFilter | None,
    columns: frozenset[str],
    sharing_key: Hashable,
    render: Callable[[VideoRow], T],
) -> AsyncGenerator[T, None]:
    """`render` of each video that changes and matches then, with these columns. It does not end.

    Subscribers of one organization with equal sharing keys get the same objects, rendered once.
    """
    with context.data.listener.open_video_feed(context.caller) as feed:
        async with aclosing(_render(feed.iter_batches(wanted, columns), context, sharing_key, render)) as videos:
            async for video in videos:
                yield video


async def _render(
    batches: AsyncGenerator[tuple[list[_RowT], SingleFlight], None],
    context: Context,
    sharing_key: Hashable,
    render: Callable[[_RowT], T],
) -> AsyncGenerator[T, None]:
    async with aclosing(batches):
        async for rows, shared in batches:

            async def render_all(rows: list[_RowT] = rows) -> list[T]:
                return [render(row) for row in rows]

            for each in await shared.run_once(sharing_key, render_all):
                # Loaders hold rows that were read for the one before.
                context.clear_loaders()
                yield each
