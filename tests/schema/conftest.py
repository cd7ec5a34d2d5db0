"""The API under the test's own settings, its caller, and the rows behind it."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest_asyncio

from config import Settings
from datasources.postgres.engine import Postgres
from models.principal import Principal
from tests.conftest import Database
from tests.serving import Api, serving


@pytest_asyncio.fixture(loop_scope="session")
async def address(settings: Settings) -> AsyncIterator[str]:
    async with serving(settings) as url:
        yield url


@pytest_asyncio.fixture(loop_scope="session")
async def api(address: str, principal: Principal, tokens: Callable[[Principal], str]) -> AsyncIterator[Api]:
    """The caller `principal`, in English."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        yield Api(http, tokens(principal))


@pytest_asyncio.fixture(loop_scope="session")
async def postgres(database: Database) -> AsyncIterator[Postgres]:
    opened = await Postgres.connect(database.url)
    yield opened
    await opened.close()
