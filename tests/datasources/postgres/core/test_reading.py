"""Reads of one statement show the rows of whom they are made for, whatever the connection was used for before."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text

from bench.harness.statements import capture_statements
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.errors import Unavailable
from tests.conftest import Database
from tests.support.rows import add_video

NAMES = "SELECT name, pg_backend_pid() AS pid FROM video ORDER BY name"
SLEEP = "SELECT pg_sleep(20)"


async def read_names(postgres: Postgres, principal: Principal) -> list[str]:
    return [row["name"] for row in await postgres.read(principal, NAMES, ())]


@pytest_asyncio.fixture(loop_scope="session")
async def single(database: Database) -> AsyncIterator[Postgres]:
    """A pool of one connection, so that every read shares it."""
    postgres = await Postgres.connect(database.url, pool_size=1)
    yield postgres
    await postgres.close()


@pytest.fixture
def neighbour() -> Principal:
    """A caller of another organization."""
    return Principal("other", f"org-{uuid4().hex[:12]}", frozenset())


async def test_a_connection_shows_each_reader_the_reader_s_own_rows(
    single: Postgres, principal: Principal, neighbour: Principal
) -> None:
    await add_video(single, principal, name="mine")
    await add_video(single, neighbour, name="theirs")
    for _ in range(3):
        assert await read_names(single, principal) == ["mine"]
        assert await read_names(single, neighbour) == ["theirs"]
    assert await read_names(single, Principal("nobody", "nowhere", frozenset())) == []


async def test_sites_are_set_with_the_organization(single: Postgres, principal: Principal) -> None:
    await add_video(single, principal, name="nowhere")
    await add_video(single, principal, name="seoul", site="seoul")
    at_site, nowhere = replace(principal, sites=frozenset({"seoul"})), replace(principal, sites=frozenset())
    assert await read_names(single, principal) == ["nowhere", "seoul"]
    assert await read_names(single, at_site) == ["seoul"]
    assert await read_names(single, nowhere) == []
    assert await read_names(single, principal) == ["nowhere", "seoul"]


async def test_a_transaction_between_reads_is_its_own_organization_s(
    single: Postgres, principal: Principal, neighbour: Principal
) -> None:
    await add_video(single, principal, name="mine")
    assert await read_names(single, principal) == ["mine"]
    async with single.transaction(neighbour) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM video"))).scalar_one() == 0
    async with single.system_transaction() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM video"))).scalar_one() == 0
    assert await read_names(single, principal) == ["mine"]


async def test_whatever_foreign_sql_set_is_set_again(
    single: Postgres, principal: Principal, neighbour: Principal
) -> None:
    """Generated SQL runs in a transaction that is rolled back. Here it was let through, and set the session."""
    await add_video(single, neighbour, name="theirs")
    await add_video(single, principal, name="mine")
    assert await read_names(single, principal) == ["mine"]
    async with single.transaction(principal, commit=False) as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute(
            "COMMIT; BEGIN; "
            f"SELECT set_config('watchgraph.organization', '{neighbour.organization}', false); COMMIT; BEGIN"
        )
    assert await read_names(single, principal) == ["mine"]


async def test_a_setting_that_was_interrupted_is_made_again(
    single: Postgres, principal: Principal, neighbour: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_video(single, principal, name="mine")
    await add_video(single, neighbour, name="theirs")
    assert await read_names(single, principal) == ["mine"]
    failed: list[str] = []
    fetchrow = asyncpg.Connection.fetchrow

    async def set_and_fail(connection: asyncpg.Connection, statement: str, *values: object) -> object:
        found = await fetchrow(connection, statement, *values)
        if "set_config" in statement and not failed:
            failed.append(statement)
            raise asyncio.CancelledError
        return found

    monkeypatch.setattr(asyncpg.Connection, "fetchrow", set_and_fail)
    with pytest.raises(asyncio.CancelledError):
        await single.read(neighbour, NAMES, ())
    assert failed
    # The server has the neighbour's organization now. Nobody trusts what was said before.
    assert await read_names(single, principal) == ["mine"]


async def test_a_read_is_one_round_trip(single: Postgres, principal: Principal) -> None:
    await read_names(single, principal)
    with capture_statements() as statements:
        assert await read_names(single, principal) == []
    assert [statement.sql for statement in statements] == [NAMES]


async def test_a_read_whose_connection_the_server_ended_is_sent_again(
    single: Postgres, principal: Principal, database: Database
) -> None:
    await add_video(single, principal, name="mine")
    pid = (await single.read(principal, NAMES, ()))[0]["pid"]
    other = await asyncpg.connect(database.dsn)
    await other.fetchval("SELECT pg_terminate_backend($1)", pid)
    await other.close()
    rows = await single.read(principal, NAMES, ())
    assert [row["name"] for row in rows] == ["mine"]
    assert rows[0]["pid"] != pid


async def test_a_connection_that_is_ended_in_the_middle_of_a_read_is_replaced(
    single: Postgres, principal: Principal, database: Database
) -> None:
    await add_video(single, principal, name="mine")
    pid = (await single.read(principal, NAMES, ()))[0]["pid"]
    # What the server ends is sent once more, in a transaction.
    reading = asyncio.create_task(single.read(principal, "SELECT pg_sleep(0.5)", ()))
    await asyncio.sleep(0.1)
    other = await asyncpg.connect(database.dsn)
    await other.fetchval("SELECT pg_terminate_backend($1)", pid)
    await other.close()
    assert len(await reading) == 1
    assert await read_names(single, principal) == ["mine"]


async def test_a_read_that_is_cancelled_gives_its_connection_back_clean(single: Postgres, principal: Principal) -> None:
    await add_video(single, principal, name="mine")
    await read_names(single, principal)
    reading = asyncio.create_task(single.read(principal, SLEEP, ()))
    await asyncio.sleep(0.1)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await asyncio.wait_for(read_names(single, principal), 5) == ["mine"]


async def test_a_read_that_takes_too_long_ends(database: Database, principal: Principal) -> None:
    postgres = await Postgres.connect(database.url, pool_size=1, seconds=0.3)
    await postgres.read(principal, NAMES, ())
    with pytest.raises(Unavailable):
        await postgres.read(principal, SLEEP, ())
    assert await read_names(postgres, principal) == []
    await postgres.close()


async def test_readers_and_transactions_share_few_connections_fairly(database: Database, principal: Principal) -> None:
    postgres = await Postgres.connect(database.url, pool_size=2)

    async def write(number: int) -> None:
        await add_video(postgres, principal, name=f"{number}")

    async def read() -> None:
        for _ in range(10):
            await read_names(postgres, principal)

    await asyncio.wait_for(asyncio.gather(*(read() for _ in range(8)), *(write(number) for number in range(8))), 30)
    assert len(await read_names(postgres, principal)) == 8
    await postgres.close()


async def test_who_waits_for_a_connection_and_is_cancelled_leaves_it_to_the_next(
    single: Postgres, principal: Principal
) -> None:
    await read_names(single, principal)
    holding = asyncio.create_task(single.read(principal, "SELECT pg_sleep(0.3)", ()))
    await asyncio.sleep(0.05)
    first, second = (asyncio.create_task(read_names(single, principal)) for _ in range(2))
    await asyncio.sleep(0.05)
    first.cancel()
    await holding
    assert await asyncio.wait_for(second, 5) == []
    assert first.cancelled()


async def test_behind_a_pooler_each_read_is_a_transaction(database: Database, principal: Principal) -> None:
    postgres = await Postgres.connect(database.url, pool_size=1, keeps_scope=False)
    await add_video(postgres, principal, name="mine")
    assert await read_names(postgres, principal) == ["mine"]
    async with postgres.engine.connect() as connection:
        setting = text("SELECT current_setting('watchgraph.organization', true)")
        assert (await connection.execute(setting)).scalar_one() in (None, "")
    await postgres.close()
