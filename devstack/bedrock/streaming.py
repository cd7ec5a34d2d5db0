"""Converse and ConverseStream for a model elsewhere, whose answer comes piece by piece."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any

from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from devstack.bedrock import event_stream as frames
from devstack.bedrock.conversation import ConverseRequest, read_conversation
from devstack.bedrock.errors import ServiceError
from devstack.bedrock.models import AnswerEnd, StreamingModel

# While a model reads its prompt, nothing comes for minutes: an empty piece shows the client that somebody is there.
_SILENCE_SECONDS = 10.0
_STREAM_KINDS = {
    "AccessDeniedException": "ValidationException",
    "InternalServerException": "InternalServerException",
    "ModelNotReadyException": "ThrottlingException",
    "ResourceNotFoundException": "ValidationException",
    "ServiceUnavailableException": "ServiceUnavailableException",
    "ThrottlingException": "ThrottlingException",
    "ValidationException": "ValidationException",
}


async def read_request(model: StreamingModel, body: bytes) -> ConverseRequest:
    """The request. A request that is refused has asked the model's server first: it may be a probe of readiness."""
    try:
        return read_conversation(body)
    except ServiceError:
        await model.check()
        raise


async def converse_elsewhere(model: StreamingModel, body: bytes) -> Response:
    """The answer to Converse. Raises ServiceError."""
    started = time.monotonic()
    request = await read_request(model, body)
    text, end = "", None
    async with aclosing(model.stream(request)) as pieces:
        async for piece in pieces:
            if isinstance(piece, AnswerEnd):
                end = piece
            else:
                text += piece
    assert end is not None
    return JSONResponse(
        {
            "output": {"message": {"role": "assistant", "content": _build_content(request, text, end)}},
            "stopReason": end.stop_reason,
            "usage": _build_usage(end),
            "metrics": _build_metrics(started),
        }
    )


async def converse_stream_elsewhere(model: StreamingModel, body: bytes) -> Response:
    """The answer to ConverseStream. Its first frame is sent before the model is asked, so every failure is a frame."""
    started = time.monotonic()
    request = await read_request(model, body)
    return _AttendedStream(_stream_frames(model, request, started), media_type=frames.CONTENT_TYPE)


class _AttendedStream(StreamingResponse):
    """A stream that ends as soon as its reader leaves: uvicorn lets a response be sent to nobody."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = asyncio.ensure_future(self.stream_response(send))
        leaving = asyncio.ensure_future(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            results = await asyncio.gather(sending, leaving, return_exceptions=True)
        if isinstance(results[0], Exception):
            raise results[0]


async def _stream_frames(model: StreamingModel, request: ConverseRequest, started: float) -> AsyncIterator[bytes]:
    yield frames.encode_event("messageStart", {"role": "assistant"})
    try:
        async with aclosing(_fill_silence(model.stream(request))) as pieces:
            async for piece in pieces:
                if not isinstance(piece, AnswerEnd):
                    yield _encode_delta({"text": piece})
                    continue
                for frame in _encode_tool_use(request, piece):
                    yield frame
                yield frames.encode_event("contentBlockStop", {"contentBlockIndex": 0})
                yield frames.encode_event("messageStop", {"stopReason": piece.stop_reason})
                metadata = {"usage": _build_usage(piece), "metrics": _build_metrics(started)}
                yield frames.encode_event("metadata", metadata)
    except ServiceError as error:
        yield frames.encode_exception(_to_stream_error(error))


def _to_stream_error(error: ServiceError) -> ServiceError:
    """The error of one of the five kinds that a stream can carry; clients do not read others."""
    kind = _STREAM_KINDS.get(error.kind, "ModelStreamErrorException")
    return ServiceError(kind, str(error.body["message"]))


async def _fill_silence(
    pieces: AsyncGenerator[str | AnswerEnd, None], seconds: float = _SILENCE_SECONDS
) -> AsyncGenerator[str | AnswerEnd, None]:
    """The pieces, with an empty one whenever none has come for the seconds."""
    reading: asyncio.Task[str | AnswerEnd] | None = None
    try:
        while True:
            reading = reading or asyncio.ensure_future(anext(pieces))
            done, _ = await asyncio.wait({reading}, timeout=seconds)
            if not done:
                yield ""
                continue
            ended, reading = reading, None
            try:
                piece = ended.result()
            except StopAsyncIteration:
                return
            yield piece
    finally:
        if reading is not None:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
        await pieces.aclose()


def _build_content(request: ConverseRequest, text: str, end: AnswerEnd) -> list[dict[str, Any]]:
    if request.tool is None:
        return [{"text": text}] if text else []
    return [{"toolUse": {**_name_tool_use(request), "input": end.tool_input or {}}}]


def _encode_tool_use(request: ConverseRequest, end: AnswerEnd) -> list[bytes]:
    if request.tool is None:
        return []
    written = json.dumps(end.tool_input or {}, ensure_ascii=False)
    start = {"start": {"toolUse": _name_tool_use(request)}, "contentBlockIndex": 0}
    return [frames.encode_event("contentBlockStart", start), _encode_delta({"toolUse": {"input": written}})]


def _name_tool_use(request: ConverseRequest) -> dict[str, str]:
    assert request.tool is not None
    return {"toolUseId": f"tooluse_{uuid.uuid4().hex[:22]}", "name": request.tool.name}


def _encode_delta(delta: Mapping[str, Any]) -> bytes:
    return frames.encode_event("contentBlockDelta", {"delta": delta, "contentBlockIndex": 0})


def _build_usage(end: AnswerEnd) -> dict[str, int]:
    return {
        "inputTokens": end.input_tokens,
        "outputTokens": end.output_tokens,
        "totalTokens": end.input_tokens + end.output_tokens,
    }


def _build_metrics(started: float) -> dict[str, int]:
    return {"latencyMs": round((time.monotonic() - started) * 1000)}
