"""A database that takes connections and says nothing is given up after seconds; nothing of it is used again."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.errors import Unavailable
from tests.conftest import Database
from tests.support.relay import Relay, start_relay

SECONDS, LATE = 1.0, 3.0
COUNT = text("SELECT count(*) FROM video")


@pytest_asyncio.fixture(loop_scope="session")
async def relay(database: Database) -> AsyncIterator[Relay]:
    async with start_relay(database.url) as between:
        yield between


@pytest_asyncio.fixture(loop_scope="session")
async def pool(relay: Relay) -> AsyncIterator[Postgres]:
    opened = await Postgres.connect(relay.url, pool_size=3, seconds=SECONDS)
    yield opened
    await opened.close()


async def count(pool: Postgres, principal: Principal) -> int:
    async with pool.transaction(principal) as connection:
        return int((await connection.execute(COUNT)).scalar_one())


async def given_up(pool: Postgres, principal: Principal) -> float:
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await count(pool, principal)
    return time.monotonic() - began


@pytest.mark.parametrize("known", [True, False], ids=["connected before", "never connected"])
async def test_reads_are_given_up_together_and_go_on_when_it_is_back(
    relay: Relay, pool: Postgres, principal: Principal, known: bool
) -> None:
    if known:
        assert await asyncio.gather(*(count(pool, principal) for _ in range(3))) == [0, 0, 0]
    relay.silent = True
    # More than there are connections: none waits for its turn, and then as long again.
    took = await asyncio.gather(*(given_up(pool, principal) for _ in range(9)))
    assert max(took) < SECONDS + LATE
    relay.silent = False
    assert await asyncio.gather(*(count(pool, principal) for _ in range(9))) == [0] * 9


async def test_silence_amid_a_transaction_is_given_up_and_its_connection_with_it(
    relay: Relay, pool: Postgres, principal: Principal
) -> None:
    async def lose_it() -> None:
        async with pool.transaction(principal) as connection:
            relay.silent = True
            await connection.execute(COUNT)

    began = time.monotonic()
    with pytest.raises(Unavailable):
        await lose_it()
    assert time.monotonic() - began < SECONDS + LATE
    relay.silent = False
    taken = relay.accepted
    assert await count(pool, principal) == 0
    assert relay.accepted == taken + 1


async def test_connections_that_died_without_a_word_are_replaced_unnoticed(
    relay: Relay, pool: Postgres, principal: Principal
) -> None:
    await asyncio.gather(*(count(pool, principal) for _ in range(3)))
    await asyncio.sleep(SECONDS)
    relay.drop_connections()
    assert await count(pool, principal) == 0
    began = time.monotonic()
    assert [await count(pool, principal) for _ in range(5)] == [0] * 5
    assert time.monotonic() - began < SECONDS


async def test_a_call_is_given_up_and_not_made_again(relay: Relay, pool: Postgres) -> None:
    assert await pool.call_value("SELECT 1") == 1
    relay.silent = True
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await pool.call_value("SELECT 2")
    assert time.monotonic() - began < SECONDS + LATE
    relay.silent = False
    assert await pool.call_value("SELECT 3") == 3


async def test_a_statement_that_is_slow_is_ended_by_the_server_and_its_connection_kept(
    relay: Relay, pool: Postgres, principal: Principal
) -> None:
    assert await count(pool, principal) == 0
    taken = relay.accepted

    async def sleep() -> None:
        async with pool.transaction(principal) as connection:
            await connection.execute(text("SELECT pg_sleep(60)"))

    began = time.monotonic()
    with pytest.raises(Unavailable):
        await sleep()
    assert SECONDS <= time.monotonic() - began < SECONDS + LATE
    assert await count(pool, principal) == 0
    assert relay.accepted == taken
