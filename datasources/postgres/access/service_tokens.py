"""Service tokens: created, revoked and listed. Their texts are not kept, only their hashes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from datasources.postgres.access.reader import to_sites
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from models.access.principal import Principal
from models.access.site_access import (
    ListedServiceToken,
    NewServiceToken,
    generate_service_token,
    hash_service_token,
)
from models.enums import Role
from models.tables import ServiceToken

_table = ServiceToken.__table__
_LISTED = ("id", "name", "role", "sites", "expires_at", "created_at", "created_by", "last_used_at", "revoked_at")
_NAME_INDEX = "service_token_name"
# The request id in the audit log, since commands have none.
_REQUEST = "command line"


class ServiceTokens:
    """The principal of a call names the author of the command and the affected organization."""

    def __init__(self, postgres: Postgres, audit: Audit) -> None:
        self._postgres = postgres
        self._audit = audit

    async def create(self, principal: Principal, new: NewServiceToken) -> tuple[UUID, str] | None:
        """Store a token and note it in the audit log; its id, and the token itself, which nothing can show again.

        None where the organization has a token of the name that is not revoked. Raises Unavailable.
        """
        token = generate_service_token()
        sites = None if new.sites is None else sorted(new.sites)
        values = {
            "organization": principal.organization,
            "name": new.name,
            "role": new.role.value,
            "sites": sites,
            "token_hash": hash_service_token(token),
            "expires_at": new.expires_at,
            "created_by": principal.user_id,
        }
        try:
            async with self._postgres.transaction(principal) as connection:
                added = await connection.execute(insert(_table).values(**values).returning(_table.c.id))
                id_: UUID = added.scalar_one()
                details = {"serviceToken": str(id_), "name": new.name, "role": new.role.value, "sites": sites}
                await self._audit.write(connection, principal, "createServiceToken", None, details, _REQUEST)
        except IntegrityError as error:
            if _NAME_INDEX not in str(error.orig):
                raise
            return None
        return id_, token

    async def revoke(self, principal: Principal, name: str) -> bool:
        """Revoke the organization's token of this name and note it; False where there is none to revoke."""
        query = (
            update(_table)
            .where(_table.c.name == name, _table.c.revoked_at.is_(None))
            .values(revoked_at=func.now(), revoked_by=principal.user_id)
        )
        async with self._postgres.transaction(principal) as connection:
            id_ = (await connection.execute(query.returning(_table.c.id))).scalar_one_or_none()
            if id_ is None:
                return False
            details = {"serviceToken": str(id_), "name": name}
            await self._audit.write(connection, principal, "revokeServiceToken", None, details, _REQUEST)
        return True

    async def list_all(self, principal: Principal) -> Sequence[ListedServiceToken]:
        """The organization's tokens, newest first, also those that are revoked or have expired."""
        columns = [_table.c[name] for name in _LISTED]
        query = select(*columns).order_by(_table.c.created_at.desc(), _table.c.id.desc())
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_to_listed(row) for row in rows]


def _to_listed(row: Any) -> ListedServiceToken:
    new = NewServiceToken(row["name"], Role(row["role"]), to_sites(row["sites"]), row["expires_at"])
    return ListedServiceToken(
        row["id"], new, row["created_at"], row["created_by"], row["last_used_at"], row["revoked_at"]
    )
