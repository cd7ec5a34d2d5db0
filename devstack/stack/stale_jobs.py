"""What dies with a process and still stands in the tables of jobs: leases that nobody keeps, messages that are gone."""

import socket

import asyncpg

from devstack.processes import orphans
from devstack.stack.postgres import Postgres

_HELD = "SELECT DISTINCT lease_owner FROM public.job WHERE status = 'RUNNING' AND lease_until >= now()"
_RELEASE = (
    "UPDATE public.job SET lease_until = now() - interval '1 second' "
    "WHERE status = 'RUNNING' AND lease_until >= now() AND lease_owner = ANY ($1)"
)
_UNSENT = "UPDATE public.job SET sent_at = NULL WHERE status = 'QUEUED' AND sent_at IS NOT NULL"
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class Leftovers:
    """Puts them right; what cannot be now, because the database is away, is when it is back. Nothing here raises."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._somebody_died = self._queue_forgot = False

    async def after_a_death(self) -> None:
        """End the leases of this machine's processes that are not there any more.

        Others may begin their jobs at once then, instead of when the leases have run out. A process that only is slow
        keeps its leases.
        """
        self._somebody_died = True
        await self.again()

    async def after_the_queue_forgot(self) -> None:
        """Let the outbox of any process send the messages of all waiting jobs again."""
        self._queue_forgot = True
        await self.again()

    async def again(self) -> None:
        """Do what is still to be done."""
        if not (self._somebody_died or self._queue_forgot):
            return
        try:
            async with self._postgres.connection() as connection:
                if self._queue_forgot:
                    await connection.execute(_UNSENT)
                    self._queue_forgot = False
                if self._somebody_died:
                    dead = [row[0] for row in await connection.fetch(_HELD) if _is_dead(row[0])]
                    await connection.execute(_RELEASE, dead)
                    self._somebody_died = False
        except _AWAY:
            # Whoever brings the database back calls again.
            return


def _is_dead(owner: str) -> bool:
    """Whether the process in `<host>:<pid>:<mark>` ran here and has ended. False for whatever else is written there."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    return host == socket.gethostname() and pid.isdigit() and orphans.birth(int(pid)) is None
