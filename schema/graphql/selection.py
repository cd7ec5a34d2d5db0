"""Declares fields, and finds the columns that an operation's selection needs."""

from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing
from functools import cache, wraps
from typing import Any

import strawberry
from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionNode, SelectionSetNode
from strawberry.annotation import StrawberryAnnotation
from strawberry.types import get_object_definition
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from models.enums import Language, Role
from resolvers.core.access import AccessRule
from resolvers.core.context import Context
from schema.graphql.columns import LANGUAGE, Column, Part, PartColumns, TranslatedColumn

Info = strawberry.Info[Context, None]
_COLUMNS = "columns"
_ACCESS = "access"
_REPEATABLE = "repeatable"
_MANY = "many"


def column(
    name: str | None = None,
    *,
    convert: Callable[[Any], Any] | None = None,
    access: AccessRule | None = None,
    description: str,
) -> Any:
    """A plain field: the column of this name (default: the attribute's name), converted unless it is null."""
    return _declare(Column, {"column": name, "convert": convert, **access_metadata(access)}, description)


def translated_column(name: str | None = None, *, korean: str, description: str) -> Any:
    """A text, from the column `korean` where Korean is asked for and that column has one: see TranslatedColumn."""
    field = _declare(TranslatedColumn, {"column": name, "convert": None, "korean": korean}, description)
    told = "The language to read it in; null: that of the request."
    annotation = StrawberryAnnotation(Language | None)
    field.arguments = [StrawberryArgument(LANGUAGE, LANGUAGE, annotation, description=told, default=None)]
    return field


def part_columns(make: type, parts: Mapping[str, Part], *, required: Sequence[str], description: str) -> Any:
    """An object of the type `make` with these attributes; null where one of the columns `required` is null."""
    metadata = {"column": None, "convert": make, "parts": parts, "required": required}
    return _declare(PartColumns, metadata, description)


def _declare(kind: type[Column], metadata: dict[str, Any], description: str) -> Any:
    field = kind(description=description, metadata=metadata)
    field.init = False
    return field


def computed_field(
    *columns: str,
    access: AccessRule | None = None,
    repeatable: bool = False,
    many: Callable[..., Any] | None = None,
    description: str,
) -> Callable[[Callable[..., Any]], Any]:
    """A field with a resolver, which reads these columns of its object's row. access: what the caller needs.

    repeatable: its resolver reads from the database and does nothing else, so compiled plans may call it and the
    ordinary executor may call it again. A resolver that takes neither info nor arguments need not say so. many: the
    same for many objects at once: it gets them in a list, with the resolver's info and arguments, and returns the
    results in their order.
    """
    metadata = {_COLUMNS: columns, _REPEATABLE: repeatable, _MANY: many, **access_metadata(access)}

    def decorate(resolver: Callable[..., Any]) -> Any:
        return strawberry.field(resolver, description=description, metadata=metadata)

    return decorate


def is_repeatable(field: StrawberryField) -> bool:
    """Whether a field's resolver may be called again: see computed_field."""
    return bool(field.metadata.get(_REPEATABLE))


def access_metadata(access: AccessRule | None) -> dict[str, Any]:
    """Metadata that declares a field's access rule. `schema.graphql.permissions` checks it."""
    return {} if access is None else {_ACCESS: access}


def get_access_rule(field: StrawberryField) -> AccessRule | None:
    """The rule that a field declares; None: the field needs no more than its type."""
    rule: AccessRule | None = field.metadata.get(_ACCESS)
    return rule


def get_batched_resolver(field: StrawberryField) -> Callable[..., Any] | None:
    """The resolver for many objects at once, where the field has one: see computed_field."""
    many: Callable[..., Any] | None = field.metadata.get(_MANY)
    return many


def query_field(
    *, role: Role, description: str, ingest: bool = False, repeatable: bool = False
) -> Callable[[Callable[..., Any]], Any]:
    """A field of Query, for callers with this role. `schema.graphql.permissions` checks it before the resolver.

    ingest: for INGEST, too. repeatable: see computed_field.
    """
    return computed_field(access=AccessRule(role, ingest=ingest), repeatable=repeatable, description=description)


