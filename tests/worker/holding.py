"""A door to the models that lets so many calls of one model through and holds the next, until it is told to go on."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_CALL = re.compile(rb"^POST /model/([^/ ]+)/")


@dataclass
class HeldModel:
    """calls: the models that were called, in order, with the one that is held. `reached` is set once one is."""

    model: str
    most: int
    address: str = ""
    calls: list[str] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_to_pass(self, piece: bytes) -> None:
        """Wait where this piece of a connection begins a call that is to be held."""
        called = _CALL.match(piece)
        if called is None:
            return
        self.calls.append(called[1].decode())
        if self.calls.count(self.model) > self.most and not self.released.is_set():
            self.reached.set()
            await self.released.wait()


@asynccontextmanager
async def hold_model_calls(models: str, model: str, most: int) -> AsyncIterator[HeldModel]:
    """A door before the endpoint `models`: calls of `model` after the first `most` are held."""
    door = HeldModel(model, most)
    there = urlsplit(models)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection(there.hostname, there.port)

        async def answers() -> None:
            while piece := await back.read(1 << 16):
                writer.write(piece)
                await writer.drain()

        answering = asyncio.create_task(answers())
        try:
            while piece := await reader.read(1 << 16):
                await door.wait_to_pass(piece)
                forth.write(piece)
                await forth.drain()
        except ConnectionError:
            # Whoever asked was killed.
            pass
        finally:
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)
            for end in (writer, forth):
                end.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    door.address = f"http://{host}:{port}"
    try:
        yield door
    finally:
        door.released.set()
        server.close()
