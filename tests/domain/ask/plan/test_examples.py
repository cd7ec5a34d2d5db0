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
