"""Revoked tokens: writing and listing an organization's. datasources.postgres.access.reader reads those of all."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from models.access.principal import Principal
from models.access.revocations import Revocation, StoredRevocation
from models.tables import TokenRevocation

_table = TokenRevocation.__table__
# The request id in the audit log, since commands have none.
_REQUEST = "command line"


class Revocations:
    """The principal of a write names the author of the command and the affected organization."""

    def __init__(self, postgres: Postgres, audit: Audit) -> None:
        self._postgres = postgres
        self._audit = audit

    async def add(self, principal: Principal, revocation: Revocation) -> UUID:
        """Store a revocation and its audit entry in one transaction; returns its id. Raises Unavailable."""
        values = {
            "organization": principal.organization,
            "user_id": revocation.user_id,
            "token_id": revocation.token_id,
            "issued_before": revocation.issued_before,
            "created_by": principal.user_id,
        }
        async with self._postgres.transaction(principal) as connection:
            result = await connection.execute(insert(_table).values(**values).returning(_table.c.id))
            id_: UUID = result.scalar_one()
            details = {"revocation": str(id_), **_to_audit_details(revocation)}
            await self._audit.write(connection, principal, "revokeTokens", None, details, _REQUEST)
        return id_

    async def remove(self, principal: Principal, id_: UUID) -> Revocation | None:
        """Delete a revocation and write an audit entry; returns the revocation, None where the id does not exist."""
        columns = (_table.c.user_id, _table.c.token_id, _table.c.issued_before)
        query = delete(_table).where(_table.c.id == id_).returning(*columns)
        async with self._postgres.transaction(principal) as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            revocation = Revocation(*row)
            details = {"revocation": str(id_), **_to_audit_details(revocation)}
            await self._audit.write(connection, principal, "liftTokenRevocation", None, details, _REQUEST)
        return revocation

    async def list_all(self, principal: Principal) -> Sequence[StoredRevocation]:
        """The organization's revocations, newest first."""
        query = select(_table).order_by(_table.c.created_at.desc(), _table.c.id.desc())
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_revocation_from_row(row) for row in rows]


def _to_audit_details(revocation: Revocation) -> dict[str, str]:
    details = {
        "userId": revocation.user_id,
        "tokenId": revocation.token_id,
        "issuedBefore": None if revocation.issued_before is None else revocation.issued_before.isoformat(),
    }
    return {name: value for name, value in details.items() if value is not None}


def _revocation_from_row(row: Any) -> StoredRevocation:
    revocation = Revocation(row["user_id"], row["token_id"], row["issued_before"])
    return StoredRevocation(row["id"], revocation, row["created_at"], row["created_by"])
