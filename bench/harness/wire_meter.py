"""Count what goes over the wire to a server and back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

_CHUNK = 1 << 16


@dataclass(slots=True)
class CountingProxy:
    """address: where to send instead. total: bytes of both directions so far."""

    address: str = ""
    total_bytes: int = 0


@asynccontextmanager
async def start_counting_proxy(port: int) -> AsyncIterator[CountingProxy]:
    """A way to the server on this port of the loopback that counts."""
    wire = CountingProxy()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while chunk := await reader.read(_CHUNK):
                wire.total_bytes += len(chunk)
                writer.write(chunk)
                await writer.drain()
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pass_on(reader, back), pass_on(there, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        wire.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield wire
