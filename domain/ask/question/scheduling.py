"""Questions that come together are worked at in their order, a few at a time, and not all at once.

Shared among all of them, a processor is done with each only when it is nearly done with the last; one after the other,
with half of them in half the time. While a model works at a question, its turn is another's. Organizations take turns:
the order is that of the questions of each.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from itertools import count

from domain.fairness.fair_slots import SharedPlaces
from domain.fairness.pools import AtOnce
from domain.ports import Models
from models.asking.conversation import Conversation, Embeddings, Ranked, Reply, StreamEnd, TextDelta
from models.asking.vectors import VectorSpace


class Turns:
    """One a process.

    at_once: with one alone, the processor would wait with it for the database. longest_seconds: what takes longer does
    so elsewhere, and no longer keeps others waiting. most_of_one: questions of an organization that are under way or
    wait; None for any number.
    """

    def __init__(self, at_once: int = 3, longest_seconds: float = 0.05, most_of_one: int | None = None) -> None:
        self._places = SharedPlaces(at_once)
        self._longest_seconds = longest_seconds
        self._under_way = AtOnce("questions", most_of_one, usual_seconds=0.5)
        self._came = count()

    def asked(self, organization: str) -> AbstractContextManager[None]:
        """A question is under way, to the end of the block. Raises Busy where too many of the organization are."""
        return self._under_way.one(organization)

    @asynccontextmanager
    async def turn(self, organization: str = "") -> AsyncIterator["Turn"]:
        """A question's turn, when it has come; over at the end. Raises Busy."""
        with self.asked(organization):
            turn = Turn(next(self._came), organization, self._places, self._longest_seconds)
            await turn.take()
            try:
                yield turn
            finally:
                turn.leave()


class Turn:
    """Whether a question is worked at just now. Its tasks share it."""

    def __init__(self, came: int, organization: str, places: SharedPlaces, longest_seconds: float) -> None:
        self._came = came
        self._organization = organization
        self._places = places
        self._longest_seconds = longest_seconds
        self._taking = asyncio.Lock()
        self._held: asyncio.TimerHandle | None = None

    async def take(self) -> None:
        """Wait until it is the organization's turn, and no question of its that came before this one waits."""
        async with self._taking:
            if self._held is None:
                await self._places.take(self._organization, self._came)
                self._held = asyncio.get_running_loop().call_later(self._longest_seconds, self.leave)

    def leave(self) -> None:
        """Let the next one have it."""
        if self._held is not None:
            self._held.cancel()
            self._held = None
            self._places.leave(self._organization)


class InTurn:
    """Models whose calls leave the turn, and take another when they are answered.

    embed does not: it goes beside the others.
    """

    def __init__(self, models: Models, turn: Turn) -> None:
        self._models = models
        self._turn = turn

    async def converse(self, conversation: Conversation, /) -> Reply:
        async with self._elsewhere():
            return await self._models.converse(conversation)

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        """The first piece in turn, since someone waits for it; the others as they come; the end in turn."""
        pieces = aiter(self._models.converse_stream(conversation))
        async with self._elsewhere():
            first = await anext(pieces, None)
        if first is None:
            return
        yield first
        self._turn.leave()
        async for piece in pieces:
            yield piece
        await self._turn.take()

    async def embed(self, texts: Sequence[str], space: VectorSpace | None = None, /) -> Embeddings:
        return await self._models.embed(texts, space)

    async def rerank(self, query: str, documents: Sequence[str], keep: int, /) -> list[Ranked]:
        async with self._elsewhere():
            return await self._models.rerank(query, documents, keep)

    @asynccontextmanager
    async def _elsewhere(self) -> AsyncIterator[None]:
        self._turn.leave()
        try:
            yield
        except asyncio.CancelledError:
            raise
        except BaseException:
            # The question goes on without what failed.
            await self._turn.take()
            raise
        await self._turn.take()
