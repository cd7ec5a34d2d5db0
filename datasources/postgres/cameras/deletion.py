"""Cameras that are deleted: at once where they have no footage, else after the last of their videos."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.keeping.holds import is_not_held
from datasources.postgres.search.conditions import video
from datasources.postgres.tables.cameras import camera
from models.access.principal import Principal
from models.rows.camera import CameraRow

# A name that is in use again by now stays given up.
_RESTORE = text("""
UPDATE camera SET deletion = NULL, updated_at = now(), name = CASE WHEN EXISTS (
    SELECT FROM camera AS other WHERE other.name = camera.deletion ->> 'name'
      AND other.site IS NOT DISTINCT FROM camera.site)
  THEN camera.name ELSE camera.deletion ->> 'name' END
WHERE id = :camera AND deletion IS NOT NULL
""")


class CameraDeletions:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def count_videos_in(self, connection: AsyncConnection, camera_id: UUID) -> tuple[int, int]:
        """How many videos a camera has, and how many of them are under legal hold."""
        held = func.count().filter(~is_not_held())
        query = select(func.count(), held).where(video.c.camera_id == camera_id)
        row = (await connection.execute(query)).one()
        return row[0], row[1]

    async def delete_in(self, connection: AsyncConnection, camera_id: UUID) -> bool:
        """Delete a camera that has no footage; False where it has some, or where there is no such camera."""
        has_footage = exists(select(video.c.id).where(video.c.camera_id == camera_id))
        statement = delete(camera).where(camera.c.id == camera_id, ~has_footage)
        return (await connection.execute(statement)).rowcount == 1

    async def begin_in(
        self, connection: AsyncConnection, locked: CameraRow, principal: Principal, request_id: str
    ) -> None:
        """Mark a locked camera as being deleted. Its name is free from now on."""
        order = {"name": locked["name"], "user_id": principal.user_id, "request_id": request_id}
        statement = update(camera).where(camera.c.id == locked["id"])
        await connection.execute(statement.values(deletion=order, name=f"{locked['name']} {locked['id']}"))

    async def list_begun(self, principal: Principal) -> list[tuple[UUID, Mapping[str, Any]]]:
        """The cameras that are being deleted, with who ordered it."""
        query = select(camera.c.id, camera.c.deletion).where(camera.c.deletion.is_not(None)).order_by(camera.c.id)
        async with self._postgres.transaction(principal) as connection:
            return [(row.id, row.deletion) for row in await connection.execute(query)]

    async def list_videos(self, principal: Principal, camera_id: UUID, after: UUID | None, at_most: int) -> list[UUID]:
        """Videos of a camera, in the order of their ids, beyond one of them."""
        query = select(video.c.id).where(video.c.camera_id == camera_id).order_by(video.c.id).limit(at_most)
        if after is not None:
            query = query.where(video.c.id > after)
        async with self._postgres.transaction(principal) as connection:
            return list((await connection.execute(query)).scalars())

    async def restore_in(self, connection: AsyncConnection, camera_id: UUID) -> bool:
        """Undo `begin_in`, where the rest of the footage must stay; False where another process was faster."""
        result = await connection.execute(_RESTORE, {"camera": camera_id})
        return result.rowcount == 1
