"""Videos: read, changed and deleted."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.uploads.camera import find_named_camera
from domain.videos.changes import validate_changes
from domain.videos.deletion import Remover
from models.enums import VideoOrder
from models.errors import NotFound
from models.filters import VideoFilter
from models.mistakes import MistakeCollector, about_field
from models.paging import PageWindow, Slice
from models.rows.video import VideoRow
from resolvers import audit
from resolvers.core import ids
from resolvers.core.context import Context
from vision.version import ANALYSIS_PIPELINE


async def load_video(context: Context, id_: str, columns: frozenset[str]) -> VideoRow | None:
    """The video with this id; None for a malformed, foreign or missing id alike."""
    key = ids.decode(ids.Kind.VIDEO, id_)
    return None if key is None else (await context.data.videos.get_by_ids(context.caller, [key], columns))[0]


async def require_by_id(context: Context, id_: str, columns: frozenset[str], *field: str) -> VideoRow:
    """The same. Raises NotFound, about this input field, where there is none."""
    row = await load_video(context, id_, columns)
    if row is None:
        raise NotFound(field=field)
    return row


async def load_page(
    context: Context, wanted: VideoFilter | None, order: VideoOrder, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice[VideoRow], Callable[[], Awaitable[int]]]:
    """A window over the videos that match, and a function that counts them all."""
    principal = context.caller
    page = await context.data.videos.list_page(principal, wanted, order, window, columns)
    return page, lambda: context.data.videos.count(principal, wanted)


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> VideoRow | None:
    """A video by its key, batched within the operation."""
    loader = context.loader(
        ("video", columns), lambda keys: context.data.videos.get_by_ids(context.caller, keys, columns)
    )
    row: VideoRow | None = await loader.load(key)
    return row


async def require_by_key(context: Context, key: UUID, columns: frozenset[str]) -> VideoRow:
    """The video that a row belongs to. Raises NotFound where it was deleted since that row was read."""
    return require_row(await load_by_key(context, key, columns))


def require_row(row: VideoRow | None) -> VideoRow:
    if row is None:
        raise NotFound
    return row


async def update_video(context: Context, id_: str, changes: Mapping[str, Any], shown: frozenset[str]) -> VideoRow:
    """Change fields of a video; the video. Raises InvalidInput, NotFound.

    Its events' times of day move with its time of recording, in the same transaction.
    """
    data = context.data
    with MistakeCollector() as mistakes:
        columns = mistakes.check(validate_changes, changes)
        if mistakes.any:
            # Say in the same answer whether the video is missing.
            await require_by_id(context, id_, frozenset(), "id")
    key = ids.require(ids.Kind.VIDEO, id_, "id")
    if columns:
        async with data.postgres.transaction(context.caller) as connection:
            columns |= await _follow_camera(context, connection, key, columns)
            # The update locks the row: whoever stores events waits, and then reads the new time of recording.
            if not await data.videos.update_in(connection, key, **columns):
                raise NotFound(field=("id",))
            if "recorded_at" in columns:
                await data.events.sync_times_in(connection, key)
                # It may adjoin other files now.
                await data.stretches.repeat_stale_in(connection, context.caller, key, ANALYSIS_PIPELINE)
            details = {"fields": sorted(changes)}
            await audit.record_action(context, connection, "updateVideo", ids.Kind.VIDEO, key, details)
        data.outbox.nudge()
    return await require_by_id(context, id_, shown, "id")


async def _follow_camera(
    context: Context, connection: AsyncConnection, key: UUID, columns: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns that change with these: those of the camera that a name means, and whose clock told the time."""
    if not columns.keys() & {"camera", "recorded_at"}:
        return {}
    cameras, principal = context.data.cameras, context.caller
    video = await context.data.uploads.lock_video(connection, key)
    if video is None:
        raise NotFound(field=("id",))
    name, key_now = columns.get("camera"), None if "camera" in columns else video["camera_id"]
    camera = None if key_now is None else await cameras.lock_in(connection, key_now)
    more: dict[str, Any] = {}
    if name is not None:
        settings = {"timezone": columns.get("timezone", video["timezone"])}
        camera = await find_named_camera(cameras, connection, principal, name, settings)
        more = {"camera_id": camera["id"], "site": camera["site"], "camera_change": camera["last_change"]}
    elif "camera" in columns:
        more = {"camera_id": None, "camera_change": None}
    # A moment that somebody says is nobody's clock's. Where it is taken away, the file's may be next.
    by_hand = video["clock_offset_seconds"] is None
    if "recorded_at" in columns:
        more["recorded_offset_seconds"] = None
        by_hand = columns["recorded_at"] is not None
    more["clock_offset_seconds"] = None if by_hand else 0.0 if camera is None else camera["clock_offset_seconds"]
    return more


async def delete_video(context: Context, id_: str) -> dict[str, int]:
    """Delete a video and everything of it: how much went from each store. Raises NotFound, WrongState."""
    key, data, limits = ids.require(ids.Kind.VIDEO, id_, "id"), context.data, context.limits

    async def write_audit(connection: AsyncConnection, counted: Mapping[str, int]) -> None:
        await audit.record_action(context, connection, "deleteVideo", ids.Kind.VIDEO, key, counted)

    # After that time no URL can bring an object back, and every worker has noticed the deletion.
    remover = Remover(data.removals, data.objects, limits.upload_url_seconds + limits.job_lease_seconds)
    with about_field("id"):
        counted = await remover.remove(context.caller, key, write_audit=write_audit)
    data.outbox.nudge()
    return counted
