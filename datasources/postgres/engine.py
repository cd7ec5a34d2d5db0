"""The pool, and transactions that see one organization."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from models.errors import Unavailable
from models.principal import Principal

_SET_ORGANIZATION = text("SELECT set_config('watchgraph.organization', :organization, true)")


class Postgres:
    """A pool of connections as the application's role, which row-level security binds."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    @classmethod
    async def connect(cls, url: str, pool_size: int = 10) -> "Postgres":
        """Make the pool; connections are opened when first needed. url: postgresql+asyncpg://…"""
        engine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            # A restarted server leaves dead connections in the pool: each is tried before it is lent.
            pool_pre_ping=True,
            connect_args={"timeout": 10, "command_timeout": 60},
        )
        return cls(engine)

    @asynccontextmanager
    async def transaction(self, principal: Principal) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees and writes the principal's organization only. Commits on exit."""
        async with self.system() as connection:
            await connection.execute(_SET_ORGANIZATION, {"organization": principal.organization})
            yield connection

    @asynccontextmanager
    async def system(self) -> AsyncIterator[AsyncConnection]:
        """A transaction without an organization: row-level security shows it no rows at all."""
        try:
            async with self.engine.begin() as connection:
                yield connection
        except (InterfaceError, OperationalError, ConnectionError, TimeoutError) as error:
            raise Unavailable(service="database") from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise Unavailable(service="database") from error
            raise

    async def reachable(self) -> bool:
        """Whether the database answers; raises Unavailable where it does not."""
        async with self.system() as connection:
            return bool((await connection.execute(text("SELECT true"))).scalar_one())

    async def close(self) -> None:
        await self.engine.dispose()
