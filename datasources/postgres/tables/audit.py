"""The audit log: entries are written in the transaction of the action, and read newest first."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import execute
from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.keyset import Keyset, slice_rows
from datasources.postgres.search.conditions import is_one_of, is_one_of_ids
from models.access.audit import AuditFilter, AuditTarget
from models.access.principal import Principal
from models.paging import PageWindow, Slice
from models.rows.audit import AuditRow
from models.tables import AuditEntry

entry = AuditEntry.__table__

_INSERT = """
INSERT INTO audit_entry (organization, user_id, action, target_kind, target_id, details, request_id)
SELECT $1, $2, $3, kind, id, details, $4 FROM unnest($5::text[], $6::uuid[], $7::jsonb[]) AS target (kind, id, details)
"""
NEWEST_FIRST = Keyset(entry.c.at, entry.c.id, descending=True, kind=datetime)


class Audit:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def write(
        self,
        connection: AsyncConnection,
        principal: Principal,
        action: str,
        target: AuditTarget | None,
        details: Mapping[str, Any],
        request_id: str,
    ) -> None:
        """Write an entry in the transaction of the action, so that both are stored or neither.

        details must contain ids and numbers only, no texts: entries cannot be deleted, also not on request.
        """
        await self.write_all(connection, principal, action, [(target, details)], request_id)

    async def write_all(
        self,
        connection: AsyncConnection,
        principal: Principal,
        action: str,
        entries: Sequence[tuple[AuditTarget | None, Mapping[str, Any]]],
        request_id: str,
    ) -> None:
        """Write one entry per target, each with its details, in one statement."""
        kinds = [None if target is None else target.kind for target, _ in entries]
        target_ids = [None if target is None else target.id for target, _ in entries]
        details = [json.dumps(dict(target_details)) for _, target_details in entries]
        author = (principal.organization, principal.user_id)
        await execute(connection, _INSERT, *author, action, request_id, kinds, target_ids, details)

    async def list_page(
        self, principal: Principal, wanted: AuditFilter | None, window: PageWindow, columns: Collection[str]
    ) -> Slice[AuditRow]:
        """A page of matching entries, newest first, with these columns and their id."""
        query = select(*(entry.c[name] for name in sorted({"id", *columns}))).where(*_build_conditions(wanted))
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(NEWEST_FIRST.apply_window(query, window))).mappings().all()
        return slice_rows(cast("Sequence[AuditRow]", rows), window)

    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Collection[str]
    ) -> list[AuditRow | None]:
        """The entries with these ids, in this order; None where there is none that the principal may see."""
        query = select(*(entry.c[name] for name in sorted({"id", *columns}))).where(is_one_of_ids(entry.c.id, ids))
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        by_id = {row["id"]: cast("AuditRow", row) for row in rows}
        return [by_id.get(id_) for id_ in ids]

    async def count(self, principal: Principal, wanted: AuditFilter | None) -> int:
        query = select(func.count()).select_from(entry).where(*_build_conditions(wanted))
        async with self._postgres.transaction(principal) as connection:
            return int((await connection.execute(query)).scalar_one())


def _build_conditions(wanted: AuditFilter | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted is None:
        return conditions
    for column, values in ((entry.c.user_id, wanted.user_ids), (entry.c.action, wanted.actions)):
        if values is not None:
            conditions.append(is_one_of(column, values))
    if wanted.targets is not None:
        targets = [(target.kind, target.id) for target in wanted.targets]
        conditions.append(tuple_(entry.c.target_kind, entry.c.target_id).in_(targets))
    if wanted.at is not None:
        conditions += [entry.c.at >= wanted.at.start] if wanted.at.start is not None else []
        conditions += [entry.c.at <= wanted.at.end] if wanted.at.end is not None else []
    return conditions
