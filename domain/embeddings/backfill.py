"""Embeds events that lack a vector, in batches."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, Protocol
from uuid import UUID

from domain.events.describe import format_embedding_text
from domain.ports import Embedder
from models.asking.vectors import EmbeddingSpace, MissingVector, MissingVectors
from models.errors import ModelFailed, Unavailable
from models.rows.event import EventRow

_log = logging.getLogger(__name__)
BATCH_SIZE = 128
# After so many refusals in a row, the fault lies with the model, not with the events' texts.
_MAX_REFUSED_IN_A_ROW = 20
_MAX_TRIES = 6
_MAX_BACKOFF_SECONDS = 30.0

EmbedRows = Callable[[Sequence[EventRow]], Awaitable[dict[UUID, Sequence[float]]]]


class EmbeddingStore(Protocol):
    """Storage of vectors, such as `datasources.postgres.tables.embeddings.Vectors`."""

    async def find_missing(self, space: EmbeddingSpace | None, after: UUID, at_most: int, /) -> MissingVectors: ...

    async def find_changed(self, at_most: int, /) -> MissingVectors: ...

    async def fill(
        self,
        organization: str,
        gaps: Sequence[MissingVector],
        space: EmbeddingSpace,
        embed: EmbedRows,
        /,
        *,
        only_without_any: bool = False,
    ) -> int: ...


class EmbeddingFiller:
    """Stores missing vectors. refused: events whose text the model refused; they are not embedded again.

    pause_seconds: the first pause after a failure of a service; it doubles with each attempt.
    """

    def __init__(
        self, vectors: EmbeddingStore, models: Embedder, space: EmbeddingSpace, *, pause_seconds: float = 1.0
    ) -> None:
        self._store = vectors
        self._models = models
        self._space = space
        self._pause_seconds = pause_seconds
        self._refused_in_a_row = 0
        self.refused: set[UUID] = set()

    def split_batches(self, found: MissingVectors) -> Iterator[tuple[str, Sequence[MissingVector]]]:
        """(organization, batch of missing vectors), without refused events."""
        by_organization: dict[str, list[MissingVector]] = {}
        for gap in found.missing:
            if gap.event_id not in self.refused:
                by_organization.setdefault(gap.organization, []).append(gap)
        for organization, gaps in by_organization.items():
            for start in range(0, len(gaps), BATCH_SIZE):
                yield organization, gaps[start : start + BATCH_SIZE]

    async def fill(self, organization: str, gaps: Sequence[MissingVector], *, only_without_any: bool = False) -> int:
        """Embed a batch, and return the number of stored vectors. Raises Unavailable where none can be embedded now."""
        return await self._store.fill(organization, gaps, self._space, self._embed, only_without_any=only_without_any)

    async def fill_with_retries(self, organization: str, gaps: Sequence[MissingVector], stopping: asyncio.Event) -> int:
        """The same, repeated while a service does not answer; 0 where `stopping` is set meanwhile."""
        pause = self._pause_seconds
        for left in reversed(range(_MAX_TRIES)):
            try:
                return await self.fill(organization, gaps)
            except ModelFailed:
                raise
            except Unavailable as error:
                if not left:
                    raise
                _log.warning("Embedding is repeated in %.0f s: %s", pause, error)
            if await wait_for_stop(stopping, pause):
                break
            pause = min(2 * pause, _MAX_BACKOFF_SECONDS)
        return 0

    async def _embed(self, rows: Sequence[EventRow]) -> dict[UUID, Sequence[float]]:
        try:
            vectors = await self._embed_rows(rows)
        except ModelFailed as error:
            if error.code == "EMBEDDING_DIMENSIONS":
                raise
            # The model may refuse the text of a single event: embed the others.
            vectors = await self._embed_one_by_one(rows)
        if vectors:
            self._refused_in_a_row = 0
        return vectors

    async def _embed_one_by_one(self, rows: Sequence[EventRow]) -> dict[UUID, Sequence[float]]:
        vectors: dict[UUID, Sequence[float]] = {}
        for row in rows:
            try:
                vectors |= await self._embed_rows([row])
                self._refused_in_a_row = 0
            except ModelFailed as error:
                self._refused_in_a_row += 1
                if self._refused_in_a_row >= _MAX_REFUSED_IN_A_ROW:
                    raise
                _log.warning("The model does not embed an event: %s", error, extra={"event_id": str(row["id"])})
                self.refused.add(row["id"])
        return vectors

    async def _embed_rows(self, rows: Sequence[EventRow]) -> dict[UUID, Sequence[float]]:
        embeddings = await self._models.embed([_format_text(row) for row in rows], self._space)
        return {row["id"]: vector for row, vector in zip(rows, embeddings.vectors, strict=True)}


def _format_text(row: EventRow) -> str:
    """The text to embed for an event: its type, where it has no description."""
    words: Any = format_embedding_text(row)
    return words if words.strip() else str(row["type"]).replace("_", " ").lower()


async def wait_for_stop(stopping: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until `stopping` is set; return whether it was set."""
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return False
    return True
