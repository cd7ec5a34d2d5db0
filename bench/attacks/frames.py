"""A WebSocket client that can send valid and invalid frames (RFC 6455)."""

import asyncio
import json
import os
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Self

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
_TIMEOUT_SECONDS = 30.0


def encode_frame(
    opcode: int,
    body: bytes = b"",
    *,
    final: bool = True,
    reserved: int = 0,
    masked: bool = True,
    declared_length: int | None = None,
) -> bytes:
    """declared_length: the length in the head, if it differs from the body's. reserved: the three bits after FIN."""
    length = len(body) if declared_length is None else declared_length
    mask = 128 if masked else 0
    if length < 126:
        size = bytes((mask | length,))
    elif length < 1 << 16:
        size = bytes((mask | 126,)) + length.to_bytes(2, "big")
    else:
        size = bytes((mask | 127,)) + length.to_bytes(8, "big")
    # A mask of zeros leaves the body as it is.
    return bytes(((128 if final else 0) | reserved << 4 | opcode,)) + size + bytes(4 if masked else 0) + body


def encode_message(**message: Any) -> bytes:
    """A text frame with a message of graphql-transport-ws."""
    return encode_frame(TEXT, json.dumps(message).encode())


class RawWebSocket:
    """One connection. Raises ConnectionError if the server closes it without a frame."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connect(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def handshake(self, headers: Mapping[str, str], path: str = "/graphql") -> int:
        """Send the handshake. Returns the answer's status. headers: replace default ones; an empty one is not sent."""
        defaults = {
            "Host": "127.0.0.1",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Protocol": "graphql-transport-ws",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in {**defaults, **headers}.items() if value)
        self.send(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        head = await self._read_within_timeout(self._reader.readuntil(b"\r\n\r\n"))
        return int(head.split(b" ", 2)[1])

    def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def receive(self) -> tuple[int, bytes]:
        """The next frame from the server: opcode and body."""
        head = await self._read_within_timeout(self._reader.readexactly(2))
        length = head[1]
        if length > 125:
            length = int.from_bytes(
                await self._read_within_timeout(self._reader.readexactly(2 if length == 126 else 8)), "big"
            )
        return head[0] & 15, await self._read_within_timeout(self._reader.readexactly(length))

    async def close(self) -> None:
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except ConnectionError:
            # The server resets the connection if it has not read everything.
            return

    async def _read_within_timeout(self, reading: Any) -> bytes:
        async with asyncio.timeout(_TIMEOUT_SECONDS):
            try:
                data: bytes = await reading
            except asyncio.IncompleteReadError as error:
                raise ConnectionError("the server closed the connection without a frame") from error
        return data
