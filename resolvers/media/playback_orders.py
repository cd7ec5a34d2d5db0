"""Orders renditions of videos that somebody wants to watch, within what an organization may have made."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.jobs.rows import lock_subject
from datasources.postgres.tables import quotas as quota_meter
from domain.fairness.quotas import check_stored_bytes
from domain.media.playback_job import build_playback_job, check_bounds, playback_pipeline
from domain.videos.original_integrity import fault_error
from models.enums import JobKind, JobStatus, OriginalState, PlaybackState
from models.errors import AllowanceExceeded, QuotaExceeded, UnusableMedia, WatchgraphError, WrongState
from models.jobs import Job
from models.media.playback import Playback, PlayedVideo
from resolvers.core import budget
from resolvers.core.context import Context

# Renditions that are being made for an organization at once; others wait until somebody asks again.
MAX_OPEN = 10
# One that could not be made is tried again when somebody asks after so long.
RETRY_AFTER = timedelta(hours=1)
_OPEN_STATUSES = (JobStatus.QUEUED, JobStatus.RUNNING)
_MAKING = Playback(PlaybackState.MAKING)


class _MustWait(WrongState):
    """As many renditions are being made as may be."""


async def order_renditions(context: Context, videos: Sequence[PlayedVideo]) -> Mapping[UUID, Playback]:
    """Where each video's rendition stands that is not there: MAKING where it is ordered now, or was before."""
    if not videos:
        return {}
    ids = [video.original.video_id for video in videos]
    jobs = await context.data.jobs.list_latest_by_video(context.caller, JobKind.PLAYBACK, ids)
    found: dict[UUID, Playback] = {}
    waiting: Playback | None = None
    for video, job in zip(videos, jobs, strict=True):
        standing = _read_job(context, job) or waiting or await _order(context, video)
        if standing.state is PlaybackState.WAITING:
            # What one waits for, the others of the operation wait for, too.
            waiting = standing
        found[video.original.video_id] = standing
    return found


def _read_job(context: Context, job: Job | None) -> Playback | None:
    """What a video's latest job says of its rendition; None where one is to be ordered."""
    if job is None or job.pipeline_version != playback_pipeline(sound=context.limits.clip_sound):
        return None
    if job.status in _OPEN_STATUSES:
        return _MAKING
    if job.status is not JobStatus.FAILED or job.finished_at is None:
        return None
    if context.clock() - job.finished_at >= RETRY_AFTER:
        return None
    return Playback(PlaybackState.FAILED, error_code=job.error_code, error_values=dict(job.error_values or {}))


async def _order(context: Context, video: PlayedVideo) -> Playback:
    if video.original.fault is OriginalState.EXPIRED:
        return _refuse(PlaybackState.FAILED, fault_error(OriginalState.EXPIRED))
    if not video.is_readable:
        return Playback(PlaybackState.ARCHIVED)
    try:
        check_bounds(video.duration_seconds, video.size_bytes)
        async with context.data.postgres.transaction(context.caller) as connection:
            await _order_in(context, connection, video)
    except UnusableMedia as error:
        return _refuse(PlaybackState.FAILED, error)
    except (AllowanceExceeded, QuotaExceeded, _MustWait) as error:
        return _refuse(PlaybackState.WAITING, error)
    context.data.outbox.nudge()
    return _MAKING


async def _order_in(context: Context, connection: AsyncConnection, video: PlayedVideo) -> None:
    """Queue the job, unless it is open, or what it makes has come meanwhile. Raises NotFound, and what refuses it."""
    data, video_id = context.data, video.original.video_id
    new = build_playback_job(video_id, sound=context.limits.clip_sound)
    await lock_subject(connection, new)
    jobs = await data.jobs.lock_jobs(connection, JobKind.PLAYBACK, video_id)
    if any(job.status in _OPEN_STATUSES for job in jobs):
        return
    if await data.media.renditions.is_settled_in(connection, video_id, new.pipeline_version):
        return
    if await data.media.renditions.count_open_in(connection, context.caller) >= MAX_OPEN:
        raise _MustWait("PLAYBACK_MUST_WAIT", most=MAX_OPEN)
    quotas = context.limits.quotas
    if quotas.stored_bytes:
        usage = await quota_meter.measure_usage(connection, context.caller)
        check_stored_bytes(quotas, usage, video.size_bytes, ())
    await budget.spend_playback_seconds(context, connection, video.duration_seconds)
    await data.jobs.enqueue(connection, context.caller, new)


def _refuse(state: PlaybackState, error: WatchgraphError) -> Playback:
    return Playback(state, error_code=error.code, error_values=dict(error.values))
