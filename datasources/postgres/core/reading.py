"""Reads of one statement in one round trip.

A connection remembers for which organization and sites it was set, and is set again wherever a read is for others. So
a read needs no transaction around it: BEGIN and COMMIT would take as long as many a read. What a connection was set to
is forgotten before it is set anew, and known again only when the server has confirmed it; whoever runs SQL that is not
ours forgets it, too. Transactions set both for themselves, whatever the connection was set to.

A pooler that gives each transaction another connection would break this. `DB_POOLER=transaction` turns it off.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy.pool import ConnectionPoolEntry

from datasources.postgres.core import driver as drivers
from datasources.postgres.core.failures import CONNECTION_LOST
from datasources.postgres.core.pool import LendingPool
from models.access.principal import Principal

_SET_SCOPE = (
    "SELECT set_config('watchgraph.organization', $1::text, false), set_config('watchgraph.sites', $2::text, false)"
)
# Keys of a pool entry's `info`: see datasources.postgres.core.engine.
OPENED_AT, RETURNED_AT, SCOPE = "opened", "used", "scope"
# After so long, a connection may have died without a sign: a transaction finds out, within a time limit of its own.
_SURELY_ALIVE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Reader:
    """Sends single statements over free connections. distrust: closes a connection that does not answer."""

    pool: LendingPool
    seconds: float
    distrust: Callable[[asyncpg.Connection], None]
    is_trusted: Callable[[ConnectionPoolEntry], bool]

    async def fetch(self, principal: Principal, statement: str, values: Sequence[Any]) -> list[asyncpg.Record] | None:
        """The rows; None where no connection is fit for it, and nothing was sent that matters."""
        entry = await self.pool.borrow(self.seconds)
        if entry is None:
            return None
        try:
            return await self._fetch(entry, principal, statement, values)
        finally:
            entry.info[RETURNED_AT] = time.monotonic()
            self.pool.give_back(entry)

    async def _fetch(
        self, entry: ConnectionPoolEntry, principal: Principal, statement: str, values: Sequence[Any]
    ) -> list[asyncpg.Record] | None:
        connection, info = entry.driver_connection, entry.info
        if connection is None or connection.is_closed() or connection.is_in_transaction():
            return None
        idle = time.monotonic() - info.get(RETURNED_AT, 0.0)
        if idle > _SURELY_ALIVE_SECONDS or not self.is_trusted(entry):
            return None
        try:
            scope = (principal.organization, principal.site_scope)
            if info.get(SCOPE) != scope:
                info.pop(SCOPE, None)
                await drivers.get_sender(connection, _SET_SCOPE, scope).fetchrow(_SET_SCOPE, *scope)
                info[SCOPE] = scope
            rows: list[asyncpg.Record] = await drivers.get_sender(connection, statement, values).fetch(
                statement, *values
            )
        except TimeoutError:
            self.distrust(connection)
            raise
        except (*CONNECTION_LOST, asyncpg.AdminShutdownError, OSError):
            # The server ended it, though its socket still looked open. A read may be sent again.
            connection.terminate()
            return None
        return rows


def forget_scope(info: dict[Any, Any]) -> None:
    """To be called where a connection ran SQL that may have set something."""
    info.pop(SCOPE, None)
