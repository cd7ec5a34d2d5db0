"""What a local model says, and how much of it fits into the limits of the request."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.errors import ServiceError

_BYTES_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """Text in the pieces that a stream sends, or the input of the forced tool.

    broken_by ends a stream after the pieces with that error; cut_off ends it without any end.
    """

    pieces: Sequence[str] = ()
    tool_input: Mapping[str, Any] | None = None
    broken_by: ServiceError | None = None
    cut_off: bool = False


class ConverseModel(Protocol):
    """A model that Converse and ConverseStream can ask. respond raises ServiceError."""

    async def respond(self, request: ConverseRequest) -> ModelAnswer: ...


@dataclass(frozen=True, slots=True)
class LimitedAnswer:
    """An answer within the request's limits, with the reason why it ends."""

    pieces: Sequence[str]
    tool_input: Mapping[str, Any] | None
    stop_reason: str
    output_tokens: int


def limit_answer(answer: ModelAnswer, request: ConverseRequest) -> LimitedAnswer:
    """Cut the answer at the first stop sequence and at maxTokens. A tool input that does not fit is not told at all."""
    if answer.tool_input is not None:
        tokens = estimate_tokens(json.dumps(answer.tool_input, ensure_ascii=False))
        if tokens > request.max_tokens:
            return LimitedAnswer((), {}, "max_tokens", request.max_tokens)
        return LimitedAnswer((), answer.tool_input, "tool_use", tokens)
    text = "".join(answer.pieces)
    stops = [at for at in (text.find(sequence) for sequence in request.stop_sequences) if at >= 0]
    end, reason = (min(stops), "stop_sequence") if stops else (len(text), "end_turn")
    fitting = len(text.encode()[: request.max_tokens * _BYTES_PER_TOKEN].decode(errors="ignore"))
    if fitting < end:
        end, reason = fitting, "max_tokens"
    return LimitedAnswer(_truncate_pieces(answer.pieces, end), None, reason, estimate_tokens(text[:end]))


def estimate_tokens(text: str) -> int:
    """An estimate, not a tokenizer's count: four bytes of UTF-8 a token (a Korean syllable has three)."""
    return -(-len(text.encode()) // _BYTES_PER_TOKEN)


def _truncate_pieces(pieces: Sequence[str], length: int) -> list[str]:
    kept: list[str] = []
    for piece in pieces:
        if length <= 0:
            break
        kept.append(piece[:length])
        length -= len(piece)
    return kept
