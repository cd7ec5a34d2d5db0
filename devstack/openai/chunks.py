"""The stream of a chat completion: server-sent events, as OpenAI-compatible servers write them."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from devstack.bedrock.errors import ServiceError
from devstack.openai.errors import error_from_answer


@dataclass(frozen=True, slots=True)
class Chunk:
    """text: of the answer, without what `reasoning_content` or `reasoning` hold (is_thought: it held some).

    calls: parts of tool calls, by index. tokens: read and written, None where the chunk does not say.
    """

    text: str = ""
    is_thought: bool = False
    calls: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    finish_reason: str | None = None
    tokens: tuple[int, int] | None = None
    is_end: bool = False


async def read_chunks(lines: AsyncIterator[str], is_stream: bool) -> AsyncGenerator[Chunk, None]:
    """The chunks of an answer. is_stream: False for a server that answers a stream's request with one JSON object.

    Raises ServiceError for an error in mid-stream, and for text that is no chunk.
    """
    if not is_stream:
        yield parse_chunk(_parse_json("\n".join([line async for line in lines])))
        yield Chunk(is_end=True)
        return
    async for line in lines:
        name, _, data = line.partition(":")
        if name == "error":  # of llama-server, until 2025
            raise error_from_answer(500, data)
        # Other names are comments, which keep the connection alive, and kinds of events.
        if name != "data" or not data.strip():
            continue
        if data.strip() == "[DONE]":
            yield Chunk(is_end=True)
            return
        yield parse_chunk(_parse_json(data))


def _parse_json(text: str) -> dict[str, Any]:
    try:
        parsed = json.loads(text)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise ServiceError("ModelErrorException", f"The server sent no JSON object: {text[:200]!r}.")
    return parsed


def parse_chunk(payload: Mapping[str, Any]) -> Chunk:
    """A chunk or a whole completion. Raises ServiceError for an error."""
    if payload.get("error"):
        raise error_from_answer(_read_code(payload["error"]), json.dumps(payload, ensure_ascii=False))
    usage = payload.get("usage") or {}
    tokens = (int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)) if usage else None
    choices = payload.get("choices") or [{}]  # the chunk with the usage has none
    choice = choices[0]
    message = choice.get("delta") or choice.get("message") or {}
    return Chunk(
        text=_read_text(message.get("content")),
        is_thought=bool(message.get("reasoning_content") or message.get("reasoning")),
        calls=dict(_read_call(number, call) for number, call in enumerate(message.get("tool_calls") or ())),
        finish_reason=choice.get("finish_reason"),
        tokens=tokens,
    )


def _read_text(content: Any) -> str:
    if isinstance(content, list):  # parts, as some servers answer
        return "".join(part.get("text") or "" for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _read_call(number: int, call: Mapping[str, Any]) -> tuple[int, tuple[str, str]]:
    function = call.get("function") or {}
    arguments = function.get("arguments") or ""
    written = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return int(call.get("index", number) or 0), (function.get("name") or "", written)


def _read_code(error: Any) -> int:
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and 400 <= code <= 599 else 500
