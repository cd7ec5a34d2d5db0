"""Clips of a video, cut on request."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from datasources.postgres.jobs.rows import lock_subject
from domain.videos import clip_job as clipping
from models.access.principal import Principal
from models.enums import JobKind, JobStatus
from models.errors import NotFound, UserMistake, WrongState
from models.footage.clips import ClipRange, StoredClip
from resolvers import audit
from resolvers.core import budget, ids
from resolvers.core import media_urls as media
from resolvers.core.context import Context

# A copied clip takes a second or two; the job goes on when nobody waits any more.
_WAIT_SECONDS = 25.0
_POLL_SECONDS = 0.2
_COLUMNS = ("status", "duration_seconds")
_FIELD = ("videoId",)
_OPEN_STATUSES = (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class ExportedClip:
    clip: StoredClip
    url: str


async def export_clip(context: Context, id_: str, start: float, end: float, exact: bool) -> ExportedClip:
    """Cut a clip, or find the one that was cut, and sign its address.

    Raises NotFound, InvalidInput, Spent where the day's budget has not that much left, UserMistake: CLIP_NOT_READY
    where it takes longer than a caller should wait, or the reason why it could not be cut. Busy where too many of the
    organization's are waited for: nothing is written down then, nor spent.
    """
    principal = context.caller
    key = ids.decode(ids.Kind.VIDEO, id_)
    [video] = [None] if key is None else await context.data.videos.get_by_ids(principal, [key], _COLUMNS)
    if key is None or video is None:
        raise NotFound(field=_FIELD)
    asked = clipping.validate_range(video, start, end, exact=exact)
    found = await context.data.clips.find(
        principal, key, asked, clipping.clip_pipeline(sound=context.limits.clip_sound)
    )
    if found is None or not await media.verify_clip(context, found):
        with context.limits.clip_exports.acquire(principal.organization):
            found = await _cut_clip(context, principal, key, asked)
    else:
        # Whoever is handed what was cut before takes footage out of the house, too.
        async with context.data.postgres.transaction(principal) as connection:
            await audit.record_action(context, connection, "exportClip", ids.Kind.VIDEO, key, asked.to_payload())
    return ExportedClip(found, await media.presign_clip(context, found))


async def _cut_clip(context: Context, principal: Principal, video_id: UUID, asked: ClipRange) -> StoredClip:
    data = context.data
    try:
        async with data.postgres.transaction(principal) as connection:
            new = clipping.build_clip_job(video_id, asked, sound=context.limits.clip_sound)
            await lock_subject(connection, new)
            before = await data.jobs.lock_jobs(connection, JobKind.CLIP, video_id)
            job = await data.jobs.enqueue(connection, principal, new)
            if not any(one.id == job.id and one.status in _OPEN_STATUSES for one in before):
                # What is being cut for somebody else already costs nothing.
                await budget.spend_clip_seconds(context, connection, asked)
            await audit.record_action(context, connection, "exportClip", ids.Kind.VIDEO, video_id, asked.to_payload())
    except NotFound:
        raise NotFound(field=_FIELD) from None
    data.outbox.nudge()
    clock = asyncio.get_running_loop().time
    until = clock() + _WAIT_SECONDS
    while clock() < until:
        await asyncio.sleep(_POLL_SECONDS)
        now = await data.jobs.get(principal, job.id)
        if now is None:
            raise NotFound(field=_FIELD)
        done = now.status == JobStatus.DONE
        how = clipping.clip_pipeline(sound=context.limits.clip_sound)
        found = await data.clips.find(principal, video_id, asked, how) if done else None
        if found is not None:
            return found
        if now.status in (JobStatus.FAILED, JobStatus.CANCELLED):
            raise _to_clip_error(now.error_code, now.error_values)
    raise WrongState("CLIP_NOT_READY", field=_FIELD)


def _to_clip_error(code: str | None, values: Mapping[str, object] | None) -> UserMistake:
    error = UserMistake(code or "CLIP_NOT_READY", field=_FIELD)
    error.values = values or {}
    return error
