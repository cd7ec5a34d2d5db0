"""Counts the bytes that go to a server and back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

_CHUNK = 1 << 16


@dataclass(slots=True)
class CountingProxy:
    """address: of the proxy. total_bytes: of both directions so far."""

    address: str = ""
    total_bytes: int = 0


@asynccontextmanager
async def start_counting_proxy(port: int) -> AsyncIterator[CountingProxy]:
    """A proxy to the server on this port of loopback that counts bytes."""
    wire = CountingProxy()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while chunk := await reader.read(_CHUNK):
                wire.total_bytes += len(chunk)
                writer.write(chunk)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(forward(reader, server_writer), forward(server_reader, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        wire.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield wire
