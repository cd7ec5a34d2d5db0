"""Reading videos."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from models.enums import VideoOrder
from models.errors import NotFound
from models.filters import VideoFilter
from models.paging import PageWindow, Row, Slice
from resolvers.core import ids
from resolvers.core.context import Context


async def load_video(context: Context, id_: str, columns: frozenset[str]) -> Row | None:
    """The video with this id; None for a malformed, foreign or missing one alike."""
    principal = context.caller
    key = ids.decode(ids.Kind.VIDEO, id_)
    return None if key is None else (await context.data.videos.get_by_ids(principal, [key], columns))[0]


async def load_page(
    context: Context, wanted: VideoFilter | None, order: VideoOrder, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over the videos that fit, and how to count them all."""
    principal = context.caller
    part = await context.data.videos.list_page(principal, wanted, order, window, columns)
    return part, lambda: context.data.videos.count(principal, wanted)


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> Row | None:
    """A video by its key, batched within the operation."""
    loader = context.loader(
        ("video", columns), lambda keys: context.data.videos.get_by_ids(context.caller, keys, columns)
    )
    row: Row | None = await loader.load(key)
    return row


async def require_by_key(context: Context, key: UUID, columns: frozenset[str]) -> Row:
    """The video that a row belongs to. Raises NotFound where it was deleted since that row was read."""
    row = await load_by_key(context, key, columns)
    if row is None:
        raise NotFound
    return row
