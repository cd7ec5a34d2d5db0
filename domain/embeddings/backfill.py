"""Embed events that lack a vector, a batch at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, Protocol
from uuid import UUID

from domain.analysis.ports import Embedder
from domain.events.describe import format_embedding_text
from models.asking.vectors import EmbeddingSpace, MissingVector, MissingVectors
from models.errors import ModelFailed, Unavailable
from models.rows.event import EventRow

_log = logging.getLogger(__name__)
BATCH_SIZE = 128
# So many events in a row that the model refuses mean that it is the model, not their words.
_MAX_REFUSED_IN_A_ROW = 20
_MAX_TRIES = 6
_MAX_BACKOFF_SECONDS = 30.0

EmbedRows = Callable[[Sequence[EventRow]], Awaitable[dict[UUID, Sequence[float]]]]


class EmbeddingStore(Protocol):
    """Where vectors are kept: `datasources.postgres.tables.embeddings.Vectors` fits."""

    async def find_missing(self, space: EmbeddingSpace | None, after: UUID, at_most: int, /) -> MissingVectors: ...

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
    """Stores what is missing. refused: events whose words the model would not take; they are not tried again.

    pause_seconds: the first wait after a service did not answer; it doubles until the tries are used up.
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

    def split_batches(self, looked: MissingVectors) -> Iterator[tuple[str, Sequence[MissingVector]]]:
        """The gaps of a look by organization, in batches; those that were refused left out."""
        of: dict[str, list[MissingVector]] = {}
        for gap in looked.missing:
            if gap.event_id not in self.refused:
                of.setdefault(gap.organization, []).append(gap)
        for organization, gaps in of.items():
            for start in range(0, len(gaps), BATCH_SIZE):
                yield organization, gaps[start : start + BATCH_SIZE]

    async def fill(self, organization: str, gaps: Sequence[MissingVector], *, only_without_any: bool = False) -> int:
        """Embed a batch; how many vectors were stored. Raises Unavailable where nothing of it can be embedded now."""
        return await self._store.fill(organization, gaps, self._space, self._embed, only_without_any=only_without_any)

    async def fill_with_retries(self, organization: str, gaps: Sequence[MissingVector], stopping: asyncio.Event) -> int:
        """The same, tried again while a service does not answer; 0 when told to stop meanwhile."""
        pause = self._pause_seconds
        for left in reversed(range(_MAX_TRIES)):
            try:
                return await self.fill(organization, gaps)
            except ModelFailed:
                raise
            except Unavailable as error:
                if not left:
                    raise
                _log.warning("Tried again in %.0f s: %s", pause, error)
            if await wait_for_stop(stopping, pause):
                break
            pause = min(2 * pause, _MAX_BACKOFF_SECONDS)
        return 0

    async def _embed(self, rows: Sequence[EventRow]) -> dict[UUID, Sequence[float]]:
        try:
            found = await self._embed_rows(rows)
        except ModelFailed as error:
            if error.code == "EMBEDDING_DIMENSIONS":
                raise
            # One event's words may be what the model does not take: the others go without it.
            found = await self._embed_one_by_one(rows)
        if found:
            self._refused_in_a_row = 0
        return found

    async def _embed_one_by_one(self, rows: Sequence[EventRow]) -> dict[UUID, Sequence[float]]:
        found: dict[UUID, Sequence[float]] = {}
        for row in rows:
            try:
                found |= await self._embed_rows([row])
                self._refused_in_a_row = 0
            except ModelFailed as error:
                self._refused_in_a_row += 1
                if self._refused_in_a_row >= _MAX_REFUSED_IN_A_ROW:
                    raise
                _log.warning("The model does not embed an event: %s", error, extra={"event_id": str(row["id"])})
                self.refused.add(row["id"])
        return found

    async def _embed_rows(self, rows: Sequence[EventRow]) -> dict[UUID, Sequence[float]]:
        made = await self._models.embed([_format_text(row) for row in rows], self._space)
        return {row["id"]: vector for row, vector in zip(rows, made.vectors, strict=True)}


def _format_text(row: EventRow) -> str:
    """What is embedded for an event: its type, where it has no words of its own."""
    words: Any = format_embedding_text(row)
    return words if words.strip() else str(row["type"]).replace("_", " ").lower()


async def wait_for_stop(stopping: asyncio.Event, seconds: float) -> bool:
    """Wait, but no longer than until `stopping` is set; whether it was."""
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        return False
    return True
