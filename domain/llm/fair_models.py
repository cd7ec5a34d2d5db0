"""Share concurrent model calls fairly among organizations: many calls of one do not block those of another."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from datasources.telemetry.metrics import work_for
from domain.fairness.fair_slots import FairSlots
from domain.ports import Models
from models.asking.conversation import Conversation, Embeddings, RankedDocument, Reply, StreamEnd, TextDelta
from models.asking.vectors import EmbeddingSpace


class FairShareModels:
    """An organization's calls, each of which waits for a slot. QuestionScheduler limits how many wait."""

    def __init__(self, models: Models, slots: FairSlots, organization: str) -> None:
        self._models = models
        self._slots = slots
        self._organization = organization

    async def converse(self, conversation: Conversation, /) -> Reply:
        async with self._hold_slot():
            return await self._models.converse(conversation)

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        async with self._hold_slot():
            async for piece in self._models.converse_stream(conversation):
                yield piece

    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None, /) -> Embeddings:
        async with self._hold_slot():
            return await self._models.embed(texts, space)

    async def rerank(self, query: str, documents: Sequence[str], keep: int, /) -> list[RankedDocument]:
        async with self._hold_slot():
            return await self._models.rerank(query, documents, keep)

    @asynccontextmanager
    async def _hold_slot(self) -> AsyncIterator[None]:
        await self._slots.acquire(self._organization)
        try:
            with work_for(self._organization):
                yield
        finally:
            self._slots.release(self._organization)
