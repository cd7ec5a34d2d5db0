"""Open uploads, and the search for videos that already have a file."""

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import and_, delete, insert, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import video
from models.access.principal import Principal
from models.enums import VideoStatus
from models.rows.video import VideoRow
from models.tables import Upload

upload = Upload.__table__
_LOCKED_COLUMNS = (
    "status",
    "object_key",
    "camera_id",
    "recorded_at",
    "clock_offset_seconds",
    "timezone",
    "held_until",
    "size_bytes",
)
_LOCK_FILE = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(current_setting('watchgraph.organization') || ' ' || :known, 8))"
)
_EXPIRED = text("SELECT video_id, organization FROM expired_uploads(:at_most)")


class Uploads:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def insert_in(
        self,
        connection: AsyncConnection,
        principal: Principal,
        video_id: UUID,
        *,
        allow_duplicate: bool,
        expires_at: datetime,
    ) -> None:
        """Insert an upload for a video, in the caller's transaction."""
        await connection.execute(
            insert(upload).values(
                video_id=video_id,
                organization=principal.organization,
                allow_duplicate=allow_duplicate,
                expires_at=expires_at,
            )
        )

    async def lock_video(self, connection: AsyncConnection, video_id: UUID) -> VideoRow | None:
        """Lock a video until the transaction ends; returns the columns that a confirmation checks, None if missing."""
        query = select(video.c.id, *(video.c[name] for name in _LOCKED_COLUMNS)).where(video.c.id == video_id)
        row = (await connection.execute(query.with_for_update())).mappings().one_or_none()
        return cast("VideoRow | None", row)

    async def allows_duplicate(self, connection: AsyncConnection, video_id: UUID) -> bool:
        result = await connection.execute(select(upload.c.allow_duplicate).where(upload.c.video_id == video_id))
        return bool(result.scalar_one_or_none())

    async def delete_in(self, connection: AsyncConnection, video_id: UUID) -> None:
        """Delete the row of a confirmed upload."""
        await connection.execute(delete(upload).where(upload.c.video_id == video_id))

    async def find_duplicate_in(
        self,
        connection: AsyncConnection,
        *,
        size_bytes: int,
        checksum_sha256: str | None,
        etag: str | None = None,
        other_than: UUID | None = None,
    ) -> UUID | None:
        """The organization's oldest confirmed video with the same file, intact; None where there is none.

        Files are the same if their SHA-256, or their size and etag, are the same. Other transactions that check the
        same file wait until this one ends, so that one of two concurrent uploads finds the other.
        """
        for fingerprint in (checksum_sha256, etag):
            if fingerprint is not None:
                await connection.execute(_LOCK_FILE, {"known": fingerprint})
        is_same_file = []
        if checksum_sha256 is not None:
            is_same_file.append(video.c.checksum_sha256 == checksum_sha256)
        if etag is not None:
            is_same_file.append(and_(video.c.etag == etag, video.c.size_bytes == size_bytes))
        if not is_same_file:
            return None
        query = select(video.c.id).where(
            or_(*is_same_file), video.c.status != VideoStatus.UPLOADING.value, video.c.original_fault.is_(None)
        )
        if other_than is not None:
            query = query.where(video.c.id != other_than)
        video_id: UUID | None = (await connection.execute(query.order_by(video.c.id).limit(1))).scalar_one_or_none()
        return video_id

    async def find_duplicate(self, principal: Principal, *, size_bytes: int, checksum_sha256: str) -> UUID | None:
        """The same in its own transaction, before an upload exists."""
        async with self._postgres.transaction(principal) as connection:
            return await self.find_duplicate_in(connection, size_bytes=size_bytes, checksum_sha256=checksum_sha256)

    async def list_expired(self, at_most: int) -> list[tuple[UUID, str]]:
        """Expired uploads of all organizations: (video id, organization)."""
        async with self._postgres.system_transaction() as connection:
            rows = await connection.execute(_EXPIRED, {"at_most": at_most})
            return [(row.video_id, row.organization) for row in rows]
