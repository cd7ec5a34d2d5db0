"""Presigned URLs of what is in the buckets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from domain.videos import picture_integrity as pictures
from domain.videos.clip_integrity import check_clips
from domain.videos.clip_job import clip_pipeline
from domain.videos.original_integrity import check_originals
from models.access.audit import AuditTarget
from models.errors import Unavailable, WatchgraphError, WrongState
from models.footage.clips import StoredClip
from models.footage.originals import Original
from resolvers.core.context import Context
from resolvers.core.ids import Kind

PICTURE_URL_SECONDS = 900


async def presign_thumbnail(context: Context, key: str | None) -> str | None:
    """A URL for a picture; None where there is no picture, or another object stands in its place: that is noted.

    Raises Unavailable where that cannot be told.
    """
    if key is None or not await context.loader("pictures", partial(_verify_pictures, context)).load(key):
        return None
    return await context.data.objects.presign_get("thumbnails", key, expires_in=PICTURE_URL_SECONDS)


async def presign_clip(context: Context, stored: StoredClip) -> str:
    """A URL for a clip. Whoever hands it out has noted that, and seen that it is the one that was cut."""
    return await _presign_clip_key(context, stored.object_key, stored.object_version)


async def _presign_clip_key(context: Context, key: str, version: str | None) -> str:
    life = min(PICTURE_URL_SECONDS, context.limits.footage_url_seconds)
    return await context.data.objects.presign_get("highlights", key, expires_in=life, version=version)


async def verify_clip(context: Context, stored: StoredClip) -> bool:
    """Whether a clip is the object that was cut. One that is not is forgotten, and that is noted in the audit log."""
    [found] = await check_clips(context.data.objects, [stored])
    if isinstance(found, WatchgraphError):
        raise found
    if not found:
        await context.data.clips.delete_replaced(context.caller, stored, context.request_id)
    return found


async def presign_event_clip(context: Context, event_id: UUID, key: str | None) -> str | None:
    """A URL for an event's clip, noted in the audit log before anybody has it; None where none was cut as now.

    Raises WrongState: CLIP_REPLACED where another object stands in its place.
    """
    if key is None:
        return None
    there: _AvailableClip | None = await context.loader("stored clips", partial(_verify_clips, context)).load(key)
    if there is None:
        return None
    await context.loader("clips", partial(_record_clip_urls, context)).load(event_id)
    return await _presign_clip_key(context, key, there.version)


async def presign_original(context: Context, original: Original, filename: str, expires_in: int) -> str:
    """A URL that downloads the original under its file name, noted in the audit log before anybody has it.

    Raises WrongState and UnusableMedia where what is stored is not the file that was confirmed.
    """
    await context.loader("originals", partial(_verify_originals, context)).load(original)
    await context.loader("downloads", partial(_record_downloads, context)).load((original.video_id, expires_in))
    pinned = original.pinned
    return await context.data.objects.presign_get(
        "storage", pinned.key, expires_in=expires_in, attachment=filename, version=pinned.version
    )


async def _verify_originals(context: Context, originals: Sequence[Original]) -> list[WatchgraphError | None]:
    data = context.data
    return await check_originals(data.objects, data.videos, context.caller, originals, context.request_id)


async def _verify_pictures(context: Context, keys: Sequence[str]) -> list[bool | Unavailable]:
    data = context.data
    stored = await data.pictures.get_by_keys(context.caller, keys)
    return await pictures.check_pictures(data.objects, data.pictures, context.caller, stored, context.request_id)


@dataclass(frozen=True, slots=True)
class _AvailableClip:
    """A clip that can be handed out. version: where it has one."""

    version: str | None


async def _verify_clips(context: Context, keys: Sequence[str]) -> list[_AvailableClip | WatchgraphError | None]:
    """Each clip that may be handed out, None where it was cut otherwise than clips are now; or what is wrong."""
    data, now = context.data, clip_pipeline(sound=context.limits.clip_sound)
    stored = [one for one in await data.clips.get_by_keys(context.caller, keys) if one is not None]
    found: dict[str, _AvailableClip | WatchgraphError | None] = {one.object_key: None for one in stored}
    stored = [one for one in stored if one.made_by == now]
    for one, well in zip(stored, await check_clips(data.objects, stored), strict=True):
        if well is True:
            found[one.object_key] = _AvailableClip(one.object_version)
        elif isinstance(well, WatchgraphError):
            found[one.object_key] = well
        else:
            await data.clips.delete_replaced(context.caller, one, context.request_id)
            found[one.object_key] = WrongState("CLIP_REPLACED")
    return [found.get(key, _AvailableClip(None)) for key in keys]


async def _record_clip_urls(context: Context, events: Sequence[UUID]) -> list[None]:
    """Write down who may see which events' clips, all of an operation's in one statement."""
    told: list[tuple[AuditTarget, dict[str, object]]] = [
        (AuditTarget(Kind.EVENT.name, event_id), {}) for event_id in events
    ]
    async with context.data.postgres.transaction(context.caller) as connection:
        await context.data.audit.write_all(connection, context.caller, "clipUrl", told, context.request_id)
    return [None] * len(events)


async def _record_downloads(context: Context, downloads: Sequence[tuple[UUID, int]]) -> list[None]:
    """Write down who may download what from now on, all of an operation's in one statement."""
    told = [(AuditTarget(Kind.VIDEO.name, video_id), {"expiresInSeconds": seconds}) for video_id, seconds in downloads]
    async with context.data.postgres.transaction(context.caller) as connection:
        await context.data.audit.write_all(connection, context.caller, "downloadUrl", told, context.request_id)
    return [None] * len(downloads)
