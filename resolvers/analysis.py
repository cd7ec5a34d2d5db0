"""Analyses: the ANALYZE jobs of videos, read, started and called off."""

from uuid import UUID

from models.enums import JobKind, JobStatus, VideoStatus
from models.errors import NotFound, WrongState
from models.jobs import Job, NewJob
from models.paging import Row
from resolvers import audit
from resolvers.core import budget, ids
from resolvers.core.context import Context
from vision.version import PIPELINE

OPEN_STATUSES = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})


async def load_latest_analysis(context: Context, video: UUID) -> Job | None:
    """A video's latest analysis, batched within the operation."""
    loader = context.loader(
        "analyses", lambda keys: context.data.jobs.list_latest_by_video(context.caller, JobKind.ANALYZE, keys)
    )
    job: Job | None = await loader.load(video)
    return job


async def start_analysis(context: Context, id_: str, columns: frozenset[str]) -> Row:
    """Queue a video's analysis with the detectors and rules as they are now; the video.

    One that is under way, or has ended well with just these, is answered as it is; one that failed or was cancelled is
    tried again. Raises NotFound, NOT_UPLOADED, QuotaExceeded.
    """
    principal = context.caller
    data = context.data
    key = ids.decode(ids.Kind.VIDEO, id_)
    if key is None:
        raise NotFound(field=("videoId",))
    async with data.postgres.transaction(principal) as connection:
        status = await data.videos.lock_status(connection, key)
        if status is None:
            raise NotFound(field=("videoId",))
        if status is VideoStatus.UPLOADING:
            raise WrongState("NOT_UPLOADED", field=("videoId",))
        if not any(job.status in OPEN_STATUSES for job in await data.jobs.lock_jobs(connection, JobKind.ANALYZE, key)):
            new = NewJob(JobKind.ANALYZE, PIPELINE, video_id=key, restart_failed=True)
            queued = await data.jobs.enqueue(connection, principal, new)
            if queued.status in OPEN_STATUSES:
                await budget.spend_analysis(context, connection, ("videoId",))
                await audit.record_action(
                    context, connection, "startAnalysis", ids.Kind.VIDEO, key, {"pipelineVersion": PIPELINE}
                )
    data.outbox.nudge()
    return await _load_video(context, key, columns)


async def cancel_analysis(context: Context, id_: str, columns: frozenset[str]) -> Row:
    """Call off a video's analysis; the video. One that is cancelled already stays so. Raises NotFound, WrongState."""
    principal = context.caller
    data = context.data
    key = ids.decode(ids.Kind.VIDEO, id_)
    if key is None:
        raise NotFound(field=("videoId",))
    async with data.postgres.transaction(principal) as connection:
        status = await data.videos.lock_status(connection, key)
        if status is None:
            raise NotFound(field=("videoId",))
        jobs = await data.jobs.lock_jobs(connection, JobKind.ANALYZE, key)
        called_off = [job for job in jobs if await data.jobs.cancel(connection, principal, job)]
        if called_off:
            await audit.record_action(context, connection, "cancelAnalysis", ids.Kind.VIDEO, key)
        elif not jobs or jobs[0].status is not JobStatus.CANCELLED:
            raise WrongState("NOTHING_TO_CANCEL", field=("videoId",), state=status.value)
    return await _load_video(context, key, columns)


async def _load_video(context: Context, key: UUID, columns: frozenset[str]) -> Row:
    row = (await context.data.videos.get_by_ids(context.caller, [key], columns))[0]
    if row is None:
        raise NotFound(field=("videoId",))
    return row
