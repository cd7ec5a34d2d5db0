"""Reading prompt sessions and their questions."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from models.enums import PromptSessionStatus
from models.errors import NotFound
from models.paging import Row, Slice, Window
from resolvers.core import ids
from resolvers.core.context import Context

# Neither list has a choice of orders; their cursors still name one.
ORDER = "SESSIONS"


async def one(context: Context, id_: str, columns: frozenset[str]) -> Row | None:
    """The session with this id; None for a malformed, foreign or missing one alike."""
    principal = context.may("Query.promptSession")
    key = ids.decode(ids.Kind.PROMPT_SESSION, id_)
    return None if key is None else (await context.data.sessions.by_ids(principal, [key], columns))[0]


async def one_history(context: Context, id_: str, columns: frozenset[str]) -> Row | None:
    """The question with this id; None for a malformed, foreign or missing one alike."""
    principal = context.may("Query.promptHistory")
    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    return None if key is None else (await context.data.sessions.histories_by_ids(principal, [key], columns))[0]


async def page(
    context: Context, video_id: str | None, status: PromptSessionStatus | None, window: Window, columns: frozenset[str]
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over the sessions, and how to count them all. An unknown video has none."""
    principal = context.may("Query.promptSessions")
    video = None if video_id is None else ids.decode(ids.Kind.VIDEO, video_id)
    if video_id is not None and video is None:
        return Slice((), has_next=False, has_previous=False), _nothing
    part = await context.data.sessions.page(principal, window, columns, video_id=video, status=status)
    return part, lambda: context.data.sessions.count(principal, video_id=video, status=status)


async def page_of_video(
    context: Context, video: UUID, window: Window, columns: frozenset[str]
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over the sessions about one video, batched over the videos of the operation."""
    pages = context.loader(
        ("sessions of video", window, columns),
        lambda keys: context.data.sessions.pages_of_videos(context.who, keys, window, columns),
    )
    counts = context.loader("session counts", lambda keys: context.data.sessions.counts_of_videos(context.who, keys))
    return await pages.load(video), lambda: counts.load(video)


async def by_key(context: Context, key: UUID, columns: frozenset[str]) -> Row | None:
    """A session by its key, batched within the operation."""
    loader = context.loader(("session", columns), lambda keys: context.data.sessions.by_ids(context.who, keys, columns))
    row: Row | None = await loader.load(key)
    return row


async def history_by_key(context: Context, key: UUID, columns: frozenset[str]) -> Row | None:
    """A question by its key, batched within the operation."""
    loader = context.loader(
        ("history", columns), lambda keys: context.data.sessions.histories_by_ids(context.who, keys, columns)
    )
    row: Row | None = await loader.load(key)
    return row


async def of_child(context: Context, key: UUID, columns: frozenset[str]) -> Row:
    """The session that a question belongs to. Raises NotFound where it was deleted since."""
    row = await by_key(context, key, columns)
    if row is None:
        raise NotFound
    return row


async def histories(
    context: Context, session: UUID, window: Window, columns: frozenset[str]
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over one session's questions, batched over the sessions of the operation."""
    pages = context.loader(
        ("histories of session", window, columns),
        lambda keys: context.data.sessions.histories_of_sessions(context.who, keys, window, columns),
    )
    return await pages.load(session), lambda: history_count(context, session)


async def history_count(context: Context, session: UUID) -> int:
    """How many questions a session has, batched over the sessions of the operation."""
    counts = context.loader("history counts", lambda keys: context.data.sessions.history_counts(context.who, keys))
    return int(await counts.load(session))


async def _nothing() -> int:
    return 0
