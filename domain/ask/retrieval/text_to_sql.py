"""Retrieval by generated SQL: check and run a model's SQL; if it fails, let the model repair it once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from domain.ask.plan.plan import SearchPlan
from domain.ask.plan.tool import PLAN_TOOL
from domain.ask.question.question import Question
from domain.ask.settings import AskSettings
from domain.fairness.pools import DEFAULT_SHARE, Pool
from domain.guard import SqlRejected, guard_sql
from domain.llm.prompts import SQL_REPAIR, format_sections
from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, SqlRunner
from models.access.principal import Principal
from models.asking.answers import StoredTable
from models.asking.conversation import Conversation, Message, Tool
from models.asking.sql import QueryResult, SqlView
from models.errors import ModelFailed, SqlFailed, Unavailable
from models.text.text import to_printable, to_printable_json

MAX_SQL_CHARACTERS = 8000
SQL_TOOL = Tool(
    name="write_sql",
    description="Write the query anew, so that it answers the question and runs.",
    schema={
        "type": "object",
        "required": ["sql"],
        "properties": {"sql": {"type": "string", "description": "One SELECT over the views, and nothing else."}},
    },
)
PLAN_TOOL_WITH_SQL = replace(
    PLAN_TOOL,
    schema={
        **PLAN_TOOL.schema,
        "properties": {
            **PLAN_TOOL.schema["properties"],
            "sql": {
                "type": "string",
                "maxLength": MAX_SQL_CHARACTERS,
                "description": "One SELECT over the views; leave out where none would help.",
            },
        },
    },
)
_EVENT_KEYS = ("id", "event_id")


class SqlPools:
    """Limits how much generated SQL is checked and run at the same time; one for each process.

    share: the part of each pool that one organization may hold. A statement may take seconds: with two at a time, of
    which each organization has one, no organization waits for another.
    """

    def __init__(self, share: float = DEFAULT_SHARE) -> None:
        self.checks = Pool("queries", 2, share=share, expected_seconds=0.01)
        self.statements = Pool("queries", 2, share=share, expected_seconds=0.1)

    def close(self) -> None:
        """Accept no further work."""
        self.checks.close()
        self.statements.close()


class TextToSql:
    """Fits domain.ports.QueryRunner. pools: those of the process; None: new ones."""

    def __init__(self, sql: SqlRunner, models: Models, settings: AskSettings, pools: SqlPools | None = None) -> None:
        self._pools = pools or SqlPools()
        self._sql = sql
        self._models = models
        self._settings = settings

    async def describe_views(self) -> str | None:
        """The views, for the planner; None if SQL is switched off or the database does not answer."""
        if not self._settings.text_to_sql:
            return None
        try:
            return format_views(await self._sql.list_views())
        except Unavailable:
            return None

    async def __call__(
        self, principal: Principal, plan: SearchPlan, question: Question, meter: UsageMeter, /
    ) -> QueryResult:
        """Run the plan's SQL. Raises SqlFailed if it fails, and so does the repaired SQL."""
        views = await self._sql.list_views()
        try:
            return await self._run(principal, plan.sql, question, views)
        except SqlFailed as failed:
            problem = str(failed.values["problem"])
        repaired = await self._repair_sql(plan.sql, problem, question, views, meter)
        return await self._run(principal, repaired, question, views)

    async def _run(self, principal: Principal, sql: str, question: Question, views: Sequence[SqlView]) -> QueryResult:
        try:
            checked = await self._pools.checks.run(principal.organization, lambda: guard_sql(sql, views))
        except SqlRejected as refusal:
            raise SqlFailed(problem=str(refusal)) from None
        video_id = None if question.video is None else question.video.id
        async with self._pools.statements.acquire(principal.organization):
            table = await self._sql.run(
                principal,
                checked,
                timezone=question.zone.key,
                video_id=video_id,
                max_rows=self._settings.sql_rows,
                camera_ids=question.camera_ids,
            )
        printable = table.model_copy(
            update={
                "columns": [to_printable(name) for name in table.columns],
                "rows": to_printable_json(list(table.rows)),
            }
        )
        return QueryResult(checked, printable, parse_event_ids(checked, table))

    async def _repair_sql(
        self, sql: str, problem: str, question: Question, views: Sequence[SqlView], meter: UsageMeter
    ) -> str:
        sections = {"question": question.text, "timezone": question.zone.key, "sql": sql, "problem": problem}
        conversation = Conversation(
            model_id=self._settings.model_id,
            system=f"{SQL_REPAIR}\n{format_views(views)}",
            messages=[Message("user", format_sections(sections))],
            tool=SQL_TOOL,
            max_tokens=800,
        )
        with meter.time_stage("mending"):
            reply = await self._models.converse(conversation)
        meter.record_tokens(self._settings.model_id, reply.tokens)
        return _parse_sql(reply.tool_input)


def _parse_sql(tool_input: Mapping[str, Any] | None) -> str:
    sql = (tool_input or {}).get("sql")
    if not isinstance(sql, str) or not sql.strip():
        raise ModelFailed(problem="the model wrote no SQL where its tool was forced")
    return sql


def format_views(views: Sequence[SqlView]) -> str:
    """The views as models read them: each column with its type and the database's comment."""
    texts = []
    for view in views:
        columns = [f"  {column.name} {column.type} -- {column.comment}" for column in view.columns]
        texts.append("\n".join([f"{view.name} -- {view.comment}", *columns]))
    return "\n".join(texts)


def parse_event_ids(sql: str, table: StoredTable) -> list[UUID]:
    """The event ids in a column called id or event_id; empty if the rows are not events."""
    column = next((index for index, name in enumerate(table.columns) if name in _EVENT_KEYS), None)
    if column is None or "event_view" not in sql:
        return []
    ids = []
    for row in table.rows:
        try:
            ids.append(UUID(str(row[column])))
        except ValueError:
            return []
    return ids
