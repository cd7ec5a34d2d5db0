"""Events: read, searched, imported, and followed as they are stored."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

from datasources.postgres.search.conditions import VIDEO_PREFIX
from domain.ask.event_search import SearchHits, search_events
from domain.ask.services import AskServices
from domain.embeddings.backfill import EmbeddingFiller
from domain.events.imported import (
    ImportedEvent,
    Rejection,
    VideoProperties,
    check_count,
    deduplicate_rows,
    validate_events,
)
from domain.language.validation import validate_question
from models.asking.vectors import MissingVector, MissingVectors
from models.enums import EventOrder, EventType, VideoStatus
from models.errors import InvalidInput, Unavailable, WrongState
from models.filters import EventFilter
from models.mistakes import MistakeCollector
from models.paging import PageWindow, Slice
from models.rows.event import EventRow
from models.rows.video import VideoRow
from resolvers import audit
from resolvers import video as videos
from resolvers.core import ids
from resolvers.core.context import Context

T = TypeVar("T")
MAX_HITS = 50
MAX_NEIGHBOURS = 20
MAX_SIMILAR = 50
_log = logging.getLogger(__name__)
FOOTAGE_COLUMNS = ("duration_seconds", "frame_rate", "width", "height")
# The importing caller waits so long. The workers' sweep (domain.embeddings.gap_sweep) embeds the rest.
_EMBED_SECONDS = 60.0
_MAX_SOURCES_RECORDED = 10


@dataclass(frozen=True, slots=True)
class ImportResult:
    """stored: how many of the given events are in the table now."""

    video: VideoRow
    stored: int
    rejected: Sequence[Rejection]


async def load_event(context: Context, id_: str, columns: frozenset[str]) -> EventRow | None:
    """The event with this id; None for a malformed, foreign or missing id alike."""
    key = ids.decode(ids.Kind.EVENT, id_)
    return None if key is None else (await context.data.events.get_by_ids(context.caller, [key], columns))[0]


async def search(
    context: Context, text: str, wanted: EventFilter | None, first: int, columns: frozenset[str]
) -> tuple[SearchHits, dict[UUID, EventRow]]:
    """The events that match a text best, and their rows by key. Raises InvalidInput, Unavailable."""
    principal = context.caller
    if not 1 <= first <= MAX_HITS:
        raise InvalidInput("OUT_OF_RANGE", field=("first",), low=1, high=MAX_HITS)
    models = context.models_with_timeout(context.limits.search_call_seconds)
    services = AskServices(context.data.search, models, context.limits.ask, context.clock)
    question = validate_question(text, context.limits.ask.max_characters, ("text",))
    hits = await search_events(question, wanted, first, principal, services)
    rows = await context.data.events.get_by_ids(principal, [hit.event_id for hit in hits.hits], columns)
    return hits, {row["id"]: row for row in rows if row is not None}


def extract_joined_video(event: EventRow) -> VideoRow | None:
    """The columns of the video that were joined to an event; None where none were."""
    video = {name.removeprefix(VIDEO_PREFIX): value for name, value in event.items() if name.startswith(VIDEO_PREFIX)}
    return cast("VideoRow", video) if video else None


async def load_videos_of_events(context: Context, rows: Sequence[EventRow], columns: frozenset[str]) -> list[VideoRow]:
    """The video of each event: what was joined to it, or one statement for all. Raises NotFound."""
    if not rows:
        # A plan asks for the videos of an empty list of events, too.
        return []
    joined = [(name, name.removeprefix(VIDEO_PREFIX)) for name in dict(rows[0]) if name.startswith(VIDEO_PREFIX)]
    if joined:
        return [cast("VideoRow", {short: cast("Any", row)[name] for name, short in joined}) for row in rows]
    keys = list(dict.fromkeys(row["video_id"] for row in rows))
    found = dict(zip(keys, await context.data.videos.get_by_ids(context.caller, keys, columns), strict=True))
    return [videos.require_row(found[row["video_id"]]) for row in rows]


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> EventRow | None:
    """An event by its key, batched within the operation."""
    loader = context.loader(
        ("event", columns), lambda keys: context.data.events.get_by_ids(context.caller, keys, columns)
    )
    row: EventRow | None = await loader.load(key)
    return row


async def load_page(
    context: Context,
    wanted: EventFilter | None,
    order: EventOrder,
    window: PageWindow,
    columns: frozenset[str],
    of_video: frozenset[str],
) -> tuple[Slice[EventRow], Callable[[], Awaitable[int]]]:
    """A window over the events that match, joined with columns of their videos, and a function that counts them all."""
    principal = context.caller
    page = await context.data.events.list_page(principal, wanted, order, window, columns, of_video)
    return page, lambda: context.data.events.count(principal, wanted)


async def count_types_of_video(context: Context, video: UUID) -> dict[EventType, int]:
    """How many events of each type a video has, most first, batched over the videos of the operation."""
    loader = context.loader("event types", lambda keys: context.data.events.count_types_by_video(context.caller, keys))
    counts: dict[EventType, int] = await loader.load(video)
    return counts


async def load_neighbours(
    context: Context, key: UUID, before: int, after: int, columns: frozenset[str]
) -> list[EventRow]:
    """The events just before and after one, batched over the events of the operation. Raises InvalidInput."""
    for name, value in (("before", before), ("after", after)):
        if not 0 <= value <= MAX_NEIGHBOURS:
            raise InvalidInput("OUT_OF_RANGE", field=(name,), low=0, high=MAX_NEIGHBOURS)
    loader = context.loader(
        ("neighbours", before, after, columns),
        lambda keys: context.data.neighbours.list_neighbours(context.caller, keys, before, after, columns),
    )
    rows: list[EventRow] = await loader.load(key)
    return rows


async def load_similar(context: Context, key: UUID, first: int, columns: frozenset[str]) -> list[EventRow]:
    """The events most similar to one, with `similarity`, batched over the operation's events. Raises InvalidInput."""
    if not 1 <= first <= MAX_SIMILAR:
        raise InvalidInput("OUT_OF_RANGE", field=("first",), low=1, high=MAX_SIMILAR)

    async def load(keys: list[UUID]) -> list[list[EventRow]]:
        space = await context.data.embedding_spaces.get_active(context.caller)
        return await context.data.neighbours.list_similar(context.caller, keys, space, first, columns)

    loader = context.loader(("similar", first, columns), load)
    rows: list[EventRow] = await loader.load(key)
    return rows


