"""Expressions that turn a value into what the answer has for it, where its type is a scalar or an enum.

What is certain at a glance is passed on as it is: a text, a whole number of 32 bits, a finite number, a truth value.
Everything else goes to the type's own coercion, as in the ordinary executor.
"""

import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from math import isfinite
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLNonNull,
    GraphQLOutputType,
    GraphQLScalarType,
    Undefined,
    is_leaf_type,
)

from resolvers.core import ids
from schema.compiled.steps import PlanMiss, Unplannable

# What generated code may call, beside what its own leaves need.
BUILTINS: dict[str, Any] = {
    "__builtins__": {"zip": zip, "len": len, "getattr": getattr},
    "str_": str,
    "int_": int,
    "float_": float,
    "bool_": bool,
    "datetime_": datetime,
    "UTC_": UTC,
    "isfinite_": isfinite,
    "b2a_": binascii.b2a_base64,
    "URL_SAFE_": bytes.maketrans(b"+/", b"-_"),
}
_TESTS = {
    "String": "{v}.__class__ is str_",
    "ID": "{v}.__class__ is str_",
    "Int": "{v}.__class__ is int_ and -2147483648 <= {v} <= 2147483647",
    "BigInt": "{v}.__class__ is int_",
    "Float": "{v}.__class__ is float_ and isfinite_({v})",
    # The encoder writes moments in UTC as isoformat does.
    "DateTime": "{v}.__class__ is datetime_ and {v}.tzinfo is UTC_",
    "Boolean": "{v}.__class__ is bool_",
}


class Names:
    """The values that a generated function refers to, by names that are made for them."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = dict(BUILTINS)

    def add(self, value: Any) -> str:
        name = f"n{len(self.values)}_"
        self.values[name] = value
        return name


def write_leaf(type_: GraphQLOutputType, value: str, names: Names) -> str:
    """The expression for a value (an expression, too) of a leaf type. It raises PlanMiss where null may not be."""
    inner, nullable = _unwrap(type_)
    if not is_leaf_type(inner):
        raise Unplannable(f"{type_} is no leaf")
    coerce = names.add(make_coercion(inner, nullable=nullable))
    if isinstance(inner, GraphQLEnumType):
        members = names.add(_list_members(inner))
        return f"({members}.get(v_) or {coerce}(v_) if (v_ := {value}).__class__ is {names.add(_get_class(inner))}" + (
            f" else {coerce}(v_))"
        )
    test = _TESTS.get(inner.name)
    if test is not None:
        return f"(v_ if {test.format(v='v_').replace('v_', f'(v_ := {value})', 1)} else {coerce}(v_))"
    return f"{coerce}({value})"


def write_enum_value(type_: GraphQLOutputType, enum: type[Enum], value: str, names: Names) -> str:
    """The expression for the stored value of an enum's member. An unknown value raises KeyError."""
    inner, nullable = _unwrap(type_)
    table: dict[Any, Any] = {member.value: inner.coerce_output_value(member) for member in enum}
    if nullable:
        table[None] = None
    return f"{names.add(table)}[{value}]"


def write_id(kind: ids.Kind, value: str, names: Names) -> str:
    """The expression for the opaque id of a key: what `resolvers.core.ids.encode` returns, without its calls."""
    prefix = names.add(ids.encode_prefix(kind))
    return f"b2a_({prefix} + {value}.bytes, newline=False).translate(URL_SAFE_).decode()"


def _unwrap(type_: GraphQLOutputType) -> tuple[Any, bool]:
    """The type without its mark that null may not be, and whether null may be."""
    return (type_.of_type, False) if isinstance(type_, GraphQLNonNull) else (type_, True)


def make_coercion(type_: GraphQLScalarType | GraphQLEnumType, *, nullable: bool) -> Callable[[Any], Any]:
    """The ordinary executor's coercion of a value."""
    coerce_output = type_.coerce_output_value

    def coerce(value: Any) -> Any:
        if value is None:
            if nullable:
                return None
            raise PlanMiss("null where none may be")
        coerced = coerce_output(value)
        if coerced is None or coerced is Undefined:
            raise PlanMiss("a value that its type cannot tell")
        return coerced

    return coerce


def _get_class(type_: GraphQLEnumType) -> Any:
    return getattr(type_, "wrapped_cls", None)


def _list_members(type_: GraphQLEnumType) -> dict[Any, str]:
    members = _get_class(type_)
    return {} if members is None else {member: type_.coerce_output_value(member) for member in members}
