"""Checks whether the database answers, on a connection of its own.

All connections of the pool may be in use by slow statements while the database is well.
"""

import asyncio

import asyncpg

from datasources.postgres.core.engine import Postgres

_FAILURES = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class DatabaseHealth:
    """One connection, opened when it is first needed, and again after it was lost."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._connection: asyncpg.Connection | None = None

    async def is_reachable(self, seconds: float) -> bool:
        """Whether the database answers within so many seconds. For one caller at a time."""
        try:
            if self._connection is not None and await self._try_ping(seconds / 2):
                return True
            # The kept connection may have been cut while it was idle. A new one shows whether the database is down.
            return await self._try_ping(seconds / 2)
        except BaseException:
            self.close()
            raise

    async def _try_ping(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._ping()
        except _FAILURES:
            self.close()
            return False

    async def _ping(self) -> bool:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(**self._postgres.connect_arguments)
        return bool(await self._connection.fetchval("SELECT true"))

    def close(self) -> None:
        """Close the connection without telling the server, which may not answer."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
