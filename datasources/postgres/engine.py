"""The pool, and transactions that see one organization."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from models.errors import Unavailable
from models.principal import Principal

# What a server answers that starts, stops or has no place: its SQLSTATE begins so. To SQLAlchemy it is any other error.
_AWAY = ("08", "53", "57P")
_SET_ORGANIZATION = text("SELECT set_config('watchgraph.organization', :organization, true)")


def _refuse_closed(connection: DBAPIConnection, _record: ConnectionPoolEntry, _lent: PoolProxiedConnection) -> None:
    """Make the pool replace a connection that a restarted server left dead.

    asyncpg notices the end of its socket by itself. To ask the server before each use (pool_pre_ping) would take three
    round trips, as many as a read.
    """
    driver = connection.driver_connection
    assert driver is not None
    if driver.is_closed():
        raise DisconnectionError


def _away(error: DBAPIError) -> bool:
    """Whether this is a server that stops or starts, though SQLAlchemy takes it for any other error."""
    asyncpg_says = error.orig.__cause__ if error.orig else None
    if isinstance(asyncpg_says, asyncpg.InternalClientError):
        # The server's last word had come, and the end of the socket not yet.
        return True
    return str(getattr(error.orig, "sqlstate", "")).startswith(_AWAY)


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
            pool_timeout=10,
            # The connection used last has the statements prepared.
            pool_use_lifo=True,
            connect_args={"timeout": 10, "command_timeout": 60},
        )
        event.listen(engine.sync_engine, "checkout", _refuse_closed)
        return cls(engine, pool_size)

    @asynccontextmanager
    async def transaction(self, principal: Principal) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees and writes the principal's organization only. Commits on exit."""
        async with self._begun(principal.organization) as connection:
            yield connection

    @asynccontextmanager
    async def system(self) -> AsyncIterator[AsyncConnection]:
        """A transaction without an organization: row-level security shows it no rows at all."""
        async with self._begun("") as connection:
            yield connection

    @asynccontextmanager
    async def _begun(self, organization: str) -> AsyncIterator[AsyncConnection]:
        try:
            for _ in range(self._pool_size + 1):
                async with self.engine.connect() as connection:
                    try:
                        await connection.execute(_SET_ORGANIZATION, {"organization": organization})
                    except DBAPIError:
                        # The server ended it, though its socket still looked open. Nothing was asked before: the next
                        # one is tried, until each of the pool and a fresh one had their chance.
                        await connection.invalidate()
                        continue
                    yield connection
                    await connection.commit()
                    return
            raise Unavailable(service="database")
        except (InterfaceError, OperationalError, PoolTimeout, ConnectionError, TimeoutError) as error:
            raise Unavailable(service="database") from error
        except DBAPIError as error:
            if error.connection_invalidated or _away(error):
                raise Unavailable(service="database") from error
            raise

    async def reachable(self) -> bool:
        """Whether the database answers; raises Unavailable where it does not."""
        async with self.system() as connection:
            return bool((await connection.execute(text("SELECT true"))).scalar_one())

    async def close(self) -> None:
        await self.engine.dispose()
