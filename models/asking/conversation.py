"""Requests to language models and their replies, independent of a provider's wire format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# A filter or the model itself ended the reply. Other reasons than these and COMPLETE_STOP_REASONS: it was cut off.
DECLINED_STOP_REASONS = frozenset({"content_filtered", "guardrail_intervened", "refusal"})
COMPLETE_STOP_REASONS = frozenset({"end_turn", "stop_sequence", "tool_use"})


@dataclass(frozen=True, slots=True)
class Image:
    """An encoded picture; format as in Bedrock's Converse API. label: the text that stands before it."""

    data: bytes
    format: Literal["jpeg", "png", "webp"]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """tool_input: the input with which the assistant called the conversation's tool, instead of a text.

    is_tool_result: the text is what was wrong with the call in the message before, which the model is to make again.
    """

    role: Literal["user", "assistant"]
    text: str
    images: Sequence[Image] = ()
    tool_input: Mapping[str, Any] | None = None
    is_tool_result: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that the model must call; schema: the JSON Schema of its input."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One request. With a tool, the model must call it, and the reply is the tool's input.

    temperature: None leaves it to the deployment's setting, then to the model.
    """

    model_id: str
    system: str
    messages: Sequence[Message]
    tool: Tool | None = None
    max_tokens: int = 2048
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class TokenCount:
    """input_tokens: all that were sent, with those that the prompt cache gave (cache_read) or took in (cache_write).

    model_id: the model that answered, where it is not the one that was asked.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    model_id: str = ""


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
