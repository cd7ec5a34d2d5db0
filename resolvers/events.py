"""Reading events."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from models.enums import EventOrder, EventType
from models.filters import EventFilter
from models.paging import Row, Slice, Window
from resolvers import ids
from resolvers.context import Context


async def one(context: Context, id_: str, columns: frozenset[str]) -> Row | None:
    """The event with this id; None for a malformed, foreign or missing one alike."""
    principal = context.may("Query.event")
    key = ids.decode(ids.Kind.EVENT, id_)
    return None if key is None else (await context.data.events.by_ids(principal, [key], columns))[0]


async def by_key(context: Context, key: UUID, columns: frozenset[str]) -> Row | None:
    """An event by its key, batched within the operation."""
    loader = context.loader(("event", columns), lambda keys: context.data.events.by_ids(context.who, keys, columns))
    row: Row | None = await loader.load(key)
    return row


async def page(
    context: Context, wanted: EventFilter | None, order: EventOrder, window: Window, columns: frozenset[str]
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over the events that fit, and how to count them all."""
    principal = context.may("Query.events")
    part = await context.data.events.page(principal, wanted, order, window, columns)
    return part, lambda: context.data.events.count(principal, wanted)


async def types_of_video(context: Context, video: UUID) -> dict[EventType, int]:
    """How many events of each type a video has, most first, batched over the videos of the operation."""
    loader = context.loader("event types", lambda keys: context.data.events.types_of_videos(context.who, keys))
    counts: dict[EventType, int] = await loader.load(video)
    return counts


async def page_of_video(
    context: Context,
    video: UUID,
    wanted: EventFilter | None,
    order: EventOrder,
    window: Window,
    columns: frozenset[str],
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over one video's events, and how to count them; both batched over the videos of the operation."""
    name = ("events of video", repr(wanted), order, window, columns)
    pages = context.loader(
        name,
        lambda keys: context.data.events.pages_of_videos(context.who, keys, wanted, order, window, columns),
    )
    counts = context.loader(
        ("count of", repr(wanted)), lambda keys: context.data.events.counts_of_videos(context.who, keys, wanted)
    )
    return await pages.load(video), lambda: counts.load(video)
