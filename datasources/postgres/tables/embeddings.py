"""Events' vectors: storing them with their model, finding missing ones, and deleting outdated ones."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, not_, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import event, video
from models.access.principal import Principal
from models.asking.vectors import EmbeddingCounts, EmbeddingSpace, MissingVector, MissingVectors
from models.errors import ModelFailed
from models.rows.event import EventRow
from models.tables import EventEmbedding

embedding = EventEmbedding.__table__
_FIND_MISSING = text(
    "SELECT id, organization, video_id, lacking FROM events_to_embed(:model, :dimensions, :after, :at_most)"
)
_FIND_CHANGED = text("SELECT id, organization, video_id FROM changed_events_to_embed(:at_most)")
_COUNT = text("SELECT organization, events, embedded, others FROM embedding_counts(:model, :dimensions)")
# One process embeds a video until its transaction ends, also by a crash. Others continue with other videos.
_LOCK_VIDEOS = text(
    "SELECT id FROM unnest(CAST(:ids AS uuid[])) AS video (id)"
    " WHERE pg_try_advisory_xact_lock(hashtextextended('embed:' || id, 0))"
)
# Each holds a connection while the model works; more would leave none for reads.
MAX_CONCURRENT_FILLS = 2
_TEXT_COLUMNS = (
    "id", "video_id", "type", "description", "description_ko", "keywords", "action", "interaction_target", "objects",
)  # fmt: skip
_TEXTS = [event.c[name] for name in _TEXT_COLUMNS]
# As clocks beside the camera showed it.
_CLOCK = func.to_char(func.timezone(video.c.timezone, event.c.occurred_at), "YYYY-MM-DD HH24:MI").label("clock")
_INSERT = insert(embedding)
_UPSERT = _INSERT.on_conflict_do_update(
    index_elements=["event_id", "model_id", "dimensions"], set_={"embedding": _INSERT.excluded.embedding}
)


def is_in_space(space: EmbeddingSpace) -> ColumnElement[bool]:
    """The condition that a vector belongs to this space."""
    return and_(embedding.c.model_id == space.model_id, embedding.c.dimensions == space.dimensions)


async def store_vectors(
    connection: AsyncConnection, principal: Principal, model_id: str, rows: Sequence[tuple[UUID, UUID, Sequence[float]]]
) -> None:
    """Store vectors of one model and one length. rows: (event id, video id, vector).

    Replaces existing vectors. Raises ModelFailed where the lengths differ.
    """
    for _, _, vector in rows:
        check_length(EmbeddingSpace(model_id, len(rows[0][2])), vector)
    if rows:
        values = [
            {
                "event_id": event_id,
                "model_id": model_id,
                "organization": principal.organization,
                "video_id": video_id,
                "embedding": vector,
            }
            for event_id, video_id, vector in rows
        ]
        await connection.execute(_UPSERT, values)


def check_length(space: EmbeddingSpace, vector: Sequence[float]) -> None:
    """Raise ModelFailed for a vector whose length is not the space's."""
    if len(vector) != space.dimensions:
        raise ModelFailed("EMBEDDING_DIMENSIONS", model=space.model_id, actual=len(vector), expected=space.dimensions)


