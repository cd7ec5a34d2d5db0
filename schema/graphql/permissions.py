"""Checks the access rules that fields declare.

A field declares its rule where it is defined: root fields with `role=`, others with `access=` or `access_metadata`. The
check runs before the field's resolver, on every path to the field: a list, `node`, a mutation's payload, a step of a
subscription. A refused field is null and has an error of its own; its neighbours are answered.

INGEST reads of a node only the fields that declare so. Operations of such callers run with a middleware that
checks each field of a node; those of all others cost nothing more.
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
    MiddlewareManager,
    get_named_type,
    is_abstract_type,
)
from strawberry.types.field import StrawberryField

from models.access.principal import Principal
from models.enums import Role
from models.errors import Forbidden
from resolvers.core.access import AccessRule, may_view
from resolvers.core.context import Context
from schema.graphql.selection import get_access_rule

_NODE = "Node"
_VIEWING = AccessRule(Role.VIEWER)


@dataclass(frozen=True, slots=True)
class DeclaredRule:
    """A field ("Video.downloadUrl"), its rule, and the roles that reach its type."""

    name: str
    rule: AccessRule
    type_roles: frozenset[Role]


def enforce_access_rules(schema: GraphQLSchema) -> None:
    """Check each field's rule before its resolver. Raises TypeError for a root field that declares none.

    A subscription checks its rule itself, inside its stream (`schema.graphql.selection.subscription_field`).
    """
    list_root_rules(schema)
    for name, field, _ in _iter_declared_rules(schema):
        type_ = schema.type_map[name.partition(".")[0]]
        assert isinstance(type_, GraphQLObjectType)
        rule = get_enforced_rule(schema, type_, field)
        if field.subscribe is None and rule is not None:
            field.resolve = _wrap_resolver(field.resolve, rule)


def get_enforced_rule(schema: GraphQLSchema, type_: GraphQLObjectType, field: GraphQLField) -> AccessRule | None:
    """The rule that is checked before a field's resolver; None: whoever views reaches the field and may read it."""
    rule = get_declared_rule(field)
    is_root = type_ in (schema.query_type, schema.mutation_type, schema.subscription_type)
    return (
        rule
        if rule is not None and (is_root or rule.footage or rule.playback or not rule.allows(Role.VIEWER))
        else None
    )


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
    """The fields below the root that some roles cannot read although they reach the type, by name.

    Fields that are closed to INGEST alone are not among them: those of a node are, unless they declare otherwise.
    """
    reached, roots = _find_type_roles(schema), list_root_rules(schema)
    declared = (
        DeclaredRule(name, rule, reached.get(name.partition(".")[0], frozenset()))
        for name, _, rule in _iter_declared_rules(schema)
        if name not in roots
    )
    return sorted(
        (
            field
            for field in declared
            if any(not field.rule.allows(role) for role in field.type_roles if role is not Role.INGEST)
        ),
        key=lambda field: field.name,
    )


def list_ingest_fields(schema: GraphQLSchema) -> list[str]:
    """The fields of nodes that INGEST reads, by name: "Video.id"."""
    reached = _find_type_roles(schema)
    return sorted(
        f"{type_.name}.{name}"
        for type_ in _iter_object_types(schema.type_map)
        for name, field in type_.fields.items()
        if _is_node(type_)
        and Role.INGEST in reached.get(type_.name, ())
        and _get_rule(type_, field).allows(Role.INGEST)
    )


def get_declared_rule(field: GraphQLField) -> AccessRule | None:
    """The rule that a field of the schema declares; None: the field needs no more than its type."""
    definition = (field.extensions or {}).get("strawberry-definition")
    return get_access_rule(definition) if isinstance(definition, StrawberryField) else None


def choose_middleware(principal: Principal | None) -> MiddlewareManager | None:
    """What runs around each resolver of an operation of this caller; None: nothing."""
    return None if principal is None or may_view(principal) else MiddlewareManager(_resolve_for_ingest)


def _resolve_for_ingest(
    resolve: Callable[..., Any], source: Any, info: GraphQLResolveInfo[Context], **arguments: Any
) -> Any:
    """Resolve a field for a caller without VIEWER. Raises Forbidden for a field of a node that is closed to INGEST."""
    type_, field = info.parent_type, info.parent_type.fields.get(info.field_name)
    if field is not None and _is_node(type_) and not _get_rule(type_, field).allows(Role.INGEST):
        raise Forbidden(role=Role.VIEWER.value)
    return resolve(source, info, **arguments)


def _get_rule(type_: GraphQLObjectType, field: GraphQLField) -> AccessRule:
    """The rule that a field declares, or that of its kind: fields of nodes are for those who view."""
    declared = get_declared_rule(field)
    if declared is not None:
        return declared
    return _VIEWING if _is_node(type_) else AccessRule(Role.VIEWER, ingest=True)


def _is_node(type_: GraphQLObjectType) -> bool:
    return any(interface.name == _NODE for interface in type_.interfaces)


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


def _find_type_roles(schema: GraphQLSchema) -> dict[str, frozenset[Role]]:
    """Type → the roles with which some path leads to it from the root."""
    reached: dict[str, frozenset[Role]] = {}
    waiting = [
        (get_named_type(_get_field(schema, name).type), _list_roles(rule))
        for name, rule in list_root_rules(schema).items()
    ]
    while waiting:
        type_, roles = waiting.pop()
        known = reached.get(type_.name, frozenset())
        if roles <= known:
            continue
        reached[type_.name] = known | roles
        if is_abstract_type(type_):
            waiting += [(member, roles) for member in schema.get_possible_types(type_)]
        elif isinstance(type_, GraphQLObjectType):
            waiting += [
                (get_named_type(field.type), roles & _list_roles(_get_rule(type_, field)))
                for field in type_.fields.values()
            ]
    return reached


def _list_roles(rule: AccessRule) -> frozenset[Role]:
    return frozenset(role for role in Role if rule.allows(role))


def _get_field(schema: GraphQLSchema, name: str) -> GraphQLField:
    type_name, _, field_name = name.partition(".")
    type_ = schema.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    field: GraphQLField = type_.fields[field_name]
    return field
