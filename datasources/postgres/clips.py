"""Clips that were cut, and the events that they show."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from datasources.postgres.engine import Postgres
from datasources.postgres.jobs import Jobs
from models.clips import Range, StoredClip
from models.enums import JobStatus
from models.errors import NotFound
from models.jobs import Claim, Telling
from models.principal import Principal
from models.tables import Clip, Event, Video

clip, event, video = Clip.__table__, Event.__table__, Video.__table__
_COLUMNS = [clip.c[name] for name in StoredClip.__dataclass_fields__]
# A clip stands for an event that it shows wholly, with not much around it; times are rounded here and there.
_AROUND_SECONDS, _ROUNDED = 30.0, 0.05


class Clips:
    def __init__(self, postgres: Postgres, jobs: Jobs) -> None:
        self._postgres = postgres
        self._jobs = jobs

    async def find(self, principal: Principal, video_id: UUID, wanted: Range, made_by: str) -> StoredClip | None:
        """The clip of this range that was cut so; None while there is none."""
        query = select(*_COLUMNS).where(
            clip.c.video_id == video_id,
            clip.c.asked_start == wanted.start_seconds,
            clip.c.asked_end == wanted.end_seconds,
            clip.c.exact == wanted.exact,
            clip.c.made_by == made_by,
        )
        async with self._postgres.transaction(principal) as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else StoredClip(**row)

    async def store(self, claim: Claim, wanted: Range, telling: Telling, /, **columns: Any) -> None:
        """Store what a job cut, show it with its events, and end the job: all or nothing.

        Raises LeaseLost, and NotFound where the video was deleted.
        """
        video_id = claim.job.video_id
        if video_id is None:
            raise NotFound
        asked = {"asked_start": wanted.start_seconds, "asked_end": wanted.end_seconds, "exact": wanted.exact}
        start, end = columns["start_seconds"], columns["end_seconds"]
        shown = (
            event.c.video_id == video_id,
            event.c.clip_key.is_(None),
            event.c.start_seconds >= start - _ROUNDED,
            event.c.end_seconds <= end + _ROUNDED,
            event.c.end_seconds - event.c.start_seconds >= end - start - _AROUND_SECONDS,
        )
        async with self._postgres.transaction(claim.principal) as connection:
            # The video is locked before its job, as everywhere.
            there = select(video.c.id).where(video.c.id == video_id).with_for_update(read=True, key_share=True)
            if (await connection.execute(there)).one_or_none() is None:
                raise NotFound
            values = {"organization": claim.job.organization, "video_id": video_id, **asked, **columns}
            await connection.execute(insert(clip).values(values).on_conflict_do_nothing(constraint="clip_once"))
            await connection.execute(update(event).where(*shown).values(clip_key=columns["object_key"]))
            await self._jobs.end_in(connection, claim, JobStatus.DONE, telling)