async def load_most_serious(context: Context, video: UUID, columns: frozenset[str]) -> EventRow | None:
    """A video's most serious event, batched over the videos of the operation."""
    loader = context.loader(
        ("most serious", columns), lambda keys: context.data.neighbours.find_most_serious(context.caller, keys, columns)
    )
    row: EventRow | None = await loader.load(video)
    return row


async def load_page_of_video(
    context: Context,
    video: UUID,
    wanted: EventFilter | None,
    order: EventOrder,
    window: PageWindow,
    columns: frozenset[str],
) -> tuple[Slice[EventRow], Callable[[], Awaitable[int]]]:
    """A window over one video's events, and a function that counts them; both batched over the operation's videos."""
    name = ("events of video", repr(wanted), order, window, columns)
    pages = context.loader(
        name,
        lambda keys: context.data.events.list_pages_by_video(context.caller, keys, wanted, order, window, columns),
    )
    return await pages.load(video), partial(_count_events, context, wanted, video)


async def load_pages_of_videos(
    context: Context,
    videos_: Sequence[UUID],
    wanted: EventFilter | None,
    order: EventOrder,
    window: PageWindow,
    columns: frozenset[str],
) -> list[tuple[Slice[EventRow], Callable[[], Awaitable[int]]]]:
    """The same of several videos. They may name one twice."""
    distinct = list(dict.fromkeys(videos_))
    pages = await context.data.events.list_pages_by_video(context.caller, distinct, wanted, order, window, columns)
    by_video = dict(zip(distinct, pages, strict=True))
    return [(by_video[video], partial(_count_events, context, wanted, video)) for video in videos_]


async def _count_events(context: Context, wanted: EventFilter | None, video: UUID) -> int:
    """How many events of a video match, batched over the videos of the operation."""
    counts = context.loader(
        ("count of", repr(wanted)), lambda keys: context.data.events.count_by_video(context.caller, keys, wanted)
    )
    return int(await counts.load(video))


async def import_events(
    context: Context, id_: str, events: Sequence[ImportedEvent], columns: frozenset[str]
) -> ImportResult:
    """Store the valid events. Raises UserMistake for what keeps all of them out.

    An event that is stored already stays as it is, and counts as stored.
    """
    video = await _validate_target(context, id_, events)
    rows, rejected = validate_events(events, _to_properties(video))
    if rows:
        distinct = deduplicate_rows(rows)
        details = {
            "given": len(events),
            "imported": len(rows),
            "rejected": len({rejection.index for rejection in rejected}),
            "sources": sorted({row["source"] for row in distinct})[:_MAX_SOURCES_RECORDED],
        }
        async with context.data.postgres.transaction(context.caller) as connection:
            stored = await context.data.events.store_in(connection, context.caller, video["id"], distinct)
            await audit.record_action(context, connection, "importEvents", ids.Kind.VIDEO, video["id"], details)
        await embed_events(context, video["id"], stored)
    return ImportResult(await videos.require_by_id(context, id_, columns, "videoId"), len(rows), rejected)


async def _validate_target(context: Context, id_: str, events: Sequence[ImportedEvent]) -> VideoRow:
    """The video that gets the events. Raises UserMistake."""
    with MistakeCollector() as mistakes:
        mistakes.check(check_count, events)
        video = await videos.require_by_id(context, id_, frozenset({"id", "status", *FOOTAGE_COLUMNS}), "videoId")
        if video["status"] == VideoStatus.UPLOADING:
            raise WrongState(field=("videoId",), state=video["status"])
    return video


def _to_properties(video: VideoRow) -> VideoProperties:
    return VideoProperties(video["duration_seconds"], video["frame_rate"], video["width"], video["height"])


async def embed_events(context: Context, video_id: UUID, stored: Sequence[UUID]) -> None:
    """Embed events without a vector. They are stored already: a model that does not answer must not undo that."""
    data, organization = context.data, context.caller.organization
    filler = EmbeddingFiller(data.vectors, context.models, data.embedding_spaces.configured)
    missing = tuple(MissingVector(event_id, organization, video_id) for event_id in stored)
    try:
        async with asyncio.timeout(_EMBED_SECONDS):
            for _, batch in filler.split_batches(MissingVectors(missing, None)):
                await filler.fill(organization, batch)
    except (TimeoutError, Unavailable) as error:
        _log.warning("Events are embedded later: %r", error, extra={"video_id": str(video_id)})
