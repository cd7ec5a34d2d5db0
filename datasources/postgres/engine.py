"""The pool, and transactions that see one organization."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import asyncpg
from pgvector import HalfVector
from sqlalchemy import AdaptedConnection, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from datasources.postgres.driver import driver_of, row_of
from models.errors import Unavailable
from models.principal import Principal

# What a server answers that starts, stops or has no place: its SQLSTATE begins so. To SQLAlchemy it is any other error.
_AWAY = ("08", "53", "57P")
# How asyncpg fails on a connection whose end it has seen, or comes to see.
_GONE = (asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.PostgresConnectionError)
# What says that a statement was not run: it could not be sent, or the server ended its connection before its end.
_NOT_RUN = (asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.AdminShutdownError)
# One round trip, unlike BEGIN and a statement with a value. The organization goes as digits, which need no quoting.
_BEGIN = "BEGIN; SELECT set_config('watchgraph.organization', convert_from(decode('{}', 'hex'), 'UTF8'), true)"
# A plan that fits any values, made once a connection, where to make one takes as long as to run it.
_PLAN_ONCE = ", set_config('plan_cache_mode', 'force_generic_plan', true)"
# Wherever the extension was installed.
_SCHEMA_OF_VECTORS = "SELECT typnamespace::regnamespace::text FROM pg_type WHERE oid = to_regtype('halfvec')"
_ROLLBACK_SECONDS = 5.0


def _refuse_closed(connection: DBAPIConnection, _record: ConnectionPoolEntry, _lent: PoolProxiedConnection) -> None:
    """Make the pool replace a connection that a restarted server left dead, or a transaction that nobody ended.

    asyncpg notices the end of its socket by itself. To ask the server before each use (pool_pre_ping) would take three
    round trips, as many as a read.
    """
    driver = connection.driver_connection
    assert driver is not None
    if driver.is_closed() or driver.is_in_transaction():
        raise DisconnectionError


def _teach_vectors(connection: AdaptedConnection, record: ConnectionPoolEntry) -> None:
    """Send vectors as bytes: as a list or a text of numbers, one takes longer to write than a search with it to run."""

    async def teach(driver: asyncpg.Connection) -> bool:
        schema = await driver.fetchval(_SCHEMA_OF_VECTORS)
        if schema is not None:
            await driver.set_type_codec(
                "halfvec", schema=schema, format="binary", encoder=_vector_bytes, decoder=HalfVector.from_binary
            )
        return schema is not None

    if not connection.run_async(teach):
        # Opened before the first migration: it is replaced at its next use, until there is something to be told of.
        record.invalidate(soft=True)


def _vector_bytes(value: HalfVector | str) -> bytes:
    # SQLAlchemy's type writes a text.
    binary: bytes = (HalfVector.from_text(value) if isinstance(value, str) else value).to_binary()
    return binary


def _away(error: DBAPIError) -> bool:
    """Whether this is a server that stops or starts, though SQLAlchemy takes it for any other error."""
    asyncpg_says = error.orig.__cause__ if error.orig else None
    if isinstance(asyncpg_says, asyncpg.InternalClientError):
        # The server's last word had come, and the end of the socket not yet.
        return True
    return str(getattr(error.orig, "sqlstate", "")).startswith(_AWAY)


@contextmanager
def _translated() -> Iterator[None]:
    """Raise Unavailable for what a server that stops, starts or is away makes of work inside."""
    try:
        yield
    except (InterfaceError, OperationalError, PoolTimeout, ConnectionError, TimeoutError, *_GONE) as error:
        raise Unavailable(service="database") from error
    except asyncpg.PostgresError as error:
        if str(error.sqlstate).startswith(_AWAY):
            raise Unavailable(service="database") from error
        raise
    except DBAPIError as error:
        if error.connection_invalidated or _away(error):
            raise Unavailable(service="database") from error
        raise


async def _abandon(driver: Any) -> None:
    """End a transaction that failed. A connection that does not answer to it is not used again."""
    if driver.is_closed() or not driver.is_in_transaction():
        return
    try:
        await driver.execute("ROLLBACK", timeout=_ROLLBACK_SECONDS)
    except Exception:
        # What failed before is what counts.
        driver.terminate()
    except BaseException:
        driver.terminate()
        raise


class Postgres:
    """A pool of connections as the application's role, which row-level security binds."""

    def __init__(self, engine: AsyncEngine, pool_size: int) -> None:
        self.engine = engine
        self._pool_size = pool_size

    @classmethod
    async def connect(cls, url: str, pool_size: int = 10) -> "Postgres":
        """Make the pool; connections are opened when first needed. url: postgresql+asyncpg://…"""
        engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            # Transactions are begun and ended below, in fewer round trips than SQLAlchemy makes of it.
            isolation_level="AUTOCOMMIT",
            pool_timeout=10,
            # The connection used last has the statements prepared.
            pool_use_lifo=True,
            connect_args={"timeout": 10, "command_timeout": 60},
        )
        event.listen(engine.sync_engine, "checkout", _refuse_closed)
        event.listen(engine.sync_engine, "connect", _teach_vectors)
        return cls(engine, pool_size)

    @asynccontextmanager
    async def transaction(
        self, principal: Principal, *, keep: bool = True, plan_once: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees and writes the principal's organization only. Commits on exit, if to be kept.

        plan_once: its statements are planned without their values. For those that read by a key, whichever it is.
        """
        async with self._begun(principal.organization, keep=keep, plan_once=plan_once) as connection:
            yield connection

    @asynccontextmanager
    async def system(self) -> AsyncIterator[AsyncConnection]:
        """A transaction without an organization: row-level security shows it no rows at all."""
        async with self._begun("", keep=True) as connection:
            yield connection

    async def call(self, statement: str, *values: Any) -> Any:
        """The one value that a function of the database answers: see call_row."""
        row = await self.call_row(statement, *values)
        return None if row is None else row[0]

    async def call_row(self, statement: str, *values: Any) -> asyncpg.Record | None:
        """The row that a function of the database answers: one round trip, and a transaction of its own.

        statement: SELECT name($1, …) or SELECT … FROM name($1, …), of a function that sets the organization by itself.
        Raises Unavailable where the database does not answer; whether the function was run is not known then.
        """
        with _translated():
            for _ in range(self._pool_size + 1):
                async with self.engine.connect() as connection:
                    try:
                        return await row_of(connection, statement, *values)
                    except _NOT_RUN:
                        await connection.invalidate()
        raise Unavailable(service="database")

    @asynccontextmanager
    async def _begun(self, organization: str, *, keep: bool, plan_once: bool = False) -> AsyncIterator[AsyncConnection]:
        begin = _BEGIN.format(organization.encode().hex()) + (_PLAN_ONCE if plan_once else "")
        with _translated():
            for _ in range(self._pool_size + 1):
                async with self.engine.connect() as connection:
                    driver = driver_of(connection)
                    try:
                        await driver.execute(begin)
                    except (asyncpg.PostgresError, *_GONE):
                        # The server ended it, though its socket still looked open. Nothing was asked before: the next
                        # one is tried, until each of the pool and a fresh one had their chance.
                        await connection.invalidate()
                        continue
                    except BaseException:
                        await _abandon(driver)
                        raise
                    try:
                        yield connection
                        await driver.execute("COMMIT" if keep else "ROLLBACK")
                    except BaseException:
                        await _abandon(driver)
                        raise
                    return
            raise Unavailable(service="database")

    async def reachable(self) -> bool:
        """Whether the database answers; raises Unavailable where it does not."""
        async with self.system() as connection:
            return bool((await connection.execute(text("SELECT true"))).scalar_one())

    async def close(self) -> None:
        await self.engine.dispose()
