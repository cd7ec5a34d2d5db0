"""Pages of the videos and events of many cameras, each list in one statement."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.keyset import Keyset, slice_rows
from datasources.postgres.search.conditions import (
    build_event_conditions,
    build_upload_conditions,
    build_video_conditions,
    event,
    is_one_of_ids,
    video,
)
from datasources.postgres.tables import videos
from datasources.postgres.tables.event_orders import ORDERS
from models.access.principal import Principal
from models.enums import EventOrder, VideoOrder
from models.filters import EventFilter, VideoFilter
from models.paging import PageWindow, Slice
from models.rows.event import EventRow
from models.rows.row import Row
from models.rows.video import VideoRow


class CameraLists:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_video_pages(
        self,
        principal: Principal,
        camera_ids: Sequence[UUID],
        wanted: VideoFilter | None,
        order: VideoOrder,
        window: PageWindow,
        columns: Collection[str],
    ) -> list[Slice[VideoRow]]:
        """The same page of videos for each camera."""
        selected = select(*(video.c[name] for name in sorted({"id", *columns})))
        conditions = [*build_video_conditions(wanted), *build_upload_conditions(principal, wanted)]

        def of_camera(camera_id: ColumnElement[Any]) -> Select[Any]:
            return selected.where(video.c.camera_id == camera_id, *conditions)

        rows: Any = await self._fetch_pages(principal, camera_ids, of_camera, videos.ORDERS[order], window)
        return [slice_rows(rows[camera_id], window) for camera_id in camera_ids]

    async def list_event_pages(
        self,
        principal: Principal,
        camera_ids: Sequence[UUID],
        wanted: EventFilter | None,
        order: EventOrder,
        window: PageWindow,
        columns: Collection[str],
    ) -> list[Slice[EventRow]]:
        """The same page of events for each camera."""
        selected = select(*(event.c[name] for name in sorted({"id", *columns})))

        def of_camera(camera_id: ColumnElement[Any]) -> Select[Any]:
            joined = selected.join(video, video.c.id == event.c.video_id)
            return joined.where(video.c.camera_id == camera_id, *build_event_conditions(wanted))

        rows: Any = await self._fetch_pages(principal, camera_ids, of_camera, ORDERS[order], window)
        return [slice_rows(rows[camera_id], window) for camera_id in camera_ids]

    async def count_videos(
        self, principal: Principal, camera_ids: Sequence[UUID], wanted: VideoFilter | None
    ) -> list[int]:
        """How many videos of each camera match."""
        query = select(video.c.camera_id, func.count()).where(
            is_one_of_ids(video.c.camera_id, camera_ids),
            *build_video_conditions(wanted),
            *build_upload_conditions(principal, wanted),
        )
        return await self._count(principal, camera_ids, query.group_by(video.c.camera_id))

    async def count_events(
        self, principal: Principal, camera_ids: Sequence[UUID], wanted: EventFilter | None
    ) -> list[int]:
        """How many events of each camera match."""
        query = select(video.c.camera_id, func.count()).join(event, event.c.video_id == video.c.id)
        query = query.where(is_one_of_ids(video.c.camera_id, camera_ids), *build_event_conditions(wanted))
        return await self._count(principal, camera_ids, query.group_by(video.c.camera_id))

    async def _fetch_pages(
        self, principal: Principal, camera_ids: Sequence[UUID], of_camera: Any, order: Keyset, window: PageWindow
    ) -> Mapping[UUID, Sequence[Row]]:
        """The rows of a window for each camera. LATERAL stops reading each camera's rows at the page's end."""
        ids = bindparam("camera_ids", list(camera_ids), type_=ARRAY(PG_UUID(as_uuid=True)))
        parents = func.unnest(ids).table_valued("id", name="parent").render_derived()
        page = order.apply_window(of_camera(parents.c.id), window).lateral("mine")
        query = select(parents.c.id.label("parent_id"), page).select_from(parents.join(page, true()))
        grouped: dict[UUID, list[Any]] = {camera_id: [] for camera_id in camera_ids}
        async with self._postgres.transaction(principal) as connection:
            for row in (await connection.execute(query)).mappings():
                grouped[row["parent_id"]].append(row)
        return grouped

    async def _count(self, principal: Principal, camera_ids: Sequence[UUID], query: Select[Any]) -> list[int]:
        async with self._postgres.transaction(principal) as connection:
            counts: dict[UUID, int] = {row[0]: row[1] for row in await connection.execute(query)}
        return [counts.get(camera_id, 0) for camera_id in camera_ids]
