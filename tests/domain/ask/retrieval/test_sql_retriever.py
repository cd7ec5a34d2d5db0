"""The SQL retriever: what a generated query selected or counted is ranked beside the other retrievers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.ask.ask import ask
from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Answer, Question
from domain.llm.usage_meter import UsageMeter
from models.access.principal import Principal
from models.asking.answers import StoredTable
from models.asking.sql import QueryResult
from models.enums import PromptStage, PromptStatus, SearchMethod
from models.errors import SqlFailed
from tests.domain.doubles import OPERATOR, VIDEO, VISITS, InMemorySearch, event, make_services
from tests.domain.scripted_models import ScriptedModels

SQL = "SELECT id FROM event_view LIMIT 200"


@dataclass
class ScriptedQuery:
    result: QueryResult | Exception
    asked: list[str] = field(default_factory=list)

    async def describe_views(self) -> str | None:
        return "event_view"

    async def __call__(
        self, _who: Principal, plan: SearchPlan, _question: Question, _meter: UsageMeter, /
    ) -> QueryResult:
        self.asked.append(plan.sql)
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def select_events(*ids: UUID, truncated: bool = False) -> QueryResult:
    return QueryResult(SQL, StoredTable(columns=["id"], rows=[[str(id_)] for id_ in ids], truncated=truncated), ids)


def count_rows(columns: Sequence[str], *rows: Sequence[Any]) -> QueryResult:
    return QueryResult(SQL, StoredTable(columns=columns, rows=rows))


async def run_ask(
    query: ScriptedQuery | None, written: Sequence[str | Exception] | None = None, *, rows: Any = VISITS, **fields: Any
) -> tuple[Answer, ScriptedModels]:
    async def report(_stage: PromptStage, _piece: str) -> None:
        pass

    models = ScriptedModels({"language": "en", "aboutFootage": True, "want": "LIST", "sql": SQL, **fields}, written)
    answer = await ask(
        Question("x", video=VIDEO),
        OPERATOR,
        make_services(InMemorySearch(rows), models, query),
        report,
    )
    return answer, models


async def test_the_events_that_a_query_picked_answer_in_its_order() -> None:
    query = ScriptedQuery(select_events(VISITS[4].event_id, VISITS[0].event_id))
    answer, _ = await run_ask(query, ["P2 left first [1], after P1 had come [2]."])
    assert query.asked == [SQL]
    assert [citation.event_id for citation in answer.citations] == [VISITS[4].event_id, VISITS[0].event_id]
    assert answer.methods[0] is SearchMethod.TEXT_TO_SQL
    assert (answer.generated_sql, answer.table, answer.degraded) == (SQL, None, ())


async def test_a_query_that_picked_nothing_means_that_there_is_nothing() -> None:
    answer, models = await run_ask(ScriptedQuery(select_events()))
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.generated_sql == SQL
    assert len(models.said) == 1


async def test_what_a_query_counted_is_stated_from_its_table() -> None:
    query = ScriptedQuery(count_rows(["hour", "people"], [21, 3]))
    answer, models = await run_ask(query, ["The busiest hour was 21 with 3 people [0]. It was a fine day."])
    assert answer.status is PromptStatus.COMPLETED
    assert answer.response == "The busiest hour was 21 with 3 people."
    assert answer.table is not None
    assert [list(row) for row in answer.table.rows] == [[21, 3]]
    assert list(answer.citations) == []
    assert (
        '<table>\n{"columns":["hour","people"],"rows":[[21,3]],"truncated":false}' in models.said[-1].messages[0].text
    )


async def test_a_query_that_counts_what_nothing_looked_for_is_no_answer() -> None:
    answer, _ = await run_ask(ScriptedQuery(count_rows(["people"], [0])), ["0 thefts [0]."], types=["THEFT"])
    assert (answer.status, answer.table) == (PromptStatus.NOT_EXAMINED, None)
    assert answer.response.startswith("Not examined:")


async def test_what_a_query_counted_is_stated_even_if_no_event_matches() -> None:
    answer, _ = await run_ask(ScriptedQuery(count_rows(["people"], [2])), ["2 came [0]."], types=["COLLAPSE"])
    assert (answer.status, answer.response) == (PromptStatus.COMPLETED, "2 came.")


async def test_a_query_that_counted_none_says_so_only_of_what_was_examined() -> None:
    none = ScriptedQuery(count_rows(["people"], [0]))
    answer, _ = await run_ask(none, types=["THEFT"])
    assert (answer.status, answer.table) == (PromptStatus.NOT_EXAMINED, None)
    answer, _ = await run_ask(none, types=["COLLAPSE"])
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.table is not None
    assert answer.response.startswith("No collapse was found in 'Left aisle'.")


async def test_without_a_table_nothing_rests_on_it() -> None:
    answer, _ = await run_ask(None, ["It was quiet [0]. P1 came [1]."])
    assert answer.response == "P1 came [1]."


async def test_with_a_condition_in_words_the_query_is_one_ranking_among_others() -> None:
    rows = [
        event(1, "STANDING", 1, 5, description="A person with a red hat stands."),
        event(2, "WALKING", 7, 9, description="Somebody walks."),
    ]
    query = ScriptedQuery(select_events(rows[1].event_id))
    answer, _ = await run_ask(query, ["A red hat [1][2]."], rows=rows, text="red hat")
    assert {citation.event_id for citation in answer.citations} == {row.event_id for row in rows}
    assert answer.methods == [SearchMethod.TEXT_TO_SQL, SearchMethod.VECTOR, SearchMethod.KEYWORD]


async def test_where_a_query_fails_the_fields_of_the_plan_still_answer() -> None:
    answer, _ = await run_ask(
        ScriptedQuery(SqlFailed(problem="no such column")), ["P2 left [1]."], types=["PERSON_EXIT"]
    )
    assert answer.status is PromptStatus.COMPLETED
    assert answer.degraded == ("sql",)
    assert (answer.generated_sql, answer.table) == (None, None)
