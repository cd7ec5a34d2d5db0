"""Requests to language models and their replies, independent of a provider's wire format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Image:
    """An encoded picture; format as in Bedrock's Converse API."""

    data: bytes
    format: Literal["jpeg", "png", "webp"]


@dataclass(frozen=True, slots=True)
class Message:
    """captions: a label that goes before each image; without them, all images go before the text.

    call: the input with which the assistant called the conversation's tool. result: what the user's side answers to
    the call in the message before: why it cannot be taken.
    """

    role: Literal["user", "assistant"]
    text: str
    images: Sequence[Image] = ()
    captions: Sequence[str] = ()
    call: Mapping[str, Any] | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that the model must call; schema: the JSON Schema of its input."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One request. With a tool, the model must call it, and the reply is the tool's input."""

    model_id: str
    system: str
    messages: Sequence[Message]
    tool: Tool | None = None
    max_tokens: int = 2048
    temperature: float = 0.0


@dataclass(frozen=True, slots=True)
class TokenCount:
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply: text, or the tool's input."""

    text: str
    tool_input: Mapping[str, Any] | None
    stop_reason: str
    tokens: TokenCount


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class StreamEnd:
    """The last item of a stream. A stream that breaks raises instead of ending with this."""

    stop_reason: str
    tokens: TokenCount


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One vector per text, in order, all of unit length."""

    model_id: str
    vectors: Sequence[Sequence[float]]
    tokens: TokenCount


@dataclass(frozen=True, slots=True)
class RankedDocument:
    """index points into the documents that were sent; score is 0..1, higher is better."""

    index: int
    score: float
