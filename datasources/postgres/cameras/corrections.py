"""Corrections of cameras, and the videos that follow them, a slice at a time.

A video names the newest correction that it has followed. A correction is finished when no video of its camera lags.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.cameras.event_times import sync_event_times
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import video
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.cameras import camera
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.footage.cameras import FOLLOWING_COLUMNS, Correction, CorrectionOrder, FollowedVideo
from models.rows.camera import CameraRow
from models.rows.video import VideoRow
from models.tables import CameraChange

change = CameraChange.__table__
_ORGANIZATIONS = text("SELECT * FROM organizations_with_camera_work()")
_SUM_UP = text("""
UPDATE camera_change SET videos = videos + :videos, moved = moved + :moved,
  least_seconds = least(least_seconds, CAST(:least AS double precision)),
  most_seconds = greatest(most_seconds, CAST(:most AS double precision))
WHERE id = :id
""")
# Each statement sees what is committed by then: a video that is being changed right now still lags.
_FINISHED = text("""
UPDATE camera_change SET finished_at = now()
WHERE camera_id = :camera AND finished_at IS NULL AND NOT EXISTS (
  SELECT FROM video WHERE video.camera_id = camera_change.camera_id
    AND (video.camera_change IS NULL OR video.camera_change < camera_change.id))
RETURNING id, user_id, request_id, change, videos, moved, least_seconds, most_seconds
""")


class CameraCorrections:
    def __init__(self, postgres: Postgres, audit: Audit) -> None:
        self._postgres = postgres
        self._audit = audit

    async def list_organizations(self) -> list[str]:
        """The organizations whose cameras the worker's schedule has something to do for."""
        async with self._postgres.system_transaction() as connection:
            return list((await connection.execute(_ORGANIZATIONS)).scalars())

    async def lock_camera_in(self, connection: AsyncConnection, camera_id: UUID) -> CameraRow | None:
        """All columns of a camera that is not being deleted, locked for a change; None where there is none."""
        query = select(camera).where(camera.c.id == camera_id, camera.c.deletion.is_(None)).with_for_update()
        return cast("CameraRow | None", (await connection.execute(query)).mappings().one_or_none())

    async def add_in(
        self,
        connection: AsyncConnection,
        principal: Principal,
        corrected: CameraRow,
        settings: Mapping[str, Sequence[Any]],
        *,
        keep_moments: bool,
        request_id: str,
    ) -> UUID:
        """Note a correction of a camera whose row the transaction holds; its id, higher than that of any before it."""
        former = corrected["last_change"]
        fresh: UUID = (await connection.execute(select(func.uuidv7()))).scalar_one()
        # The database's clock may have gone back.
        id_ = fresh if former is None or fresh > former else UUID(int=former.int + 1)
        values = {
            "id": id_,
            "organization": principal.organization,
            "camera_id": corrected["id"],
            "change": {"settings": dict(settings), **({"keep_moments": True} if keep_moments else {})},
            "user_id": principal.user_id,
            "request_id": request_id,
        }
        await connection.execute(insert(change).values(**values))
        await connection.execute(update(camera).where(camera.c.id == corrected["id"]).values(last_change=id_))
        return id_

    async def list_unfinished(self, principal: Principal) -> list[UUID]:
        """The cameras with a correction that footage may not have followed."""
        query = select(change.c.camera_id).where(change.c.finished_at.is_(None)).distinct()
        async with self._postgres.transaction(principal) as connection:
            return list((await connection.execute(query)).scalars())

    async def list_in(self, connection: AsyncConnection, camera_id: UUID) -> list[Correction]:
        """Every correction of a camera, in order."""
        query = select(change.c.id, change.c.change).where(change.c.camera_id == camera_id).order_by(change.c.id)
        return [Correction.from_stored(row.id, row.change) for row in await connection.execute(query)]

    async def lock_lagging_in(
        self, connection: AsyncConnection, camera_id: UUID, newest: UUID, at_most: int
    ) -> list[VideoRow]:
        """Videos that have not followed the newest correction, locked; those that others hold are left out."""
        query = (
            select(*(video.c[name] for name in FOLLOWING_COLUMNS))
            .where(
                video.c.camera_id == camera_id,
                or_(video.c.camera_change.is_(None), video.c.camera_change < newest),
            )
            .limit(at_most)
            .with_for_update(skip_locked=True, key_share=True)
        )
        return list(cast("Sequence[VideoRow]", (await connection.execute(query)).mappings().all()))

    async def store_in(self, connection: AsyncConnection, followed: Sequence[FollowedVideo]) -> None:
        """Store what locked videos become, and give their events the times that follow."""
        by_columns: dict[tuple[str, ...], list[FollowedVideo]] = {}
        for each in followed:
            by_columns.setdefault(tuple(sorted(each.columns)), []).append(each)
        for names, group in by_columns.items():
            statement = update(video).where(video.c.id == bindparam("video_id"))
            statement = statement.values(updated_at=func.now(), **{name: bindparam(f"new_{name}") for name in names})
            values = [{"video_id": each.id, **{f"new_{name}": each.columns[name] for name in names}} for each in group]
            await connection.execute(statement, values)
        for each in followed:
            if "recorded_at" in each.columns:
                await sync_event_times(connection, each.id)

    async def sum_up_in(self, connection: AsyncConnection, corrections: Mapping[UUID, Sequence[float | None]]) -> None:
        """Count videos for each correction: by how many seconds it moved each of them; null: not at all."""
        rows = []
        # In their order, so that two transactions do not wait for each other.
        for id_, seconds in sorted(corrections.items()):
            moved = [each for each in seconds if each is not None]
            least, most = min(moved, default=None), max(moved, default=None)
            rows.append({"id": id_, "videos": len(seconds), "moved": len(moved), "least": least, "most": most})
        if rows:
            await connection.execute(_SUM_UP, rows)

    async def finish(self, principal: Principal, camera_id: UUID) -> int:
        """Mark corrections that all footage has followed, each with an audit entry of who ordered it; their number."""
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(_FINISHED, {"camera": camera_id})).all()
            for row in rows:
                order = CorrectionOrder(
                    row.id,
                    row.user_id,
                    row.request_id,
                    sorted(row.change["settings"]),
                    row.videos,
                    row.moved,
                    row.least_seconds,
                    row.most_seconds,
                )
                await self._write_audit(connection, principal, camera_id, order)
        return len(rows)

    async def _write_audit(
        self, connection: AsyncConnection, principal: Principal, camera_id: UUID, order: CorrectionOrder
    ) -> None:
        details = {
            "settings": list(order.settings),
            "videos": order.videos,
            "moved": order.moved,
            "leastSeconds": order.least_seconds,
            "mostSeconds": order.most_seconds,
        }
        author = Principal(order.user_id, principal.organization, frozenset())
        target = AuditTarget("CAMERA", camera_id)
        await self._audit.write(connection, author, "footageFollowedCamera", target, details, order.request_id)
