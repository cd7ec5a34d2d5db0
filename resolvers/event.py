"""Reading events."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from datasources.postgres.search.conditions import VIDEO_PREFIX
from domain.ask.event_search import SearchHits, search_events
from domain.language.validation import validate_question
from models.enums import EventOrder, EventType
from models.errors import InvalidInput
from models.filters import EventFilter
from models.paging import PageWindow, Row, Slice
from resolvers.core import ids
from resolvers.core.context import Context

MAX_HITS = 50
MAX_NEIGHBOURS = 20
MAX_SIMILAR = 50


async def load_event(context: Context, id_: str, columns: frozenset[str]) -> Row | None:
    """The event with this id; None for a malformed, foreign or missing one alike."""
    principal = context.caller
    key = ids.decode(ids.Kind.EVENT, id_)
    return None if key is None else (await context.data.events.get_by_ids(principal, [key], columns))[0]


async def search(
    context: Context, text: str, wanted: EventFilter | None, first: int, columns: frozenset[str]
) -> tuple[SearchHits, dict[UUID, Row]]:
    """The events that fit a text best, and their rows."""
    principal = context.caller
    if not 1 <= first <= MAX_HITS:
        raise InvalidInput("OUT_OF_RANGE", field=("first",), low=1, high=MAX_HITS)
    hits = await search_events(
        validate_question(text, context.limits.ask.max_characters, ("text",)),
        wanted,
        first,
        principal=principal,
        search=context.data.search,
        models=context.models_with_timeout(context.limits.search_call_seconds),
        settings=context.limits.ask,
    )
    rows = await context.data.events.get_by_ids(principal, [hit.event_id for hit in hits.hits], columns)
    return hits, {row["id"]: row for row in rows if row is not None}


def extract_joined_video(event: Row) -> Row | None:
    """The columns of its video that came joined to an event; None where none did."""
    found = {name.removeprefix(VIDEO_PREFIX): value for name, value in event.items() if name.startswith(VIDEO_PREFIX)}
    return found or None


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> Row | None:
    """An event by its key, batched within the operation."""
    loader = context.loader(
        ("event", columns), lambda keys: context.data.events.get_by_ids(context.caller, keys, columns)
    )
    row: Row | None = await loader.load(key)
    return row


async def load_page(
    context: Context,
    wanted: EventFilter | None,
    order: EventOrder,
    window: PageWindow,
    columns: frozenset[str],
    of_video: frozenset[str],
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over the events that fit, joined with what is needed of their videos, and how to count them all."""
    principal = context.caller
    part = await context.data.events.list_page(principal, wanted, order, window, columns, of_video)
    return part, lambda: context.data.events.count(principal, wanted)


async def count_types_of_video(context: Context, video: UUID) -> dict[EventType, int]:
    """How many events of each type a video has, most first, batched over the videos of the operation."""
    loader = context.loader("event types", lambda keys: context.data.events.count_types_by_video(context.caller, keys))
    counts: dict[EventType, int] = await loader.load(video)
    return counts


async def load_neighbours(context: Context, key: UUID, before: int, after: int, columns: frozenset[str]) -> list[Row]:
    """The events just before and after one, batched over the events of the operation."""
    for name, value in (("before", before), ("after", after)):
        if not 0 <= value <= MAX_NEIGHBOURS:
            raise InvalidInput("OUT_OF_RANGE", field=(name,), low=0, high=MAX_NEIGHBOURS)
    loader = context.loader(
        ("around", before, after, columns),
        lambda keys: context.data.neighbours.list_neighbours(context.caller, keys, before, after, columns),
    )
    rows: list[Row] = await loader.load(key)
    return rows


async def load_similar(context: Context, key: UUID, first: int, columns: frozenset[str]) -> list[Row]:
    """The events most like one, with `similarity`, batched over the events of the operation."""
    if not 1 <= first <= MAX_SIMILAR:
        raise InvalidInput("OUT_OF_RANGE", field=("first",), low=1, high=MAX_SIMILAR)

    async def load(keys: list[UUID]) -> list[list[Row]]:
        space = await context.data.embedding_spaces.get_active(context.caller)
        return await context.data.neighbours.list_similar(context.caller, keys, space, first, columns)

    loader = context.loader(("similar", first, columns), load)
    rows: list[Row] = await loader.load(key)
    return rows


async def load_most_serious(context: Context, video: UUID, columns: frozenset[str]) -> Row | None:
    """A video's most serious event, batched over the videos of the operation."""
    loader = context.loader(
        ("most serious", columns), lambda keys: context.data.neighbours.find_most_serious(context.caller, keys, columns)
    )
    row: Row | None = await loader.load(video)
    return row


async def load_page_of_video(
    context: Context,
    video: UUID,
    wanted: EventFilter | None,
    order: EventOrder,
    window: PageWindow,
    columns: frozenset[str],
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over one video's events, and how to count them; both batched over the videos of the operation."""
    name = ("events of video", repr(wanted), order, window, columns)
    pages = context.loader(
        name,
        lambda keys: context.data.events.list_pages_by_video(context.caller, keys, wanted, order, window, columns),
    )
    counts = context.loader(
        ("count of", repr(wanted)), lambda keys: context.data.events.count_by_video(context.caller, keys, wanted)
    )
    return await pages.load(video), lambda: counts.load(video)
