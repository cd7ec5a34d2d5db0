"""What dies with a process and still stands in the tables of jobs: leases that nobody keeps, messages that are gone."""

import socket

import asyncpg

from devstack.processes import orphans
from devstack.stack.postgres import PostgresServer

_LEASE_OWNERS = "SELECT DISTINCT lease_owner FROM public.job WHERE status = 'RUNNING' AND lease_until >= now()"
_EXPIRE_LEASES = (
    "UPDATE public.job SET lease_until = now() - interval '1 second' "
    "WHERE status = 'RUNNING' AND lease_until >= now() AND lease_owner = ANY ($1)"
)
_RESET_SENT = "UPDATE public.job SET sent_at = NULL WHERE status = 'QUEUED' AND sent_at IS NOT NULL"
_UNAVAILABLE_ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class JobRecovery:
    """Puts them right; what cannot be now, because the database is away, is when it is back. Nothing here raises."""

    def __init__(self, postgres: PostgresServer) -> None:
        self._postgres = postgres
        self._must_release_leases = self._must_resend = False

    async def release_dead_leases(self) -> None:
        """End the leases of this machine's processes that are not there any more.

        Others may begin their jobs at once then, instead of when the leases have run out. A process that only is slow
        keeps its leases.
        """
        self._must_release_leases = True
        await self.run_pending()

    async def resend_messages(self) -> None:
        """Let the outbox of any process send the messages of all waiting jobs again."""
        self._must_resend = True
        await self.run_pending()

    async def run_pending(self) -> None:
        """Do what is still to be done."""
        if not (self._must_release_leases or self._must_resend):
            return
        try:
            async with self._postgres.connect() as connection:
                if self._must_resend:
                    await connection.execute(_RESET_SENT)
                    self._must_resend = False
                if self._must_release_leases:
                    dead = [row[0] for row in await connection.fetch(_LEASE_OWNERS) if _is_dead(row[0])]
                    await connection.execute(_EXPIRE_LEASES, dead)
                    self._must_release_leases = False
        except _UNAVAILABLE_ERRORS:
            # Whoever brings the database back calls again.
            return


def _is_dead(owner: str) -> bool:
    """Whether the process in `<host>:<pid>:<mark>` ran here and has ended. False for whatever else is written there."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    return host == socket.gethostname() and pid.isdigit() and orphans.read_start_mark(int(pid)) is None
