"""A client of graphql-transport-ws that shows each message as it came."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import websockets
from websockets.typing import Subprotocol

PROTOCOL = Subprotocol("graphql-transport-ws")
# Nothing here takes long; what never comes must end a test all the same.
PATIENCE = 30


class SocketClient:
    def __init__(self, connection: websockets.ClientConnection, patience: float = PATIENCE) -> None:
        self.connection = connection
        self._patience = patience

    async def send(self, type_: str, **more: Any) -> None:
        await self.connection.send(json.dumps({"type": type_, **more}))

    async def subscribe(self, id_: str, query: str, **variables: Any) -> None:
        await self.send("subscribe", id=id_, payload={"query": query, "variables": variables})

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(self._patience):
            message: dict[str, Any] = json.loads(await self.connection.recv())
        return message

    async def receive_until_complete(self, id_: str) -> list[dict[str, Any]]:
        """The payloads of one operation's `next` messages."""
        found = []
        while (message := await self.receive())["type"] != "complete":
            assert (message["type"], message["id"]) == ("next", id_), message
            found.append(message["payload"])
        return found

    async def wait_closed(self) -> tuple[int, str]:
        """The code and reason with which the server ends the socket; what it sends before is passed over."""
        with suppress(websockets.ConnectionClosed):
            while True:
                await self.receive()
        assert self.connection.close_code is not None
        return self.connection.close_code, self.connection.close_reason or ""


@asynccontextmanager
async def open_socket(
    address: str, payload: dict[str, Any] | None = None, patience: float = PATIENCE
) -> AsyncIterator[SocketClient]:
    """An open socket; with a payload of connection_init, one that was acknowledged."""
    url = address.replace("http", "ws", 1) + "/graphql"
    async with websockets.connect(url, subprotocols=[PROTOCOL], proxy=None) as connection:
        socket = SocketClient(connection, patience)
        if payload is not None:
            await socket.send("connection_init", payload=payload)
            assert (await socket.receive())["type"] == "connection_ack"
        yield socket
