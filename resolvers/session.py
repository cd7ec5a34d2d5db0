"""Prompt sessions and their questions: read, renamed, closed and deleted.

The user who started a session may change it, and an OPERATOR any.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.language.validation import validate_required_line
from models.enums import PromptSessionStatus
from models.errors import NotFound, WrongState
from models.mistakes import MistakeCollector
from models.paging import PageWindow, Slice
from models.rows.prompt import QuestionRow, SessionRow
from resolvers import audit
from resolvers.core import access, ids
from resolvers.core.context import Context

# The lists have one order each; their cursors still name it.
ORDER = "SESSIONS"
MAX_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class _LockedSession:
    """A session that is locked until the transaction ends."""

    connection: AsyncConnection
    key: UUID
    row: SessionRow


async def load_session(context: Context, id_: str, columns: frozenset[str]) -> SessionRow | None:
    """The session with this id; None for a malformed, foreign or missing id alike."""
    key = ids.decode(ids.Kind.PROMPT_SESSION, id_)
    return None if key is None else (await context.data.sessions.get_by_ids(context.caller, [key], columns))[0]


async def load_history(context: Context, id_: str, columns: frozenset[str]) -> QuestionRow | None:
    """The question with this id; None for a malformed, foreign or missing id alike."""
    key, sessions = ids.decode(ids.Kind.PROMPT_HISTORY, id_), context.data.sessions
    return None if key is None else (await sessions.get_questions_by_ids(context.caller, [key], columns))[0]


async def load_page(
    context: Context,
    video_id: str | None,
    status: PromptSessionStatus | None,
    window: PageWindow,
    columns: frozenset[str],
    *,
    mine: bool,
) -> tuple[Slice[SessionRow], Callable[[], Awaitable[int]]]:
    """A window over the sessions, and a function that counts them all. An unknown video has none.

    mine: only those that the caller started.
    """
    principal = context.caller
    video = None if video_id is None else ids.decode(ids.Kind.VIDEO, video_id)
    if video_id is not None and video is None:
        return Slice((), has_next=False, has_previous=False), _count_none
    sessions, owner = context.data.sessions, principal.user_id if mine else None
    part = await sessions.list_page(principal, window, columns, video_id=video, status=status, owner=owner)
    return part, lambda: sessions.count(principal, video_id=video, status=status, owner=owner)


async def load_page_of_video(
    context: Context, video: UUID, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice[SessionRow], Callable[[], Awaitable[int]]]:
    """A window over the sessions about one video, batched over the videos of the operation."""
    pages = context.loader(
        ("sessions of video", window, columns),
        lambda keys: context.data.sessions.list_pages_by_video(context.caller, keys, window, columns),
    )
    counts = context.loader("session counts", lambda keys: context.data.sessions.count_by_video(context.caller, keys))
    return await pages.load(video), lambda: counts.load(video)


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> SessionRow | None:
    """A session by its key, batched within the operation."""
    loader = context.loader(
        ("session", columns), lambda keys: context.data.sessions.get_by_ids(context.caller, keys, columns)
    )
    row: SessionRow | None = await loader.load(key)
    return row


async def load_history_by_key(context: Context, key: UUID, columns: frozenset[str]) -> QuestionRow | None:
    """A question by its key, batched within the operation."""
    loader = context.loader(
        ("history", columns), lambda keys: context.data.sessions.get_questions_by_ids(context.caller, keys, columns)
    )
    row: QuestionRow | None = await loader.load(key)
    return row


async def require_by_key(context: Context, key: UUID, columns: frozenset[str]) -> SessionRow:
    """The session that a question belongs to. Raises NotFound where it was deleted since."""
    row = await load_by_key(context, key, columns)
    if row is None:
        raise NotFound
    return row


async def load_histories(
    context: Context, session: UUID, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice[QuestionRow], Callable[[], Awaitable[int]]]:
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


async def rename_session(context: Context, id_: str, title: str, columns: frozenset[str]) -> SessionRow:
    """Give a session another title; the session. Raises NotFound, Forbidden, InvalidInput."""
    with MistakeCollector() as mistakes:
        line = mistakes.check(validate_required_line, title, ("title",), MAX_TITLE_LENGTH)
        async with _lock_session(context, id_) as locked:
            mistakes.raise_any()
            await context.data.sessions.update_session_in(locked.connection, locked.key, title=line)
            await _record_change(context, locked, "renamePromptSession")
    return await _require_by_id(context, id_, columns)


async def close_session(context: Context, id_: str, columns: frozenset[str]) -> SessionRow:
    """Let a session take no more questions; the session. A closed one stays closed. Raises NotFound, Forbidden.

    A question that is being answered gets its answer: it was accepted before.
    """
    async with _lock_session(context, id_) as locked:
        closed = PromptSessionStatus.CLOSED.value
        if locked.row["status"] != closed:
            await context.data.sessions.update_session_in(locked.connection, locked.key, status=closed)
            await _record_change(context, locked, "closePromptSession")
    return await _require_by_id(context, id_, columns)


async def delete_session(context: Context, id_: str) -> None:
    """Delete a session with its questions. Raises NotFound, Forbidden, SESSION_BUSY.

    While a question is being answered, a caller waits for it or follows its progress, and a worker would write into
    deleted rows: the caller has to cancel it or wait.
    """
    sessions = context.data.sessions
    async with _lock_session(context, id_) as locked:
        # A new question locks the session as well, so none is stored in between.
        state = await sessions.find_open_question(locked.connection, locked.key)
        if state is not None:
            raise WrongState("SESSION_BUSY", field=("id",), state=state)
        await sessions.delete_in(locked.connection, locked.key)
        await _record_change(context, locked, "deletePromptSession")


@asynccontextmanager
async def _lock_session(context: Context, id_: str) -> AsyncIterator[_LockedSession]:
    """A session that the caller may change, locked by a transaction. Raises NotFound, Forbidden."""
    principal, key = context.caller, ids.require(ids.Kind.PROMPT_SESSION, id_, "id")
    async with context.data.postgres.transaction(principal) as connection:
        row = await context.data.sessions.lock_session(connection, key)
        if row is None:
            raise NotFound(field=("id",))
        access.require_owner(principal, row["user_id"])
        yield _LockedSession(connection, key, row)


async def _record_change(context: Context, locked: _LockedSession, action: str) -> None:
    await audit.record_action(context, locked.connection, action, ids.Kind.PROMPT_SESSION, locked.key)


async def _require_by_id(context: Context, id_: str, columns: frozenset[str]) -> SessionRow:
    row = await load_session(context, id_, columns)
    if row is None:
        raise NotFound(field=("id",))
    return row