class Vectors:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._fill_slots = asyncio.Semaphore(MAX_CONCURRENT_FILLS)

    async def count_embeddings(self, space: EmbeddingSpace) -> list[EmbeddingCounts]:
        """How complete the space is, for each organization that has events."""
        values = {"model": space.model_id, "dimensions": space.dimensions}
        async with self._postgres.system_transaction() as connection:
            return [EmbeddingCounts(*row) for row in await connection.execute(_COUNT, values)]

    async def find_missing(self, space: EmbeddingSpace | None, after: UUID, at_most: int) -> MissingVectors:
        """Which of the next events, by id over all organizations, lack a vector of the space; None: of any space."""
        values = {
            "model": space.model_id if space else None,
            "dimensions": space.dimensions if space else None,
            "after": after,
            "at_most": at_most,
        }
        async with self._postgres.system_transaction() as connection:
            rows = (await connection.execute(_FIND_MISSING, values)).all()
        gaps = tuple(MissingVector(row.id, row.organization, row.video_id) for row in rows if row.lacking)
        return MissingVectors(gaps, rows[-1].id if rows else None)

    async def find_changed(self, at_most: int) -> MissingVectors:
        """Events, over all organizations, that lack a vector because their text was changed."""
        async with self._postgres.system_transaction() as connection:
            rows = (await connection.execute(_FIND_CHANGED, {"at_most": at_most})).all()
        return MissingVectors(tuple(MissingVector(*row) for row in rows), None)

    async def fill(
        self,
        organization: str,
        gaps: Sequence[MissingVector],
        space: EmbeddingSpace,
        embed: Callable[[Sequence[EventRow]], Awaitable[dict[UUID, Sequence[float]]]],
        *,
        only_without_any: bool = False,
    ) -> int:
        """Store vectors for the organization's events that still lack one; returns how many were stored.

        embed: gets the events' texts, returns vectors by event id. Skips events whose video another process is
        embedding. only_without_any: also skip events with a vector of another space.
        """
        principal = Principal.worker(organization)
        async with self._fill_slots, self._postgres.transaction(principal) as connection:
            videos = list({gap.video_id for gap in gaps})
            locked_videos = (await connection.execute(_LOCK_VIDEOS, {"ids": videos})).scalars().all()
            has_vector = select(embedding.c.event_id).where(embedding.c.event_id == event.c.id)
            query = (
                select(*_TEXTS, video.c.camera, _CLOCK)
                .join(video, video.c.id == event.c.video_id)
                .where(event.c.id.in_([gap.event_id for gap in gaps]), event.c.video_id.in_(locked_videos))
                .where(not_(exists(has_vector if only_without_any else has_vector.where(is_in_space(space)))))
                .order_by(event.c.id)
            )
            rows = (await connection.execute(query)).mappings().all()
            if not rows:
                return 0
            vectors = await embed(cast("Sequence[EventRow]", rows))
            # Events may have been deleted while the model worked; they must not fail the others. One whose text was
            # changed meanwhile is embedded by another round. The lock keeps texts as they are until the end.
            existing = select(*_TEXTS).where(event.c.id.in_(vectors)).with_for_update(read=True, of=event)
            remaining = {row["id"]: row for row in (await connection.execute(existing)).mappings()}
            for vector in vectors.values():
                check_length(space, vector)
            stored: list[tuple[UUID, UUID, Sequence[float]]] = [
                (row["id"], row["video_id"], vectors[row["id"]])
                for row in rows
                if row["id"] in vectors and _has_same_text(row, remaining.get(row["id"]))
            ]
            await store_vectors(connection, principal, space.model_id, stored)
        return len(stored)

    async def delete_outdated(self, organization: str, space: EmbeddingSpace, at_most: int) -> int:
        """Delete up to at_most vectors of other spaces, of events that have one of this space; returns how many."""
        current = embedding.alias("wanted")
        key: tuple[ColumnElement[Any], ...] = (embedding.c.event_id, embedding.c.model_id, embedding.c.dimensions)
        async with self._postgres.transaction(Principal.worker(organization)) as connection:
            replaced = select(current.c.event_id).where(
                current.c.event_id == embedding.c.event_id,
                current.c.model_id == space.model_id,
                current.c.dimensions == space.dimensions,
            )
            query = select(*key).where(not_(is_in_space(space)), exists(replaced)).limit(at_most)
            outdated = (await connection.execute(query)).all()
            if outdated:
                await connection.execute(delete(embedding).where(tuple_(*key).in_([tuple(row) for row in outdated])))
        return len(outdated)


def _has_same_text(row: Mapping[Any, Any], now: Mapping[Any, Any] | None) -> bool:
    return now is not None and all(row[name] == now[name] for name in _TEXT_COLUMNS)
