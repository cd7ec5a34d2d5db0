"""The bench's line: requests go over it until it is cut."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bench.ingest.line import Line


@pytest.fixture
async def server() -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.path}: {len(await request.read())}")

    application = web.Application(client_max_size=1 << 24)
    application.add_routes([web.post("/{path}", answer)])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def post(session: aiohttp.ClientSession, server: str, proxy: str) -> str:
    async with session.post(f"{server}/footage", data=b"x" * 1_000_000, proxy=proxy) as response:
        return await response.text()


async def test_a_line_that_was_dropped_comes_back(server: str) -> None:
    line = Line()
    async with line.serve() as proxy, aiohttp.ClientSession() as session:
        assert await post(session, server, proxy) == "/footage: 1000000"
        line.drop(60.0)
        with pytest.raises(aiohttp.ClientError):
            await post(session, server, proxy)
        line.drop(0.0)
        await asyncio.sleep(0)
        assert await post(session, server, proxy) == "/footage: 1000000"
        assert line.cuts == 1


async def test_a_silent_connection_stays_and_a_new_one_passes(server: str) -> None:
    line = Line()
    async with line.serve() as proxy, aiohttp.ClientSession() as session:
        assert await post(session, server, proxy) == "/footage: 1000000"
        line.silence()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await post(session, server, proxy)
        async with aiohttp.ClientSession() as another:
            assert await post(another, server, proxy) == "/footage: 1000000"
        assert line.cuts == 1
