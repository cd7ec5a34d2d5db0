"""Reads what is needed to let a caller in, of all organizations: revocations, grants of sites, service tokens."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from datasources.postgres.core.engine import Postgres
from models.access.revocations import Revocation
from models.access.site_access import AccessRules, ServiceToken, SiteGrant
from models.enums import Role

_CONNECT_SECONDS, _READ_SECONDS = 5.0, 3.0
_MARK = "SELECT token_revocations_mark() || '/' || site_grants_mark() || '/' || service_tokens_mark()"
_REVOCATIONS = "SELECT organization, user_id, token_id, issued_before FROM token_revocations()"
_GRANTS = "SELECT organization, user_id, sites FROM site_grants()"
_SERVICE_TOKENS = "SELECT id, organization, name, role, sites, token_hash, expires_at, created_at FROM service_tokens()"


class AccessReader:
    """Reads through its own connection, so that an exhausted pool cannot delay a revocation."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._mark: str | None = None

    @classmethod
    @asynccontextmanager
    async def open(cls, postgres: Postgres) -> AsyncIterator["AccessReader"]:
        """A reader that is open during the block. Raises asyncpg's errors where the database does not answer."""
        engine = postgres.engine
        _, options = engine.dialect.create_connect_args(engine.url)
        connection = await asyncpg.connect(**{**options, "timeout": _CONNECT_SECONDS})
        try:
            yield cls(connection)
        finally:
            connection.terminate()

    async def read_changes(self) -> AccessRules | None:
        """All rules; None where nothing changed since the last call."""
        mark = await self._connection.fetchval(_MARK, timeout=_READ_SECONDS)
        if mark == self._mark:
            return None
        # What is added between the reads is in the rows but not in the mark: the next call reads again.
        revoked = await self._connection.fetch(_REVOCATIONS, timeout=_READ_SECONDS)
        granted = await self._connection.fetch(_GRANTS, timeout=_READ_SECONDS)
        tokens = await self._connection.fetch(_SERVICE_TOKENS, timeout=_READ_SECONDS)
        self._mark = mark
        return AccessRules(
            revocations=[(row["organization"], Revocation(*row[1:])) for row in revoked],
            grants=[SiteGrant(row["organization"], row["user_id"], to_sites(row["sites"])) for row in granted],
            service_tokens=[_to_service_token(row) for row in tokens],
        )

    async def note_used(self, service_token_ids: Collection[UUID]) -> None:
        """Store that these service tokens were used just now."""
        await self._connection.execute(
            "SELECT note_service_tokens_used($1::uuid[])", list(service_token_ids), timeout=_READ_SECONDS
        )


def to_sites(stored: list[str] | None) -> frozenset[str] | None:
    """A column of sites, whose NULL means every site."""
    return None if stored is None else frozenset(stored)


def _to_service_token(row: asyncpg.Record) -> ServiceToken:
    return ServiceToken(
        id=row["id"],
        organization=row["organization"],
        name=row["name"],
        role=Role(row["role"]),
        sites=to_sites(row["sites"]),
        token_hash=row["token_hash"],
        expires_at=row["expires_at"],
        created_at=row["created_at"],
    )
