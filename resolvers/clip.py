"""Clips of a video, cut on request."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from datasources.postgres.jobs.rows import lock_subject
from domain.videos.clip_job import build_clip_job, clip_pipeline, validate_range
from models.enums import JobKind, JobStatus, VideoStatus
from models.errors import NotFound, UserMistake, WrongState
from models.footage.clips import ClipRange, StoredClip
from models.jobs import Job
from models.keeping.tiers import AVAILABILITY_COLUMNS, find_obstacle
from models.media.signed_urls import SignedUrl
from models.mistakes import MistakeCollector, about_field
from resolvers import audit
from resolvers import video as videos
from resolvers.core import budget, ids, media_urls
from resolvers.core.context import Context

# A copied clip takes a second or two. The job goes on when nobody waits any more.
_WAIT_SECONDS = 25.0
_POLL_SECONDS = 0.2
_COLUMNS = frozenset({"id", "status", "duration_seconds", *AVAILABILITY_COLUMNS})
_FIELD = ("videoId",)
_OPEN_STATUSES = (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class ExportedClip:
    clip: StoredClip
    url: SignedUrl


async def export_clip(context: Context, id_: str, start: float, end: float, exact: bool) -> ExportedClip:
    """A clip, cut now or before, with its URL.

    Raises UserMistake: NotFound, InvalidInput, CLIP_NOT_READY where it takes longer than a caller should wait, or why
    it could not be cut. Raises AllowanceExceeded where the day's budget has too little left, and Busy where the
    organization waits for too many clips: nothing is stored or spent then.
    """
    video_id, clip_range = await _validate_clip(context, id_, start, end, exact)
    clip = await _find_clip(context, video_id, clip_range)
    if clip is None or not await media_urls.verify_clip(context, clip):
        with context.limits.clip_exports.acquire(context.caller.organization):
            clip = await _wait_for_clip(context, await _queue_clip(context, video_id, clip_range), clip_range)
    else:
        # To export a clip that was cut before also takes footage out.
        async with context.data.postgres.transaction(context.caller) as connection:
            details = clip_range.to_payload()
            await audit.record_action(context, connection, "exportClip", ids.Kind.VIDEO, video_id, details)
    return ExportedClip(clip, await media_urls.presign_clip(context, clip))


async def _validate_clip(context: Context, id_: str, start: float, end: float, exact: bool) -> tuple[UUID, ClipRange]:
    with MistakeCollector() as mistakes:
        video = await videos.load_video(context, id_, _COLUMNS)
        if video is None:
            mistakes.add(NotFound(field=_FIELD))
        elif video["status"] == VideoStatus.UPLOADING:
            mistakes.add(WrongState("NOT_UPLOADED", field=_FIELD))
        elif (obstacle := find_obstacle(video)) is not None:
            obstacle.field = _FIELD
            mistakes.add(obstacle)
        length = None if video is None else video["duration_seconds"]
        clip_range = mistakes.check(validate_range, length, start, end, exact=exact)
    assert video is not None
    return video["id"], clip_range


async def _find_clip(context: Context, video_id: UUID, clip_range: ClipRange) -> StoredClip | None:
    """The clip, if it was cut as clips are cut now."""
    pipeline = clip_pipeline(sound=context.limits.clip_sound)
    return await context.data.clips.find(context.caller, video_id, clip_range, pipeline)


async def _queue_clip(context: Context, video_id: UUID, clip_range: ClipRange) -> Job:
    """The job that cuts the clip. One that is open already costs nothing."""
    data, new = context.data, build_clip_job(video_id, clip_range, sound=context.limits.clip_sound)
    with about_field(*_FIELD):
        async with data.postgres.transaction(context.caller) as connection:
            await lock_subject(connection, new)
            jobs = await data.jobs.lock_jobs(connection, JobKind.CLIP, video_id)
            job = await data.jobs.enqueue(connection, context.caller, new)
            if not any(known.id == job.id and known.status in _OPEN_STATUSES for known in jobs):
                await budget.spend_clip_seconds(context, connection, clip_range)
            details = clip_range.to_payload()
            await audit.record_action(context, connection, "exportClip", ids.Kind.VIDEO, video_id, details)
    data.outbox.nudge()
    return job


async def _wait_for_clip(context: Context, queued: Job, clip_range: ClipRange) -> StoredClip:
    """The clip, once its job has cut it. Raises NotFound where the video is deleted meanwhile, UserMistake."""
    assert queued.video_id is not None
    clock = asyncio.get_running_loop().time
    until = clock() + _WAIT_SECONDS
    while clock() < until:
        await asyncio.sleep(_POLL_SECONDS)
        job = await context.data.jobs.get(context.caller, queued.id)
        if job is None:
            raise NotFound(field=_FIELD)
        clip = await _find_clip(context, queued.video_id, clip_range) if job.status == JobStatus.DONE else None
        if clip is not None:
            return clip
        if job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
            raise _to_mistake(job)
    raise WrongState("CLIP_NOT_READY", field=_FIELD)


def _to_mistake(job: Job) -> UserMistake:
    """Why a clip could not be cut."""
    mistake = UserMistake(job.error_code or "CLIP_NOT_READY", field=_FIELD)
    mistake.values = job.error_values or {}
    return mistake
