"""Recovers jobs after a crash: ends leases of dead processes, and sends lost queue messages again."""

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
    """Recovers jobs now, or when the database is back if it is away. Its methods raise nothing."""

    def __init__(self, postgres: PostgresServer) -> None:
        self._postgres = postgres
        self._must_release_leases = self._must_resend = False

    async def release_dead_leases(self) -> None:
        """End the leases of processes of this machine that have ended.

        Their jobs can start again at once, before the leases expire. A process that is only slow keeps its leases.
        """
        self._must_release_leases = True
        await self.run_pending()

    async def resend_messages(self) -> None:
        """Mark all queued jobs as unsent, so that an outbox sends their messages again."""
        self._must_resend = True
        await self.run_pending()

    async def run_pending(self) -> None:
        """Do what an earlier call could not do."""
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
            # Called again when the database is back.
            return


def _is_dead(owner: str) -> bool:
    """Whether the process in `<host>:<pid>:<suffix>` ran on this machine and has ended. False for any other text."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    return host == socket.gethostname() and pid.isdigit() and orphans.read_start_mark(int(pid)) is None
