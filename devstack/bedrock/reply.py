"""Cuts a model's answer to the limits of the request."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.models import ModelAnswer

_BYTES_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class LimitedAnswer:
    """An answer within the request's limits. stop_reason: why it ends, as Converse names it."""

    pieces: Sequence[str]
    tool_input: Mapping[str, Any] | None
    stop_reason: str
    output_tokens: int


def limit_answer(answer: ModelAnswer, request: ConverseRequest) -> LimitedAnswer:
    """Cut the answer at the first stop sequence and at maxTokens. A tool input that does not fit is dropped whole."""
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
    """An estimate, not a tokenizer's count: four bytes of UTF-8 per token (a Korean syllable has three bytes)."""
    return -(-len(text.encode()) // _BYTES_PER_TOKEN)


def _truncate_pieces(pieces: Sequence[str], length: int) -> list[str]:
    shortened: list[str] = []
    for piece in pieces:
        if length <= 0:
            break
        shortened.append(piece[:length])
        length -= len(piece)
    return shortened
