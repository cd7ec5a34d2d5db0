"""Models that say what a test scripts, and nothing else."""

import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.asking.conversation import Conversation, Embeddings, RankedDocument, Reply, StreamEnd, TextDelta, TokenCount
from models.asking.vectors import EmbeddingSpace

_SECTION = re.compile(r"<(\w+)>\n(.*?)\n</\1>", re.DOTALL)


class UnscriptedCall(AssertionError):
    """The code under test called a model, and the test scripts no reply for that call."""


@dataclass
class ScriptedModels:
    """Replies from the script of a test; a call without a script raises UnscriptedCall.

    plan is the tool input of each `converse`, or the exception that it raises; plans come before it, one for each call.
    text holds the pieces of each stream; an exception among them breaks the stream. Embeddings and rankings are the
    same for all texts unless scripted.
    """

    plan: Mapping[str, Any] | Exception | None = None
    text: Sequence[str | Exception] | None = None
    embeddings: Exception | None = None
    reranking: Exception | Callable[[Sequence[str]], list[int]] | None = None
    stop_reason: str = "end_turn"
    plans: list[Mapping[str, Any]] = field(default_factory=list)
    said: list[Conversation] = field(default_factory=list)
    reranked: list[Sequence[str]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)

    async def converse(self, conversation: Conversation, /) -> Reply:
        self.said.append(conversation)
        if self.plans:
            return Reply("", self.plans.pop(0), "tool_use", TokenCount(1000, 100))
        if self.plan is None:
            raise UnscriptedCall("converse was called without a scripted plan")
        if isinstance(self.plan, Exception):
            raise self.plan
        return Reply("", self.plan, "tool_use", TokenCount(1000, 100))

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        self.said.append(conversation)
        if self.text is None:
            raise UnscriptedCall("converse_stream was called without a scripted text")
        for piece in self.text:
            if isinstance(piece, Exception):
                raise piece
            yield TextDelta(piece)
        yield StreamEnd(self.stop_reason, TokenCount(2000, 50))

    async def embed(self, texts: Sequence[str], space: EmbeddingSpace | None = None, /) -> Embeddings:
        if self.embeddings is not None:
            raise self.embeddings
        model_id = space.model_id if space else "amazon.titan-embed-text-v2:0"
        return Embeddings(model_id, [[1.0, 0.0] for _ in texts], TokenCount(10, 0))

    async def rerank(self, query: str, documents: Sequence[str], keep: int, /) -> list[RankedDocument]:
        self.queries.append(query)
        self.reranked.append(documents)
        if isinstance(self.reranking, Exception):
            raise self.reranking
        order = list(range(len(documents))) if self.reranking is None else self.reranking(documents)
        return [RankedDocument(index, 1.0 - place / 100) for place, index in enumerate(order)][:keep]


def read_sections(conversation: Conversation) -> dict[str, Any]:
    """The sections of the last message of a conversation, by name: what the model was given."""
    return {name: json.loads(value) for name, value in _SECTION.findall(conversation.messages[-1].text)}
