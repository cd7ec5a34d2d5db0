"""The endpoint on a free loopback port, in this process, and clients of AWS that call it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aioboto3
import uvicorn
from aiobotocore.config import AioConfig

from devstack.bedrock.app import create_app
from devstack.bedrock.catalog import Catalog

KEY, SECRET = "AKIAWATCHGRAPHTEST00", "a-secret-of-the-tests"


class EndpointServer(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals are the test runner's


@asynccontextmanager
async def serve_endpoint(catalog: Catalog, secrets: Mapping[str, str] | None = None) -> AsyncIterator[str]:
    """The endpoint's URL while it serves these models."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(catalog, {KEY: SECRET} if secrets is None else secrets)
    server = EndpointServer(
        uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2, timeout_keep_alive=600)
    )
    task = asyncio.create_task(server.serve([listening]))
    await server.up.wait()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()


@asynccontextmanager
async def open_client(service: Any, url: str, *, key: str = KEY, secret: str = SECRET) -> AsyncIterator[Any]:
    """A client of aioboto3 that asks once and lets the service judge what it sends."""
    config = AioConfig(retries={"total_max_attempts": 1}, parameter_validation=False)
    async with aioboto3.Session(key, secret, region_name="ap-northeast-2").client(
        service, endpoint_url=url, config=config
    ) as opened:
        yield opened
