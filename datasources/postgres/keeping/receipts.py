"""Receipts of what went from the object store, in the audit log."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from models.access.audit import AuditTarget
from models.access.principal import Principal


class ObjectReceipts:
    def __init__(self, postgres: Postgres, audit: Audit) -> None:
        self._postgres = postgres
        self._audit = audit

    async def note_objects(self, principal: Principal, counted: Sequence[tuple[UUID, Mapping[str, int]]]) -> None:
        """Note how many objects and versions went after the rows of these videos, an entry each."""
        entries = [(AuditTarget("VIDEO", video_id), counts) for video_id, counts in counted]
        if entries:
            async with self._postgres.transaction(principal) as connection:
                await self._audit.write_all(connection, principal, "deleteObjects", entries, "retention")
