"""Checks the access rules that fields declare.

A field declares its rule where it is defined: root fields with `role=`, others with `access=` or `access_metadata`. The
check runs before the field's resolver, on every path to the field: a list, `node`, a mutation's payload, a step of a
subscription. A refused field is null and has an error of its own; its neighbours are answered.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
)
from strawberry.types.field import StrawberryField

from models.enums import Role
from resolvers.core.access import AccessRule
from resolvers.core.context import Context
from schema.graphql.selection import get_access_rule


@dataclass(frozen=True, slots=True)
class DeclaredRule:
    """A field ("Video.downloadUrl"), its rule, and the least role that reaches its type."""

    name: str
    rule: AccessRule
    type_role: Role


def enforce_access_rules(schema: GraphQLSchema) -> None:
    """Check each field's rule before its resolver. Raises TypeError for a root field that declares none.

    A subscription checks its rule itself, inside its stream (`schema.graphql.selection.subscription_field`).
    """
    roots = list_root_rules(schema)
    for name, field, rule in _iter_declared_rules(schema):
        if field.subscribe is None and (name in roots or rule.footage or rule.exceeds(Role.VIEWER)):
            field.resolve = _wrap_resolver(field.resolve, rule)


def list_root_rules(schema: GraphQLSchema) -> dict[str, AccessRule]:
    """Root field ("Query.video") → its rule, in the schema's order. Raises TypeError for one that declares none."""
    rules: dict[str, AccessRule] = {}
    for type_ in (schema.query_type, schema.mutation_type, schema.subscription_type):
        for name, field in ({} if type_ is None else type_.fields).items():
            rule = get_declared_rule(field)
            if rule is None:
                raise TypeError(f"{type_}.{name} declares no role")
            rules[f"{type_}.{name}"] = rule
    return rules


def list_stricter_fields(schema: GraphQLSchema) -> list[DeclaredRule]:
    """The fields below the root that need a higher role than their type, by name."""
    least, roots = _find_least_roles(schema), list_root_rules(schema)
    declared = (
        DeclaredRule(name, rule, least[name.partition(".")[0]])
        for name, _, rule in _iter_declared_rules(schema)
        if name not in roots
    )
    return sorted((field for field in declared if field.rule.exceeds(field.type_role)), key=lambda field: field.name)


def get_declared_rule(field: GraphQLField) -> AccessRule | None:
    """The rule that a field of the schema declares; None: the field needs no more than its type."""
    definition = (field.extensions or {}).get("strawberry-definition")
    return get_access_rule(definition) if isinstance(definition, StrawberryField) else None


def _wrap_resolver(resolve: Callable[..., Any] | None, rule: AccessRule) -> Callable[..., Any]:
    assert resolve is not None

    def resolve_checked(source: Any, info: GraphQLResolveInfo[Context], **arguments: Any) -> Any:
        info.context.require_access(rule)
        return resolve(source, info, **arguments)

    return resolve_checked


def _iter_declared_rules(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField, AccessRule]]:
    for type_ in _iter_object_types(schema.type_map):
        for name, field in type_.fields.items():
            rule = get_declared_rule(field)
            if rule is not None:
                yield f"{type_.name}.{name}", field, rule


def _iter_object_types(types: Mapping[str, GraphQLNamedType]) -> Iterator[GraphQLObjectType]:
    for name, type_ in types.items():
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            yield type_


def _find_least_roles(schema: GraphQLSchema) -> dict[str, Role]:
    """Type → the least role with which some path leads to it from the root."""
    least: dict[str, Role] = {}
    waiting = [
        (get_named_type(_get_field(schema, name).type), rule.role) for name, rule in list_root_rules(schema).items()
    ]
    while waiting:
        type_, role = waiting.pop()
        if type_.name in least and not AccessRule(least[type_.name]).exceeds(role):
            continue
        least[type_.name] = role
        if is_abstract_type(type_):
            waiting += [(member, role) for member in schema.get_possible_types(type_)]
        elif isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                rule = get_declared_rule(field)
                stricter = rule is not None and rule.exceeds(role)
                waiting.append((get_named_type(field.type), rule.role if rule is not None and stricter else role))
    return least


def _get_field(schema: GraphQLSchema, name: str) -> GraphQLField:
    type_name, _, field_name = name.partition(".")
    type_ = schema.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    field: GraphQLField = type_.fields[field_name]
    return field
