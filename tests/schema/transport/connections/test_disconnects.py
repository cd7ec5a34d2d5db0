"""Clients that disconnect in any phase: no error of ours, and one line at DEBUG for each."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from bench.attacks.frames import RawWebSocket, encode_message
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from tests.schema.transport.connections.raw import VIEWER, build_request, open_raw
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient

FOLLOW = "subscription ($id: ID!) { analysisProgress(videoId: $id) { sequence } }"
TOLD = "schema.transport.connections.http"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[logging.LogRecord]]]:
    """What was logged so far. botocore quotes signatures at DEBUG, when the outbox happens to send."""
    # DEBUG last: each call also sets the level of caplog's own handler.
    with caplog.at_level(logging.INFO, logger="botocore"), caplog.at_level(logging.DEBUG):
        yield lambda: list(caplog.records)


def filter_errors(records: list[logging.LogRecord]) -> list[str]:
    return [
        f"{record.name}: {record.getMessage()}"
        for record in records
        if record.levelno > logging.INFO or (record.exc_info and record.exc_info[0] is not None)
    ]


async def wait_until_settled(api: ApiTestClient) -> None:
    """What those that left began is over: the server has answered others since."""
    for _ in range(3):
        assert (await api.data("{ viewer { id } }"))["viewer"]["id"]
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("chunked", [True, False])
async def test_disconnects_in_a_body_are_logged_once_without_a_traceback(
    address: str, api: ApiTestClient, lines: Callable[[], list[logging.LogRecord]], chunked: bool
) -> None:
    for _ in range(20):
        async with open_raw(address) as connection:
            bearer = f"Bearer {api.token}"
            if chunked:
                head = build_request(told=0, content_length=None, transfer_encoding="chunked", authorization=bearer)
                connection.send(head + b"5\r\n{\r\n")
            else:
                connection.send(build_request(body=VIEWER[:7], told=len(VIEWER), authorization=bearer))
            await asyncio.sleep(0.01)
    await wait_until_settled(api)
    told = [record for record in lines() if record.name == TOLD]
    assert [(record.levelno, record.exc_info) for record in told] == [(logging.DEBUG, None)] * 20
    assert filter_errors(lines()) == []


@pytest.mark.parametrize("sent", [b"", b"G", build_request()[:-2], build_request(told=10), build_request(body=VIEWER)])
@pytest.mark.parametrize("pause", [0.0, 0.02])
async def test_disconnects_in_other_phases_are_no_errors(
    address: str, api: ApiTestClient, lines: Callable[[], list[logging.LogRecord]], sent: bytes, pause: float
) -> None:
    for half in (True, False):
        async with open_raw(address) as connection:
            connection.send(sent)
            await asyncio.sleep(pause)
            if half and connection.writer.can_write_eof():
                connection.writer.write_eof()
                await connection.read_rest()
    await wait_until_settled(api)
    assert filter_errors(lines()) == []


async def test_disconnects_in_a_long_response_or_stream_are_no_errors(
    address: str,
    api: ApiTestClient,
    postgres: Postgres,
    principal: Principal,
    lines: Callable[[], list[logging.LogRecord]],
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    follow = json.dumps({"query": FOLLOW, "variables": {"id": video}}).encode()
    bearer = f"Bearer {api.token}"
    for body, accept in ((follow, "text/event-stream"), (VIEWER, "application/json")):
        for wait in (True, False):
            async with open_raw(address) as connection:
                connection.send(build_request(body=body, accept=accept, authorization=bearer))
                if wait:
                    await connection.reader.readuntil(b"\r\n\r\n")
    for copies in (1, 5):
        async with open_raw(address) as connection:
            connection.send(build_request("/graphiql/graphiql.min.js") * copies)
            await connection.reader.readuntil(b"\r\n\r\n")
    await wait_until_settled(api)
    assert filter_errors(lines()) == []


async def test_disconnects_of_sockets_are_no_errors(
    address: str,
    api: ApiTestClient,
    postgres: Postgres,
    principal: Principal,
    lines: Callable[[], list[logging.LogRecord]],
) -> None:
    port = urlsplit(address).port
    assert port is not None
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    init = encode_message(type="connection_init", payload={"Authorization": f"Bearer {api.token}"})
    subscribe = encode_message(type="subscribe", id="1", payload={"query": FOLLOW, "variables": {"id": video}})
    for sent in (b"", init[:9], init, init + subscribe, init + subscribe * 3, init + subscribe[:40], b"\x81\xff"):
        for pause in (0.0, 0.05):
            wire = await RawWebSocket.connect(port)
            assert await wire.handshake({}) == 101
            wire.send(sent)
            await asyncio.sleep(pause)
            wire._writer.transport.abort()
    await wait_until_settled(api)
    assert filter_errors(lines()) == []
