"""Scalars are passed on where that is certain, and coerced like everything else where it is not."""

import math
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from graphql import GraphQLBoolean, GraphQLFloat, GraphQLInt, GraphQLNonNull, GraphQLString

from models.enums import EventType
from resolvers.core import ids
from schema.build import create_schema
from schema.compiled.leaves import Names, write_enum_value, write_id, write_leaf
from schema.compiled.steps import PlanMiss

TYPES: dict[str, Any] = dict(create_schema()._schema.type_map)


def complete(type_: Any, value: Any) -> Any:
    names = Names()
    return eval(write_leaf(type_, "value", names), {**names.values, "value": value})


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (GraphQLString, "서울"),
        (GraphQLString, True),
        (GraphQLString, 7),
        (GraphQLInt, 2**31 - 1),
        (GraphQLInt, True),
        (GraphQLInt, 3.0),
        (GraphQLFloat, 0.1),
        (GraphQLFloat, 3),
        (GraphQLBoolean, False),
        (TYPES["BigInt"], 2**40),
        (TYPES["EventType"], EventType.WALKING),
        (TYPES["DateTime"], datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=9)))),
    ],
)
def test_values_become_what_the_executor_makes_of_them(type_: Any, value: Any) -> None:
    expected = type_.coerce_output_value(value)
    assert complete(type_, value) == expected
    assert type(complete(GraphQLNonNull(type_), value)) is type(expected)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (GraphQLInt, 2**31),
        (GraphQLInt, -(2**31) - 1),
        (GraphQLFloat, math.inf),
        (GraphQLFloat, math.nan),
        (GraphQLFloat, "a"),
        (GraphQLInt, 1.5),
        (TYPES["EventType"], "NO_SUCH_TYPE"),
    ],
)
def test_values_that_a_type_cannot_tell_fail(type_: Any, value: Any) -> None:
    with pytest.raises(Exception, match=r"cannot represent|Invalid"):
        complete(type_, value)


@pytest.mark.parametrize(
    "type_", [GraphQLString, GraphQLInt, GraphQLFloat, GraphQLBoolean, *map(TYPES.get, ("DateTime", "EventType"))]
)
def test_null_is_told_only_where_it_may_be(type_: Any) -> None:
    assert complete(type_, None) is None
    with pytest.raises(PlanMiss):
        complete(GraphQLNonNull(type_), None)


def test_ids_are_those_of_the_api() -> None:
    names, key = Names(), UUID("019f7f5e-33f0-7c80-bf61-fbfffe3e8000")
    written = eval(write_id(ids.Kind.EVENT, "key", names), {**names.values, "key": key})
    assert written == ids.encode(ids.Kind.EVENT, key)


def test_stored_values_of_enums_become_names_and_unknown_ones_fail() -> None:
    names, nullable = Names(), Names()
    strict = write_enum_value(GraphQLNonNull(TYPES["EventType"]), EventType, "value", names)
    for value in EventType:
        assert eval(strict, {**names.values, "value": value.value}) == value.name
    for unknown in (None, "NO_SUCH_TYPE"):
        with pytest.raises(KeyError):
            eval(strict, {**names.values, "value": unknown})
    loose = write_enum_value(TYPES["EventType"], EventType, "value", nullable)
    assert eval(loose, {**nullable.values, "value": None}) is None
