"""A TCP relay between a client and a service, which can drop what is sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Relay:
    """url: the service's URL with the relay's port. silent: the relay accepts connections and forwards nothing."""

    url: str
    silent: bool = False
    # Number of connections so far.
    accepted: int = 0
    _dropped: set[asyncio.StreamWriter] = field(default_factory=set)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def drop_connections(self) -> None:
        """Stop forwarding on all open connections without closing them, as a firewall does."""
        self._dropped |= self._open

    def is_dropped(self, writer: asyncio.StreamWriter) -> bool:
        return self.silent or writer in self._dropped


@asynccontextmanager
async def start_relay(url: str) -> AsyncIterator[Relay]:
    """Relay connections to the service at this URL."""
    parts = urlsplit(url)
    host, port = parts.hostname, parts.port
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        relay.accepted += 1
        relay._open.add(writer)
        there, back = await asyncio.open_connection(host, port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(pump(reader, back, writer))
                group.create_task(pump(there, writer, writer))
        finally:
            relay._open.discard(writer)
            tasks.discard(task)
            for end in (writer, back):
                end.transport.abort()

    async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter, client: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                if not relay.is_dropped(client):
                    target.write(data)
                    await target.drain()
        except ConnectionError:
            pass
        target.transport.abort()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    here = server.sockets[0].getsockname()[1]
    relay = Relay(parts._replace(netloc=parts.netloc.replace(f":{port}", f":{here}")).geturl())
    try:
        yield relay
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
