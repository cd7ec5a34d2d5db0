"""Presigned URLs of what is in the buckets."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from models.audit import Target
from models.errors import InvalidInput
from resolvers.context import Context
from resolvers.ids import Kind

PICTURE_SECONDS = 900
LONGEST_DOWNLOAD_SECONDS = 43_200


async def thumbnail(context: Context, key: str | None) -> str | None:
    """A URL for a picture; None where there is no picture."""
    if key is None:
        return None
    return await context.data.objects.presign_get("thumbnails", key, expires_in=PICTURE_SECONDS)


async def clip(context: Context, key: str) -> str:
    """A URL for a clip. Whoever hands it out has noted that."""
    life = min(PICTURE_SECONDS, context.limits.footage_url_seconds)
    return await context.data.objects.presign_get("highlights", key, expires_in=life)


async def event_clip(context: Context, event_id: UUID, key: str | None) -> str | None:
    """A URL for an event's clip, noted in the audit log before anybody has it; None where none was cut."""
    if key is None:
        return None
    await context.loader("clips", partial(_note_clips, context)).load(event_id)
    return await clip(context, key)


async def original(context: Context, video_id: UUID, key: str, filename: str, expires_in: int) -> str:
    """A URL that downloads the original under its file name, noted in the audit log before anybody has it.

    Raises InvalidInput for a life out of range.
    """
    if not 60 <= expires_in <= LONGEST_DOWNLOAD_SECONDS:
        raise InvalidInput("OUT_OF_RANGE", field=("expiresInSeconds",), low=60, high=LONGEST_DOWNLOAD_SECONDS)
    await context.loader("downloads", partial(_note, context)).load((video_id, expires_in))
    return await context.data.objects.presign_get("storage", key, expires_in=expires_in, attachment=filename)


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
