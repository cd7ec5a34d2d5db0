"""The closed variant of a tool's schema."""

from collections.abc import Iterator, Mapping
from typing import Any

from domain.ask.plan.plan import parse_plan
from domain.ask.plan.tool import PLAN_TOOL
from domain.llm.strict_schema import make_strict
from tests.domain.doubles import SEOUL


def list_objects(schema: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, Mapping):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from list_objects(value)


def test_every_object_is_closed_and_requires_each_of_its_properties() -> None:
    objects = list(list_objects(make_strict(PLAN_TOOL).schema))
    assert len(objects) == len(list(list_objects(PLAN_TOOL.schema))) == 5
    for entry in objects:
        assert entry["additionalProperties"] is False
        assert entry["required"] == list(entry["properties"])


def test_what_may_be_left_out_may_be_null_and_a_plan_reads_it_so() -> None:
    properties = make_strict(PLAN_TOOL).schema["properties"]
    assert properties["aboutFootage"]["type"] == "boolean"
    assert properties["types"]["type"] == ["array", "null"]
    assert None in properties["groupBy"]["enum"]
    empty = {**dict.fromkeys(properties), "aboutFootage": True, "want": "LIST"}
    assert parse_plan(empty, SEOUL) == parse_plan({"aboutFootage": True}, SEOUL)


def test_the_open_schema_has_bounds_and_few_required_keys() -> None:
    schema = PLAN_TOOL.schema
    assert schema["required"] == ["aboutFootage", "want"]
    properties = schema["properties"]
    assert properties["nth"]["minimum"] == 1
    assert "pattern" in properties["occurredAt"]["properties"]["from"]
    assert properties["seconds"]["properties"]["from"] == {"type": "number", "minimum": 0}
    for entry in properties.values():
        assert entry["type"] != "array" or entry["maxItems"] > 0
    assert "leave out" in PLAN_TOOL.description.lower()
