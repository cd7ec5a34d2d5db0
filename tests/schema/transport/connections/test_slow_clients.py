"""Slow clients: each has a time limit, and one that makes progress is served."""

import asyncio
import json
import time

import pytest

from bench.attacks.frames import CLOSE, RawWebSocket, encode_message
from tests.schema.transport.connections.conftest import BODY, HEADERS, IDLE, ImpatientServer
from tests.schema.transport.connections.raw import VIEWER, RawConnection, build_request, open_raw, wait_until
from tests.support.serving import ApiTestClient

# The sweep comes by every so often, on a machine that has other things to do.
LATE = 5.0
COPIES = 5


async def wait_ended(connection: RawConnection) -> tuple[float, bytes]:
    """Seconds until the server ended it, and what it said before."""
    began = time.monotonic()
    said = await connection.read_rest()
    return time.monotonic() - began, said


async def send_for_ever(connection: RawConnection, piece: bytes, seconds: float) -> tuple[float, bytes]:
    """The same, while the same piece is sent again and again."""

    async def send() -> None:
        while True:
            connection.send(piece)
            await asyncio.sleep(seconds)

    sending = asyncio.create_task(send())
    try:
        return await wait_ended(connection)
    finally:
        sending.cancel()


def is_timed_out(said: bytes) -> bool:
    head, _, body = said.partition(b"\r\n\r\n")
    code = json.loads(body)["errors"][0]["extensions"]["code"]
    return head.startswith(b"HTTP/1.1 408 ") and b"connection: close" in head and code == "REQUEST_TIMEOUT"


async def test_a_silent_connection_is_closed(impatient: ImpatientServer) -> None:
    async with open_raw(impatient.address) as connection:
        seconds, said = await wait_ended(connection)
    assert (IDLE <= seconds < IDLE + LATE, said) == (True, b"")


@pytest.mark.parametrize("begun", [b"G", b"GET /graphql HTTP/1.1\r\n", build_request()[:-2], b"\r\n"])
async def test_a_client_that_stops_in_its_headers_is_disconnected(impatient: ImpatientServer, begun: bytes) -> None:
    async with open_raw(impatient.address) as connection:
        connection.send(begun)
        seconds, said = await wait_ended(connection)
    assert seconds < IDLE + LATE
    assert is_timed_out(said)


async def test_a_client_that_never_ends_its_headers_is_disconnected(impatient: ImpatientServer) -> None:
    async with open_raw(impatient.address) as connection:
        connection.send(build_request()[:-2])
        seconds, said = await send_for_ever(connection, b"x-a: b\r\n", IDLE / 6)
    assert HEADERS - 0.1 <= seconds < HEADERS + LATE
    assert is_timed_out(said)


async def test_a_client_that_sends_blank_lines_between_requests_is_disconnected(impatient: ImpatientServer) -> None:
    async with open_raw(impatient.address) as connection:
        connection.send(build_request("/api/health/"))
        assert (await connection.read_answer())[0] == 200
        seconds, _ = await send_for_ever(connection, b"\r\n", IDLE / 6)
    assert seconds < HEADERS + LATE


async def test_too_large_headers_are_refused(impatient: ImpatientServer) -> None:
    async with open_raw(impatient.address) as connection:
        connection.send(build_request()[:-2] + b"x-a: " + b"b" * 200_000)
        assert (await connection.read_rest()).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("chunked", [True, False])
async def test_a_client_that_stops_in_a_body_is_disconnected(impatient: ImpatientServer, chunked: bool) -> None:
    async with open_raw(impatient.address) as connection:
        if chunked:
            connection.send(build_request(told=0, content_length=None, transfer_encoding="chunked") + b"5\r\n{\r\n")
        else:
            connection.send(build_request(body=VIEWER[:5], told=len(VIEWER)))
        seconds, said = await wait_ended(connection)
    assert seconds < IDLE + LATE
    assert is_timed_out(said)


async def test_a_client_that_never_ends_its_body_is_disconnected(impatient: ImpatientServer) -> None:
    async with open_raw(impatient.address) as connection:
        connection.send(build_request(told=100_000))
        seconds, said = await send_for_ever(connection, b" ", IDLE / 6)
    assert BODY - 0.1 <= seconds < BODY + LATE
    assert is_timed_out(said)


async def test_a_client_that_sends_on_after_its_response_is_disconnected(impatient: ImpatientServer) -> None:
    async with open_raw(impatient.address) as connection:
        connection.send(build_request("/api/health/", told=0, content_length=None, transfer_encoding="chunked"))
        assert (await connection.read_answer())[0] == 405
        seconds, _ = await send_for_ever(connection, b"1\r\nx\r\n", IDLE / 6)
    assert seconds < IDLE + LATE


async def test_a_slow_client_that_makes_progress_is_served(impatient: ImpatientServer, api: ApiTestClient) -> None:
    body = json.dumps({"query": "{ viewer { id } }", "extensions": {"x": "x" * 8000}}).encode()
    async with open_raw(impatient.address) as connection:
        connection.send(build_request(told=len(body), authorization=f"Bearer {api.token}"))
        began = time.monotonic()
        # Four times as fast as it has to be, because the machine may be slow as well.
        for start in range(0, len(body), 800):
            connection.send(body[start : start + 800])
            await asyncio.sleep(0.2)
        status, _ = await connection.read_answer()
    assert time.monotonic() - began > BODY + 0.3
    assert status == 200


async def test_an_earlier_request_of_the_connection_is_answered_first(
    impatient: ImpatientServer, api: ApiTestClient
) -> None:
    """The second one's headers stop in the middle while the first waits for its body's resolver."""
    async with open_raw(impatient.address) as connection:
        connection.send(build_request(body=VIEWER, authorization=f"Bearer {api.token}") + b"GET / HT")
        assert (await connection.read_answer())[0] == 200
        seconds, said = await wait_ended(connection)
    assert seconds < IDLE + LATE
    assert said == b"" or is_timed_out(said)


async def test_a_client_that_does_not_read_its_response_is_disconnected(impatient: ImpatientServer) -> None:
    held = impatient.limiter.open_connections
    async with open_raw(impatient.address) as connection:
        # 17 megabytes, which are more than the system's buffers take of a connection.
        connection.writer.transport.pause_reading()  # type: ignore[attr-defined]
        connection.send(build_request("/graphiql/graphiql.min.js") * COPIES)
        await wait_until(lambda: impatient.limiter.open_connections > held)
        await wait_until(lambda: impatient.limiter.open_connections <= held)


async def test_a_socket_that_never_ends_its_handshake_is_disconnected(impatient: ImpatientServer) -> None:
    port = int(impatient.address.rpartition(":")[2])
    wire = await RawWebSocket.connect(port)
    try:
        assert await wire.handshake({}) == 101
        began = time.monotonic()
        greeting = encode_message(type="connection_init", payload={"Authorization": "Bearer " + "x" * 5000})

        async def greet() -> None:
            for byte in greeting:
                wire.send(bytes((byte,)))
                await asyncio.sleep(IDLE / 6)

        greeting_task = asyncio.create_task(greet())
        try:
            opcode, body = await wire.receive()
        finally:
            greeting_task.cancel()
        assert (opcode, int.from_bytes(body[:2], "big")) == (CLOSE, 4408)
        assert time.monotonic() - began < IDLE + LATE
    finally:
        await wire.close()
