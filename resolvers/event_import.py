"""Importing events: stored first, made findable by meaning after."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.embeddings.backfill import EmbeddingFiller
from domain.events.imported import ImportedEvent, Rejection, VideoProperties, deduplicate_rows, validate_events
from models.access.principal import Principal
from models.asking.vectors import MissingVector, MissingVectors
from models.enums import VideoStatus
from models.errors import NotFound, Unavailable, WrongState
from models.paging import Row
from resolvers import audit
from resolvers.core import ids
from resolvers.core.context import Context

_log = logging.getLogger(__name__)
_FOOTAGE_COLUMNS = ("duration_seconds", "frame_rate", "width", "height")
# The caller waits. What is not embedded by then is left to the workers' sweep (domain.embeddings.gap_sweep).
_EMBED_SECONDS = 60.0
_MAX_SOURCES_RECORDED = 10


@dataclass(frozen=True, slots=True)
class ImportResult:
    """stored: how many of those given are in the table now."""

    video: Row
    stored: int
    rejected: Sequence[Rejection]


async def import_events(
    context: Context, id_: str, given: Sequence[ImportedEvent], columns: frozenset[str]
) -> ImportResult:
    """Store the events that can be taken. Raises UserMistake for what keeps all of them out.

    An event that is there already stays as it is, and counts as stored.
    """
    principal = context.caller
    data = context.data
    key = ids.decode(ids.Kind.VIDEO, id_)
    video = None if key is None else (await data.videos.get_by_ids(principal, [key], {"status", *_FOOTAGE_COLUMNS}))[0]
    if key is None or video is None:
        raise NotFound(field=("videoId",))
    if video["status"] == VideoStatus.UPLOADING:
        raise WrongState(field=("videoId",), state=video["status"])
    rows, rejected = validate_events(given, VideoProperties(**{name: video[name] for name in _FOOTAGE_COLUMNS}))
    if rows:
        distinct = deduplicate_rows(rows)
        async with data.postgres.transaction(principal) as connection:
            stored = await data.events.store_in(connection, principal, key, distinct)
            details = {
                "given": len(given),
                "imported": len(rows),
                "rejected": len(rejected),
                "sources": sorted({row["source"] for row in distinct})[:_MAX_SOURCES_RECORDED],
            }
            await audit.record_action(context, connection, "importEvents", ids.Kind.VIDEO, key, details)
        await _embed_events(context, principal, key, stored)
    shown = (await data.videos.get_by_ids(principal, [key], columns))[0]
    if shown is None:
        raise NotFound(field=("videoId",))
    return ImportResult(shown, len(rows), rejected)


async def _embed_events(context: Context, principal: Principal, video_id: UUID, stored: Sequence[UUID]) -> None:
    """Embed those without a vector. The events stand already: a model that is away must not lose the import."""
    data = context.data
    filler = EmbeddingFiller(data.vectors, context.models, data.embedding_spaces.configured)
    gaps = tuple(MissingVector(event_id, principal.organization, video_id) for event_id in stored)
    try:
        async with asyncio.timeout(_EMBED_SECONDS):
            for organization, part in filler.split_batches(MissingVectors(gaps, None)):
                await filler.fill(organization, part)
    except (TimeoutError, Unavailable) as error:
        _log.warning("Imported events wait for their vectors: %r", error, extra={"video_id": str(video_id)})
