"""The ledger of the inbox: each object, by key, version and etag, has one row, whoever tells of it how often."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import is_one_of
from models.access.principal import Principal
from models.footage.inbox import FoundObject, InboxObject, InboxState
from models.footage.originals import ObjectRef
from models.tables import InboxObjectRow

inbox_object = InboxObjectRow.__table__
_COLUMNS = [
    inbox_object.c[name]
    for name in (
        *("id", "organization", "object_key", "version", "etag", "size_bytes"),
        *("state", "video_id", "requested", "copy_state"),
    )
]


class Inbox:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def register_in(
        self, connection: AsyncConnection, principal: Principal, found: Sequence[FoundObject]
    ) -> list[InboxObject]:
        """The rows of these objects of the organization's inbox, inserted where there was none, in no certain order."""
        if not found:
            return []
        rows = [
            {
                "organization": principal.organization,
                "site": one.site,
                "object_key": one.source.key,
                "version": one.source.version or "",
                "etag": one.source.etag,
                "size_bytes": one.size_bytes,
            }
            for one in found
        ]
        await connection.execute(
            insert(inbox_object).values(rows).on_conflict_do_nothing(constraint="inbox_object_once")
        )
        identity = tuple_(inbox_object.c.object_key, inbox_object.c.version, inbox_object.c.etag)
        query = select(*_COLUMNS).where(
            inbox_object.c.organization == principal.organization,
            identity.in_([(row["object_key"], row["version"], row["etag"]) for row in rows]),
        )
        return [_from_row(row) for row in (await connection.execute(query)).mappings()]

    async def list_known(self, principal: Principal, keys: Iterable[str]) -> set[tuple[str, str]]:
        """The key and the etag of each row of these keys."""
        query = select(inbox_object.c.object_key, inbox_object.c.etag).where(
            inbox_object.c.organization == principal.organization, is_one_of(inbox_object.c.object_key, list(keys))
        )
        async with self._postgres.transaction(principal) as connection:
            return {(row.object_key, row.etag) for row in await connection.execute(query)}

    async def get(self, principal: Principal, id_: UUID) -> InboxObject | None:
        async with self._postgres.transaction(principal) as connection:
            return await self._fetch(connection, id_, lock=False)

    async def lock_in(self, connection: AsyncConnection, id_: UUID) -> InboxObject | None:
        """A row, which nobody else changes until the transaction ends."""
        return await self._fetch(connection, id_, lock=True)

    async def update_in(
        self, connection: AsyncConnection, id_: UUID, *, only_in: InboxState | None = None, **columns: Any
    ) -> bool:
        """Change columns of a row; False where there is none, or where it is not in the state `only_in`."""
        conditions = [inbox_object.c.id == id_]
        if only_in is not None:
            conditions.append(inbox_object.c.state == only_in.value)
        query = update(inbox_object).where(and_(*conditions)).values(updated_at=func.now(), **columns)
        return (await connection.execute(query)).rowcount == 1

    async def update(
        self, principal: Principal, id_: UUID, *, only_in: InboxState | None = None, **columns: Any
    ) -> bool:
        """The same in a transaction of its own."""
        async with self._postgres.transaction(principal) as connection:
            return await self.update_in(connection, id_, only_in=only_in, **columns)

    async def _fetch(self, connection: AsyncConnection, id_: UUID, *, lock: bool) -> InboxObject | None:
        query = select(*_COLUMNS).where(inbox_object.c.id == id_)
        row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
        return None if row is None else _from_row(row)


def _from_row(row: Mapping[Any, Any]) -> InboxObject:
    return InboxObject(
        id=row["id"],
        organization=row["organization"],
        source=ObjectRef(row["object_key"], row["etag"], row["version"] or None),
        size_bytes=row["size_bytes"],
        state=InboxState(row["state"]),
        video_id=row["video_id"],
        requested=row["requested"],
        copy=row["copy_state"],
    )
