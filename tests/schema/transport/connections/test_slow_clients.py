"""Clients that take their time: each comes to an end, and those that are merely slow are served."""

import asyncio
import json
import time

import pytest

from bench.attacks.frames import CLOSE, Wire, message
from tests.schema.transport.connections.conftest import BODY, HEADERS, IDLE, Hasty
from tests.schema.transport.connections.raw import VIEWER, Raw, raw, request, until
from tests.support.serving import Api

# The sweep comes by every so often, on a machine that has other things to do.
LATE = 5.0
COPIES = 5


async def ended(connection: Raw) -> tuple[float, bytes]:
    """Seconds until the server ended it, and what it said before."""
    began = time.monotonic()
    said = await connection.rest()
    return time.monotonic() - began, said


async def sent_for_ever(connection: Raw, piece: bytes, seconds: float) -> tuple[float, bytes]:
    """The same, while the same piece is sent again and again."""

    async def send() -> None:
        while True:
            connection.send(piece)
            await asyncio.sleep(seconds)

    sending = asyncio.create_task(send())
    try:
        return await ended(connection)
    finally:
        sending.cancel()


def timed_out(said: bytes) -> bool:
    head, _, body = said.partition(b"\r\n\r\n")
    code = json.loads(body)["errors"][0]["extensions"]["code"]
    return head.startswith(b"HTTP/1.1 408 ") and b"connection: close" in head and code == "REQUEST_TIMEOUT"


async def test_one_that_says_nothing_is_let_go(hasty: Hasty) -> None:
    async with raw(hasty.address) as connection:
        seconds, said = await ended(connection)
    assert (IDLE <= seconds < IDLE + LATE, said) == (True, b"")


@pytest.mark.parametrize("begun", [b"G", b"GET /graphql HTTP/1.1\r\n", request()[:-2], b"\r\n"])
async def test_one_that_stops_amid_its_headers_is_let_go(hasty: Hasty, begun: bytes) -> None:
    async with raw(hasty.address) as connection:
        connection.send(begun)
        seconds, said = await ended(connection)
    assert seconds < IDLE + LATE
    assert timed_out(said)


async def test_one_that_sends_headers_for_ever_is_let_go(hasty: Hasty) -> None:
    async with raw(hasty.address) as connection:
        connection.send(request()[:-2])
        seconds, said = await sent_for_ever(connection, b"x-a: b\r\n", IDLE / 6)
    assert HEADERS - 0.1 <= seconds < HEADERS + LATE
    assert timed_out(said)


async def test_one_that_sends_blank_lines_between_requests_is_let_go(hasty: Hasty) -> None:
    async with raw(hasty.address) as connection:
        connection.send(request("/api/health/"))
        assert (await connection.answer())[0] == 200
        seconds, _ = await sent_for_ever(connection, b"\r\n", IDLE / 6)
    assert seconds < HEADERS + LATE


async def test_headers_without_an_end_are_refused(hasty: Hasty) -> None:
    async with raw(hasty.address) as connection:
        connection.send(request()[:-2] + b"x-a: " + b"b" * 200_000)
        assert (await connection.rest()).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("chunked", [True, False])
async def test_one_that_stops_amid_a_body_is_let_go(hasty: Hasty, chunked: bool) -> None:
    async with raw(hasty.address) as connection:
        if chunked:
            connection.send(request(told=0, content_length=None, transfer_encoding="chunked") + b"5\r\n{\r\n")
        else:
            connection.send(request(body=VIEWER[:5], told=len(VIEWER)))
        seconds, said = await ended(connection)
    assert seconds < IDLE + LATE
    assert timed_out(said)


async def test_one_that_sends_a_body_for_ever_is_let_go(hasty: Hasty) -> None:
    async with raw(hasty.address) as connection:
        connection.send(request(told=100_000))
        seconds, said = await sent_for_ever(connection, b" ", IDLE / 6)
    assert BODY - 0.1 <= seconds < BODY + LATE
    assert timed_out(said)


async def test_one_that_goes_on_sending_what_was_answered_already_is_let_go(hasty: Hasty) -> None:
    async with raw(hasty.address) as connection:
        connection.send(request("/api/health/", told=0, content_length=None, transfer_encoding="chunked"))
        assert (await connection.answer())[0] == 405
        seconds, _ = await sent_for_ever(connection, b"1\r\nx\r\n", IDLE / 6)
    assert seconds < IDLE + LATE


async def test_a_slow_line_that_makes_progress_is_served(hasty: Hasty, api: Api) -> None:
    body = json.dumps({"query": "{ viewer { id } }", "extensions": {"x": "x" * 8000}}).encode()
    async with raw(hasty.address) as connection:
        connection.send(request(told=len(body), authorization=f"Bearer {api.token}"))
        began = time.monotonic()
        # Four times as fast as it has to be, because the machine may be slow as well.
        for start in range(0, len(body), 800):
            connection.send(body[start : start + 800])
            await asyncio.sleep(0.2)
        status, _ = await connection.answer()
    assert time.monotonic() - began > BODY + 0.3
    assert status == 200


async def test_an_earlier_request_of_the_connection_is_answered_first(hasty: Hasty, api: Api) -> None:
    """The second one's headers stop in the middle while the first waits for its body's resolver."""
    async with raw(hasty.address) as connection:
        connection.send(request(body=VIEWER, authorization=f"Bearer {api.token}") + b"GET / HT")
        assert (await connection.answer())[0] == 200
        seconds, said = await ended(connection)
    assert seconds < IDLE + LATE
    assert said == b"" or timed_out(said)


async def test_one_that_does_not_read_its_answer_is_let_go(hasty: Hasty) -> None:
    held = hasty.keeper.held
    async with raw(hasty.address) as connection:
        # 17 megabytes, which are more than the system's buffers take of a connection.
        connection.writer.transport.pause_reading()  # type: ignore[attr-defined]
        connection.send(request("/graphiql/graphiql.min.js") * COPIES)
        await until(lambda: hasty.keeper.held > held)
        await until(lambda: hasty.keeper.held <= held)


async def test_a_socket_whose_greeting_never_ends_is_let_go(hasty: Hasty) -> None:
    port = int(hasty.address.rpartition(":")[2])
    wire = await Wire.to(port)
    try:
        assert await wire.shake({}) == 101
        began = time.monotonic()
        greeting = message(type="connection_init", payload={"Authorization": "Bearer " + "x" * 5000})

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
