"""Analyses: the ANALYZE jobs of videos, read, started and cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.keeping.holds import hold_mistake
from models.enums import JobKind, JobStatus, VideoStatus
from models.errors import NotFound, WrongState
from models.footage.looks import FILL_IN_PAYLOAD
from models.jobs import Job, NewJob
from models.keeping.holds import HOLD_COLUMN, is_held
from models.keeping.tiers import AVAILABILITY_COLUMNS, find_obstacle
from models.rows.video import VideoRow
from resolvers import audit
from resolvers import video as videos
from resolvers.core import budget, ids
from resolvers.core.context import Context
from vision.version import ANALYSIS_PIPELINE, FILL_IN_PIPELINE

OPEN_STATUSES = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
_FIELD = ("videoId",)


async def load_latest_analysis(context: Context, video: UUID) -> Job | None:
    """A video's latest analysis, batched within the operation."""
    loader = context.loader(
        "analyses", lambda keys: context.data.jobs.list_latest_by_video(context.caller, JobKind.ANALYZE, keys)
    )
    job: Job | None = await loader.load(video)
    return job


async def start_analysis(context: Context, id_: str, columns: frozenset[str]) -> VideoRow:
    """Queue a video's analysis by the current pipeline version; the video.

    An open analysis, or one that this pipeline version has completed, stays as it is; one that failed or was cancelled
    starts again. Of a completed one, a model looks at what was left out; where no model was set then, all is analysed
    again. Raises NotFound, NOT_UPLOADED, QuotaExceeded, and LEGAL_HOLD where events would be replaced.
    """
    data, key = context.data, ids.require(ids.Kind.VIDEO, id_, *_FIELD)
    async with data.postgres.transaction(context.caller) as connection:
        video = await data.videos.lock_row(connection, key, ("status", HOLD_COLUMN, *AVAILABILITY_COLUMNS))
        if video is None:
            raise NotFound(field=_FIELD)
        if video["status"] == VideoStatus.UPLOADING:
            raise WrongState("NOT_UPLOADED", field=_FIELD)
        jobs = await data.jobs.lock_jobs(connection, JobKind.ANALYZE, key)
        if not any(job.status in OPEN_STATUSES for job in jobs):
            new = await _choose_job(context, connection, key, jobs)
            _check_footage(video, _replaces_events(new, jobs), context.clock())
            await _queue_analysis(context, connection, key, new)
    data.outbox.nudge()
    return await videos.require_by_id(context, id_, columns, *_FIELD)


async def cancel_analysis(context: Context, id_: str, columns: frozenset[str]) -> VideoRow:
    """Cancel a video's analysis; the video. A cancelled one stays cancelled. Raises NotFound, WrongState."""
    data, key = context.data, ids.require(ids.Kind.VIDEO, id_, *_FIELD)
    async with data.postgres.transaction(context.caller) as connection:
        status = await _lock_status(context, connection, key)
        jobs = await data.jobs.lock_jobs(connection, JobKind.ANALYZE, key)
        cancelled = [job for job in jobs if await data.jobs.cancel(connection, context.caller, job)]
        if cancelled:
            await audit.record_action(context, connection, "cancelAnalysis", ids.Kind.VIDEO, key)
        elif not jobs or jobs[0].status is not JobStatus.CANCELLED:
            raise WrongState("NOTHING_TO_CANCEL", field=_FIELD, state=status.value)
    return await videos.require_by_id(context, id_, columns, *_FIELD)


def _check_footage(video: Mapping[str, Any], replaces_events: bool, now: datetime) -> None:
    """Raises what keeps its footage from being analysed: it is archived, or a hold keeps the events that there are."""
    obstacle = find_obstacle(video)
    if obstacle is not None:
        obstacle.field = _FIELD
        raise obstacle
    if replaces_events and is_held(video, now):
        raise hold_mistake(*_FIELD)


async def _queue_analysis(context: Context, connection: AsyncConnection, key: UUID, new: NewJob) -> None:
    job = await context.data.jobs.enqueue(connection, context.caller, new)
    if job.status in OPEN_STATUSES:
        await budget.spend_analysis(context, connection, _FIELD)
        details = {"pipelineVersion": new.pipeline_version}
        await audit.record_action(context, connection, "startAnalysis", ids.Kind.VIDEO, key, details)


async def _choose_job(context: Context, connection: AsyncConnection, key: UUID, jobs: Sequence[Job]) -> NewJob:
    whole = NewJob(JobKind.ANALYZE, ANALYSIS_PIPELINE, video_id=key, restart_failed=True)
    is_done = any(job.pipeline_version == ANALYSIS_PIPELINE and job.status is JobStatus.DONE for job in jobs)
    if not is_done or not context.limits.has_looking:
        return whole
    left_out = await context.data.looks.count_left_out(connection, key, ANALYSIS_PIPELINE)
    if left_out is None:
        return replace(whole, restart=True)
    if left_out == 0:
        return whole
    return NewJob(JobKind.ANALYZE, FILL_IN_PIPELINE, video_id=key, payload=FILL_IN_PAYLOAD, restart=True)


def _replaces_events(new: NewJob, jobs: Sequence[Job]) -> bool:
    """Whether the job would replace the events of an earlier analysis."""
    done = {job.pipeline_version for job in jobs if job.status is JobStatus.DONE}
    return bool(done) and new.pipeline_version == ANALYSIS_PIPELINE and (new.restart or ANALYSIS_PIPELINE not in done)


async def _lock_status(context: Context, connection: AsyncConnection, key: UUID) -> VideoStatus:
    status = await context.data.videos.lock_status(connection, key)
    if status is None:
        raise NotFound(field=_FIELD)
    return status
