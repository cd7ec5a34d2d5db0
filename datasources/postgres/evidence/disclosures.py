"""The log of disclosures: added to, and read newest first."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.keyset import Keyset, slice_rows
from models.access.principal import Principal
from models.paging import PageWindow, Slice
from models.rows.evidence import DisclosureRow
from models.tables import Disclosure

disclosure = Disclosure.__table__
NEWEST_FIRST = Keyset(disclosure.c.at, disclosure.c.id, descending=True, kind=datetime)


class Disclosures:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def add_in(
        self, connection: AsyncConnection, principal: Principal, package_id: UUID, **columns: Any
    ) -> DisclosureRow:
        """Add an entry in the caller's transaction; its row."""
        author = {"organization": principal.organization, "user_id": principal.user_id, "package_id": package_id}
        added = await connection.execute(insert(disclosure).values(**author, **columns).returning(disclosure))
        return cast("DisclosureRow", added.mappings().one())

    async def list_page(
        self, principal: Principal, window: PageWindow, columns: Collection[str]
    ) -> Slice[DisclosureRow]:
        """A page of entries with these columns and their id."""
        query = select(*(disclosure.c[name] for name in sorted({"id", *columns})))
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(NEWEST_FIRST.apply_window(query, window))).mappings().all()
        return slice_rows(cast("Sequence[DisclosureRow]", rows), window)

    async def count(self, principal: Principal) -> int:
        query = select(func.count()).select_from(disclosure)
        async with self._postgres.transaction(principal) as connection:
            return int((await connection.execute(query)).scalar_one())
