"""Stretches: which file adjoins which, and whose analysis has to be repeated because the file before it changed.

What an analysis finds depends on its file and on the hand-over of the file before, which it began with. So the outcome
is the same in whatever order files arrive and are analyzed, as long as an analysis is repeated whenever that hand-over
is another one now. `Stretches.store_in` sees to that, for the stored video and for those after it; it runs for one
camera after another (an advisory lock), so that none of two neighbours that end together misses the other.
"""

import json
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from models.access.principal import Principal
from models.enums import JobKind
from models.footage.stretches import FileBefore, StretchEnd
from models.jobs import NewJob

# Several files of a camera may begin close together, such as an upload that somebody repeated.
_CANDIDATES = 8
# Of `this`: the file of the same camera whose end is nearest to its beginning, within so many seconds. A file whose
# clock jumped by an unknown time has no end.
_BEFORE = f"""
  SELECT near.id, near.status, gap
  FROM (
    SELECT id, status, recorded_at, jumps, duration_seconds FROM video
    WHERE camera_id = this.camera_id AND recorded_sort < this.recorded_sort AND this.recorded_at IS NOT NULL
    ORDER BY recorded_sort DESC, id DESC LIMIT {_CANDIDATES}
  ) AS near
  CROSS JOIN LATERAL (
    SELECT extract(epoch FROM this.recorded_at
      - time_at_position(near.recorded_at, near.jumps, near.duration_seconds))::double precision AS gap
  ) AS border
  WHERE abs(gap) <= :adjoin_seconds
  ORDER BY abs(gap), near.recorded_at DESC, near.id DESC LIMIT 1
"""  # noqa: S608  (constants)
_FIND_BEFORE = text(f"""
SELECT before.id AS video_id, before.gap AS gap_seconds, state.digest, state.hand_over,
  EXISTS (SELECT FROM job WHERE job.video_id = before.id AND job.kind = 'ANALYZE'
    AND job.status IN ('QUEUED', 'RUNNING')) AS pending
FROM video AS this
CROSS JOIN LATERAL ({_BEFORE}) AS before
LEFT JOIN stretch_state AS state ON state.video_id = before.id AND state.pipeline = :pipeline
WHERE this.id = :video_id
""").columns(hand_over=JSONB)  # noqa: S608
_LOCK_CAMERA = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(camera_id::text, 28)) FROM video WHERE id = :video_id"
)
_FIND_DIGEST = text("SELECT digest FROM stretch_state WHERE video_id = :video_id")
_STORE = text("""
INSERT INTO stretch_state (video_id, organization, pipeline, began_with, hand_over, digest, returned)
VALUES (:video_id, :organization, :pipeline, :began_with, CAST(:hand_over AS jsonb), :digest, CAST(:returned AS jsonb))
ON CONFLICT (video_id) DO UPDATE SET pipeline = excluded.pipeline, began_with = excluded.began_with,
  hand_over = excluded.hand_over, digest = excluded.digest, returned = excluded.returned
""")
# The video and those that may adjoin its end, where the file before them hands over something else than they began
# with. A file whose predecessor was deleted keeps what is known of it.
_FIND_STALE = text(f"""
SELECT this.id
FROM video AS stored
JOIN video AS this ON this.id = stored.id OR (
  this.camera_id = stored.camera_id
  AND this.recorded_sort > stored.recorded_sort
  AND this.recorded_sort BETWEEN
    time_at_position(stored.recorded_at, stored.jumps, stored.duration_seconds)
      - make_interval(secs => :adjoin_seconds)
    AND time_at_position(stored.recorded_at, stored.jumps, stored.duration_seconds)
      + make_interval(secs => :adjoin_seconds)
)
JOIN stretch_state AS mine ON mine.video_id = this.id AND mine.pipeline = :pipeline
CROSS JOIN LATERAL ({_BEFORE}) AS before
JOIN stretch_state AS state ON state.video_id = before.id AND state.pipeline = :pipeline
WHERE stored.id = :video_id AND this.status = 'READY' AND this.tier IN ('HOT', 'WARM')
  AND (this.held_until IS NULL OR this.held_until <= clock_timestamp())
  AND mine.began_with IS DISTINCT FROM state.digest
ORDER BY this.recorded_sort, this.id
LIMIT {_CANDIDATES}
""")  # noqa: S608
# Analyses that waited for this video.
_WAKE_NEXT = text(f"""
UPDATE job SET run_after = now(), sent_at = NULL
FROM video AS stored
JOIN video AS this ON this.camera_id = stored.camera_id AND this.recorded_sort > stored.recorded_sort
  AND this.recorded_sort <= time_at_position(stored.recorded_at, stored.jumps, stored.duration_seconds)
    + make_interval(secs => :adjoin_seconds)
CROSS JOIN LATERAL ({_BEFORE}) AS before
WHERE stored.id = :video_id AND before.id = stored.id
  AND job.video_id = this.id AND job.kind = 'ANALYZE' AND job.status = 'QUEUED'
  AND job.error_code = 'FILE_BEFORE_PENDING'
""")  # noqa: S608
# Exits of people who were seen in a later file after all: those that this video's analysis found to be none, and those
# in this video, if its analysis was repeated with the same outcome.
_TAKE_BACK_EXITS = text("""
WITH returned AS (
  SELECT (item ->> 'video')::uuid AS video_id, item ->> 'track' AS track_id
  FROM stretch_state CROSS JOIN LATERAL jsonb_array_elements(returned) AS item
  WHERE stretch_state.video_id = :video_id
    OR (:unchanged AND returned <> '[]' AND item ->> 'video' = :name
      AND returned @> jsonb_build_array(jsonb_build_object('video', CAST(:name AS text))))
), replaced AS (
  DELETE FROM event USING returned
  WHERE event.video_id = returned.video_id AND event.track_id = returned.track_id
    AND NOT EXISTS (SELECT FROM video WHERE video.id = event.video_id AND video.held_until > clock_timestamp())
    AND event.type IN ('PERSON_EXIT', 'LOST_FROM_VIEW')
    AND starts_with(event.source, :sources)
  RETURNING event.*
)
INSERT INTO superseded_event (id, organization, video_id, told)
SELECT replaced.id, replaced.organization, replaced.video_id, to_jsonb(replaced) FROM replaced
""")