def subscription_field(*, role: Role, description: str) -> Callable[[Callable[..., AsyncGenerator[Any, None]]], Any]:
    """A field of Subscription, for callers with this role. Its resolver returns the stream.

    The role is checked inside the stream, so that a refused caller gets the error as the first step of it.
    """
    rule = AccessRule(role)

    def decorate(resolver: Callable[..., AsyncGenerator[Any, None]]) -> Any:
        @wraps(resolver)
        async def stream(self: Any, info: Info, **arguments: Any) -> AsyncGenerator[Any, None]:
            info.context.require_access(rule)
            async with aclosing(resolver(self, info=info, **arguments)) as steps:
                async for step in steps:
                    yield step

        return strawberry.subscription(stream, description=description, metadata=access_metadata(rule))

    return decorate


@cache
def _map_fields(type_: type) -> dict[str, StrawberryField]:
    """GraphQL field name → field of a type."""
    fields = get_object_definition(type_, strict=True).fields
    return {field.graphql_name or _to_camel_case(field.python_name): field for field in fields}


def _list_columns(info: Info, field: StrawberryField, node: FieldNode) -> Collection[str]:
    """The columns that a selected field needs."""
    if isinstance(field, PartColumns):
        selections = [] if node.selection_set is None else [node.selection_set]
        made = _map_fields(field.made)
        selected = (made.get(each.name.value) for each in _flatten_selections(info, selections, None))
        return field.columns_of({part.python_name for part in selected if part is not None})
    if isinstance(field, TranslatedColumn) and info.context.language is not Language.KO and not node.arguments:
        return (field.column,)
    return field.columns if isinstance(field, Column) else field.metadata.get(_COLUMNS, ())


def select_columns(info: Info, type_: type, *path: str) -> frozenset[str]:
    """The columns that the operation needs of `type_`, selected at `path` below the current field.

    Fields under @skip or @include count as selected: to read one column too many does no harm.
    """
    # Of a compiled plan: the same selection in every run.
    found: dict[Any, frozenset[str]] | None = getattr(info._raw_info, "selected", None)
    if found is None:
        return _select_columns(info, type_, path)
    key = (type_, path, info.context.language)
    if key not in found:
        found[key] = _select_columns(info, type_, path)
    return found[key]


def _select_columns(info: Info, type_: type, path: Sequence[str]) -> frozenset[str]:
    known = _map_fields(type_)
    name = get_object_definition(type_, strict=True).name
    needed: set[str] = set()
    for field in _iter_selected_fields(info, name, path):
        if field.name.value in known:
            needed.update(_list_columns(info, known[field.name.value], field))
    return frozenset(needed)


def is_selected(info: Info, *path: str) -> bool:
    """Whether the operation selects a field at this path below the current one."""
    found: dict[Any, bool] | None = getattr(info._raw_info, "selected", None)
    if found is None:
        return _is_selected(info, path)
    if path not in found:
        found[path] = _is_selected(info, path)
    return found[path]


def _is_selected(info: Info, path: Sequence[str]) -> bool:
    return any(field.name.value == path[-1] for field in _iter_selected_fields(info, None, path[:-1]))


def _iter_selected_fields(info: Info, type_name: str | None, path: Sequence[str]) -> Iterator[FieldNode]:
    sets = [node.selection_set for node in info._raw_info.field_nodes if node.selection_set]
    for step in path:
        sets = [
            field.selection_set
            for field in _flatten_selections(info, sets, None)
            if field.name.value == step and field.selection_set is not None
        ]
    return _flatten_selections(info, sets, type_name)


def _flatten_selections(info: Info, sets: Sequence[SelectionSetNode], type_name: str | None) -> Iterator[FieldNode]:
    """The fields of selection sets and of their fragments. Each fragment is walked once, however often it is spread."""
    seen: set[str] = set()
    waiting: list[SelectionNode] = [node for selection_set in sets for node in selection_set.selections]
    while waiting:
        node = waiting.pop()
        if isinstance(node, FieldNode):
            yield node
            continue
        if isinstance(node, FragmentSpreadNode):
            if node.name.value in seen:
                continue
            seen.add(node.name.value)
            fragment = info._raw_info.fragments[node.name.value]
            condition: str | None = fragment.type_condition.name.value
            inner = fragment.selection_set
        else:
            assert isinstance(node, InlineFragmentNode)
            condition = node.type_condition.name.value if node.type_condition else None
            inner = node.selection_set
        if type_name is None or condition is None or condition in (type_name, "Node"):
            waiting.extend(inner.selections)


def _to_camel_case(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
