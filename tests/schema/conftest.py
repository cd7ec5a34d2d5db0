"""One API for all tests of this folder. Each test's caller is in an organization of its own, and sees only that."""

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import pytest_asyncio

from config import Settings
from datasources.bootstrap import Datasources, open_datasources
from datasources.postgres.core.engine import Postgres
from datasources.settings import DatasourceSettings
from models.access.principal import Principal
from tests.support.serving import ApiTestClient, serve_api


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def settings(stack: dict[str, str], _owner: Any) -> AsyncIterator[Settings]:
    """The embedded stack's settings, with a database of this folder's own."""
    name = f"api_{uuid.uuid4().hex}"
    await _owner.execute(f"CREATE DATABASE {name} TEMPLATE watchgraph STRATEGY FILE_COPY")
    values: dict[str, Any] = {
        variable.lower(): value for variable, value in stack.items() if variable.lower() in Settings.model_fields
    }
    values["database_url"] = stack["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    # Parts as small as S3 takes them.
    values |= {"upload_single_bytes": 200_000, "upload_part_bytes": 5 * 1024**2}
    # Each frame takes the local model a good part of a second.
    # A key that signs, and an address for links.
    values |= {"evidence_signing_key": "A" * 43 + "=", "share_url": "https://cctv.example.com/"}
    yield Settings(**values, chat_frames=3)
    await _owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _served(settings: Settings) -> AsyncIterator[tuple[str, Datasources]]:
    held: list[Datasources] = []

    @asynccontextmanager
    async def remembered(addresses: DatasourceSettings) -> AsyncIterator[Datasources]:
        async with open_datasources(addresses) as data:
            held.append(data)
            yield data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.open_datasources", remembered)
        async with serve_api(settings) as url:
            yield url, held[0]


@pytest.fixture
def address(_served: tuple[str, Datasources]) -> str:
    return _served[0]


@pytest.fixture
def served_data(_served: tuple[str, Datasources]) -> Datasources:
    """What the API under test has opened."""
    return _served[1]


@pytest_asyncio.fixture(loop_scope="session")
async def api(address: str, principal: Principal, tokens: Callable[[Principal], str]) -> AsyncIterator[ApiTestClient]:
    """The caller `principal`, in English."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        yield ApiTestClient(http, tokens(principal))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(settings: Settings) -> AsyncIterator[Postgres]:
    opened = await Postgres.connect(settings.sqlalchemy_url)
    yield opened
    await opened.close()
