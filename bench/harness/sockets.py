"""A cheap client of graphql-transport-ws: a thousand of them run on the server's machine."""

import asyncio
import json
import os
import time
from base64 import b64encode
from collections.abc import Callable
from typing import Any, Self

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


class BenchWebSocket(asyncio.Protocol):
    """One socket. Calls on_message with each raw text message and the time at which its bytes arrived."""

    def __init__(self, on_message: Callable[[bytes, float], None]) -> None:
        self._on_message = on_message
        self._received = bytearray()
        self._open = asyncio.get_running_loop().create_future()
        self.closed = asyncio.Event()
        self.transport: asyncio.Transport

    @classmethod
    async def connect(cls, port: int, on_message: Callable[[bytes, float], None]) -> Self:
        _, socket = await asyncio.get_running_loop().create_connection(lambda: cls(on_message), "127.0.0.1", port)
        await socket._open
        return socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = b64encode(os.urandom(16)).decode()
        transport.write(
            "GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def send(self, **message: Any) -> None:
        self._send_frame(_TEXT, json.dumps(message).encode())

    def data_received(self, data: bytes) -> None:
        at = time.perf_counter()
        self._received += data
        if not self._open.done():
            head, blank, rest = bytes(self._received).partition(b"\r\n\r\n")
            if not blank:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._open.set_exception(ConnectionError(head.decode(errors="replace").split("\r\n")[0]))
                return
            self._received = bytearray(rest)
            self._open.set_result(None)
        while (frame := self._take_frame()) is not None:
            opcode, body = frame
            if opcode == _TEXT:
                self._on_message(body, at)
            elif opcode == _PING:
                self._send_frame(_PONG, body)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()

    def close(self) -> None:
        self._send_frame(_CLOSE, (1000).to_bytes(2, "big"))
        self.transport.close()

    def _take_frame(self) -> tuple[int, bytes] | None:
        received = self._received
        if len(received) < 2:
            return None
        size, begin = received[1], 2
        if size > 125:
            begin = 4 if size == 126 else 10
            if len(received) < begin:
                return None
            size = int.from_bytes(received[2:begin], "big")
        if len(received) < begin + size:
            return None
        opcode, body = received[0] & 15, bytes(received[begin : begin + size])
        del received[: begin + size]
        return opcode, body

    def _send_frame(self, opcode: int, body: bytes) -> None:
        # A client must mask its frames; a mask of zeros changes nothing.
        size = bytes((128 | len(body),)) if len(body) < 126 else b"\xfe" + len(body).to_bytes(2, "big")
        self.transport.write(bytes((128 | opcode,)) + size + bytes(4) + body)


class BenchSubscriber:
    """Subscribes to one video's analysis, and records each sequence number with its time of arrival."""

    QUERY = """subscription ($id: ID!) { analysisProgress(videoId: $id) {
      sequence status stage percent eventsFound video { id name status }
    } }"""

    def __init__(self) -> None:
        self.seen: list[tuple[int, float]] = []
        self.last_message: dict[str, Any] = {}
        self.received = asyncio.Event()
        self.complete = asyncio.Event()
        self.socket: BenchWebSocket

    @classmethod
    async def subscribe(cls, port: int, token: str, video: str) -> Self:
        """A subscriber that has received the current state."""
        subscriber = cls()
        subscriber.socket = await BenchWebSocket.connect(port, subscriber._on_message)
        subscriber.socket.send(type="connection_init", payload={"Authorization": f"Bearer {token}"})
        payload = {"query": cls.QUERY, "variables": {"id": video}}
        while not subscriber.last_message:
            subscriber.received.clear()
            await subscriber.received.wait()
        subscriber.socket.send(type="subscribe", id="1", payload=payload)
        while not subscriber.seen:
            subscriber.received.clear()
            await subscriber.received.wait()
        return subscriber

    def _on_message(self, body: bytes, at: float) -> None:
        self.last_message = json.loads(body)
        if self.last_message["type"] == "next":
            self.seen.append((self.last_message["payload"]["data"]["analysisProgress"]["sequence"], at))
        elif self.last_message["type"] == "complete":
            self.complete.set()
        self.received.set()
