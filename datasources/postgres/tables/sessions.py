"""Prompt sessions and the questions in them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, bindparam, delete, func, select, text, true, update
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.keyset import Keyset, get_shape, slice_rows
from datasources.postgres.core.statement_cache import read_by_filters
from datasources.postgres.jobs.question_input import StoredQuestion, load_question
from datasources.postgres.search.conditions import is_one_of_ids, is_one_of_named_keys, name_keys
from models.access.principal import Principal
from models.enums import PromptSessionStatus, PromptStatus
from models.paging import PageWindow, Slice
from models.rows.prompt import LockedQuestionRow, QuestionRow, SessionRow
from models.rows.row import Row
from models.tables import PromptHistory, PromptSession

session = PromptSession.__table__
history = PromptHistory.__table__

NEWEST_FIRST = Keyset(session.c.created_at, session.c.id, descending=True, kind=datetime)
OLDEST_FIRST = Keyset(history.c.sequence_number, history.c.id, descending=False, kind=float)
# Progress names its subject without a reference, and holds the text of answers: it goes before the questions.
_DELETE_PROGRESS = text("SELECT delete_progress_of_session(:session_id)")


@dataclass(frozen=True, slots=True)
class _Pages:
    """Pages of a table's rows, by the column that names a row's parent."""

    table: Any
    parent: ColumnElement[UUID]
    keyset: Keyset


class Sessions:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_page(
        self,
        principal: Principal,
        window: PageWindow,
        columns: Collection[str],
        *,
        video_id: UUID | None = None,
        status: PromptSessionStatus | None = None,
        owner: str | None = None,
    ) -> Slice[SessionRow]:
        """A page of sessions, newest first; of one video where video_id is given, of one user where owner is."""

        def compose() -> Select[Any]:
            conditions = []
            if video_id is not None:
                conditions.append(session.c.video_id == bindparam("video_id", video_id))
            if status is not None:
                conditions.append(session.c.status == bindparam("status", status.value))
            if owner is not None:
                conditions.append(session.c.user_id == bindparam("owner", owner))
            return NEWEST_FIRST.apply_window(select(*_select_columns(session, columns)).where(*conditions), window)

        named = NEWEST_FIRST.bind_window(window) | {
            "video_id": video_id,
            "status": None if status is None else status.value,
            "owner": owner,
        }
        kind = ("sessions", get_shape(window), frozenset(columns), video_id is None, status is None, owner is None)
        rows = await read_by_filters(self._postgres, principal, kind, compose, **named)
        return slice_rows(cast("Sequence[SessionRow]", rows), window)

    async def list_pages_by_video(
        self, principal: Principal, video_ids: Sequence[UUID], window: PageWindow, columns: Collection[str]
    ) -> list[Slice[SessionRow]]:
        """The same page of sessions for each video, newest first, in one statement."""
        pages = _Pages(session, session.c.video_id, NEWEST_FIRST)
        found = await self._fetch_slices(principal, pages, video_ids, window, columns)
        return cast("list[Slice[SessionRow]]", found)

    async def count_by_video(self, principal: Principal, video_ids: Sequence[UUID]) -> list[int]:
        """How many sessions each video has."""
        query = (
            select(session.c.video_id, func.count())
            .where(is_one_of_ids(session.c.video_id, video_ids))
            .group_by(session.c.video_id)
        )
        async with self._postgres.transaction(principal) as connection:
            counts: dict[UUID, int] = {row[0]: row[1] for row in await connection.execute(query)}
        return [counts.get(video_id, 0) for video_id in video_ids]

    async def count(
        self,
        principal: Principal,
        *,
        video_id: UUID | None = None,
        status: PromptSessionStatus | None = None,
        owner: str | None = None,
    ) -> int:
        query = select(func.count()).select_from(session).where(*_build_conditions(video_id, status, owner))
        async with self._postgres.transaction(principal) as connection:
            return int((await connection.execute(query)).scalar_one())

    async def get_question_and_session(
        self,
        principal: Principal,
        history_id: UUID,
        session_id: UUID,
        history_columns: Iterable[str],
        session_columns: Iterable[str],
    ) -> tuple[QuestionRow | None, SessionRow | None]:
        """A question and its session in one round trip (sql/questions.sql); None where there is none."""
        of_history, of_session = _name_columns(history, history_columns), _name_columns(session, session_columns)
        columns = (*(f"history.{name}" for name in of_history), *(f"session.{name}" for name in of_session))
        query = (
            f"SELECT {', '.join(columns)} FROM prompt_history_by_id($1, $2, $3) AS history"  # noqa: S608  (the tables' own)
            " CROSS JOIN prompt_session_by_id($1, $2, $4) AS session"
        )
        row = await self._postgres.call_row(query, principal.organization, principal.site_scope, history_id, session_id)
        if row is None:
            return None, None
        values = tuple(row)
        length = len(of_history)
        question = dict(zip(of_history, values[:length], strict=True))
        return cast("QuestionRow", question), cast("SessionRow", dict(zip(of_session, values[length:], strict=True)))

    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str]
    ) -> list[SessionRow | None]:
        """The sessions with these ids, in this order; None where there is none."""
        return cast("list[SessionRow | None]", await self._fetch_by_ids(principal, session, ids, columns))

    async def get_questions_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str]
    ) -> list[QuestionRow | None]:
        """The questions with these ids, in this order; None where there is none."""
        return cast("list[QuestionRow | None]", await self._fetch_by_ids(principal, history, ids, columns))

    async def list_questions_by_session(
        self, principal: Principal, session_ids: Sequence[UUID], window: PageWindow, columns: Collection[str]
    ) -> list[Slice[QuestionRow]]:
        """The same page of questions for each session, in the order asked, in one statement."""
        pages = _Pages(history, history.c.session_id, OLDEST_FIRST)
        found = await self._fetch_slices(principal, pages, session_ids, window, columns)
        return cast("list[Slice[QuestionRow]]", found)

    async def count_questions(self, principal: Principal, session_ids: Sequence[UUID]) -> list[int]:
        """How many questions each session has."""
        query = (
            select(history.c.session_id, func.count())
            .where(is_one_of_ids(history.c.session_id, session_ids))
            .group_by(history.c.session_id)
        )
        async with self._postgres.transaction(principal) as connection:
            counts: dict[UUID, int] = {row[0]: row[1] for row in await connection.execute(query)}
        return [counts.get(session_id, 0) for session_id in session_ids]

    async def lock_session(self, connection: AsyncConnection, session_id: UUID) -> SessionRow | None:
        """A session's id, user_id, video_id and status, held until the caller's transaction ends."""
        query = (
            select(session.c.id, session.c.user_id, session.c.video_id, session.c.status)
            .where(session.c.id == session_id)
            .with_for_update()
        )
        return cast("SessionRow | None", (await connection.execute(query)).mappings().one_or_none())

    async def lock_question(self, connection: AsyncConnection, history_id: UUID) -> LockedQuestionRow | None:
        """A question's status, session_id and its session's user_id, held until the caller's transaction ends."""
        query = (
            select(history.c.status, history.c.session_id, session.c.user_id)
            .join(session, session.c.id == history.c.session_id)
            .where(history.c.id == history_id)
            .with_for_update(of=history)
        )
        return cast("LockedQuestionRow | None", (await connection.execute(query)).mappings().one_or_none())

    async def load_question(self, principal: Principal, history_id: UUID) -> StoredQuestion | None:
        """A question with all that is needed to answer it, in one transaction; None where there is none."""
        async with self._postgres.transaction(principal) as connection:
            return await load_question(connection, history_id)

    async def update_question_in(self, connection: AsyncConnection, history_id: UUID, **columns: Any) -> bool:
        """Change columns of a question in the caller's transaction; False where there is none."""
        query = update(history).where(history.c.id == history_id).values(**columns)
        return (await connection.execute(query)).rowcount == 1

    async def update_session_in(self, connection: AsyncConnection, session_id: UUID, **columns: Any) -> bool:
        """Change columns of a session in the caller's transaction; False where there is none."""
        query = update(session).where(session.c.id == session_id).values(updated_at=func.now(), **columns)
        return (await connection.execute(query)).rowcount == 1

    async def find_open_question(self, connection: AsyncConnection, session_id: UUID) -> str | None:
        """The status of a question of the session that is not answered yet; None where all have ended."""
        is_open = history.c.status.in_([PromptStatus.QUEUED.value, PromptStatus.RUNNING.value])
        query = select(history.c.status).where(history.c.session_id == session_id, is_open)
        return (await connection.execute(query.order_by(history.c.sequence_number).limit(1))).scalar_one_or_none()

    async def delete_in(self, connection: AsyncConnection, session_id: UUID) -> None:
        """Delete a session that the caller's transaction has locked, with its questions, their jobs and progress."""
        await connection.execute(_DELETE_PROGRESS, {"session_id": session_id})
        await connection.execute(delete(session).where(session.c.id == session_id))

    async def _fetch_slices(
        self,
        principal: Principal,
        pages: _Pages,
        parents: Sequence[UUID],
        window: PageWindow,
        columns: Collection[str],
    ) -> list[Slice[Row]]:
        """The same page of each parent's rows, in one statement."""

        def compose() -> Select[Any]:
            ids = bindparam("parent_ids", [], type_=ARRAY(PG_UUID(as_uuid=True)))
            parent = func.unnest(ids).table_valued("id", name="parent").render_derived()
            own_rows = select(*_select_columns(pages.table, columns)).where(pages.parent == parent.c.id)
            lateral = pages.keyset.apply_window(own_rows, window).lateral("mine")
            return select(parent.c.id.label("parent_id"), lateral).select_from(parent.join(lateral, true()))

        kind = (pages.table.name, "pages", get_shape(window), frozenset(columns))
        named = pages.keyset.bind_window(window)
        rows = await read_by_filters(self._postgres, principal, kind, compose, parent_ids=list(parents), **named)
        rows_by_parent: dict[UUID, list[Row]] = {parent: [] for parent in parents}
        for row in rows:
            rows_by_parent[row["parent_id"]].append(cast("Row", row))
        return [slice_rows(rows_by_parent[parent], window) for parent in parents]

    async def _fetch_by_ids(
        self, principal: Principal, table: Any, ids: Sequence[UUID], columns: Iterable[str]
    ) -> list[Row | None]:
        names = frozenset(columns)

        def compose() -> Select[Any]:
            return select(*_select_columns(table, names)).where(is_one_of_named_keys(table.c.id, ids))

        kind = (table.name, "by id", names, len(ids) == 1)
        rows = await read_by_filters(self._postgres, principal, kind, compose, **name_keys(ids))
        by_id = {row["id"]: row for row in cast("Sequence[Row]", rows)}
        return [by_id.get(id_) for id_ in ids]


def _select_columns(table: Any, names: Iterable[str]) -> list[Any]:
    return [table.c[name] for name in sorted({"id", *names})]


def _name_columns(table: Any, names: Iterable[str]) -> list[str]:
    return [column.name for column in _select_columns(table, names)]


def _build_conditions(video_id: UUID | None, status: PromptSessionStatus | None, owner: str | None) -> list[Any]:
    conditions: list[Any] = []
    if video_id is not None:
        conditions.append(session.c.video_id == video_id)
    if status is not None:
        conditions.append(session.c.status == status.value)
    if owner is not None:
        conditions.append(session.c.user_id == owner)
    return conditions
