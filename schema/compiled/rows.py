"""Expressions for fields that are declared as columns of a row (`schema.graphql.selection.Column`)."""

from enum import Enum
from functools import partial
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, is_leaf_type

from resolvers.core import ids
from schema.compiled.fields import FieldGroup, collect_fields
from schema.compiled.leaves import Names, write_enum_value, write_id, write_leaf
from schema.compiled.steps import Operation
from schema.graphql.columns import Column, PartColumns, TranslatedColumn


def write_column(
    operation: Operation, definition: Column, described: GraphQLField, group: FieldGroup, names: Names
) -> str | None:
    """The expression for a column of the row `r`; None where it needs a function."""
    type_ = described.type
    if isinstance(definition, PartColumns):
        return _write_part(operation, definition, described, group, names)
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if not is_leaf_type(inner):
        return None
    if isinstance(definition, TranslatedColumn):
        if group.nodes[0].arguments:
            return None
        plain, korean = definition.column, definition.korean
        return write_leaf(type_, f"(korean and r[{korean!r}] or r[{plain!r}])", names)
    return _write_value(type_, definition.convert, f"r[{definition.column!r}]", names)


def _write_value(type_: Any, convert: Any, value: str, names: Names) -> str:
    if convert is None:
        return write_leaf(type_, value, names)
    if isinstance(convert, type) and issubclass(convert, Enum):
        return write_enum_value(type_, convert, value, names)
    if isinstance(convert, partial) and convert.func is ids.encode and not convert.keywords:
        return write_id(convert.args[0], value, names)
    called = f"({names.add(convert)}(c_) if (c_ := {value}) is not None else None)"
    return write_leaf(type_, called, names)


def _write_part(
    operation: Operation, definition: PartColumns, described: GraphQLField, group: FieldGroup, names: Names
) -> str | None:
    """An object that is made of several columns, and null where one of those that it needs is null."""
    type_: Any = described.type
    if not isinstance(type_, GraphQLObjectType):
        return None
    entries = []
    for each in collect_fields(operation, type_, group.selections):
        if each.name == "__typename":
            entries.append(f"{each.key!r}: {type_.name!r}")
            continue
        field = type_.fields[each.name]
        part = definition.parts[field.extensions["strawberry-definition"].python_name]
        if not is_leaf_type(field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type):
            return None
        entries.append(f"{each.key!r}: {_write_value(field.type, part.convert, f'r[{part.column!r}]', names)}")
    missing = " or ".join(f"r[{name!r}] is None" for name in definition.required)
    return f"(None if {missing} else {{{', '.join(entries)}}})"
