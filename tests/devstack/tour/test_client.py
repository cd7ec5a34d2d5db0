"""The tour's client, against a fake server."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from devstack.tour import client
from devstack.tour.client import TourClient
from devstack.tour.stopped import TourStopped

Answer = Callable[[bytes, dict[str, str]], tuple[int, bytes]]


@asynccontextmanager
async def _http(answer: Answer) -> AsyncIterator[str]:
    """A server that reads one request a connection and answers it."""

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        status, content = answer(body, headers)
        writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n".encode())
        writer.write(content)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def _api(address: str) -> AsyncIterator[TourClient]:
    api = TourClient(address, "token")
    try:
        yield api
    finally:
        await api.close()


async def test_the_root_field_is_answered_and_the_token_sent() -> None:
    def answer(body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        assert headers["authorization"] == "bearer token"
        assert json.loads(body)["variables"] == {"id": "v"}
        return 200, b'{"data": {"video": {"name": "film"}}}'

    async with _http(answer) as address, _api(address) as api:
        assert await api.execute("query ($id: ID!) { video(id: $id) { name } }", {"id": "v"}) == {"name": "film"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b'{"errors": [{"message": "Send a valid token.", "extensions": {"code": "UNAUTHENTICATED"}}]}',
            "UNAUTHENTICATED",
        ),
        (b'{"data": {"prompt": {"userErrors": [{"code": "X", "message": "Ask something."}]}}}', "Ask something."),
        (b"<html>", "without JSON"),
    ],
)
async def test_an_error_ends_the_tour_with_its_sentence(content: bytes, said: str) -> None:
    async with _http(lambda _body, _headers: (200, content)) as address, _api(address) as api:
        with pytest.raises(TourStopped, match=said):
            await api.execute("{ x }", {})


async def test_a_file_is_sent_whole_with_its_length_and_counted(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(range(256)) * 4000)
    arrived: list[tuple[bytes, dict[str, str]]] = []

    def answer(body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        arrived.append((body, headers))
        return 200, b""

    counted: list[int] = []
    async with _http(answer) as address, _api("http://unused") as api:
        await api.send_file(film, 1_024_000, f"{address}/put", {"Content-Type": "video/mp4"}, counted.append)
    ((body, headers),) = arrived
    assert body == film.read_bytes()
    assert headers["content-type"] == "video/mp4"
    assert "transfer-encoding" not in headers
    assert "authorization" not in headers
    assert sum(counted) == 1_024_000
    assert len(counted) > 1


async def test_a_refused_upload_ends_the_tour(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"x")
    async with _http(lambda _body, _headers: (403, b"SignatureDoesNotMatch")) as address, _api("http://unused") as api:
        with pytest.raises(TourStopped, match="403: SignatureDoesNotMatch"):
            await api.send_file(film, 1, address, {}, lambda _: None)


@asynccontextmanager
async def _socket(behave: Callable[[ServerConnection, dict[str, Any]], Awaitable[None]]) -> AsyncIterator[str]:
    """A graphql-transport-ws server: `behave` gets each subscription's variables."""

    async def handle(connection: ServerConnection) -> None:
        assert json.loads(await connection.recv())["type"] == "connection_init"
        await connection.send('{"type": "connection_ack"}')
        await behave(connection, json.loads(await connection.recv())["payload"]["variables"])

    protocols = [Subprotocol("graphql-transport-ws")]
    async with serve(handle, "127.0.0.1", 0, subprotocols=protocols) as server:
        yield f"http://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


def _next(sequence: int) -> str:
    return json.dumps({"id": "1", "type": "next", "payload": {"data": {"analysisProgress": {"sequence": sequence}}}})


async def test_a_lost_subscription_goes_on_from_the_last_sequence_that_was_seen() -> None:
    asked: list[dict[str, Any]] = []

    async def behave(connection: ServerConnection, variables: dict[str, Any]) -> None:
        asked.append(variables)
        if len(asked) == 1:
            await connection.send(_next(1))
            await connection.send(_next(2))
            await connection.close(1012)
            return
        await connection.send(_next(3))
        await connection.send('{"id": "1", "type": "complete"}')

    async with _socket(behave) as address, _api(address) as api:
        seen = [value["sequence"] async for value in api.subscribe("subscription", {"videoId": "v"})]
    assert seen == [1, 2, 3]
    assert asked == [{"videoId": "v"}, {"videoId": "v", "afterSequence": 2}]


async def test_a_refused_subscription_ends_the_tour_with_its_sentence() -> None:
    async def behave(connection: ServerConnection, variables: dict[str, Any]) -> None:
        await connection.send('{"id": "1", "type": "error", "payload": [{"message": "Nothing was found."}]}')

    async with _socket(behave) as address, _api(address) as api:
        with pytest.raises(TourStopped, match="Nothing was found"):
            await anext(api.subscribe("subscription", {}))


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_an_api_that_is_started_again_is_waited_for() -> None:
    port = _port()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 X\r\ncontent-length: 18\r\nconnection: close\r\n\r\n{"data": {"x": 1}}')
        await writer.drain()
        writer.close()

    async with _api(f"http://127.0.0.1:{port}") as api:
        asking = asyncio.create_task(api.execute("{ x }", {}))
        await asyncio.sleep(0.4)
        assert not asking.done()
        async with await asyncio.start_server(answer, "127.0.0.1", port):
            assert await asking == 1


async def test_an_api_that_stays_away_ends_the_tour_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_MAX_OUTAGE_SECONDS", 0.3)
    address = f"http://127.0.0.1:{_port()}"
    async with _api(address) as api:
        with pytest.raises(TourStopped, match="cannot be reached"):
            await api.execute("{ x }", {})
        with pytest.raises(TourStopped, match="The subscription was lost"):
            await anext(api.subscribe("subscription", {}))


async def test_a_request_that_was_cut_off_is_not_made_twice() -> None:
    asked = 0

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(cut, "127.0.0.1", 0)
    async with server, _api(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as api:
        with pytest.raises(TourStopped, match="The connection to the API was lost"):
            await api.execute("mutation { x }", {})
    assert asked == 1


async def test_an_upload_that_was_cut_off_is_made_again_and_counted_once(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"x" * 1000)
    asked = 0

    async def cut_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(1000)
        if asked > 1:
            writer.write(b"HTTP/1.1 200 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            await writer.drain()
        writer.close()

    counted: list[int] = []
    async with await asyncio.start_server(cut_once, "127.0.0.1", 0) as server, _api("http://unused") as api:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/put"
        await api.send_file(film, 1000, address, {}, counted.append)
    assert (asked, sum(counted)) == (2, 1000)
