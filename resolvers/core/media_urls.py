"""Presigned URLs of pictures, clips and originals, checked before they are handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import UUID

from domain.videos.clip_integrity import check_clips
from domain.videos.clip_job import clip_pipeline
from domain.videos.original_integrity import check_originals
from domain.videos.picture_integrity import check_pictures
from models.access.audit import AuditTarget
from models.errors import Unavailable, WatchgraphError, WrongState
from models.footage.clips import StoredClip
from models.footage.originals import Original
from models.footage.stored_objects import Bucket
from models.media.signed_urls import SignedUrl, SteadyGet
from resolvers.core.context import Context
from resolvers.core.ids import Kind

PICTURE_URL_SECONDS = 900


async def presign_thumbnail(context: Context, key: str | None) -> SignedUrl | None:
    """A URL for a picture; None where there is no picture, or another object under its key, which is noted.

    Raises Unavailable where the object cannot be checked.
    """
    if key is None or not await context.loader("pictures", partial(_verify_pictures, context)).load(key):
        return None
    return await sign(context, "thumbnails", key, PICTURE_URL_SECONDS)


async def presign_clip(context: Context, stored: StoredClip) -> SignedUrl:
    """A URL for a clip. The caller has noted it in the audit log, and has checked the clip by `verify_clip`."""
    return await _presign_clip_key(context, stored.object_key, stored.object_version)


async def _presign_clip_key(context: Context, key: str, version: str | None) -> SignedUrl:
    return await sign(context, "highlights", key, min(PICTURE_URL_SECONDS, context.limits.footage_url_seconds), version)


async def sign(
    context: Context,
    bucket: Bucket,
    key: str,
    life_seconds: int,
    version: str | None = None,
    content_type: str | None = None,
) -> SignedUrl:
    """A URL to GET an object that the caller may see, which is the same for a third of its life.

    content_type: what the answer says that it is; None: what was said when it was stored.
    An operation gets one URL for an object, so that the time beside it is that URL's.
    """
    loader = context.loader("signed urls", partial(_sign_all, context))
    signed: SignedUrl = await loader.load(SteadyGet(bucket, key, life_seconds, version, content_type))
    return signed


async def _sign_all(context: Context, wanted: Sequence[SteadyGet]) -> list[SignedUrl]:
    objects, now = context.data.objects, context.clock()
    return [await objects.presign_steady_get(each, now) for each in wanted]


async def verify_clip(context: Context, stored: StoredClip) -> bool:
    """Whether a clip is the object that was cut. Another object is forgotten, which the audit log notes.

    Raises Unavailable where it cannot be checked.
    """
    [intact] = await check_clips(context.data.objects, [stored])
    if isinstance(intact, WatchgraphError):
        raise intact
    if not intact:
        await context.data.clips.delete_replaced(context.caller, stored, context.request_id)
    return intact


async def presign_event_clip(context: Context, event_id: UUID, key: str | None) -> SignedUrl | None:
    """A URL for an event's clip, noted in the audit log; None where none was cut by the current pipeline.

    Raises WrongState: CLIP_REPLACED where another object is under its key.
    """
    if key is None:
        return None
    clip: _AvailableClip | None = await context.loader("stored clips", partial(_verify_clips, context)).load(key)
    if clip is None:
        return None
    await context.loader("clips", partial(_record_clip_urls, context)).load(event_id)
    return await _presign_clip_key(context, key, clip.version)


async def presign_original(context: Context, original: Original, filename: str, expires_in: int) -> str:
    """A URL that downloads the original under its file name, noted in the audit log.

    Raises WrongState and UnusableMedia where the stored object is not the file that was confirmed.
    """
    await context.loader("originals", partial(_verify_originals, context)).load(original)
    await context.loader("downloads", partial(_record_downloads, context)).load((original.video_id, expires_in))
    pinned = original.pinned
    return await context.data.objects.presign_get(
        "storage", pinned.key, expires_in=expires_in, attachment=filename, version=pinned.version
    )


async def sign_video(
    context: Context, bucket: Literal["storage", "highlights"], key: str, version: str | None
) -> SignedUrl:
    """A URL by which browsers play a video: as long as one that takes footage out lives.

    It is served as what it is, whatever type was announced for it: browsers believe that.
    """
    life = context.limits.footage_url_seconds
    return await sign(context, bucket, key, life, version, "video/mp4")


async def verify_originals(context: Context, originals: Sequence[Original]) -> list[WatchgraphError | None]:
    """For each original, the error that forbids handing it out; None where it is the object that was confirmed."""
    return await _verify_originals(context, originals)


async def _verify_originals(context: Context, originals: Sequence[Original]) -> list[WatchgraphError | None]:
    data = context.data
    return await check_originals(data.objects, data.videos, context.caller, originals, context.request_id)


async def _verify_pictures(context: Context, keys: Sequence[str]) -> list[bool | Unavailable]:
    data = context.data
    stored = await data.pictures.get_by_keys(context.caller, keys)
    return await check_pictures(data.objects, data.pictures, context.caller, stored, context.request_id)


@dataclass(frozen=True, slots=True)
class _AvailableClip:
    """A clip that may be handed out. version: None where the bucket keeps none."""

    version: str | None


async def _verify_clips(context: Context, keys: Sequence[str]) -> list[_AvailableClip | WatchgraphError | None]:
    """For each key: the clip, None where another pipeline cut it, or the error that keeps it from being handed out."""
    data, pipeline = context.data, clip_pipeline(sound=context.limits.clip_sound)
    stored = [clip for clip in await data.clips.get_by_keys(context.caller, keys) if clip is not None]
    by_key: dict[str, _AvailableClip | WatchgraphError | None] = {clip.object_key: None for clip in stored}
    current = [clip for clip in stored if clip.made_by == pipeline]
    for clip, intact in zip(current, await check_clips(data.objects, current), strict=True):
        if intact is True:
            by_key[clip.object_key] = _AvailableClip(clip.object_version)
        elif isinstance(intact, WatchgraphError):
            by_key[clip.object_key] = intact
        else:
            await data.clips.delete_replaced(context.caller, clip, context.request_id)
            by_key[clip.object_key] = WrongState("CLIP_REPLACED")
    return [by_key.get(key, _AvailableClip(None)) for key in keys]


async def _record_clip_urls(context: Context, events: Sequence[UUID]) -> list[None]:
    """Note who gets URLs of which events' clips, all of an operation's in one statement."""
    entries: list[tuple[AuditTarget, dict[str, object]]] = [
        (AuditTarget(Kind.EVENT.name, event_id), {}) for event_id in events
    ]
    async with context.data.postgres.transaction(context.caller) as connection:
        await context.data.audit.write_all(connection, context.caller, "clipUrl", entries, context.request_id)
    return [None] * len(events)


async def _record_downloads(context: Context, downloads: Sequence[tuple[UUID, int]]) -> list[None]:
    """Note who gets URLs of which originals, all of an operation's in one statement."""
    entries = [
        (AuditTarget(Kind.VIDEO.name, video_id), {"expiresInSeconds": seconds}) for video_id, seconds in downloads
    ]
    async with context.data.postgres.transaction(context.caller) as connection:
        await context.data.audit.write_all(connection, context.caller, "downloadUrl", entries, context.request_id)
    return [None] * len(downloads)
