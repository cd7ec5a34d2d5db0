"""What browsers play of videos whose originals they do not play."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import execute, fetch_value
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.search.conditions import is_one_of_ids
from datasources.postgres.tables.audit import Audit
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.enums import JobStatus, OriginalState
from models.errors import NotFound
from models.jobs import Claim, ProgressUpdate
from models.media.playback import StoredRendition
from models.tables import RenditionRow, Video

rendition, video = RenditionRow.__table__, Video.__table__
_COLUMNS = [rendition.c[name] for name in StoredRendition.__dataclass_fields__]
_DONE = ProgressUpdate("DONE", "DONE", 100)
# Other transactions that queue a rendition of the organization wait until this one ends.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 57))"
# What a page asks for twice at once is noted once.
_LOCK_USER = "SELECT pg_advisory_xact_lock(hashtextextended($1, 58))"
_OPEN = "SELECT count(*) FROM job WHERE kind = 'PLAYBACK' AND status IN ('QUEUED', 'RUNNING')"
_SETTLED = """
SELECT EXISTS (SELECT FROM rendition WHERE video_id = $1 AND made_by = $2)
  OR EXISTS (SELECT FROM video WHERE id = $1 AND play_obstacles = '[]')
"""
# $1 organization, $2 user, $3 request, $4 videos. Who asks for the same video again within the hour is not noted again.
_NOTE_PLAYED = """
INSERT INTO audit_entry (organization, user_id, action, target_kind, target_id, details, request_id)
SELECT $1, $2, 'playbackUrl', 'VIDEO', played.id, '{}', $3 FROM unnest($4::uuid[]) AS played (id)
WHERE NOT EXISTS (
  SELECT FROM audit_entry AS noted
  WHERE noted.target_id = played.id AND noted.action = 'playbackUrl' AND noted.user_id = $2
    AND noted.at >= date_trunc('hour', now(), 'UTC')
)
"""


class Renditions:
    def __init__(self, postgres: Postgres, jobs: Jobs) -> None:
        self._postgres = postgres
        self._jobs = jobs

    async def list_by_video(self, principal: Principal, video_ids: Sequence[UUID]) -> list[StoredRendition | None]:
        """The rendition of each video, in this order; None where there is none."""
        query = select(*_COLUMNS).where(is_one_of_ids(rendition.c.video_id, video_ids))
        async with self._postgres.transaction(principal) as connection:
            rows = [StoredRendition(**row) for row in (await connection.execute(query)).mappings()]
        by_video = {row.video_id: row for row in rows}
        return [by_video.get(video_id) for video_id in video_ids]

    async def is_settled_in(self, connection: AsyncConnection, video_id: UUID, made_by: str) -> bool:
        """Whether a video has a rendition of this version, or needs none, in the caller's transaction."""
        return bool(await fetch_value(connection, _SETTLED, video_id, made_by))

    async def count_open_in(self, connection: AsyncConnection, principal: Principal) -> int:
        """How many renditions of the organization are being made, in the caller's transaction, which locks them."""
        await execute(connection, _LOCK, principal.organization)
        return int(await fetch_value(connection, _OPEN))

    async def note_played(self, principal: Principal, video_ids: Sequence[UUID], request_id: str) -> None:
        """Note in the audit log that the caller may play these videos: once per person, video and hour (UTC)."""
        async with self._postgres.transaction(principal) as connection:
            author = (principal.organization, principal.user_id, request_id)
            await execute(connection, _LOCK_USER, principal.user_id)
            await execute(connection, _NOTE_PLAYED, *author, list(video_ids))

    async def store(self, claim: Claim, obstacles: Sequence[Sequence[str]], /, **columns: Any) -> None:
        """Store a job's rendition in place of an earlier one, and end the job, in one transaction.

        obstacles: why browsers do not play the original. Without columns, they do play it. Raises LeaseLost, and
        NotFound where the video was deleted, or its footage has expired.
        """
        video_id = claim.job.video_id
        async with self._postgres.transaction(claim.principal) as connection:
            # Lock the video before its job: everywhere the same order.
            has_footage = video.c.original_fault.is_distinct_from(OriginalState.EXPIRED.value)
            noted = update(video).where(video.c.id == video_id, has_footage)
            noted = noted.values(play_obstacles=[list(note) for note in obstacles])
            if (await connection.execute(noted)).rowcount != 1:
                raise NotFound
            if columns:
                values = {"organization": claim.job.organization, "video_id": video_id, **columns}
                replaced = {**columns, "created_at": func.now()}
                once = insert(rendition).values(values)
                await connection.execute(once.on_conflict_do_update(index_elements=["video_id"], set_=replaced))
            await self._jobs.end_in(connection, claim, JobStatus.DONE, _DONE)

    async def delete_replaced(self, principal: Principal, stored: StoredRendition, request_id: str) -> None:
        """Forget a rendition whose object was replaced, and note that. The next request has it made again."""
        is_same = (rendition.c.video_id == stored.video_id, rendition.c.etag.is_not_distinct_from(stored.etag))
        async with self._postgres.transaction(principal) as connection:
            if (await connection.execute(delete(rendition).where(*is_same))).rowcount:
                target = AuditTarget("VIDEO", stored.video_id)
                await Audit(self._postgres).write(connection, principal, "playbackReplaced", target, {}, request_id)
