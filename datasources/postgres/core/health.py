"""Whether the database answers, asked on a connection of its own.

The pool's may all be lent to statements that take their time: the database answers all the same.
"""

import asyncio

import asyncpg

from datasources.postgres.core.engine import Postgres

_FAILURES = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class DatabaseHealth:
    """One connection, opened when first needed, and anew when it was lost."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._connection: asyncpg.Connection | None = None

    async def is_reachable(self, seconds: float) -> bool:
        """Whether the database answers within so many seconds. For one caller at a time."""
        try:
            if self._connection is not None and await self._try_ping(seconds / 2):
                return True
            # What was kept may have died of age. Whether the database has, a new one tells.
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
        """Let the connection go, without a word to whom may not hear it."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
