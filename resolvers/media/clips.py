"""Clips that were exported: listed, found by id, and handed out again."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from uuid import UUID

from domain.videos.clip_integrity import check_clips
from models.access.audit import AuditTarget
from models.errors import WatchgraphError
from models.footage.clips import StoredClip
from models.media.clips import ClipRow
from models.media.signed_urls import SignedUrl
from models.paging import PageWindow, Slice
from resolvers.core import ids, media_urls
from resolvers.core.context import Context

# The list has one order; its cursors still name it.
ORDER = "CLIPS"
# What handing a clip out takes.
URL_COLUMNS = ("id", "video_id", "object_key", "start_seconds", "end_seconds")
# A clip, and for the audit log its video with the range that it shows.
_HandedOut = tuple[UUID, UUID, float, float]


async def load_page(
    context: Context, video_id: str | None, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice[ClipRow], Callable[[], Awaitable[int]]]:
    """A window over the clips, and a function that counts them all. An unknown video has none."""
    principal, lists = context.caller, context.data.media.clip_lists
    video = None if video_id is None else ids.decode(ids.Kind.VIDEO, video_id)
    if video_id is not None and video is None:
        return Slice((), has_next=False, has_previous=False), _count_none
    part = await lists.list_page(principal, window, columns, video)
    return part, lambda: lists.count(principal, video)


async def _count_none() -> int:
    return 0


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> ClipRow | None:
    """A clip by its key, batched within the operation."""
    loader = context.loader(
        ("clip", columns), lambda keys: context.data.media.clip_lists.get_by_ids(context.caller, keys, columns)
    )
    row: ClipRow | None = await loader.load(key)
    return row


async def presign(context: Context, row: ClipRow) -> SignedUrl | None:
    """A URL for a clip, noted in the audit log; None where its object is not the clip that was cut.

    row: with URL_COLUMNS. Raises Unavailable where the object cannot be checked.
    """
    checked = context.loader("listed clips", partial(_verify, context))
    stored: StoredClip | None = await checked.load(row["object_key"])
    if stored is None:
        return None
    handed_out: _HandedOut = (row["id"], row["video_id"], row["start_seconds"], row["end_seconds"])
    await context.loader("listed clip urls", partial(_record, context)).load(handed_out)
    return await media_urls.presign_clip(context, stored)


async def _verify(context: Context, keys: Sequence[str]) -> list[StoredClip | WatchgraphError | None]:
    data = context.data
    stored = [clip for clip in await data.clips.get_by_keys(context.caller, keys) if clip is not None]
    intact = await check_clips(data.objects, stored)
    by_key: dict[str, StoredClip | WatchgraphError | None] = {}
    for clip, found in zip(stored, intact, strict=True):
        if isinstance(found, WatchgraphError):
            by_key[clip.object_key] = found
        elif found:
            by_key[clip.object_key] = clip
        else:
            await data.clips.delete_replaced(context.caller, clip, context.request_id)
    return [by_key.get(key) for key in keys]


async def _record(context: Context, handed_out: Sequence[_HandedOut]) -> list[None]:
    """Note who gets URLs of which clips, all of an operation's in one statement."""
    entries: list[tuple[AuditTarget, dict[str, object]]] = [
        (AuditTarget(ids.Kind.VIDEO.name, video_id), {"startSeconds": start, "endSeconds": end})
        for _, video_id, start, end in handed_out
    ]
    async with context.data.postgres.transaction(context.caller) as connection:
        await context.data.audit.write_all(connection, context.caller, "clipUrl", entries, context.request_id)
    return [None] * len(handed_out)
