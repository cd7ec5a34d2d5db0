"""Fields below the root that need something of who asks: where they say so, and who checks it.

A field declares it where it is defined (`computed(need=…)`, or `needing(…)` as metadata), and is checked here, before
its resolver, whichever way led to it: a list, `node`, a mutation's payload, a step of a subscription. Refused, it is
null with an error of its own, so what stands beside it is answered.
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
from resolvers.core.access import AccessRule, get_root_rule
from resolvers.core.context import Context
from schema.graphql.selection import get_access_rule


@dataclass(frozen=True, slots=True)
class DeclaredRule:
    """A field ("Video.downloadUrl"), what it declares, and the least role that comes to its type without it."""

    name: str
    rule: AccessRule
    type_role: Role


def enforce_access_rules(schema: GraphQLSchema) -> None:
    """Put the check before each field that needs more than the least role there is."""
    for _, field, need in _iter_declared_rules(schema):
        if need.footage or need.exceeds(Role.VIEWER):
            field.resolve = _wrap_resolver(field.resolve, need)


def list_stricter_fields(schema: GraphQLSchema) -> list[DeclaredRule]:
    """The fields below the root that need more than what it takes to come to their type, by name."""
    least = _find_least_roles(schema)
    found = [DeclaredRule(name, need, least[name.partition(".")[0]]) for name, _, need in _iter_declared_rules(schema)]
    return sorted((one for one in found if one.rule.exceeds(one.type_role)), key=lambda one: one.name)


def get_declared_rule(field: GraphQLField) -> AccessRule | None:
    """What a field of the schema declares; None: no more than its type."""
    definition = (field.extensions or {}).get("strawberry-definition")
    return get_access_rule(definition) if isinstance(definition, StrawberryField) else None


def _wrap_resolver(resolve: Callable[..., Any] | None, need: AccessRule) -> Callable[..., Any]:
    assert resolve is not None

    def checked(source: Any, info: GraphQLResolveInfo[Context], **arguments: Any) -> Any:
        info.context.require_access(need)
        return resolve(source, info, **arguments)

    return checked


def _iter_declared_rules(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField, AccessRule]]:
    for type_ in _iter_object_types(schema.type_map):
        for name, field in type_.fields.items():
            need = get_declared_rule(field)
            if need is not None:
                yield f"{type_.name}.{name}", field, need


def _iter_object_types(types: Mapping[str, GraphQLNamedType]) -> Iterator[GraphQLObjectType]:
    for name, type_ in types.items():
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            yield type_


def _find_least_roles(schema: GraphQLSchema) -> dict[str, Role]:
    """Type → the least role with which some way leads to it from the root."""
    found: dict[str, Role] = {}
    waiting = [
        (get_named_type(field.type), get_root_rule(f"{type_.name}.{name}").role)
        for type_ in (schema.query_type, schema.mutation_type, schema.subscription_type)
        if type_ is not None
        for name, field in type_.fields.items()
    ]
    while waiting:
        type_, role = waiting.pop()
        if type_.name in found and not AccessRule(found[type_.name]).exceeds(role):
            continue
        found[type_.name] = role
        if is_abstract_type(type_):
            waiting += [(one, role) for one in schema.get_possible_types(type_)]
        elif isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                need = get_declared_rule(field)
                more = need is not None and need.exceeds(role)
                waiting.append((get_named_type(field.type), need.role if need is not None and more else role))
    return found
