"""Models that somebody waits for: what they do not say soon is done without."""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager

from domain.ports import Models
from models.asking.conversation import Conversation, Embeddings, RankedDocument, Reply, StreamEnd, TextDelta
from models.asking.vectors import EmbeddingSpace
from models.errors import TimedOut, WatchgraphError

# After a call that nobody answered, the next ones of a question are not waited for as long again.
_REDUCED_TIMEOUT_SHARE = 0.25
_TIMEOUT_MEMORY_SECONDS = 30.0


class TimeoutTracker:
    """Which models answered lately and which did not. One a process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._timed_out_at = -math.inf
        self._answered_at: dict[str, float] = {}

    @contextmanager
    def limit_time(self, purpose: str, seconds: float) -> Iterator[float]:
        """The seconds that a call has inside. Raises TimedOut where it takes them all."""
        lately = self._clock() - self._timed_out_at < _TIMEOUT_MEMORY_SECONDS
        silent = lately and self._answered_at.get(purpose, -math.inf) < self._timed_out_at
        try:
            yield seconds * (_REDUCED_TIMEOUT_SHARE if silent else 1)
        except (TimeoutError, TimedOut):
            if not silent:
                self._timed_out_at = self._clock()
            raise TimedOut(service=f"Bedrock {purpose}") from None
        except WatchgraphError:
            self._answered_at[purpose] = self._clock()
            raise
        self._answered_at[purpose] = self._clock()


class TimeLimitedModels:
    """seconds: until a model has to have answered; where it answers in pieces, until the first and between any two.

    Once one was silent, others have a quarter of it, until they answered or half a minute has passed: a question whose
    every model is silent is answered without any after less than twice the seconds. A model that looks at pictures has
    the time that its client gives it to begin. Raises TimedOut.
    """

    def __init__(self, models: Models, seconds: float, silence: TimeoutTracker) -> None:
        self._models = models
        self._seconds = seconds
        self._timeouts = silence

    async def converse(self, conversation: Conversation, /) -> Reply:
        if _has_images(conversation):
            return await self._models.converse(conversation)
        with self._timeouts.limit_time("language model", self._seconds) as seconds:
            async with asyncio.timeout(seconds):
                return await self._models.converse(conversation)

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        pieces = aiter(self._models.converse_stream(conversation))
        try:
            if not _has_images(conversation):
                with self._timeouts.limit_time("language model", self._seconds) as seconds:
                    async with asyncio.timeout(seconds):
                        first = await anext(pieces, None)
            else:
                first = await anext(pieces, None)
            piece = first
            while piece is not None:
                yield piece
                piece = await self._read_next(pieces)
        finally:
            # Whoever stops early stops the model.
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()

    async def _read_next(self, pieces: AsyncIterator[TextDelta | StreamEnd]) -> TextDelta | StreamEnd | None:
        """What comes next of an answer that has begun; None at its end."""
        try:
            async with asyncio.timeout(self._seconds):
                return await anext(pieces, None)
        except TimeoutError:
            raise TimedOut(service="Bedrock language model") from None

    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None, /) -> Embeddings:
        with self._timeouts.limit_time("embeddings", self._seconds) as seconds:
            async with asyncio.timeout(seconds):
                return await self._models.embed(texts, space)

    async def rerank(self, query: str, documents: Sequence[str], keep: int, /) -> list[RankedDocument]:
        with self._timeouts.limit_time("rerank", self._seconds) as seconds:
            async with asyncio.timeout(seconds):
                return await self._models.rerank(query, documents, keep)


def _has_images(conversation: Conversation) -> bool:
    return any(message.images for message in conversation.messages)
