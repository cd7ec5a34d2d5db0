"""Recordings of one camera, and stand-ins for their analyses."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.analyses import Analyses
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.stretches import Stretches
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import JobKind, JobStatus
from models.footage.analysis import AnalysisResult
from models.footage.stretches import FileBefore, StretchEnd
from models.jobs import Claim, NewJob, ProgressUpdate
from models.tables import Camera
from tests.support.rows import add_video

PIPELINE = "watchgraph-vision/9"
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
READY = ProgressUpdate("READY", "DONE", 100, {"eventsFound": 0, "error": None}, {"status": "READY"})
STRANGER = Principal.worker("another-organization")


async def add_camera(postgres: Postgres, principal: Principal, name: str = "Door") -> UUID:
    values = {"organization": principal.organization, "name": name}
    async with postgres.transaction(principal) as connection:
        row = await connection.execute(insert(Camera.__table__).values(**values).returning(Camera.__table__.c.id))
        camera: UUID = row.scalar_one()
    return camera


async def add_file(
    postgres: Postgres, principal: Principal, camera: UUID | None, start: float, seconds: float = 60, **columns: Any
) -> UUID:
    """A recording that begins so many seconds after nine o'clock, with its ANALYZE job."""
    columns = {"recorded_at": NINE + timedelta(seconds=start), "duration_seconds": seconds, **columns}
    video = await add_video(postgres, principal, camera_id=camera, status="QUEUED", **columns)
    async with postgres.transaction(principal) as connection:
        await Jobs(postgres).enqueue(connection, principal, NewJob(JobKind.ANALYZE, PIPELINE, video_id=video))
    return video


async def claim(postgres: Postgres, principal: Principal, video: UUID) -> Claim:
    jobs = Jobs(postgres)
    [job] = await jobs.list_latest_by_video(principal, JobKind.ANALYZE, [video])
    assert job is not None
    claimed = await jobs.claim(principal, job.id, "worker", 30)
    assert claimed is not None
    return claimed


async def find_before(postgres: Postgres, principal: Principal, video: UUID) -> FileBefore | None:
    return await Stretches(postgres, Jobs(postgres)).find_before(principal, video, PIPELINE)


async def analyze(
    postgres: Postgres, claim: Claim, *rows: dict[str, Any], returned: Sequence[tuple[UUID, str]] = (), mark: str = ""
) -> None:
    """A stand-in for an analysis: what it hands over depends on the file and on what it began with, as in earnest."""
    video_id = claim.job.video_id
    assert video_id is not None
    before = await find_before(postgres, claim.principal, video_id)
    await finish(postgres, claim, before, *rows, returned=returned, mark=mark)


async def finish(
    postgres: Postgres,
    claim: Claim,
    before: FileBefore | None,
    *rows: dict[str, Any],
    returned: Sequence[tuple[UUID, str]] = (),
    mark: str = "",
) -> None:
    began_with = None if before is None else before.digest
    digest = f"{began_with or ''}>{claim.job.video_id}{mark}"
    told = [{"video": str(video), "track": track} for video, track in returned]
    end = StretchEnd(PIPELINE, began_with, {"after": digest}, digest, told)
    jobs = Jobs(postgres)
    result = AnalysisResult(list(rows), stretch=end, keep_chunks=True)
    await Analyses(postgres, Events(postgres), jobs).store(claim, result, READY)


async def digests(postgres: Postgres, principal: Principal, videos: Sequence[UUID]) -> list[str]:
    async with postgres.transaction(principal) as connection:
        rows = await connection.execute(text("SELECT video_id, digest FROM stretch_state"))
        by_video = {row.video_id: row.digest for row in rows}
    return [by_video[video] for video in videos]


async def queued(postgres: Postgres, principal: Principal, videos: Sequence[UUID]) -> list[UUID]:
    jobs = await Jobs(postgres).list_latest_by_video(principal, JobKind.ANALYZE, videos)
    return [video for video, job in zip(videos, jobs, strict=True) if job and job.status is JobStatus.QUEUED]


async def analyze_all(postgres: Postgres, principal: Principal, videos: Sequence[UUID]) -> int:
    """Run what is queued until nothing is; how many analyses that took."""
    runs = 0
    while open_videos := await queued(postgres, principal, videos):
        await analyze(postgres, await claim(postgres, principal, open_videos[0]))
        runs += 1
        assert runs < 30
    return runs


async def exits(postgres: Postgres, principal: Principal, video: UUID) -> list[str]:
    async with postgres.transaction(principal) as connection:
        query = "SELECT track_id FROM event WHERE video_id = :id AND type = 'PERSON_EXIT' ORDER BY 1"
        return list((await connection.execute(text(query), {"id": video})).scalars())
