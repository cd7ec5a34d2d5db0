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
from devstack.bedrock.reply import Answer, Told, tokens_in, within_limits

_TOOL_PIECE = 64  # characters of a tool's input in one frame


async def converse(catalog: Catalog, model_id: str, body: bytes) -> Response:
    """POST /model/{id}/converse"""
    started = time.monotonic()
    request, answer = await _ask(catalog, model_id, body)
    if answer.broken_by is not None or answer.cut_off:
        raise ServiceError("ModelErrorException", "The model failed while it was answering.", originalStatusCode=500)
    told = within_limits(answer, request)
    return JSONResponse(
        {
            "output": {"message": {"role": "assistant", "content": _content(request, told)}},
            "stopReason": told.stop_reason,
            "usage": _usage(request, told),
            "metrics": _metrics(started),
        }
    )


async def converse_stream(catalog: Catalog, model_id: str, body: bytes) -> Response:
    """POST /model/{id}/converse-stream. What is wrong with the request is an HTTP error; later faults are frames."""
    started = time.monotonic()
    request, answer = await _ask(catalog, model_id, body)
    return StreamingResponse(_stream(request, answer, started), media_type=frames.CONTENT_TYPE)


async def _ask(catalog: Catalog, model_id: str, body: bytes) -> tuple[ConverseRequest, Answer]:
    model = catalog.converse_model(model_id)
    request = read_conversation(body)
    return request, await model.respond(request)


def _content(request: ConverseRequest, told: Told) -> list[dict[str, Any]]:
    if told.tool_input is None:
        return [{"text": "".join(told.pieces)}] if told.pieces else []
    return [{"toolUse": {"toolUseId": _tool_use_id(), "name": _tool_name(request), "input": told.tool_input}}]


async def _stream(request: ConverseRequest, answer: Answer, started: float) -> AsyncIterator[bytes]:
    told = within_limits(answer, request)
    yield frames.event("messageStart", {"role": "assistant"})
    blocks = _text_frames(told) if told.tool_input is None else _tool_frames(request, told)
    for frame in blocks:
        yield frame
        await asyncio.sleep(0)  # lets the server write this frame before the next is made
    if answer.broken_by is not None:
        yield frames.exception(answer.broken_by)
        return
    if answer.cut_off:
        return
    yield frames.event("contentBlockStop", {"contentBlockIndex": 0})
    yield frames.event("messageStop", {"stopReason": told.stop_reason})
    yield frames.event("metadata", {"usage": _usage(request, told), "metrics": _metrics(started)})


def _text_frames(told: Told) -> list[bytes]:
    # Text blocks have no contentBlockStart in Bedrock's streams; tool blocks do.
    return [_delta({"text": piece}) for piece in told.pieces if piece]


def _tool_frames(request: ConverseRequest, told: Told) -> list[bytes]:
    start = {"toolUse": {"toolUseId": _tool_use_id(), "name": _tool_name(request)}}
    # A tool input that did not fit is cut in the middle, as a model's would be.
    written = json.dumps(told.tool_input, ensure_ascii=False) if told.stop_reason == "tool_use" else "{"
    pieces = [written[at : at + _TOOL_PIECE] for at in range(0, len(written), _TOOL_PIECE)]
    return [
        frames.event("contentBlockStart", {"start": start, "contentBlockIndex": 0}),
        *(_delta({"toolUse": {"input": piece}}) for piece in pieces),
    ]


def _delta(delta: Mapping[str, Any]) -> bytes:
    return frames.event("contentBlockDelta", {"delta": delta, "contentBlockIndex": 0})


def _tool_use_id() -> str:
    return f"tooluse_{uuid.uuid4().hex[:22]}"


def _tool_name(request: ConverseRequest) -> str:
    if request.tool is None:
        raise ServiceError(
            "ModelErrorException", "The model called a tool that was not asked for.", originalStatusCode=500
        )
    return request.tool.name


def _usage(request: ConverseRequest, told: Told) -> dict[str, int]:
    # Pictures are not counted: the local models do not read them as tokens.
    read = tokens_in(request.system) + sum(tokens_in(message.text) for message in request.messages)
    return {"inputTokens": read, "outputTokens": told.output_tokens, "totalTokens": read + told.output_tokens}


def _metrics(started: float) -> dict[str, int]:
    return {"latencyMs": round((time.monotonic() - started) * 1000)}
