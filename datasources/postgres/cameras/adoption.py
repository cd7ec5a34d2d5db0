"""Footage whose camera is only a text: of clients and processes that know no cameras, and of before there were any.

Each slice is one short transaction over videos that nobody else holds, so that several workers share the work and one
that is killed leaves nothing half done.
"""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import is_one_of_ids, video
from datasources.postgres.tables.cameras import Cameras
from models.access.principal import Principal
from models.rows.camera import CameraRow
from models.rows.video import VideoRow

_COLUMNS = ("id", "camera", "site", "timezone", "zones")
_IS_LEFT = (video.c.camera.is_not(None), video.c.camera_id.is_(None))


class CameraAdoption:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._cameras = Cameras(postgres)

    async def adopt(self, organization: str, at_most: int) -> int:
        """Give at most this many videos of an organization the camera that their text means; how many got one.

        It is the camera of that name at the video's site; for a video without a site the one without, else the only
        one. A camera that is made has the time zone and zones of its newest video. No moment moves.
        """
        worker = Principal.worker(organization)
        query = select(*(video.c[name] for name in _COLUMNS)).where(*_IS_LEFT).order_by(video.c.id.desc())
        query = query.limit(at_most).with_for_update(skip_locked=True, key_share=True)
        async with self._postgres.transaction(worker) as connection:
            found = cast("Sequence[VideoRow]", (await connection.execute(query)).mappings().all())
            groups: dict[tuple[str, str], list[VideoRow]] = {}
            for row in found:
                groups.setdefault((row["camera"] or "", row["site"] or ""), []).append(row)
            # In one order, so that two workers that make the same cameras do not wait for each other.
            for (name, site), rows in sorted(groups.items(), key=lambda group: group[0]):
                camera = await self._find_camera(connection, worker, site or None, name, rows[0])
                await _link(connection, camera, rows)
        return len(found)

    async def _find_camera(
        self, connection: AsyncConnection, worker: Principal, site: str | None, name: str, newest: VideoRow
    ) -> CameraRow:
        if site is None:
            known = await self._cameras.find_by_name_in(connection, name)
            if len(known) == 1 or (known and known[0]["site"] is None):
                return known[0]
        settings: dict[str, Any] = {"timezone": newest["timezone"], "zones": newest["zones"]}
        return await self._cameras.ensure_in(connection, worker, site, name, **settings)


async def _link(connection: AsyncConnection, camera: CameraRow, rows: Sequence[VideoRow]) -> None:
    """The videos are the camera's from now on, and follow its next correction."""
    statement = update(video).where(is_one_of_ids(video.c.id, [row["id"] for row in rows]))
    await connection.execute(
        statement.values(
            camera_id=camera["id"],
            camera_change=camera["last_change"],
            site=camera["site"],
            clock_offset_seconds=camera["clock_offset_seconds"],
        )
    )
