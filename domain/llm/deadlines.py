"""Time limits for models while people wait: an answer goes on without a model that is silent for too long."""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager

from domain.ports import Models
from models.asking.conversation import Conversation, Embeddings, RankedDocument, Reply, StreamEnd, TextDelta
from models.asking.vectors import EmbeddingSpace
from models.errors import TimedOut, WatchgraphError

# After a call timed out, the next calls to models that have not answered since get this share of the time.
_REDUCED_TIMEOUT_SHARE = 0.25
_TIMEOUT_MEMORY_SECONDS = 30.0


class TimeoutTracker:
    """Remembers which models answered recently and which timed out. One for each process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._timed_out_at = -math.inf
        self._answered_at: dict[str, float] = {}

    @contextmanager
    def limit_time(self, purpose: str, seconds: float) -> Iterator[float]:
        """Yield the seconds that a call has. Raises TimedOut if it takes longer."""
        recently = self._clock() - self._timed_out_at < _TIMEOUT_MEMORY_SECONDS
        is_silent = recently and self._answered_at.get(purpose, -math.inf) < self._timed_out_at
        try:
            yield seconds * (_REDUCED_TIMEOUT_SHARE if is_silent else 1)
        except (TimeoutError, TimedOut):
            if not is_silent:
                self._timed_out_at = self._clock()
            raise TimedOut(service=f"Bedrock {purpose}") from None
        except WatchgraphError:
            self._answered_at[purpose] = self._clock()
            raise
        self._answered_at[purpose] = self._clock()


class TimeLimitedModels:
    """seconds: the most time until a model answers; of a stream, until its first piece and between two pieces.

    After one timed out, others have a quarter of it, until they answer or half a minute has passed: if every model is
    silent, a question is answered without any in less than twice the seconds. A model that looks at pictures has the
    time that its client allows until the first piece. Raises TimedOut.
    """

    def __init__(self, models: Models, seconds: float, timeouts: TimeoutTracker) -> None:
        self._models = models
        self._seconds = seconds
        self._timeouts = timeouts

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
            # A reader that stops early stops the model.
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()

    async def _read_next(self, pieces: AsyncIterator[TextDelta | StreamEnd]) -> TextDelta | StreamEnd | None:
        """The next piece of an answer that has begun; None at its end."""
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
