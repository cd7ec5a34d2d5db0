"""For how long organizations keep footage, and the videos that a changed rule has to reach."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from datasources.postgres.core.engine import Postgres
from datasources.postgres.keeping.holds import is_not_held
from datasources.postgres.search.conditions import is_one_of_ids, video
from datasources.postgres.tables.audit import Audit
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.tables import RetentionRule

rule = RetentionRule.__table__
_WORK = text("SELECT * FROM retention_work(:warning_days)")
_STALE = text("SELECT * FROM stale_retention(:organization, :at_most)")
_SET_DEFAULT = text("SELECT set_default_retention(:days)")
# The trigger computes the days, and what follows from them.
_RECOMPUTE = text("UPDATE video SET retention_days = NULL WHERE id = ANY (CAST(:ids AS uuid[]))")
_ANNOUNCE = text("""
UPDATE video SET expiry_warned_at = now(), updated_at = now(),
  expires_at = greatest(expires_at, now() + make_interval(secs => :warning_days * 86400))
WHERE id = ANY (CAST(:ids AS uuid[])) RETURNING id, expires_at
""")
_REQUEST_ID = "retention"


@dataclass(frozen=True, slots=True)
class Rule:
    """For how many days an organization keeps footage; 0: for good."""

    days: int
    set_by: str
    set_at: datetime


class RetentionRules:
    def __init__(self, postgres: Postgres, audit: Audit) -> None:
        self._postgres = postgres
        self._audit = audit

    async def list_organizations(self, warning_days: float) -> list[str]:
        """The organizations that have footage to announce or expire, or that a changed rule has not reached."""
        async with self._postgres.system_transaction() as connection:
            return list((await connection.execute(_WORK, {"warning_days": warning_days})).scalars())

    async def set_default(self, days: int) -> None:
        """The days of organizations without a rule of their own."""
        async with self._postgres.system_transaction() as connection:
            await connection.execute(_SET_DEFAULT, {"days": days})

    async def get(self, principal: Principal) -> Rule | None:
        """The organization's own rule; None where the default holds."""
        query = select(rule.c.days, rule.c.set_by, rule.c.set_at).where(rule.c.organization == principal.organization)
        async with self._postgres.transaction(principal) as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Rule(*row)

    async def set(self, principal: Principal, days: int | None) -> None:
        """Set the organization's rule, or remove it; noted in the audit log. Its footage follows in slices."""
        async with self._postgres.transaction(principal) as connection:
            if days is None:
                await connection.execute(delete(rule).where(rule.c.organization == principal.organization))
            else:
                values = {"days": days, "set_by": principal.user_id, "set_at": func.now()}
                statement = insert(rule).values(organization=principal.organization, **values)
                await connection.execute(statement.on_conflict_do_update(index_elements=["organization"], set_=values))
            await self._audit.write(connection, principal, "setRetention", None, {"days": days}, _REQUEST_ID)

    async def follow(self, principal: Principal, at_most: int) -> int:
        """Let at most this many videos follow a changed rule; how many did. Those that others hold come later."""
        async with self._postgres.transaction(principal) as connection:
            values = {"organization": principal.organization, "at_most": at_most}
            stale = (await connection.execute(_STALE, values)).scalars().all()
            free = select(video.c.id).where(is_one_of_ids(video.c.id, stale))
            ids = (await connection.execute(free.with_for_update(skip_locked=True, key_share=True))).scalars().all()
            await connection.execute(_RECOMPUTE, {"ids": list(ids)})
        return len(ids)

    async def announce(self, principal: Principal, warning_days: float, at_most: int) -> int:
        """Announce the expiry of at most this many videos; how many were.

        None expires earlier than warning_days after it was announced.
        """
        due = (
            select(video.c.id)
            .where(
                video.c.expires_at <= func.now() + text("make_interval(secs => :warning_days * 86400)"),
                video.c.expiry_warned_at.is_(None),
                video.c.status != "UPLOADING",
                is_not_held(),
            )
            .order_by(video.c.expires_at)
            .limit(at_most)
            .with_for_update(skip_locked=True, key_share=True)
        )
        async with self._postgres.transaction(principal) as connection:
            ids = (await connection.execute(due, {"warning_days": warning_days})).scalars().all()
            rows = (await connection.execute(_ANNOUNCE, {"ids": list(ids), "warning_days": warning_days})).all()
            entries = [(AuditTarget("VIDEO", row.id), {"expiresAt": row.expires_at.isoformat()}) for row in rows]
            if entries:
                await self._audit.write_all(connection, principal, "expiryAnnounced", entries, _REQUEST_ID)
        return len(rows)
