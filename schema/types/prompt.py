"""Prompt sessions, and the questions and answers in them."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from models.asking import answers
from models.enums import Language, PromptKind, PromptSessionStatus, PromptStatus, Rating, SearchMethod
from models.rows.prompt import QuestionRow, SessionRow
from models.text.text import to_printable_json
from resolvers import event as events
from resolvers import session as sessions
from resolvers import video as videos
from resolvers.core import access, paging
from resolvers.core.ids import Kind
from schema.graphql.connection import (
    AfterArgument,
    BeforeArgument,
    Connection,
    FirstArgument,
    LastArgument,
    Node,
    UserError,
    id_column,
)
from schema.graphql.selection import Info, column, computed_field, select_columns
from schema.types.citation import Citation
from schema.types.coverage import Coverage
from schema.types.event import Event
from schema.types.usage import StageTiming, Usage
from schema.types.video import Video


@strawberry.type(description="Rows that answer a question about numbers.")
class ResultTable:
    columns: list[str] = strawberry.field(description="Names of the columns.")
    rows: list[list[JSON | None]] = strawberry.field(description="Cells, in the order of the columns.")
    truncated: bool = strawberry.field(description="True: there were more rows than shown.")


def _to_table(stored: dict[str, Any]) -> ResultTable:
    # Older tables hold values of PostgreSQL that JSON clients cannot read.
    columns, rows = to_printable_json([stored["columns"], stored["rows"]])
    return ResultTable(columns=columns, rows=rows, truncated=stored["truncated"])


def _to_citations(stored: list[dict[str, Any]]) -> list[Citation]:
    return [Citation.from_stored(answers.StoredCitation.model_validate(citation)) for citation in stored]


def _to_methods(stored: list[str]) -> list[SearchMethod]:
    return [SearchMethod(method) for method in stored]


def _to_timings(stored: list[dict[str, Any]]) -> list[StageTiming]:
    return [StageTiming(stage=timing["stage"], milliseconds=timing["milliseconds"]) for timing in stored]


@strawberry.type(description="A question and its answer.")
class PromptHistory(Node):
    row: strawberry.Private[QuestionRow]

    id: strawberry.ID = id_column(Kind.PROMPT_HISTORY)
    sequence_number: int = column(description="Its place in the session, from 1.")
    kind: PromptKind = column(convert=PromptKind, description="Of what kind the question is.")
    status: PromptStatus = column(convert=PromptStatus, description="Where the answer stands.")
    prompt: str = column(description="The question.")
    response: str | None = column(description="The answer, with [n] where it cites; null until it was written.")
    language: Language = column(convert=Language, description="Language of the answer.")
    interpretation: str | None = column(description="How the question was understood; null until it was.")
    methods: list[SearchMethod] = column(
        convert=_to_methods, description="Ways of search that helped, beside the fields of the plan."
    )
    generated_sql: str | None = column(description="The SQL that was run for it; null where none was.")
    table: ResultTable | None = column(
        "result_table", convert=_to_table, description="Rows; null where it is no table."
    )
    citations: list[Citation] = column(convert=_to_citations, description="Moments that the answer points at.")
    not_understood: list[str] = column(
        description="Words of the question that the answer does not take into account; empty if it takes all."
    )
    degraded: list[str] = column(description="Steps that could not run; empty when all did.")
    timings: list[StageTiming] = column(convert=_to_timings, description="How long each step took.")
    rating: Rating | None = column(convert=Rating, description="A person's judgement; null where none was given.")
    created_at: datetime = column(description="When it was asked.")
    completed_at: datetime | None = column(description="When it was answered; null until then.")

    @classmethod
    def from_row(cls, row: QuestionRow) -> Self:
        return cls(row=row)

    @computed_field("coverage", description="What footage the answer could have seen.")
    def coverage(self) -> Coverage:
        return Coverage.from_stored(self.row["coverage"])

    @computed_field("usage", description="What the models took.")
    def usage(self) -> Usage:
        stored = self.row["usage"]
        return Usage.from_stored(None if stored is None else answers.Usage.model_validate(stored))

    @computed_field("error_code", "error_values", repeatable=True, description="Why it FAILED; null while it did not.")
    def error(self, info: Info) -> UserError | None:
        return UserError.from_stored(self.row["error_code"], self.row["error_values"], info.context.language)

    @computed_field("session_id", repeatable=True, description="The session it was asked in.")
    async def session(self, info: Info) -> "PromptSession":
        row = await sessions.require_by_key(info.context, self.row["session_id"], select_columns(info, PromptSession))
        return PromptSession.from_row(row)


@strawberry.type(description="A conversation about one video, or about everything.")
class PromptSession(Node):
    row: strawberry.Private[SessionRow]

    id: strawberry.ID = id_column(Kind.PROMPT_SESSION)
    title: str = column(description="A line for lists: the first question, and once it is answered, what was found.")
    number: int = column(description="Counts up from 1 within the video, or within those over everything.")
    status: PromptSessionStatus = column(convert=PromptSessionStatus, description="CLOSED takes no more questions.")
    owner: str = column("user_id", description="The user who started it, as the token names them.")
    created_at: datetime = column(description="When it was started.")
    updated_at: datetime = column(description="When anything of it last changed.")
    last_prompt_at: datetime | None = column(description="When the last question came; null before the first.")

    @classmethod
    def from_row(cls, row: SessionRow) -> Self:
        return cls(row=row)

    @computed_field(
        "user_id",
        repeatable=True,
        description="Whether the caller may ask in it, rename, close and delete it: its owner, and OPERATOR.",
    )
    def viewer_can_update(self, info: Info) -> bool:
        return access.may_change(info.context.caller, self.row["user_id"])

    @computed_field(
        "video_id", repeatable=True, description="The video it is about; null where it is about everything."
    )
    async def video(self, info: Info) -> Video | None:
        key: UUID | None = self.row["video_id"]
        return (
            None
            if key is None
            else Video.from_optional_row(await videos.load_by_key(info.context, key, select_columns(info, Video)))
        )

    @computed_field(
        "main_event_id",
        repeatable=True,
        description="The event that the first answer was mainly about; null where none was.",
    )
    async def main_event(self, info: Info) -> Event | None:
        key: UUID | None = self.row["main_event_id"]
        row = None if key is None else await events.load_by_key(info.context, key, select_columns(info, Event))
        return None if row is None else Event.from_row(row)

    @computed_field("id", repeatable=True, description="Its questions, oldest first.")
    async def histories(
        self,
        info: Info,
        first: FirstArgument = None,
        after: AfterArgument = None,
        last: LastArgument = None,
        before: BeforeArgument = None,
    ) -> Connection[PromptHistory]:
        window = paging.build_window(first, after, last, before, sessions.ORDER)
        columns = select_columns(info, PromptHistory, "edges", "node")
        part, count = await sessions.load_histories(info.context, self.row["id"], window, columns)
        return Connection.from_slice(part, sessions.ORDER, PromptHistory.from_row, count)

    @computed_field("id", repeatable=True, description="How many questions it has.")
    async def history_count(self, info: Info) -> int:
        return await sessions.count_histories(info.context, self.row["id"])
