"""Grants of sites: given, withdrawn and listed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from datasources.postgres.access.reader import to_sites
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from models.access.principal import Principal
from models.access.site_access import SiteGrant, StoredGrant
from models.tables import SiteGrant as SiteGrantTable

_table = SiteGrantTable.__table__
# The request id in the audit log, since commands have none.
_REQUEST = "command line"


class SiteGrants:
    """The principal of a call names the author of the command and the affected organization."""

    def __init__(self, postgres: Postgres, audit: Audit) -> None:
        self._postgres = postgres
        self._audit = audit

    async def put(self, principal: Principal, user_id: str, sites: frozenset[str] | None) -> None:
        """Make these the sites that a user may see at most, instead of an earlier grant; None: every site.

        The audit log notes it in the same transaction. Raises Unavailable.
        """
        values = {
            "organization": principal.organization,
            "user_id": user_id,
            "sites": None if sites is None else sorted(sites),
            "created_by": principal.user_id,
        }
        async with self._postgres.transaction(principal) as connection:
            # A new row, so that the mark of all grants changes.
            await connection.execute(delete(_table).where(_table.c.user_id == user_id))
            await connection.execute(insert(_table).values(**values))
            details: dict[str, Any] = {"userId": user_id, "sites": values["sites"]}
            await self._audit.write(connection, principal, "grantSites", None, details, _REQUEST)

    async def remove(self, principal: Principal, user_id: str) -> bool:
        """Withdraw a user's grant and note it; False where there is none. The user is then limited by the token."""
        async with self._postgres.transaction(principal) as connection:
            removed = await connection.execute(delete(_table).where(_table.c.user_id == user_id))
            if removed.rowcount == 0:
                return False
            await self._audit.write(connection, principal, "ungrantSites", None, {"userId": user_id}, _REQUEST)
        return True

    async def list_all(self, principal: Principal) -> Sequence[StoredGrant]:
        """The organization's grants, by user."""
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(select(_table).order_by(_table.c.user_id))).mappings().all()
        return [
            StoredGrant(
                SiteGrant(row["organization"], row["user_id"], to_sites(row["sites"])),
                row["created_at"],
                row["created_by"],
            )
            for row in rows
        ]
