"""A pool on the test's own database, and a video in it."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from tests.conftest import Database
from tests.support.rows import add_video


@pytest_asyncio.fixture(loop_scope="session")
async def postgres(database: Database) -> AsyncIterator[Postgres]:
    opened = await Postgres.connect(database.url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def video(postgres: Postgres, principal: Principal) -> UUID:
    return await add_video(postgres, principal)
