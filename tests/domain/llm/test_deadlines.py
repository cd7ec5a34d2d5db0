"""Calls of models that do not reply time out, and later ones sooner."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from domain.llm.deadlines import TimeLimitedModels, TimeoutTracker
from models.asking.conversation import (
    Conversation,
    Embeddings,
    Image,
    Message,
    RankedDocument,
    Reply,
    StreamEnd,
    TextDelta,
    TokenCount,
)
from models.asking.vectors import EmbeddingSpace
from models.errors import ModelFailed, TimedOut

SECONDS = 0.4
ASKED = Conversation(model_id="m", system="", messages=[Message("user", "?")], max_tokens=1)


class Silent:
    """Models that reply only if they are told to."""

    def __init__(self) -> None:
        self.answers: set[str] = set()
        self.closed = False

    async def _wait(self, name: str) -> None:
        if name not in self.answers:
            await asyncio.Event().wait()

    async def converse(self, conversation: Conversation, /) -> Reply:
        await self._wait("converse")
        raise ModelFailed(problem="it has nothing to say")

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        try:
            await self._wait("stream")
            yield TextDelta("a")
            await self._wait("rest")
            yield StreamEnd("end_turn", TokenCount())
        finally:
            self.closed = True

    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None, /) -> Embeddings:
        await self._wait("embed")
        return Embeddings(model_id="m", vectors=[[1.0]], tokens=TokenCount())

    async def rerank(self, query: str, documents: Sequence[str], keep: int, /) -> list[RankedDocument]:
        await self._wait("rerank")
        return []


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def seconds_of(call: object) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    with pytest.raises(TimedOut):
        await call  # type: ignore[misc]
    return loop.time() - began


async def test_after_one_that_was_silent_the_next_have_a_quarter() -> None:
    clock = Clock()
    source = Silent()
    models = TimeLimitedModels(source, SECONDS, TimeoutTracker(clock))
    assert await seconds_of(models.converse(ASKED)) >= SECONDS
    clock.now = 1
    assert await seconds_of(models.rerank("?", ["a"], 1)) < SECONDS
    assert await seconds_of(anext(aiter(models.converse_stream(ASKED)))) < SECONDS
    # Whoever answers has all the time again.
    source.answers.add("embed")
    assert (await models.embed(["a"])).vectors == [[1.0]]
    source.answers.clear()
    assert await seconds_of(models.embed(["a"])) >= SECONDS
    clock.now = 40
    assert await seconds_of(models.rerank("?", ["a"], 1)) >= SECONDS


async def test_a_failure_is_an_answer() -> None:
    source = Silent()
    models = TimeLimitedModels(source, SECONDS, TimeoutTracker())
    source.answers.add("converse")
    with pytest.raises(ModelFailed):
        await models.converse(ASKED)


async def test_who_stops_reading_stops_the_model() -> None:
    source = Silent()
    source.answers.add("stream")
    pieces = TimeLimitedModels(source, SECONDS, TimeoutTracker()).converse_stream(ASKED)
    assert await anext(aiter(pieces)) == TextDelta("a")
    await pieces.aclose()  # type: ignore[attr-defined]
    assert source.closed


@pytest.mark.parametrize("pictures", [(), (Image(b"x", "jpeg"),)], ids=["in words", "of pictures"])
async def test_one_that_falls_silent_in_the_middle_is_given_up_too(pictures: tuple[Image, ...]) -> None:
    source = Silent()
    source.answers.add("stream")
    asked = Conversation(model_id="m", system="", messages=[Message("user", "?", images=pictures)], max_tokens=1)
    pieces = aiter(TimeLimitedModels(source, SECONDS, TimeoutTracker()).converse_stream(asked))
    assert await anext(pieces) == TextDelta("a")
    async with asyncio.timeout(SECONDS * 10):
        assert await seconds_of(anext(pieces)) >= SECONDS
    assert source.closed


async def test_the_time_counts_from_piece_to_piece_and_not_while_nobody_reads() -> None:
    source = Silent()
    source.answers |= {"stream", "rest"}
    told = []
    async for piece in TimeLimitedModels(source, SECONDS, TimeoutTracker()).converse_stream(ASKED):
        told.append(piece)
        await asyncio.sleep(SECONDS * 1.5)
    assert told == [TextDelta("a"), StreamEnd("end_turn", TokenCount())]