class Stretches:
    """adjoin_seconds: how far the end of one file and the beginning of the next may be apart."""

    def __init__(self, postgres: Postgres, jobs: Jobs, adjoin_seconds: float = 2.0) -> None:
        self._postgres = postgres
        self._jobs = jobs
        self._adjoin_seconds = adjoin_seconds

    async def find_before(self, principal: Principal, video_id: UUID, pipeline: str) -> FileBefore | None:
        """The file that adjoins the video's beginning; None where there is none, or where its time is not known."""
        values = {"video_id": video_id, "pipeline": pipeline, "adjoin_seconds": self._adjoin_seconds}
        async with self._postgres.transaction(principal) as connection:
            row = (await connection.execute(_FIND_BEFORE, values)).mappings().one_or_none()
        return None if row is None else FileBefore(**row)

    async def lock_camera_in(self, connection: AsyncConnection, video_id: UUID) -> None:
        """Wait for others who store analyses of the same camera, before any row is locked."""
        await connection.execute(_LOCK_CAMERA, {"video_id": video_id})

    async def store_in(
        self, connection: AsyncConnection, principal: Principal, video_id: UUID, end: StretchEnd, sources: str
    ) -> None:
        """Store what the next file needs, and queue the analyses that have to be repeated.

        sources: how the sources of an analysis' events begin. Call it in a transaction that holds the camera's lock,
        after the end of the analysis was written.
        """
        earlier = (await connection.execute(_FIND_DIGEST, {"video_id": video_id})).scalar_one_or_none()
        columns = {
            "video_id": video_id,
            "organization": principal.organization,
            "pipeline": end.pipeline,
            "began_with": end.began_with,
            "hand_over": json.dumps(end.hand_over),
            "digest": end.digest,
            "returned": json.dumps([dict(item) for item in end.returned]),
        }
        await connection.execute(_STORE, columns)
        taken_back = {"video_id": video_id, "name": str(video_id), "sources": sources}
        await connection.execute(_TAKE_BACK_EXITS, {**taken_back, "unchanged": earlier == end.digest})
        await connection.execute(_WAKE_NEXT, {"video_id": video_id, "adjoin_seconds": self._adjoin_seconds})
        await self.repeat_stale_in(connection, principal, video_id, end.pipeline)

    async def repeat_stale_in(
        self, connection: AsyncConnection, principal: Principal, video_id: UUID, pipeline: str
    ) -> Sequence[UUID]:
        """Queue the analyses of the video and of those that adjoin its end, where they began with something else than
        the file before them hands over now. Returns their videos.
        """
        values = {"video_id": video_id, "pipeline": pipeline, "adjoin_seconds": self._adjoin_seconds}
        stale = (await connection.execute(_FIND_STALE, values)).scalars().all()
        for stale_id in stale:
            again = NewJob(JobKind.ANALYZE, pipeline, video_id=stale_id, restart=True)
            await self._jobs.enqueue(connection, principal, again)
        return stale
