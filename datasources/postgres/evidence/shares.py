"""Links to evidence packages: made, revoked, and opened by whoever has one."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_row
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.evidence.packages import OpenableShare
from models.rows.evidence import ShareRow
from models.tables import EvidenceShare

share = EvidenceShare.__table__
MAX_ATTEMPTS, LOCKED_MINUTES = 5, 15
_BY_TOKEN = f"SELECT {', '.join(OpenableShare.__dataclass_fields__)} FROM share_by_token($1)"  # noqa: S608  (our names)


class Shares:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def insert_in(
        self, connection: AsyncConnection, principal: Principal, package_id: UUID, **columns: Any
    ) -> ShareRow:
        """Insert a link in the caller's transaction; its row."""
        author = {"organization": principal.organization, "user_id": principal.user_id, "package_id": package_id}
        added = await connection.execute(insert(share).values(**author, **columns).returning(share))
        return cast("ShareRow", added.mappings().one())

    async def count_open_in(self, connection: AsyncConnection, package_id: UUID) -> int:
        """How many links to a package can be opened."""
        is_open = (share.c.package_id == package_id, share.c.revoked_at.is_(None), share.c.expires_at > func.now())
        found = await connection.execute(select(func.count()).select_from(share).where(*is_open))
        return int(found.scalar_one())

    async def revoke_in(self, connection: AsyncConnection, principal: Principal, share_id: UUID) -> ShareRow | None:
        """Revoke a link in the caller's transaction; its row, also where it was revoked before. None: there is none."""
        query = update(share).where(share.c.id == share_id, share.c.revoked_at.is_(None))
        await connection.execute(query.values(revoked_at=func.now(), revoked_by=principal.user_id))
        found = await connection.execute(select(share).where(share.c.id == share_id))
        return cast("ShareRow | None", found.mappings().one_or_none())

    async def find(self, token_hash: bytes) -> OpenableShare | None:
        """The link with this token's hash; None where there is none, or it was revoked or has expired."""
        async with self._postgres.system_transaction() as connection:
            row = await fetch_row(connection, _BY_TOKEN, token_hash)
        return None if row is None else OpenableShare(*row)

    async def begin_attempt(self, found: OpenableShare) -> datetime | None:
        """Count a password that is about to be compared; the time until which the link is locked, None where it is not.

        Each attempt is counted before it is compared: none of many at once is free.
        """
        is_locked = share.c.locked_until > func.now()
        counted = (
            update(share)
            .where(share.c.id == found.id, or_(share.c.locked_until.is_(None), ~is_locked))
            .values(
                failed_attempts=text(f"(failed_attempts + 1) % {MAX_ATTEMPTS}"),
                locked_until=text(
                    f"CASE WHEN failed_attempts + 1 >= {MAX_ATTEMPTS}"
                    f" THEN now() + interval '{LOCKED_MINUTES} minutes' END"
                ),
            )
        )
        async with self._postgres.transaction(Principal.worker(found.organization)) as connection:
            if (await connection.execute(counted)).rowcount == 1:
                return None
            until = await connection.execute(select(share.c.locked_until).where(share.c.id == found.id))
            locked: datetime | None = until.scalar_one_or_none()
        return locked

    async def note_opened_in(self, connection: AsyncConnection, share_id: UUID) -> bool:
        """Count an opening in the caller's transaction; False where the link was revoked or has expired meanwhile."""
        is_open = (share.c.id == share_id, share.c.revoked_at.is_(None), share.c.expires_at > func.now())
        values = {"opened_count": share.c.opened_count + 1, "failed_attempts": 0, "locked_until": None}
        return (await connection.execute(update(share).where(*is_open).values(**values))).rowcount == 1
