"""Serves the application in this process on a real socket, with a client that takes little CPU."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

import config
from app import create_app
from devstack.token import access_token


class _BenchServer(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Ctrl-C ends the bench, which then ends the server.
        yield


class KeepAliveClient:
    """One connection, one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str) -> None:
        self._reader, self._writer, self._token = reader, writer, token
        self._head = (
            "POST /graphql HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n"
            f"authorization: Bearer {token}\r\ncontent-length: "
        )

    async def open_another(self) -> "KeepAliveClient":
        """One more connection of the same caller to the same server."""
        return await self.open_as(self._token)

    async def open_as(self, token: str) -> "KeepAliveClient":
        """A connection of another caller to the same server."""
        host, port = self._writer.get_extra_info("peername")[:2]
        return KeepAliveClient(*await asyncio.open_connection(host, port, limit=2**24), token)

    def close(self) -> None:
        self._writer.close()

    async def send(self, body: bytes) -> bytes:
        """Send a request body; returns the raw body of the answer."""
        self._writer.write(f"{self._head}{len(body)}\r\n\r\n".encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return await self._reader.readexactly(int(length.split(b":")[1]))

    async def fetch_data(self, query: str, **variables: Any) -> Any:
        """The answer's data. Raises RuntimeError if it has errors."""
        answer = json.loads(await self.send(json.dumps({"query": query, "variables": variables}).encode()))
        if "errors" in answer:
            raise RuntimeError(answer["errors"])
        return answer["data"]


@asynccontextmanager
async def serve_api(settings: config.Settings, organization: str) -> AsyncIterator[KeepAliveClient]:
    """Serve with these settings; yields a client with all roles in the organization."""
    server = _BenchServer(
        uvicorn.Config(create_app(settings), host="127.0.0.1", port=0, log_config=None, access_log=False, ws="none")
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            await task
            raise RuntimeError("the server ended before it had started")
        await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname()[:2], limit=2**24)
    try:
        yield KeepAliveClient(reader, writer, access_token(settings.secret_key, organization=organization))
    finally:
        writer.close()
        server.should_exit = True
        await task
