"""The application on a real socket, in the event loop of the test."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn

from app import create_app
from config import Settings
from schema.transport.server import UVICORN_OPTIONS, Server


class _TestServer(Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals are for the test run, not for the server.
        yield


@asynccontextmanager
async def serve_api(settings: Settings, port: int = 0) -> AsyncIterator[str]:
    """Serve with these settings, on a free port unless one is given; yields the http:// address without a slash at its
    end."""
    server = _TestServer(
        uvicorn.Config(
            create_app(settings), host="127.0.0.1", port=port, **{**UVICORN_OPTIONS, "timeout_graceful_shutdown": 2}
        )
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            await task
            raise RuntimeError("the server ended before it had started")
        await asyncio.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await task


class ApiTestClient:
    """A GraphQL client with one caller's token and language."""

    def __init__(self, http: httpx.AsyncClient, token: str | None, language: str = "en") -> None:
        self.http = http
        self.token = token
        self.headers = {"accept-language": language}
        if token is not None:
            self.headers["authorization"] = f"Bearer {token}"

    def with_language(self, language: str) -> "ApiTestClient":
        return ApiTestClient(self.http, self.token, language)

    def with_token(self, token: str | None) -> "ApiTestClient":
        return ApiTestClient(self.http, token, self.headers["accept-language"])

    async def post(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send an operation; returns the whole response, with data and errors."""
        body = {"query": query, "variables": variables}
        headers = {**self.headers, "content-type": "application/json"}
        answer = await self.http.post("/graphql", content=json.dumps(body), headers=headers)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content

    async def data(self, query: str, **variables: Any) -> Any:
        """Send an operation; returns the data. Errors fail the test."""
        answer = await self.post(query, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    async def code(self, query: str, **variables: Any) -> str:
        """Send an operation that must fail with exactly one error; returns its code."""
        answer = await self.post(query, **variables)
        assert len(answer["errors"]) == 1, answer
        return str(answer["errors"][0]["extensions"]["code"])
