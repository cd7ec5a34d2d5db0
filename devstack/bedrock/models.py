"""What the endpoint expects of a model: one protocol for each kind of operation."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.errors import ServiceError


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """Text in the pieces that a stream sends, or the input of the forced tool.

    broken_by: after the pieces, a stream ends with this error. cut_off: after the pieces, it ends without messageStop.
    """

    pieces: Sequence[str] = ()
    tool_input: Mapping[str, Any] | None = None
    broken_by: ServiceError | None = None
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class TextEmbedding:
    """vector: float32 of unit length. tokens: how many the text has in the model's own vocabulary."""

    vector: np.ndarray
    tokens: int


@dataclass(frozen=True, slots=True)
class AnswerEnd:
    """What comes after an answer's text. stop_reason: as Converse names it. tool_input: of the forced tool."""

    stop_reason: str
    input_tokens: int
    output_tokens: int
    tool_input: Mapping[str, Any] | None = None


@runtime_checkable
class StreamingModel(Protocol):
    """A model elsewhere, which answers piece by piece and counts its tokens. Both raise ServiceError.

    check: whether the model can be asked now. stream: the text, then one AnswerEnd; closing it stops the model.
    """

    async def check(self) -> None: ...

    def stream(self, request: ConverseRequest) -> AsyncGenerator[str | AnswerEnd, None]: ...


class ConverseModel(Protocol):
    """A model for Converse and ConverseStream. respond raises ServiceError."""

    async def respond(self, request: ConverseRequest) -> ModelAnswer: ...


class EmbeddingModel(Protocol):
    """A model for InvokeModel with a Titan body. embed raises ServiceError."""

    async def embed(self, text: str) -> TextEmbedding: ...


class RerankModel(Protocol):
    """A model for Rerank, and for InvokeModel with a Cohere body: one score of 0..1 per document, in order."""

    async def score(self, query: str, documents: Sequence[str]) -> Sequence[float]: ...


class LoadableModel(Protocol):
    """A model that can be loaded before its first request. load blocks."""

    def load(self) -> None: ...
