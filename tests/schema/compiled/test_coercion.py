"""Compiled coercion gives what graphql-core gives, for right values, wrong ones and missing ones."""

from itertools import product
from typing import Any

import pytest
from graphql import FieldNode, GraphQLError, OperationDefinitionNode, parse
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from schema.build import create_schema
from schema.compiled.coercion import compile_arguments, compile_variables

SCHEMA = create_schema()._schema
MISSING = object()
DOCUMENTS = [
    (
        "query($a: ID!, $b: [EventType!]) { video(id: $a) { events(filter: {types: $b}) { totalCount } } }",
        {"a": ["x", 7, 7.5, None, MISSING], "b": [["WALKING"], [], "RUNNING", ["NONE"], [None], None, MISSING]},
    ),
    (
        "query($a: DateTime, $b: Int = 3, $c: EventOrder) { events(first: $b, orderBy: $c,"
        " filter: {occurredAt: {from: $a}, types: [WALKING]}) { totalCount } }",
        {
            "a": ["2026-01-01T00:00:00Z", "yesterday", None, MISSING],
            "b": [1, "1", 2.0, 2**31, True, None, MISSING],
            "c": ["LATEST_FIRST", "NONE", None, MISSING],
        },
    ),
    (
        "query($a: EventFilter!, $b: String) { events(filter: $a, after: $b) { totalCount } }",
        {
            "a": [
                {"types": ["WALKING"], "minConfidence": 0.5},
                {"types": "WALKING"},
                {"occurredAt": {"from": "2026-01-01T00:00:00Z", "to": None}},
                {"nothing": 1},
                {"seconds": []},
                {},
                [],
                None,
                MISSING,
            ],
            "b": ["x", 3, None, MISSING],
        },
    ),
    ("query($a: [ID!]!) { nodes(ids: $a) { id } }", {"a": [["x"], "x", [["x"]], [None], None, MISSING]}),
    ('query($a: ID!) { nodes(ids: ["x", $a]) { id } }', {"a": ["x", None, MISSING]}),
]


def list_cases() -> list[tuple[str, dict[str, Any]]]:
    return [
        (text, {name: value for name, value in zip(values, chosen, strict=True) if value is not MISSING})
        for text, values in DOCUMENTS
        for chosen in product(*values.values())
    ]


def list_fields(operation: OperationDefinitionNode) -> list[tuple[Any, FieldNode]]:
    """Each field of the operation, with its definition in the schema."""
    found, waiting = [], [(SCHEMA.query_type, operation.selection_set)]
    while waiting:
        type_, selections = waiting.pop()
        for node in selections.selections:
            assert isinstance(node, FieldNode)
            field = getattr(type_, "fields", {}).get(node.name.value)
            found.append((field, node))
            if field is not None and node.selection_set is not None:
                inner = getattr(field.type, "of_type", field.type)
                waiting.append((inner, node.selection_set))
    return [(field, node) for field, node in found if field is not None and field.args]


def attempt(function: Any, *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except GraphQLError as error:
        return error.message


@pytest.mark.parametrize(("text", "given"), list_cases())
def test_variables_and_arguments_are_those_of_graphql_core(text: str, given: dict[str, Any]) -> None:
    [operation] = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    expected = get_variable_values(SCHEMA, operation.variable_definitions or (), given)
    values = compile_variables(SCHEMA, operation)(given)
    if values is None:
        assert not isinstance(expected, VariableValues)
        return
    assert isinstance(expected, VariableValues)
    assert values.coerced == expected.coerced
    assert list(values.sources) == list(expected.sources)
    for field, node in list_fields(operation):
        compiled = compile_arguments(field, node)
        assert attempt(compiled, values) == attempt(get_argument_values, field, node, expected)
