"""Connections are lent alive, and a transaction leaves nothing of its organization behind."""

import asyncio

import asyncpg
import pytest
from asyncpg.transaction import Transaction
from sqlalchemy import text

from datasources.postgres.engine import Postgres
from models.errors import Unavailable
from models.principal import Principal
from tests.conftest import Database
from tests.rows import add_video

COUNT = text("SELECT count(*) FROM video")


async def test_connections_that_the_server_ended_are_replaced_unnoticed(
    postgres: Postgres, principal: Principal, database: Database
) -> None:
    async with postgres.system() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        pid = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
    ended = asyncio.Event()
    driver.add_termination_listener(lambda _connection: ended.set())
    other = await asyncpg.connect(database.dsn)
    await other.fetchval("SELECT pg_terminate_backend($1)", pid)
    await other.close()
    await asyncio.wait_for(ended.wait(), 10)
    async with postgres.transaction(principal) as connection:
        assert (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one() != pid


@pytest.mark.parametrize("dying", [1, 3])
async def test_connections_that_are_just_ending_are_replaced_unnoticed(
    database: Database, principal: Principal, monkeypatch: pytest.MonkeyPatch, dying: int
) -> None:
    """The server's last word has come, and the end of the socket not yet: asyncpg takes it for open, and fails."""
    postgres = await Postgres.connect(database.url, pool_size=3)
    assert await postgres.reachable()
    start, failed = Transaction.start, 0

    async def fail_at_first(transaction: Transaction) -> None:
        nonlocal failed
        if failed < dying:
            failed += 1
            raise asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress")
        await start(transaction)

    monkeypatch.setattr(Transaction, "start", fail_at_first)
    try:
        async with postgres.transaction(principal) as connection:
            assert (await connection.execute(COUNT)).scalar_one() == 0
        assert failed == dying
    finally:
        await postgres.close()


async def test_the_organization_holds_for_one_transaction_only(postgres: Postgres, principal: Principal) -> None:
    await add_video(postgres, principal)
    async with postgres.transaction(principal) as connection:
        assert (await connection.execute(COUNT)).scalar_one() == 1
    async with postgres.system() as connection:
        assert (await connection.execute(COUNT)).scalar_one() == 0


async def test_a_pool_that_stays_empty_is_an_unavailable_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres = await Postgres.connect(database.url, pool_size=1)
    monkeypatch.setattr(postgres.engine.sync_engine.pool, "_timeout", 0)
    try:
        async with postgres.system():
            with pytest.raises(Unavailable):
                await postgres.reachable()
        assert await postgres.reachable()
    finally:
        await postgres.close()


async def test_a_server_that_is_just_starting_is_away() -> None:
    """It answers, but with an error that SQLAlchemy takes for any other."""

    async def starting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readexactly(8) == (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big"):
            # No encryption; then the client begins once more.
            writer.write(b"N")
            await reader.readexactly(8)
        fields = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
        writer.write(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(starting, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        postgres = await Postgres.connect(f"postgresql+asyncpg://u:p@127.0.0.1:{port}/d")
        with pytest.raises(Unavailable):
            await postgres.reachable()
        await postgres.close()


async def test_a_connection_that_ends_amid_a_transaction_is_a_database_that_is_away(
    postgres: Postgres, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def count_on_what_is_ending() -> None:
        async with postgres.transaction(principal) as connection:
            await connection.execute(COUNT)
            with monkeypatch.context() as patch:
                patch.setattr(asyncpg.Connection, "prepare", just_ending)
                await connection.execute(text("SELECT count(*) FROM event"))

    async def just_ending(*_: object, **__: object) -> None:
        raise asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress")

    with pytest.raises(Unavailable):
        await count_on_what_is_ending()
    assert await postgres.reachable()
