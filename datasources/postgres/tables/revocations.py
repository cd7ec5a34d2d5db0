"""Revoked tokens as rows: who revoked what of an organization's, and a connection that tells all organizations'."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import delete, insert, select

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from models.access.principal import Principal
from models.access.revocations import Revocation, StoredRevocation
from models.tables import TokenRevocation

_table = TokenRevocation.__table__
_CONNECT_SECONDS, _READ_SECONDS = 5.0, 3.0
# Whom a command acts for in the audit log has no request.
_REQUEST = "command line"


class RevocationReader:
    """Reads through one connection of its own: a pool that others have used up must not delay a revocation."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._mark: str | None = None

    async def read_changes(self) -> Sequence[tuple[str, Revocation]] | None:
        """All there are, each with its organization; None where they are those of the last time."""
        mark = await self._connection.fetchval("SELECT token_revocations_mark()", timeout=_READ_SECONDS)
        if mark == self._mark:
            return None
        # What comes in between is in the rows and not in the mark: they are read once more.
        rows = await self._connection.fetch(
            "SELECT organization, user_id, token_id, issued_before FROM token_revocations()", timeout=_READ_SECONDS
        )
        self._mark = mark
        return [(row["organization"], Revocation(*row[1:])) for row in rows]


class Revocations:
    """The principals of writes name who gives the command, and the organization that it is about."""

    def __init__(self, postgres: Postgres, audit: Audit) -> None:
        self._postgres = postgres
        self._audit = audit

    @asynccontextmanager
    async def open_reader(self) -> AsyncIterator[RevocationReader]:
        """A reader for as long as the block runs. Raises what asyncpg does where the database does not answer."""
        engine = self._postgres.engine
        _, options = engine.dialect.create_connect_args(engine.url)
        connection = await asyncpg.connect(**{**options, "timeout": _CONNECT_SECONDS})
        try:
            yield RevocationReader(connection)
        finally:
            connection.terminate()

    async def add(self, principal: Principal, revocation: Revocation) -> UUID:
        """Revoke, and write that into the audit log, both or neither; the revocation's id. Raises Unavailable."""
        values = {
            "organization": principal.organization,
            "user_id": revocation.user_id,
            "token_id": revocation.token_id,
            "issued_before": revocation.issued_before,
            "created_by": principal.user_id,
        }
        async with self._postgres.transaction(principal) as connection:
            added = await connection.execute(insert(_table).values(**values).returning(_table.c.id))
            id_: UUID = added.scalar_one()
            details = {"revocation": str(id_), **_to_audit_details(revocation)}
            await self._audit.write(connection, principal, "revokeTokens", None, details, _REQUEST)
        return id_

    async def remove(self, principal: Principal, id_: UUID) -> Revocation | None:
        """Lift a revocation, and write that into the audit log; what it was, None where there is none of this id."""
        columns = (_table.c.user_id, _table.c.token_id, _table.c.issued_before)
        query = delete(_table).where(_table.c.id == id_).returning(*columns)
        async with self._postgres.transaction(principal) as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            what = Revocation(*row)
            details = {"revocation": str(id_), **_to_audit_details(what)}
            await self._audit.write(connection, principal, "liftTokenRevocation", None, details, _REQUEST)
        return what

    async def list_all(self, principal: Principal) -> Sequence[StoredRevocation]:
        """The organization's, newest first."""
        query = select(_table).order_by(_table.c.created_at.desc(), _table.c.id.desc())
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_revocation_from_row(row) for row in rows]


def _to_audit_details(what: Revocation) -> dict[str, str]:
    told = {
        "userId": what.user_id,
        "tokenId": what.token_id,
        "issuedBefore": None if what.issued_before is None else what.issued_before.isoformat(),
    }
    return {name: value for name, value in told.items() if value is not None}


def _revocation_from_row(row: Any) -> StoredRevocation:
    what = Revocation(row["user_id"], row["token_id"], row["issued_before"])
    return StoredRevocation(row["id"], what, row["created_at"], row["created_by"])
