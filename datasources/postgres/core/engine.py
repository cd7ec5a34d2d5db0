"""The pool of database connections, and transactions that see the rows of one organization."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import Dialect, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from datasources.postgres.core.driver import fetch_row, fetch_rows, get_driver
from datasources.postgres.core.failures import CONNECTION_LOST, NOT_EXECUTED, translate_database_errors
from datasources.postgres.core.pool import LendingPool
from datasources.postgres.core.reading import OPENED_AT, RETURNED_AT, Reader, forget_scope
from datasources.postgres.core.timing import timed_call
from datasources.postgres.core.vectors import register_vector_codec
from models.access.principal import Principal
from models.errors import Unavailable

# One round trip, unlike BEGIN and a statement with a parameter. The values go as hex digits: no quoting.
_BEGIN = (
    "BEGIN; SELECT set_config('watchgraph.organization', convert_from(decode('{}', 'hex'), 'UTF8'), true),"
    " set_config('watchgraph.sites', convert_from(decode('{}', 'hex'), 'UTF8'), true)"
)
_NO_SITES = "\x1f"
# One plan per connection for any values: for statements whose planning takes as long as their execution.
_GENERIC_PLAN = ", set_config('plan_cache_mode', 'force_generic_plan', true)"
_ROLLBACK_SECONDS = 2.0
# A connection keeps so many statements prepared.
_PREPARED_STATEMENTS = 400
# A slow server ends a statement itself, shortly before we give up on a silent one: then the connection stays usable.
_GRACE_SECONDS = 0.5
# The share of a read's time that a pooled connection gets to begin. It may be dead without any sign of it.
_POOLED_TIMEOUT_SHARE = 0.4
_IDLE_SECONDS = 30.0


def _record_opened(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    record.info[OPENED_AT] = time.monotonic()


def _record_returned(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[RETURNED_AT] = time.monotonic()


async def _roll_back(driver: Any, error: BaseException) -> None:
    """Roll back a failed transaction. A connection that does not answer is closed."""
    if isinstance(error, TimeoutError):
        driver.terminate()
    if driver.is_closed() or not driver.is_in_transaction():
        return
    try:
        await driver.execute("ROLLBACK", timeout=_ROLLBACK_SECONDS)
    except Exception:
        # The first failure is the one to report.
        driver.terminate()
    except BaseException:
        driver.terminate()
        raise


class Postgres:
    """A pool of connections as the application's role, which row-level security binds."""

    def __init__(self, engine: AsyncEngine, pool_size: int, seconds: float, *, keeps_scope: bool = True) -> None:
        self.engine = engine
        self._reader = self._build_reader(seconds) if keeps_scope else None
        self._pool_size = pool_size
        self._timeout_seconds = seconds
        # Connections opened before this time are closed: one of them had died without a sign.
        self._trusted_since = 0.0
        event.listen(engine.sync_engine, "checkout", self._reject_dead_connection)
        event.listen(engine.sync_engine, "connect", _record_opened)
        event.listen(engine.sync_engine, "connect", register_vector_codec)
        event.listen(engine.sync_engine, "checkin", _record_returned)

    @classmethod
    async def connect(
        cls, url: str, pool_size: int = 10, seconds: float = 60.0, *, keeps_scope: bool = True
    ) -> "Postgres":
        """Create the pool; connections open at their first use. url: postgresql+asyncpg://…

        seconds: the timeout of a statement, and of the start of a transaction. keeps_scope: see core.reading.
        """
        engine = create_async_engine(
            url,
            poolclass=LendingPool,
            pool_size=pool_size,
            max_overflow=0,
            # Transactions are begun and ended below, in fewer round trips than SQLAlchemy makes of it.
            isolation_level="AUTOCOMMIT",
            pool_timeout=min(10.0, seconds),
            # The connection used last has prepared statements.
            pool_use_lifo=True,
            connect_args={
                "timeout": min(10.0, seconds),
                "command_timeout": seconds + _GRACE_SECONDS,
                "server_settings": {"statement_timeout": str(round(seconds * 1000))},
                "statement_cache_size": _PREPARED_STATEMENTS,
            },
        )
        return cls(engine, pool_size, seconds, keeps_scope=keeps_scope)

    def _build_reader(self, seconds: float) -> Reader:
        pool = self.engine.sync_engine.pool
        assert isinstance(pool, LendingPool)

        def is_trusted(entry: ConnectionPoolEntry) -> bool:
            return bool(entry.info.get(OPENED_AT, 0.0) >= self._trusted_since)

        return Reader(pool, min(10.0, seconds), self._distrust, is_trusted)

    @property
    def dialect(self) -> Dialect:
        return self.engine.dialect

    def count_connections(self) -> tuple[int, int]:
        """How many connections of the pool are open, and how many of those nobody uses."""
        pool = self.engine.sync_engine.pool
        assert isinstance(pool, LendingPool)
        idle = pool.checkedin()
        return idle + pool.checkedout(), idle

    @property
    def connect_arguments(self) -> dict[str, Any]:
        """Arguments of asyncpg.connect for a connection outside the pool."""
        _, options = self.engine.dialect.create_connect_args(self.engine.url)
        return {
            **options,
            "timeout": min(10.0, self._timeout_seconds),
            "command_timeout": min(10.0, self._timeout_seconds),
        }

    def _reject_dead_connection(
        self, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        """Make the pool replace a connection that died with its server, or whose transaction was never ended.

        asyncpg notices a closed socket by itself. Asking the server before each use (pool_pre_ping) would take three
        round trips, as many as a read.
        """
        driver = connection.driver_connection
        assert driver is not None
        if record.info[OPENED_AT] < self._trusted_since:
            driver.terminate()
        if driver.is_closed() or driver.is_in_transaction():
            raise DisconnectionError

    @asynccontextmanager
    async def transaction(
        self, principal: Principal, *, commit: bool = True, generic_plan: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees and writes only the principal's organization and sites. It commits on exit.

        generic_plan: statements are planned without their values. For reads and writes by a key.
        """
        async with self._open_transaction(
            principal.organization, principal.site_scope, commit=commit, generic_plan=generic_plan
        ) as connection:
            yield connection

    async def read(self, principal: Principal, statement: str, values: Sequence[Any]) -> list[asyncpg.Record]:
        """The rows of one SELECT with $1, $2, …, of the principal's organization and sites. Raises Unavailable."""
        if self._reader is not None:
            with translate_database_errors(), timed_call():
                rows = await self._reader.fetch(principal, statement, values)
            if rows is not None:
                return rows
        async with self.transaction(principal) as connection:
            return await fetch_rows(connection, statement, *values)

    @asynccontextmanager
    async def system_transaction(self) -> AsyncIterator[AsyncConnection]:
        """A transaction without an organization: row-level security shows it no rows at all."""
        async with self._open_transaction("", _NO_SITES, commit=True) as connection:
            yield connection

    async def call_value(self, statement: str, *values: Any) -> Any:
        """The one value that a database function returns: see call_row."""
        row = await self.call_row(statement, *values)
        return None if row is None else row[0]

    async def call_row(self, statement: str, *values: Any) -> asyncpg.Record | None:
        """The row that a database function returns: one round trip, and a transaction of its own.

        statement: SELECT name($1, …) or SELECT … FROM name($1, …), of a function that sets the organization by itself.
        Raises Unavailable where the database does not answer; then the function may or may not have run.
        """
        with translate_database_errors():
            async with asyncio.timeout(self._timeout_seconds + _GRACE_SECONDS) as limit:
                for _ in range(self._pool_size + 1):
                    async with self.engine.connect() as connection:
                        driver = get_driver(connection)
                        if not await self._is_alive(connection, driver):
                            continue
                        try:
                            return await fetch_row(connection, statement, *values)
                        except NOT_EXECUTED:
                            driver.terminate()
                        except BaseException as error:
                            if limit.expired() or isinstance(error, TimeoutError):
                                self._distrust(driver)
                            raise
        raise Unavailable(service="database")

    @asynccontextmanager
    async def _open_transaction(
        self, organization: str, site_scope: str, *, commit: bool, generic_plan: bool = False
    ) -> AsyncIterator[AsyncConnection]:
        begin = _BEGIN.format(organization.encode().hex(), site_scope.encode().hex())
        begin += _GENERIC_PLAN if generic_plan else ""
        with translate_database_errors(), timed_call():
            # Covers the connection and BEGIN; from then on each statement has its own limit.
            async with asyncio.timeout(self._timeout_seconds) as limit:
                for _ in range(self._pool_size + 1):
                    async with self.engine.connect() as connection:
                        driver = get_driver(connection)
                        if not await self._try_begin(connection, driver, begin):
                            # Nothing was sent yet: try every connection of the pool, then a new one.
                            continue
                        limit.reschedule(None)
                        if not commit:
                            # Generated SQL is read so.
                            assert connection.sync_connection is not None
                            forget_scope(connection.sync_connection.info)
                        try:
                            yield connection
                            await driver.execute("COMMIT" if commit else "ROLLBACK")
                        except BaseException as error:
                            await _roll_back(driver, error)
                            raise
                        return
            raise Unavailable(service="database")

    async def _try_begin(self, connection: AsyncConnection, driver: asyncpg.Connection, begin: str) -> bool:
        """Whether the connection executes this statement; one that does not is closed."""
        try:
            await driver.execute(begin, timeout=self._get_begin_timeout(connection))
        except TimeoutError:
            self._distrust(driver)
            return False
        except (asyncpg.PostgresError, *CONNECTION_LOST):
            # The server ended it, though its socket still looked open.
            driver.terminate()
            return False
        except BaseException:
            driver.terminate()
            raise
        return True

    async def _is_alive(self, connection: AsyncConnection, driver: asyncpg.Connection) -> bool:
        """Whether a connection is alive after some idle time: what is sent on it cannot be sent again."""
        assert connection.sync_connection is not None
        used = connection.sync_connection.info.get(RETURNED_AT, math.inf)
        return time.monotonic() - used < _IDLE_SECONDS or await self._try_begin(connection, driver, "SELECT 1")

    def _get_begin_timeout(self, connection: AsyncConnection) -> float:
        """Seconds for BEGIN: a connection that was just opened is alive, and gets all of the time."""
        assert connection.sync_connection is not None
        opened = connection.sync_connection.info[OPENED_AT]
        return self._timeout_seconds * (
            1 if time.monotonic() - opened < self._timeout_seconds else _POOLED_TIMEOUT_SHARE
        )

    def _distrust(self, driver: asyncpg.Connection) -> None:
        """Close a connection that does not answer, and later all that are as old: they may have died with it."""
        driver.terminate()
        self._trusted_since = time.monotonic()

    async def is_reachable(self) -> bool:
        """Whether the database answers; raises Unavailable where it does not."""
        async with self.system_transaction() as connection:
            return bool((await connection.execute(text("SELECT true"))).scalar_one())

    async def close(self) -> None:
        await self.engine.dispose()
