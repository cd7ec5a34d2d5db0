"""Connections are lent alive, and a transaction leaves nothing of its organization behind."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from pgvector import HalfVector
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.errors import Unavailable
from tests.conftest import Database
from tests.support.rows import add_video

COUNT = text("SELECT count(*) FROM video")
ORGANIZATION = text("SELECT current_setting('watchgraph.organization')")
ADD = text(
    "INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key)"
    " VALUES (:organization, 'a', 'a.mp4', 'video/mp4', 1, 'a')"
)


async def test_connections_that_the_server_ended_are_replaced_unnoticed(
    postgres: Postgres, principal: Principal, database: Database
) -> None:
    async with postgres.system_transaction() as connection:
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
    assert await postgres.is_reachable()
    execute, failed = asyncpg.Connection.execute, 0

    async def fail_at_first(connection: asyncpg.Connection, query: str, *rest: object, **more: object) -> str:
        nonlocal failed
        if query.startswith("BEGIN") and failed < dying:
            failed += 1
            raise asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is in progress")
        return str(await execute(connection, query, *rest, **more))

    monkeypatch.setattr(asyncpg.Connection, "execute", fail_at_first)
    try:
        async with postgres.transaction(principal) as connection:
            assert (await connection.execute(COUNT)).scalar_one() == 0
        assert failed == dying
    finally:
        await postgres.close()


@pytest.mark.parametrize("error", [asyncpg.InternalClientError("in progress"), asyncpg.AdminShutdownError("ending")])
async def test_a_call_that_was_not_run_is_made_on_another_connection(
    database: Database, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    postgres = await Postgres.connect(database.url, pool_size=2)
    fetch, calls = asyncpg.Connection.fetchrow, 0

    async def fail_at_first(connection: asyncpg.Connection, query: str, *rest: object) -> object:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise error
        return await fetch(connection, query, *rest)

    monkeypatch.setattr(asyncpg.Connection, "fetchrow", fail_at_first)
    try:
        assert await postgres.call_value("SELECT $1::int + 1", 1) == 2
        assert calls == 3
    finally:
        await postgres.close()


async def test_a_call_that_may_have_been_run_is_not_made_again(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    async def fail(*_: object) -> None:
        nonlocal calls
        calls += 1
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    monkeypatch.setattr(asyncpg.Connection, "fetchrow", fail)
    with pytest.raises(Unavailable):
        await postgres.call_value("SELECT 1")
    assert calls == 1


@pytest.mark.parametrize("name", ["it's", "a\\'; SELECT 1 --", "조직", "%s {} $1", "x" * 500])
async def test_an_organization_may_have_any_name(postgres: Postgres, name: str) -> None:
    async with postgres.transaction(Principal("somebody", name, frozenset())) as connection:
        assert (await connection.execute(ORGANIZATION)).scalar_one() == name


async def test_what_fails_or_is_cancelled_leaves_nothing_behind(database: Database, principal: Principal) -> None:
    postgres = await Postgres.connect(database.url, pool_size=1)
    writing = asyncio.Event()

    async def write(fail: Exception | None) -> None:
        async with postgres.transaction(principal) as connection:
            await connection.execute(ADD, {"organization": principal.organization})
            writing.set()
            if fail is not None:
                raise fail
            await connection.execute(text("SELECT pg_sleep(60)"))

    try:
        with pytest.raises(ZeroDivisionError):
            await write(ZeroDivisionError())
        writing.clear()
        cancelled = asyncio.create_task(write(None))
        await writing.wait()
        cancelled.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        async with postgres.transaction(principal, commit=False) as connection:
            await connection.execute(ADD, {"organization": principal.organization})
        async with postgres.transaction(principal) as connection:
            assert (await connection.execute(COUNT)).scalar_one() == 0
    finally:
        await postgres.close()


async def test_the_organization_holds_for_one_transaction_only(postgres: Postgres, principal: Principal) -> None:
    await add_video(postgres, principal)
    async with postgres.transaction(principal) as connection:
        assert (await connection.execute(COUNT)).scalar_one() == 1
    async with postgres.system_transaction() as connection:
        assert (await connection.execute(COUNT)).scalar_one() == 0


async def test_a_pool_that_stays_empty_is_an_unavailable_database(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres = await Postgres.connect(database.url, pool_size=1)
    monkeypatch.setattr(postgres.engine.sync_engine.pool, "_timeout", 0)
    try:
        async with postgres.system_transaction():
            with pytest.raises(Unavailable):
                await postgres.is_reachable()
        assert await postgres.is_reachable()
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
            await postgres.is_reachable()
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
    assert await postgres.is_reachable()


@pytest_asyncio.fixture(loop_scope="session")
async def unmigrated(stack: dict[str, str], _owner: Any) -> AsyncIterator[str]:
    """A database without tables and types of ours."""
    name = f"unmigrated_{uuid4().hex}"
    await _owner.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield stack["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    await _owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


async def test_a_connection_from_before_the_first_migration_is_used_once(unmigrated: str, database: Database) -> None:
    # It could not be told how vectors are sent. One that could is kept.
    assert len(await _used(unmigrated)) == 3
    assert len(await _used(database.dsn)) == 1


async def _used(dsn: str) -> set[int]:
    """The backends that three calls of a pool with one connection go to."""
    postgres = await Postgres.connect(dsn.replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=1)
    try:
        return {await postgres.call_value("SELECT pg_backend_pid()") for _ in range(3)}
    finally:
        await postgres.close()


async def test_vectors_are_sent_and_read_as_what_they_are(postgres: Postgres) -> None:
    vector = HalfVector([1.0, 0.5, -2.0])
    assert await postgres.call_value("SELECT $1::halfvec", vector) == vector
    assert await postgres.call_value("SELECT $1::halfvec::text", "[1,0.5,-2]") == vector.to_text().replace(".0", "")
