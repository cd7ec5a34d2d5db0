"""Reading prompt sessions and their questions."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from models.enums import PromptSessionStatus
from models.errors import NotFound
from models.paging import PageWindow, Row, Slice
from resolvers.core import ids
from resolvers.core.context import Context

# Neither list has a choice of orders; their cursors still name one.
ORDER = "SESSIONS"


async def load_session(context: Context, id_: str, columns: frozenset[str]) -> Row | None:
    """The session with this id; None for a malformed, foreign or missing one alike."""
    principal = context.caller
    key = ids.decode(ids.Kind.PROMPT_SESSION, id_)
    return None if key is None else (await context.data.sessions.get_by_ids(principal, [key], columns))[0]


async def load_history(context: Context, id_: str, columns: frozenset[str]) -> Row | None:
    """The question with this id; None for a malformed, foreign or missing one alike."""
    principal = context.caller
    key = ids.decode(ids.Kind.PROMPT_HISTORY, id_)
    return None if key is None else (await context.data.sessions.get_questions_by_ids(principal, [key], columns))[0]


async def load_page(
    context: Context,
    video_id: str | None,
    status: PromptSessionStatus | None,
    window: PageWindow,
    columns: frozenset[str],
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over the sessions, and how to count them all. An unknown video has none."""
    principal = context.caller
    video = None if video_id is None else ids.decode(ids.Kind.VIDEO, video_id)
    if video_id is not None and video is None:
        return Slice((), has_next=False, has_previous=False), _count_none
    part = await context.data.sessions.list_page(principal, window, columns, video_id=video, status=status)
    return part, lambda: context.data.sessions.count(principal, video_id=video, status=status)


async def load_page_of_video(
    context: Context, video: UUID, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over the sessions about one video, batched over the videos of the operation."""
    pages = context.loader(
        ("sessions of video", window, columns),
        lambda keys: context.data.sessions.list_pages_by_video(context.caller, keys, window, columns),
    )
    counts = context.loader("session counts", lambda keys: context.data.sessions.count_by_video(context.caller, keys))
    return await pages.load(video), lambda: counts.load(video)


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> Row | None:
    """A session by its key, batched within the operation."""
    loader = context.loader(
        ("session", columns), lambda keys: context.data.sessions.get_by_ids(context.caller, keys, columns)
    )
    row: Row | None = await loader.load(key)
    return row


async def load_history_by_key(context: Context, key: UUID, columns: frozenset[str]) -> Row | None:
    """A question by its key, batched within the operation."""
    loader = context.loader(
        ("history", columns), lambda keys: context.data.sessions.get_questions_by_ids(context.caller, keys, columns)
    )
    row: Row | None = await loader.load(key)
    return row


async def require_by_key(context: Context, key: UUID, columns: frozenset[str]) -> Row:
    """The session that a question belongs to. Raises NotFound where it was deleted since."""
    row = await load_by_key(context, key, columns)
    if row is None:
        raise NotFound
    return row


async def load_histories(
    context: Context, session: UUID, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice, Callable[[], Awaitable[int]]]:
    """A window over one session's questions, batched over the sessions of the operation."""
    pages = context.loader(
        ("histories of session", window, columns),
        lambda keys: context.data.sessions.list_questions_by_session(context.caller, keys, window, columns),
    )
    return await pages.load(session), lambda: count_histories(context, session)


async def count_histories(context: Context, session: UUID) -> int:
    """How many questions a session has, batched over the sessions of the operation."""
    counts = context.loader("history counts", lambda keys: context.data.sessions.count_questions(context.caller, keys))
    return int(await counts.load(session))


async def _count_none() -> int:
    return 0
