"""Cameras: found or made by site and name, read by page or id, and written.

A camera that is being deleted with its footage has given up its name and is not found any more.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.keyset import Keyset, slice_rows
from datasources.postgres.search.conditions import (
    build_text_condition,
    is_one_of,
    is_one_of_ids,
    narrow_cameras_to_sites,
)
from models.access.principal import Principal
from models.enums import CameraOrder
from models.filters import CameraFilter
from models.paging import PageWindow, Slice
from models.rows.camera import CameraRow
from models.tables import Camera

camera = Camera.__table__
_IS_THERE = camera.c.deletion.is_(None)
ORDERS = {
    CameraOrder.NAME: Keyset(camera.c.name, camera.c.id, descending=False, kind=str),
    CameraOrder.SITE: Keyset(camera.c.site_sort, camera.c.id, descending=False, kind=str),
    CameraOrder.LAST_FOOTAGE_FIRST: Keyset(camera.c.footage_sort, camera.c.id, descending=True, kind=datetime),
}


class Cameras:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_page(
        self,
        principal: Principal,
        wanted: CameraFilter | None,
        order: CameraOrder,
        window: PageWindow,
        columns: Collection[str],
    ) -> Slice[CameraRow]:
        """A page of matching cameras, with these columns and their id."""
        conditions = _build_conditions(narrow_cameras_to_sites(principal, wanted))
        query = select(*_select_columns(columns)).where(*conditions)
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(ORDERS[order].apply_window(query, window))).mappings().all()
        return slice_rows(cast("Sequence[CameraRow]", rows), window)

    async def count(self, principal: Principal, wanted: CameraFilter | None) -> int:
        conditions = _build_conditions(narrow_cameras_to_sites(principal, wanted))
        query = select(func.count()).select_from(camera).where(*conditions)
        async with self._postgres.transaction(principal) as connection:
            return int((await connection.execute(query)).scalar_one())

    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str]
    ) -> list[CameraRow | None]:
        """The cameras with these ids, in this order; None where missing, another organization's or another site's."""
        query = select(*_select_columns(columns)).where(is_one_of_ids(camera.c.id, ids), _IS_THERE)
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        by_id = {row["id"]: row for row in cast("Sequence[CameraRow]", rows)}
        return [by_id.get(id_) for id_ in ids]

    async def get_loitering_seconds(self, principal: Principal, camera_id: UUID) -> float | None:
        """How long one may stand before this camera; None where that is as the server is set."""
        [row] = await self.get_by_ids(principal, [camera_id], ["loitering_seconds"])
        return None if row is None else row["loitering_seconds"]

    async def get_expected_hours(self, principal: Principal, camera_id: UUID) -> Sequence[Mapping[str, Any]]:
        """The hours in which people are expected before this camera; empty where none are told."""
        [row] = await self.get_by_ids(principal, [camera_id], ["expected_hours"])
        return () if row is None else row["expected_hours"]

    async def find(self, principal: Principal, site: str | None, name: str) -> CameraRow | None:
        """The camera of this name at this site, or without a site where that is None; all of its columns."""
        async with self._postgres.transaction(principal) as connection:
            return await _fetch_one(connection, _select_named(site, name))

    async def find_by_name_in(self, connection: AsyncConnection, name: str, at_most: int = 2) -> list[CameraRow]:
        """The cameras of this name that the transaction sees, at whatever site; the one without a site first.

        Their rows are locked as in `lock_in`.
        """
        query = select(camera).where(camera.c.name == name, _IS_THERE).order_by(camera.c.site_sort, camera.c.id)
        query = query.limit(at_most)
        rows = (await connection.execute(query.with_for_update(read=True))).mappings().all()
        return list(cast("Sequence[CameraRow]", rows))

    async def lock_in(self, connection: AsyncConnection, camera_id: UUID) -> CameraRow | None:
        """All columns of a camera, which nobody corrects or deletes until the transaction ends; None where missing.

        Footage that is stored in the transaction has the values of this row, and so misses no correction.
        """
        query = select(camera).where(camera.c.id == camera_id, _IS_THERE)
        return await _fetch_one(connection, query.with_for_update(read=True))

    async def find_in(self, connection: AsyncConnection, site: str | None, name: str) -> CameraRow | None:
        """The camera of this name at this site, locked as in `lock_in`; None where there is none."""
        return await _fetch_one(connection, _select_named(site, name).with_for_update(read=True))

    async def ensure_in(
        self, connection: AsyncConnection, principal: Principal, site: str | None, name: str, **columns: Any
    ) -> CameraRow:
        """The camera of this name at this site, made with these columns where there is none; locked as in `lock_in`.

        Concurrent transactions make one row.
        """
        made = (
            insert(camera)
            .values(organization=principal.organization, site=site, name=name, **columns)
            .on_conflict_do_nothing(constraint="camera_name")
        )
        named = _select_named(site, name).with_for_update(read=True)
        found = await _fetch_one(connection, named)
        while found is None:
            # Where another transaction has just made it, this waits for its end. It may be deleted before it is read.
            await connection.execute(made)
            found = await _fetch_one(connection, named)
        return found

    async def insert_in(
        self, connection: AsyncConnection, principal: Principal, columns: dict[str, Any]
    ) -> UUID | None:
        """Insert a camera; its id. None where there is one of its name at its site."""
        statement = (
            insert(camera)
            .values(organization=principal.organization, **columns)
            .on_conflict_do_nothing(constraint="camera_name")
            .returning(camera.c.id)
        )
        new_id: UUID | None = (await connection.execute(statement)).scalar_one_or_none()
        return new_id

    async def update_in(self, connection: AsyncConnection, camera_id: UUID, columns: dict[str, Any]) -> bool:
        """Change columns of a camera; False where its site has another camera of its name: the transaction is over."""
        statement = update(camera).where(camera.c.id == camera_id).values(updated_at=func.now(), **columns)
        try:
            await connection.execute(statement)
        except IntegrityError as error:
            if "camera_name" in str(error.orig):
                return False
            raise
        return True


async def _fetch_one(connection: AsyncConnection, query: Select[Any]) -> CameraRow | None:
    row = (await connection.execute(query)).mappings().one_or_none()
    return cast("CameraRow | None", row)


def _select_named(site: str | None, name: str) -> Select[Any]:
    at_site = camera.c.site.is_(None) if site is None else camera.c.site == site
    return select(camera).where(camera.c.name == name, at_site, _IS_THERE)


def _build_conditions(wanted: CameraFilter | None) -> list[Any]:
    conditions: list[Any] = [_IS_THERE]
    if wanted is not None and wanted.text is not None:
        conditions.append(build_text_condition((camera.c.name, camera.c.site), wanted.text))
    if wanted is not None and wanted.sites is not None:
        conditions.append(is_one_of(camera.c.site, wanted.sites))
    return conditions


def _select_columns(names: Iterable[str]) -> list[Any]:
    return [camera.c[name] for name in sorted({"id", *names})]
