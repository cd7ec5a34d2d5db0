"""Limits on connections, and which one is evicted for a new one."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
import websockets

from app import create_app
from config import Settings
from schema.transport.connections.limits import ConnectionLimits, is_in_networks, parse_networks, to_address_key
from tests.schema.sockets import open_socket
from tests.schema.transport.connections.raw import VIEWER, RawConnection, build_request, open_raw, wait_until
from tests.support.serving import ApiTestClient, serve_api

MOST = 4


@asynccontextmanager
async def serve_crowded(settings: Settings, **changed: Any) -> AsyncIterator[str]:
    async with serve_api(settings.model_copy(update={"connections_per_address": MOST, **changed})) as address:
        yield address


async def ask(connection: RawConnection, api: ApiTestClient, x_forwarded_for: str | None = None) -> int:
    bearer = f"Bearer {api.token}"
    connection.send(build_request(body=VIEWER, authorization=bearer, x_forwarded_for=x_forwarded_for))
    return (await connection.read_answer())[0]


@pytest.mark.parametrize("begun", [b"", b"GET /graphql HT", build_request(told=100)], ids=["silent", "headers", "body"])
@pytest.mark.parametrize("limit", ["connections_per_address", "connections_max"])
async def test_idle_connections_keep_nobody_out(
    settings: Settings, api: ApiTestClient, begun: bytes, limit: str
) -> None:
    changed = {"connections_per_address": 100, limit: MOST}
    async with serve_crowded(settings, **changed) as address, AsyncExitStack() as opened:
        for _ in range(10 * MOST):
            slow = await opened.enter_async_context(open_raw(address))
            slow.send(begun)
        for _ in range(3):
            async with open_raw(address) as connection:
                assert await ask(connection, api) == 200


async def test_the_oldest_unauthenticated_socket_is_evicted(settings: Settings, api: ApiTestClient) -> None:
    async with serve_crowded(settings) as address, AsyncExitStack() as opened:
        sockets = [await opened.enter_async_context(open_socket(address)) for _ in range(MOST)]
        async with open_raw(address) as connection:
            assert await ask(connection, api) == 200
        assert (await sockets[0].wait_closed())[0] == 1013


async def test_a_connection_is_refused_if_all_others_are_authenticated_sockets(
    settings: Settings, api: ApiTestClient
) -> None:
    async with serve_crowded(settings) as address:
        async with AsyncExitStack() as opened:
            for _ in range(MOST):
                await opened.enter_async_context(open_socket(address, {"Authorization": f"Bearer {api.token}"}))
            async with open_raw(address) as connection:
                status, body = await connection.read_answer()
                assert status == 503
                assert json.loads(body)["errors"][0]["extensions"]["code"] == "TOO_MANY_CONNECTIONS"
                assert await connection.read_rest() == b""
        # They have left, and their places with them.
        async with asyncio.timeout(20):
            while True:
                async with open_raw(address) as connection:
                    connection.send(build_request("/api/health/"))
                    if (await connection.read_answer())[0] == 200:
                        break


async def test_all_slots_are_free_after_all_connections_ended(settings: Settings, api: ApiTestClient) -> None:
    app = create_app(settings)
    limiter, held = app.state.connection_limiter, []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.support.serving.create_app", lambda _settings: app)
        async with serve_api(settings) as address:
            async with open_raw(address) as connection, open_socket(address, {"Authorization": f"Bearer {api.token}"}):
                assert await ask(connection, api) == 200
                connection.send(b"GET ")
                held.append(limiter.open_connections)
            with pytest.raises(websockets.ConnectionClosed):
                async with open_socket(address, {"Authorization": "Bearer x"}):
                    pass
            async with open_raw(address) as connection:
                connection.send(b"no HTTP\r\n\r\n")
                assert b" 400 " in await connection.read_rest()
            await wait_until(lambda: limiter.open_connections == 0)
    assert held == [2]
    assert (limiter._waiting, limiter._waiting_by_address, limiter._counts) == ({}, {}, {})


async def test_behind_a_trusted_proxy_each_address_has_its_own_slots(settings: Settings, api: ApiTestClient) -> None:
    """The proxy holds as many connections as it likes."""
    async with serve_crowded(settings, forwarded_allow_ips="127.0.0.0/8", request_idle_seconds=60) as address:
        async with AsyncExitStack() as opened:
            proxied = [await opened.enter_async_context(open_raw(address)) for _ in range(3 * MOST)]
            for slow in proxied[:-1]:
                slow.send(build_request(told=100, x_forwarded_for="203.0.113.7", authorization=f"Bearer {api.token}"))
            status, body = await check_refused(proxied[:-1])
            assert (status, json.loads(body)["errors"][0]["extensions"]["code"]) == (503, "TOO_MANY_CONNECTIONS")
            assert await ask(proxied[-1], api, x_forwarded_for="203.0.113.7") == 503
        async with open_raw(address) as connection:
            assert await ask(connection, api, x_forwarded_for="203.0.113.8") == 200


async def check_refused(connections: list[RawConnection]) -> tuple[int, bytes]:
    """The first answer that any of them has."""
    answers = [asyncio.create_task(one.read_answer()) for one in connections]
    done, others = await asyncio.wait(answers, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    return done.pop().result()


async def test_the_forwarded_header_of_others_is_ignored(settings: Settings, api: ApiTestClient) -> None:
    """Else everybody who is refused could become somebody else."""
    async with serve_crowded(settings, rate_points_per_minute=100) as address:
        statuses = []
        for number in range(4):
            async with open_raw(address) as connection:
                connection.send(build_request(body=VIEWER, x_forwarded_for=f"203.0.113.{number}"))
                statuses.append((await connection.read_answer())[0])
    assert 429 in statuses


def test_an_ipv6_network_counts_as_one_address() -> None:
    assert to_address_key("2001:db8::1") == to_address_key("2001:db8::ffff") != to_address_key("2001:db8:0:1::1")
    assert to_address_key("::ffff:203.0.113.7") == to_address_key("203.0.113.7")
    assert to_address_key("203.0.113.7") != to_address_key("203.0.113.8")


def test_a_proxy_is_trusted_by_its_address_or_its_network() -> None:
    proxies = parse_networks("10.0.0.0/16, 2001:db8::5")
    assert [
        is_in_networks(one, proxies) for one in ("10.0.7.1", "2001:db8::5", "10.1.0.1", "2001:db8::6", "x", "")
    ] == [
        *(True, True),
        *(False, False, False, False),
    ]
    assert not is_in_networks("127.0.0.1", ConnectionLimits().proxies)
