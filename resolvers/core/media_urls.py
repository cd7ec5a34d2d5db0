"""Presigned URLs of what is in the buckets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from domain.videos import picture_integrity as pictures
from domain.videos.clip_integrity import intact
from domain.videos.clip_job import made_by
from domain.videos.original_integrity import checked
from models.access.audit import Target
from models.errors import Unavailable, WatchgraphError, WrongState
from models.footage.clips import StoredClip
from models.footage.originals import Original
from resolvers.core.context import Context
from resolvers.core.ids import Kind

PICTURE_SECONDS = 900


async def thumbnail(context: Context, key: str | None) -> str | None:
    """A URL for a picture; None where there is no picture, or another object stands in its place: that is noted.

    Raises Unavailable where that cannot be told.
    """
    if key is None or not await context.loader("pictures", partial(_intact_pictures, context)).load(key):
        return None
    return await context.data.objects.presign_get("thumbnails", key, expires_in=PICTURE_SECONDS)


async def clip(context: Context, stored: StoredClip) -> str:
    """A URL for a clip. Whoever hands it out has noted that, and seen that it is the one that was cut."""
    return await _clip(context, stored.object_key, stored.object_version)


async def _clip(context: Context, key: str, version: str | None) -> str:
    life = min(PICTURE_SECONDS, context.limits.footage_url_seconds)
    return await context.data.objects.presign_get("highlights", key, expires_in=life, version=version)


async def is_intact(context: Context, stored: StoredClip) -> bool:
    """Whether a clip is the object that was cut. One that is not is forgotten, and that is noted in the audit log."""
    [found] = await intact(context.data.objects, [stored])
    if isinstance(found, WatchgraphError):
        raise found
    if not found:
        await context.data.clips.forget_replaced(context.who, stored, context.request_id)
    return found


async def event_clip(context: Context, event_id: UUID, key: str | None) -> str | None:
    """A URL for an event's clip, noted in the audit log before anybody has it; None where none was cut as now.

    Raises WrongState: CLIP_REPLACED where another object stands in its place.
    """
    if key is None:
        return None
    there: _There | None = await context.loader("stored clips", partial(_intact_clips, context)).load(key)
    if there is None:
        return None
    await context.loader("clips", partial(_note_clips, context)).load(event_id)
    return await _clip(context, key, there.version)


async def original(context: Context, original: Original, filename: str, expires_in: int) -> str:
    """A URL that downloads the original under its file name, noted in the audit log before anybody has it.

    Raises WrongState and UnusableMedia where what is stored is not the file that was confirmed.
    """
    await context.loader("originals", partial(_checked, context)).load(original)
    await context.loader("downloads", partial(_note, context)).load((original.video_id, expires_in))
    pinned = original.pinned
    return await context.data.objects.presign_get(
        "storage", pinned.key, expires_in=expires_in, attachment=filename, version=pinned.version
    )


async def _checked(context: Context, originals: Sequence[Original]) -> list[WatchgraphError | None]:
    data = context.data
    return await checked(data.objects, data.videos, context.who, originals, context.request_id)


async def _intact_pictures(context: Context, keys: Sequence[str]) -> list[bool | Unavailable]:
    data = context.data
    stored = await data.pictures.by_keys(context.who, keys)
    return await pictures.intact(data.objects, data.pictures, context.who, stored, context.request_id)


@dataclass(frozen=True, slots=True)
class _There:
    """A clip that can be handed out. version: where it has one."""

    version: str | None


async def _intact_clips(context: Context, keys: Sequence[str]) -> list[_There | WatchgraphError | None]:
    """Each clip that may be handed out, None where it was cut otherwise than clips are now; or what is wrong."""
    data, now = context.data, made_by(sound=context.limits.clip_sound)
    stored = [one for one in await data.clips.by_keys(context.who, keys) if one is not None]
    found: dict[str, _There | WatchgraphError | None] = {one.object_key: None for one in stored}
    stored = [one for one in stored if one.made_by == now]
    for one, well in zip(stored, await intact(data.objects, stored), strict=True):
        if well is True:
            found[one.object_key] = _There(one.object_version)
        elif isinstance(well, WatchgraphError):
            found[one.object_key] = well
        else:
            await data.clips.forget_replaced(context.who, one, context.request_id)
            found[one.object_key] = WrongState("CLIP_REPLACED")
    return [found.get(key, _There(None)) for key in keys]


async def _note_clips(context: Context, events: Sequence[UUID]) -> list[None]:
    """Write down who may see which events' clips, all of an operation's in one statement."""
    told: list[tuple[Target, dict[str, object]]] = [(Target(Kind.EVENT.name, event_id), {}) for event_id in events]
    async with context.data.postgres.transaction(context.who) as connection:
        await context.data.audit.write_all(connection, context.who, "clipUrl", told, context.request_id)
    return [None] * len(events)


async def _note(context: Context, downloads: Sequence[tuple[UUID, int]]) -> list[None]:
    """Write down who may download what from now on, all of an operation's in one statement."""
    told = [(Target(Kind.VIDEO.name, video_id), {"expiresInSeconds": seconds}) for video_id, seconds in downloads]
    async with context.data.postgres.transaction(context.who) as connection:
        await context.data.audit.write_all(connection, context.who, "downloadUrl", told, context.request_id)
    return [None] * len(downloads)
