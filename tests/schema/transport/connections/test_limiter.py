"""How many connections there may be, and who goes when one more comes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import websockets

from app import create_app
from config import Settings
from schema.transport.connections.limits import ConnectionLimits, counted_as, is_among, networks
from tests.schema.sockets import connected
from tests.schema.transport.connections.raw import VIEWER, Raw, raw, request, until
from tests.support.serving import Api, serving

MOST = 4


@asynccontextmanager
async def crowded(settings: Settings, **changed: Any) -> AsyncIterator[str]:
    async with serving(settings.model_copy(update={"connections_per_address": MOST, **changed})) as address:
        yield address


async def asked(connection: Raw, api: Api, x_forwarded_for: str | None = None) -> int:
    bearer = f"Bearer {api.token}"
    connection.send(request(body=VIEWER, authorization=bearer, x_forwarded_for=x_forwarded_for))
    return (await connection.answer())[0]


@pytest.mark.parametrize("begun", [b"", b"GET /graphql HT", request(told=100)], ids=["silent", "headers", "body"])
@pytest.mark.parametrize("limit", ["connections_per_address", "connections_max"])
async def test_those_that_ask_nothing_keep_nobody_out(settings: Settings, api: Api, begun: bytes, limit: str) -> None:
    changed = {"connections_per_address": 100, limit: MOST}
    async with crowded(settings, **changed) as address, AsyncExitStack() as opened:
        for _ in range(10 * MOST):
            slow = await opened.enter_async_context(raw(address))
            slow.send(begun)
        for _ in range(3):
            async with raw(address) as connection:
                assert await asked(connection, api) == 200


async def test_of_sockets_whose_user_is_unknown_the_oldest_goes(settings: Settings, api: Api) -> None:
    async with crowded(settings) as address, AsyncExitStack() as opened:
        sockets = [await opened.enter_async_context(connected(address)) for _ in range(MOST)]
        async with raw(address) as connection:
            assert await asked(connection, api) == 200
        assert (await sockets[0].closed())[0] == 1013


async def test_one_more_is_refused_where_each_is_an_open_socket_of_a_user(settings: Settings, api: Api) -> None:
    async with crowded(settings) as address:
        async with AsyncExitStack() as opened:
            for _ in range(MOST):
                await opened.enter_async_context(connected(address, {"Authorization": f"Bearer {api.token}"}))
            async with raw(address) as connection:
                status, body = await connection.answer()
                assert status == 503
                assert json.loads(body)["errors"][0]["extensions"]["code"] == "TOO_MANY_CONNECTIONS"
                assert await connection.rest() == b""
        # They have left, and their places with them.
        async with asyncio.timeout(20):
            while True:
                async with raw(address) as connection:
                    connection.send(request("/api/health/"))
                    if (await connection.answer())[0] == 200:
                        break


async def test_all_places_are_free_when_all_have_left(settings: Settings, api: Api) -> None:
    app = create_app(settings)
    keeper, held = app.state.doorkeeper, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.support.serving.create_app", lambda _settings: app)
        async with serving(settings) as address:
            async with raw(address) as connection, connected(address, {"Authorization": f"Bearer {api.token}"}):
                assert await asked(connection, api) == 200
                connection.send(b"GET ")
                held.append(keeper.held)
            with pytest.raises(websockets.ConnectionClosed):
                async with connected(address, {"Authorization": "Bearer x"}):
                    pass
            async with raw(address) as connection:
                connection.send(b"no HTTP\r\n\r\n")
                assert b" 400 " in await connection.rest()
            await until(lambda: keeper.held == 0)
    assert held == [2]
    assert (keeper._waiting, keeper._waiting_of, keeper._held) == ({}, {}, {})


async def test_behind_a_proxy_that_is_trusted_each_address_has_places_of_its_own(settings: Settings, api: Api) -> None:
    """The proxy holds as many connections as it likes."""
    async with crowded(settings, forwarded_allow_ips="127.0.0.0/8", request_idle_seconds=60) as address:
        async with AsyncExitStack() as opened:
            proxied = [await opened.enter_async_context(raw(address)) for _ in range(3 * MOST)]
            for slow in proxied[:-1]:
                slow.send(request(told=100, x_forwarded_for="203.0.113.7", authorization=f"Bearer {api.token}"))
            status, body = await refused(proxied[:-1])
            assert (status, json.loads(body)["errors"][0]["extensions"]["code"]) == (503, "TOO_MANY_CONNECTIONS")
            assert await asked(proxied[-1], api, x_forwarded_for="203.0.113.7") == 503
        async with raw(address) as connection:
            assert await asked(connection, api, x_forwarded_for="203.0.113.8") == 200


async def refused(connections: list[Raw]) -> tuple[int, bytes]:
    """The first answer that any of them has."""
    answers = [asyncio.create_task(one.answer()) for one in connections]
    done, others = await asyncio.wait(answers, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    return done.pop().result()


async def test_of_others_the_header_is_not_believed(settings: Settings, api: Api) -> None:
    """Else everybody who is refused could become somebody else."""
    async with crowded(settings, rate_points_per_minute=100) as address:
        statuses = []
        for number in range(4):
            async with raw(address) as connection:
                connection.send(request(body=VIEWER, x_forwarded_for=f"203.0.113.{number}"))
                statuses.append((await connection.answer())[0])
    assert 429 in statuses


def test_of_ipv6_a_network_is_one_address() -> None:
    assert counted_as("2001:db8::1") == counted_as("2001:db8::ffff") != counted_as("2001:db8:0:1::1")
    assert counted_as("::ffff:203.0.113.7") == counted_as("203.0.113.7")
    assert counted_as("203.0.113.7") != counted_as("203.0.113.8")


def test_a_proxy_is_trusted_by_its_address_or_its_network() -> None:
    proxies = networks("10.0.0.0/16, 2001:db8::5")
    assert [is_among(one, proxies) for one in ("10.0.7.1", "2001:db8::5", "10.1.0.1", "2001:db8::6", "x", "")] == [
        *(True, True),
        *(False, False, False, False),
    ]
    assert not is_among("127.0.0.1", ConnectionLimits().proxies)
