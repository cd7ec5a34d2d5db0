"""A client that sends given bytes, one by one where needed."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Self
from urllib.parse import urlsplit

PATIENCE = 30.0
VIEWER = json.dumps({"query": "{ viewer { id } }"}).encode()


def build_request(
    path: str = "/graphql", *, body: bytes = b"", told: int | None = None, **headers: str | None
) -> bytes:
    """A whole request, by POST where it has a body. told: another length of the body than it has."""
    usual: dict[str, str | None] = {"host": "127.0.0.1"}
    if body or told is not None:
        usual |= {"content-type": "application/json", "content-length": str(len(body) if told is None else told)}
    usual |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in usual.items() if value is not None]
    method = "POST" if body or told is not None else "GET"
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode() + body


class RawConnection:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def connect(cls, address: str) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", urlsplit(address).port))

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def read_answer(self) -> tuple[int, bytes]:
        """Status and body of the next answer that has a content-length."""
        async with asyncio.timeout(PATIENCE):
            head = await self.reader.readuntil(b"\r\n\r\n")
            fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:-2])
            body = await self.reader.readexactly(int(fields[b"content-length"]))
        return int(head.split(b" ", 2)[1]), body

    async def read_rest(self) -> bytes:
        """All that still comes until the server ends it."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""

    async def close(self) -> None:
        """End it as a client does that is killed."""
        self.writer.transport.abort()


async def wait_until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@asynccontextmanager
async def open_raw(address: str) -> AsyncIterator[RawConnection]:
    connection = await RawConnection.connect(address)
    try:
        yield connection
    finally:
        await connection.close()
