"""Concurrent requests are embedded in batches."""

import asyncio
from collections.abc import Sequence
from threading import Event

import numpy as np
import pytest

from devstack.bedrock.errors import ServiceError
from devstack.bedrock.models import TextEmbedding
from devstack.standin.embeddings import DIMENSIONS, BatchingEmbedder, Encoder


class Slow(Encoder):
    """Keeps the first batch until it is told to go on; remembers every batch."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []
        self.began = asyncio.Event()
        self.go_on = Event()
        self._loop = asyncio.get_running_loop()

    def encode(self, texts: Sequence[str]) -> list[TextEmbedding | ServiceError]:
        self.batches.append(list(texts))
        self._loop.call_soon_threadsafe(self.began.set)
        if "first" in texts:
            self.go_on.wait(10)
        if "broken" in texts:
            raise RuntimeError("broken")
        return [TextEmbedding(np.full(DIMENSIONS, float(text[-1].encode()[0])), len(text)) for text in texts]


async def started(batching: BatchingEmbedder, *texts: str) -> list[asyncio.Task[TextEmbedding]]:
    tasks = [asyncio.create_task(batching.embed(text)) for text in texts]
    await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_one_batch_runs_is_the_next_batch() -> None:
    encoder = Slow()
    batching = BatchingEmbedder(encoder)
    [first] = await started(batching, "first")
    await encoder.began.wait()
    rest = await started(batching, *(f"text {number}" for number in range(100)))
    encoder.go_on.set()
    answers = await asyncio.gather(first, *rest)
    assert [len(batch) for batch in encoder.batches] == [1, 64, 36]
    assert [answer.tokens for answer in answers[1:]] == [len(f"text {number}") for number in range(100)]


async def test_a_client_that_went_away_does_not_hold_up_the_others() -> None:
    encoder = Slow()
    batching = BatchingEmbedder(encoder)
    gone, stays = await started(batching, "first", "second")
    gone.cancel()
    encoder.go_on.set()
    assert (await stays).tokens == len("second")


async def test_a_batch_that_breaks_tells_its_own_requests_only() -> None:
    encoder = Slow()
    batching = BatchingEmbedder(encoder)
    with pytest.raises(RuntimeError):
        await batching.embed("broken")
    assert (await batching.embed("fine")).tokens == len("fine")


def test_a_text_that_is_too_long_does_not_spoil_its_batch() -> None:
    short, long, other = Encoder().encode(["hello", "a b " * 9000, "world"])
    assert isinstance(long, ServiceError)
    assert isinstance(short, TextEmbedding)
    assert isinstance(other, TextEmbedding)
    assert np.isclose(np.linalg.norm(other.vector), 1, atol=1e-5)
