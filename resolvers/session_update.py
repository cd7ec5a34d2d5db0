"""Changing prompt sessions: whoever started one may, and an OPERATOR any."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.language.validation import validate_required_line
from models.enums import PromptSessionStatus
from models.errors import NotFound, WrongState
from models.paging import Row
from resolvers import audit
from resolvers.core import access, ids
from resolvers.core.context import Context

MAX_TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class _LockedSession:
    """A session that is locked until the transaction ends."""

    connection: AsyncConnection
    key: UUID
    row: Row


async def rename_session(context: Context, id_: str, title: str, columns: frozenset[str]) -> Row:
    """Give a session another title; the session. Raises NotFound, Forbidden, InvalidInput."""
    line = validate_required_line(title, ("title",), MAX_TITLE_LENGTH)
    async with _lock_session(context, id_) as held:
        await context.data.sessions.update_session_in(held.connection, held.key, title=line)
        await audit.record_action(context, held.connection, "renamePromptSession", ids.Kind.PROMPT_SESSION, held.key)
    return await _load_session(context, held.key, columns)


async def close_session(context: Context, id_: str, columns: frozenset[str]) -> Row:
    """Let a session take no more questions; the session. One that is closed stays so. Raises NotFound, Forbidden.

    A question that is being answered is answered: it was taken before.
    """
    async with _lock_session(context, id_) as held:
        if held.row["status"] != PromptSessionStatus.CLOSED:
            closed = PromptSessionStatus.CLOSED.value
            await context.data.sessions.update_session_in(held.connection, held.key, status=closed)
            await audit.record_action(context, held.connection, "closePromptSession", ids.Kind.PROMPT_SESSION, held.key)
    return await _load_session(context, held.key, columns)


async def delete_session(context: Context, id_: str) -> None:
    """Delete a session with its questions. Raises NotFound, Forbidden, SESSION_BUSY.

    While a question is being answered, somebody waits for it or follows its progress, and a worker would write into
    what is gone: cancel it or wait.
    """
    sessions = context.data.sessions
    async with _lock_session(context, id_) as held:
        # Who asks locks the session as well: no question comes in between.
        state = await sessions.find_open_question(held.connection, held.key)
        if state is not None:
            raise WrongState("SESSION_BUSY", field=("id",), state=state)
        await sessions.delete_in(held.connection, held.key)
        await audit.record_action(context, held.connection, "deletePromptSession", ids.Kind.PROMPT_SESSION, held.key)


@asynccontextmanager
async def _lock_session(context: Context, id_: str) -> AsyncIterator[_LockedSession]:
    """A session that the caller may change, in a transaction that holds it. Raises NotFound, Forbidden."""
    principal = context.caller
    key = ids.decode(ids.Kind.PROMPT_SESSION, id_)
    if key is None:
        raise NotFound(field=("id",))
    async with context.data.postgres.transaction(principal) as connection:
        row = await context.data.sessions.lock_session(connection, key)
        if row is None:
            raise NotFound(field=("id",))
        access.require_owner(principal, row["user_id"])
        yield _LockedSession(connection, key, row)


async def _load_session(context: Context, key: UUID, columns: frozenset[str]) -> Row:
    row = (await context.data.sessions.get_by_ids(context.caller, [key], columns))[0]
    if row is None:
        raise NotFound(field=("id",))
    return row
