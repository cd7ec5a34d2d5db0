"""The examples in the planner's system text are plans that its schema and its parser take."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema_rs
import pytest

from domain.ask.plan.examples import PLAN_EXAMPLES, SQL_EXAMPLES, Example, format_examples
from domain.ask.plan.plan import parse_plan
from domain.ask.plan.tool import PLAN_TOOL
from domain.ask.retrieval.text_to_sql import PLAN_TOOL_WITH_SQL
from tests.domain.ask.asking import plan, run_ask
from tests.domain.doubles import VISITS, InMemorySearch
from tests.domain.scripted_models import ScriptedModels, read_sections

ALL = [*PLAN_EXAMPLES, *SQL_EXAMPLES]


def forbid_other_keys(schema: Any) -> Any:
    """The schema, with no keys but those that it names: a misspelled one would pass otherwise."""
    if isinstance(schema, list):
        return [forbid_other_keys(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    stricter = {key: forbid_other_keys(value) for key, value in schema.items()}
    return {**stricter, "additionalProperties": False} if isinstance(schema.get("properties"), dict) else stricter


@pytest.mark.parametrize("example", ALL, ids=lambda example: example.question)
def test_each_is_a_plan_by_schema_and_parser(example: Example) -> None:
    tool = PLAN_TOOL_WITH_SQL if example in SQL_EXAMPLES else PLAN_TOOL
    problems = jsonschema_rs.validator_for(forbid_other_keys(dict(tool.schema))).iter_errors(dict(example.plan))
    assert [problem.message for problem in problems] == []
    parse_plan(example.plan, ZoneInfo("Asia/Seoul"))


@pytest.mark.parametrize("examples", [PLAN_EXAMPLES, SQL_EXAMPLES])
def test_both_languages_have_two_of_each_kind(examples: list[Example]) -> None:
    languages = [example.plan["language"] for example in examples]
    assert min(languages.count("ko"), languages.count("en")) >= 2
    for example in examples:
        assert bool(re.search("[가-힣]", example.question)) == (example.plan["language"] == "ko")


def test_sql_is_shown_only_where_the_tool_has_it() -> None:
    assert "SELECT" not in format_examples(with_sql=False)
    assert format_examples(with_sql=True).count("SELECT") > len(SQL_EXAMPLES) - 1


async def test_the_planner_gets_the_values_of_the_footage_and_last_the_minute() -> None:
    models = ScriptedModels(plan(), text=["P1 [1]."])
    await run_ask(models, rows=VISITS)
    context = read_sections(models.said[0])["context"]
    assert context["values"] == {
        "types": ["PERSON_ENTER", "PERSON_EXIT", "STANDING"],
        "people": ["P1", "P2", "P3"],
    }
    assert list(context)[-1] == "now"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", context["now"])


async def test_without_the_values_the_question_is_planned_all_the_same() -> None:
    models = ScriptedModels(plan(), text=["P1 [1]."])
    answer = await run_ask(models, search=InMemorySearch(VISITS, down=frozenset({"values"})))
    assert list(answer.degraded) == ["values"]
    assert "values" not in read_sections(models.said[0])["context"]
