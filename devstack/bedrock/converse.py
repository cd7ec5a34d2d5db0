"""The Converse and ConverseStream operations."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.responses import JSONResponse, Response, StreamingResponse

from devstack.bedrock import event_stream as frames
from devstack.bedrock.catalog import Catalog
from devstack.bedrock.conversation import ConverseRequest, read_conversation
from devstack.bedrock.errors import ServiceError
from devstack.bedrock.models import ModelAnswer, StreamingModel
from devstack.bedrock.reply import LimitedAnswer, estimate_tokens, limit_answer
from devstack.bedrock.streaming import converse_elsewhere, converse_stream_elsewhere

_TOOL_PIECE_LENGTH = 64  # characters of a tool's input in one frame


async def converse(catalog: Catalog, model_id: str, body: bytes) -> Response:
    """POST /model/{id}/converse"""
    started = time.monotonic()
    model = catalog.find_converse_model(model_id)
    if isinstance(model, StreamingModel):
        return await converse_elsewhere(model, body)
    request = read_conversation(body)
    answer = await model.respond(request)
    if answer.broken_by is not None or answer.cut_off:
        raise ServiceError("ModelErrorException", "The model failed while it was answering.", originalStatusCode=500)
    limited = limit_answer(answer, request)
    return JSONResponse(
        {
            "output": {"message": {"role": "assistant", "content": _build_content(request, limited)}},
            "stopReason": limited.stop_reason,
            "usage": _build_usage(request, limited),
            "metrics": _build_metrics(started),
        }
    )


async def converse_stream(catalog: Catalog, model_id: str, body: bytes) -> Response:
    """POST /model/{id}/converse-stream. An invalid request is an HTTP error; later errors are frames."""
    started = time.monotonic()
    model = catalog.find_converse_model(model_id)
    if isinstance(model, StreamingModel):
        return await converse_stream_elsewhere(model, body)
    request = read_conversation(body)
    answer = await model.respond(request)
    return StreamingResponse(_stream_frames(request, answer, started), media_type=frames.CONTENT_TYPE)


def _build_content(request: ConverseRequest, limited: LimitedAnswer) -> list[dict[str, Any]]:
    if limited.tool_input is None:
        return [{"text": "".join(limited.pieces)}] if limited.pieces else []
    return [
        {
            "toolUse": {
                "toolUseId": _make_tool_use_id(),
                "name": _require_tool_name(request),
                "input": limited.tool_input,
            }
        }
    ]


async def _stream_frames(request: ConverseRequest, answer: ModelAnswer, started: float) -> AsyncIterator[bytes]:
    limited = limit_answer(answer, request)
    yield frames.encode_event("messageStart", {"role": "assistant"})
    blocks = _encode_text(limited) if limited.tool_input is None else _encode_tool_use(request, limited)
    for frame in blocks:
        yield frame
        await asyncio.sleep(0)  # lets the server write this frame before the next is made
    if answer.broken_by is not None:
        yield frames.encode_exception(answer.broken_by)
        return
    if answer.cut_off:
        return
    yield frames.encode_event("contentBlockStop", {"contentBlockIndex": 0})
    yield frames.encode_event("messageStop", {"stopReason": limited.stop_reason})
    yield frames.encode_event("metadata", {"usage": _build_usage(request, limited), "metrics": _build_metrics(started)})


def _encode_text(limited: LimitedAnswer) -> list[bytes]:
    # Text blocks have no contentBlockStart in Bedrock's streams; tool blocks do.
    return [_encode_delta({"text": piece}) for piece in limited.pieces if piece]


def _encode_tool_use(request: ConverseRequest, limited: LimitedAnswer) -> list[bytes]:
    start = {"toolUse": {"toolUseId": _make_tool_use_id(), "name": _require_tool_name(request)}}
    # A tool input that did not fit is cut off in the middle, as a real model's would be.
    text = json.dumps(limited.tool_input, ensure_ascii=False) if limited.stop_reason == "tool_use" else "{"
    pieces = [text[at : at + _TOOL_PIECE_LENGTH] for at in range(0, len(text), _TOOL_PIECE_LENGTH)]
    return [
        frames.encode_event("contentBlockStart", {"start": start, "contentBlockIndex": 0}),
        *(_encode_delta({"toolUse": {"input": piece}}) for piece in pieces),
    ]


def _encode_delta(delta: Mapping[str, Any]) -> bytes:
    return frames.encode_event("contentBlockDelta", {"delta": delta, "contentBlockIndex": 0})


def _make_tool_use_id() -> str:
    return f"tooluse_{uuid.uuid4().hex[:22]}"


def _require_tool_name(request: ConverseRequest) -> str:
    if request.tool is None:
        raise ServiceError(
            "ModelErrorException", "The model called a tool that was not asked for.", originalStatusCode=500
        )
    return request.tool.name


def _build_usage(request: ConverseRequest, limited: LimitedAnswer) -> dict[str, int]:
    # Pictures do not count: the local models do not turn them into tokens.
    sent = estimate_tokens(request.system) + sum(estimate_tokens(message.text) for message in request.messages)
    return {"inputTokens": sent, "outputTokens": limited.output_tokens, "totalTokens": sent + limited.output_tokens}


def _build_metrics(started: float) -> dict[str, int]:
    return {"latencyMs": round((time.monotonic() - started) * 1000)}
