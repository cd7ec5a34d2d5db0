"""The line between a store and the server: a proxy on loopback (RFC 9112, 3.2.2) that can be cut."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

_CHUNK_BYTES = 64 << 10


class Line:
    """What an agent's HTTP_PROXY points at. cuts: how many connections its cuts ended or silenced."""

    def __init__(self) -> None:
        self.cuts = 0
        self._down_until = 0.0
        self._passing: dict[asyncio.Task[None], asyncio.Event] = {}

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """Yields its address. What goes over it ends with the block."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_CHUNK_BYTES)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            tasks = tuple(self._passing)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def drop(self, seconds: float) -> None:
        """Reset every connection, and each new one for so many seconds."""
        self._down_until = time.monotonic() + seconds
        self.cuts += len(self._passing)
        for task in self._passing:
            task.cancel()

    def silence(self) -> None:
        """Leave every connection half-open: it stays, and nothing passes in either direction any more."""
        for silent in self._passing.values():
            self.cuts += not silent.is_set()
            silent.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task, silent = asyncio.current_task(), asyncio.Event()
        assert task is not None
        self._passing[task] = silent
        away: asyncio.StreamWriter | None = None
        try:
            if time.monotonic() < self._down_until:
                return
            head = await reader.readuntil(b"\r\n")
            target = urlsplit(head.split(b" ")[1].decode())
            answers, away = await asyncio.open_connection(target.hostname, target.port or 80)
            away.write(head)
            async with asyncio.TaskGroup() as group:
                group.create_task(_pass_on(reader, away, silent))
                group.create_task(_pass_on(answers, writer, silent))
        except (OSError, asyncio.CancelledError, EOFError, ExceptionGroup):
            # What ends one end ends the other, below; a server that is killed is no failure of the line.
            return
        finally:
            del self._passing[task]
            for end in (writer, away):
                if end is not None:
                    with suppress(OSError):
                        end.transport.abort()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silent: asyncio.Event) -> None:
    """Until the sender ends, which raises EOFError so that the other direction ends too; for ever once it is silent."""
    while data := await reader.read(_CHUNK_BYTES):
        if silent.is_set():
            break
        writer.write(data)
        await writer.drain()
    if silent.is_set():
        await asyncio.Event().wait()
    raise EOFError
