"""Stored clips, and their links from events."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.search.conditions import is_one_of
from datasources.postgres.tables.audit import Audit
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.enums import JobStatus
from models.errors import NotFound
from models.footage.clips import ClipRange, StoredClip
from models.jobs import Claim, ProgressUpdate
from models.tables import Clip, Event, Video

clip, event, video = Clip.__table__, Event.__table__, Video.__table__
_COLUMNS = [clip.c[name] for name in StoredClip.__dataclass_fields__]
# A clip is linked to events that it shows whole, with at most this much around them; allows for rounded times.
_MARGIN_SECONDS, _ROUNDING_SECONDS = 30.0, 0.05


class Clips:
    def __init__(self, postgres: Postgres, jobs: Jobs) -> None:
        self._postgres = postgres
        self._jobs = jobs

    async def find(
        self, principal: Principal, video_id: UUID, clip_range: ClipRange, made_by: str
    ) -> StoredClip | None:
        """The clip of this range made by this version of the code; None if there is none."""
        query = select(*_COLUMNS).where(
            clip.c.video_id == video_id,
            clip.c.asked_start == clip_range.start_seconds,
            clip.c.asked_end == clip_range.end_seconds,
            clip.c.exact == clip_range.exact,
            clip.c.made_by == made_by,
        )
        async with self._postgres.transaction(principal) as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else StoredClip(**row)

    async def get_by_keys(self, principal: Principal, keys: Sequence[str]) -> list[StoredClip | None]:
        """The clips with these object keys, in this order; None where there is none."""
        query = select(*_COLUMNS).where(is_one_of(clip.c.object_key, keys))
        async with self._postgres.transaction(principal) as connection:
            clips = [StoredClip(**row) for row in (await connection.execute(query)).mappings()]
        by_key = {stored.object_key: stored for stored in clips}
        return [by_key.get(key) for key in keys]

    async def delete_replaced(self, principal: Principal, stored: StoredClip, request_id: str) -> bool:
        """Delete a clip whose object was replaced, with its links from events, and write that to the audit log.

        False where it was already deleted. The next request for the range cuts it again.
        """
        is_same = (clip.c.id == stored.id, clip.c.etag.is_not_distinct_from(stored.etag))
        async with self._postgres.transaction(principal) as connection:
            video_id = (await connection.execute(delete(clip).where(*is_same).returning(clip.c.video_id))).scalar()
            if video_id is None:
                return False
            is_linked = (event.c.video_id == video_id, event.c.clip_key == stored.object_key)
            await connection.execute(update(event).where(*is_linked).values(clip_key=None))
            details = {"startSeconds": stored.start_seconds, "endSeconds": stored.end_seconds}
            target = AuditTarget("VIDEO", video_id)
            await Audit(self._postgres).write(connection, principal, "clipReplaced", target, details, request_id)
        return True

    async def store(
        self, claim: Claim, clip_range: ClipRange, progress_update: ProgressUpdate, /, **columns: Any
    ) -> None:
        """Store a job's clip, link it from events, and end the job, in one transaction.

        Raises LeaseLost, and NotFound where the video was deleted.
        """
        video_id = claim.job.video_id
        if video_id is None:
            raise NotFound
        range_columns = {
            "asked_start": clip_range.start_seconds,
            "asked_end": clip_range.end_seconds,
            "exact": clip_range.exact,
        }
        start, end = columns["start_seconds"], columns["end_seconds"]
        # Clips of other versions of the code are replaced.
        outdated = exists().where(clip.c.object_key == event.c.clip_key, clip.c.made_by != columns["made_by"])
        is_shown = (
            event.c.video_id == video_id,
            or_(event.c.clip_key.is_(None), outdated),
            event.c.start_seconds >= start - _ROUNDING_SECONDS,
            event.c.end_seconds <= end + _ROUNDING_SECONDS,
            event.c.end_seconds - event.c.start_seconds >= end - start - _MARGIN_SECONDS,
        )
        async with self._postgres.transaction(claim.principal) as connection:
            # Lock the video before its job: everywhere the same order.
            lock_video = select(video.c.id).where(video.c.id == video_id).with_for_update(read=True, key_share=True)
            if (await connection.execute(lock_video)).one_or_none() is None:
                raise NotFound
            values = {"organization": claim.job.organization, "video_id": video_id, **range_columns, **columns}
            await connection.execute(insert(clip).values(values).on_conflict_do_nothing(constraint="clip_once"))
            await connection.execute(update(event).where(*is_shown).values(clip_key=columns["object_key"]))
            await self._jobs.end_in(connection, claim, JobStatus.DONE, progress_update)
