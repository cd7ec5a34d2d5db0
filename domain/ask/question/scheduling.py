"""Questions that come together are worked at in their order, a few at a time, and not all at once.

Shared among all of them, a processor is done with each only when it is nearly done with the last; one after the other,
with half of them in half the time. While a model works at a question, its turn is another's. Organizations take turns:
the order is that of the questions of each.
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
    """One a process.

    at_once: with one alone, the processor would wait with it for the database. longest_seconds: what takes longer does
    so elsewhere, and no longer keeps others waiting. most_of_one: questions of an organization that are under way or
    wait; None for any number.
    """

    def __init__(self, at_once: int = 3, max_seconds: float = 0.05, max_per_organization: int | None = None) -> None:
        self._slots = FairSlots(at_once)
        self._max_seconds = max_seconds
        self._admitted = ConcurrencyLimit("questions", max_per_organization, expected_seconds=0.5)
        self._arrivals = count()

    def admit(self, organization: str) -> AbstractContextManager[None]:
        """A question is under way, to the end of the block. Raises Busy where too many of the organization are."""
        return self._admitted.acquire(organization)

    @asynccontextmanager
    async def hold_slot(self, organization: str = "") -> AsyncIterator["QuestionSlot"]:
        """A question's turn, when it has come; over at the end. Raises Busy."""
        with self.admit(organization):
            turn = QuestionSlot(next(self._arrivals), organization, self._slots, self._max_seconds)
            await turn.acquire()
            try:
                yield turn
            finally:
                turn.release()


class QuestionSlot:
    """Whether a question is worked at just now. Its tasks share it."""

    def __init__(self, came: int, organization: str, places: FairSlots, max_seconds: float) -> None:
        self._arrival = came
        self._organization = organization
        self._slots = places
        self._max_seconds = max_seconds
        self._lock = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self) -> None:
        """Wait until it is the organization's turn, and no question of its that came before this one waits."""
        async with self._lock:
            if self._timer is None:
                await self._slots.acquire(self._organization, self._arrival)
                self._timer = asyncio.get_running_loop().call_later(self._max_seconds, self.release)

    def release(self) -> None:
        """Let the next one have it."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._slots.release(self._organization)


class SlotReleasingModels:
    """Models whose calls leave the turn, and take another when they are answered.

    embed does not: it goes beside the others.
    """

    def __init__(self, models: Models, turn: QuestionSlot) -> None:
        self._models = models
        self._slot = turn

    async def converse(self, conversation: Conversation, /) -> Reply:
        async with self._release_slot():
            return await self._models.converse(conversation)

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        """The first piece in turn, since someone waits for it; the others as they come; the end in turn."""
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
            # The question goes on without what failed.
            await self._slot.acquire()
            raise
        await self._slot.acquire()
