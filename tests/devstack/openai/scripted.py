"""An OpenAI-compatible server on a loopback port that answers what a test tells it to."""

import asyncio
import json
import socket
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.devstack.bedrock.serving import EndpointServer

USAGE = {"choices": [], "usage": {"prompt_tokens": 31, "completion_tokens": 7, "total_tokens": 38}}


def text(piece: str | None, finish: str | None = None) -> dict[str, Any]:
    """A chunk of the stream with a piece of text."""
    return {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": finish}]}


def delta(finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": fields, "finish_reason": finish}]}


def says(*pieces: str, finish: str = "stop") -> list[Any]:
    """The chunks of a whole answer."""
    return [delta(role="assistant", content=""), *map(text, pieces), text("", finish), USAGE, "[DONE]"]


@dataclass(frozen=True)
class Refusal:
    status: int
    body: Mapping[str, Any] | str


@dataclass
class ScriptedServer:
    """answers: of the next requests, in order; each a list of chunks (a float waits so many seconds), a Refusal, or one
    JSON object. requests: the bodies that came. running: answers in progress; cancelled: those whose reader left.
    """

    url: str = ""
    models: Sequence[str] = ("tiny:1b",)
    native: Mapping[str, Any] = field(default_factory=dict)
    answers: deque[Any] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    running: int = 0
    most_running: int = 0
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    async def chat(self, request: Request) -> Response:
        self.requests.append(await request.json())
        self.headers.append(request.headers)
        answer = self.answers.popleft()
        if isinstance(answer, Refusal):
            body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
            return Response(body, answer.status, media_type="application/json")
        if isinstance(answer, Mapping):
            return JSONResponse(answer)
        return StreamingResponse(self._stream(answer), media_type="text/event-stream")

    async def _stream(self, chunks: Sequence[Any]) -> AsyncIterator[str]:
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            for chunk in chunks:
                if isinstance(chunk, float):
                    await asyncio.sleep(chunk)
                elif isinstance(chunk, str):
                    yield chunk if chunk.startswith((":", "error:")) else f"data: {chunk}\n\n"
                else:
                    yield f"data: {json.dumps(chunk)}\n\n"
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        finally:
            self.running -= 1

    async def list_models(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": name} for name in self.models]})

    async def tell(self, request: Request) -> Response:
        told = self.native.get(request.url.path)
        return JSONResponse({"error": "not found"}, 404) if told is None else JSONResponse(told)


@asynccontextmanager
async def serve_script(**facts: Any) -> AsyncIterator[ScriptedServer]:
    """The server while it serves; facts: fields of ScriptedServer."""
    scripted = ScriptedServer(**facts)
    routes = [
        Route("/v1/chat/completions", scripted.chat, methods=["POST"]),
        Route("/v1/models", scripted.list_models),
        Route("/{rest:path}", scripted.tell),
    ]
    listening = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=routes)
    server = EndpointServer(uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve([listening]))
    await server.up.wait()
    scripted.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        yield scripted
    finally:
        server.should_exit = True
        await task
        listening.close()
