"""Schedule concurrent questions: in their order, a few at a time.

If all shared the processor, each would be done only when the last is nearly done; one after another, half of them are
done in half the time. While a question waits for a model, another takes its slot. Organizations take turns; the
questions of each keep their order.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from itertools import count

from domain.fairness.fair_slots import FairSlots
from domain.fairness.pools import ConcurrencyLimit
from domain.ports import Models
from models.asking.conversation import Conversation, Embeddings, RankedDocument, Reply, StreamEnd, TextDelta
from models.asking.vectors import EmbeddingSpace


class QuestionScheduler:
    """One for each process.

    at_once: questions in a slot; with only one, the processor would idle while it waits for the database. max_seconds:
    after this time in a slot, a question goes on without one. max_per_organization: questions of one organization that
    run or wait; None: any number.
    """

    def __init__(self, at_once: int = 3, max_seconds: float = 0.05, max_per_organization: int | None = None) -> None:
        self._slots = FairSlots(at_once)
        self._max_seconds = max_seconds
        self._admitted = ConcurrencyLimit("questions", max_per_organization, expected_seconds=0.5)
        self._arrivals = count()

    def admit(self, organization: str) -> AbstractContextManager[None]:
        """Count a question until the end of the block. Raises Busy if the organization has too many."""
        return self._admitted.acquire(organization)

    @asynccontextmanager
    async def hold_slot(self, organization: str = "") -> AsyncIterator["QuestionSlot"]:
        """Wait for a slot, and release it at the end of the block. Raises Busy."""
        with self.admit(organization):
            slot = QuestionSlot(next(self._arrivals), organization, self._slots, self._max_seconds)
            await slot.acquire()
            try:
                yield slot
            finally:
                slot.release()


class QuestionSlot:
    """The slot of one question, shared by its tasks."""

    def __init__(self, arrival: int, organization: str, slots: FairSlots, max_seconds: float) -> None:
        self._arrival = arrival
        self._organization = organization
        self._slots = slots
        self._max_seconds = max_seconds
        self._lock = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self) -> None:
        """Wait until it is the organization's turn and no earlier question of it waits."""
        async with self._lock:
            if self._timer is None:
                await self._slots.acquire(self._organization, self._arrival)
                self._timer = asyncio.get_running_loop().call_later(self._max_seconds, self.release)

    def release(self) -> None:
        """Give the slot to the next question."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._slots.release(self._organization)


class SlotReleasingModels:
    """Models whose calls release the question's slot, and take one again when they are answered.

    embed keeps the slot: it runs at the same time as other steps.
    """

    def __init__(self, models: Models, slot: QuestionSlot) -> None:
        self._models = models
        self._slot = slot

    async def converse(self, conversation: Conversation, /) -> Reply:
        async with self._release_slot():
            return await self._models.converse(conversation)

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        """Yield the first piece with a slot, since a reader waits for it; the others without; the end with a slot."""
        pieces = aiter(self._models.converse_stream(conversation))
        async with self._release_slot():
            first = await anext(pieces, None)
        if first is None:
            return
        yield first
        self._slot.release()
        async for piece in pieces:
            yield piece
        await self._slot.acquire()

    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None, /) -> Embeddings:
        return await self._models.embed(texts, space)

    async def rerank(self, query: str, documents: Sequence[str], keep: int, /) -> list[RankedDocument]:
        async with self._release_slot():
            return await self._models.rerank(query, documents, keep)

    @asynccontextmanager
    async def _release_slot(self) -> AsyncIterator[None]:
        self._slot.release()
        try:
            yield
        except asyncio.CancelledError:
            raise
        except BaseException:
            # The question goes on without the result.
            await self._slot.acquire()
            raise
        await self._slot.acquire()
