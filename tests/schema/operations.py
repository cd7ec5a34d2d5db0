"""The smallest operation for each root field, made from the schema, so that fields that come later are tried, too."""

from collections.abc import Iterator

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from schema.build import create_schema

SCHEMA = create_schema()._schema
ROOTS = {"Query": SCHEMA.query_type, "Mutation": SCHEMA.mutation_type, "Subscription": SCHEMA.subscription_type}
_WORD = {"Query": "query", "Mutation": "mutation", "Subscription": "subscription"}
_TOKEN = "uploadToken"
_LITERALS = {
    "String": '"x"',
    "Int": "1",
    "Float": "1.0",
    "Boolean": "false",
    "BigInt": "1",
    "DateTime": '"2026-01-01T00:00:00Z"',
    "JSON": "{}",
}


def root_fields() -> Iterator[str]:
    """ "Query.node" and so on."""
    for root, type_ in ROOTS.items():
        assert type_ is not None
        for name in type_.fields:
            yield f"{root}.{name}"


def takes_ids(field: str) -> bool:
    return any(_holds_id(argument.type) for argument in _field(field).args.values())


def takes_token(field: str) -> bool:
    """Whether it takes the token of an upload."""
    return any(
        name == _TOKEN or _TOKEN in getattr(get_named_type(argument.type), "fields", ())
        for name, argument in _field(field).args.items()
    )


def build_operation(field: str, id_: str = "x", token: str = "x") -> str:
    """An operation with what is required and every id that the field takes, each of them this one; the same of the
    token of an upload."""
    root, _, name = field.partition(".")
    found = _field(field)
    given = [
        f"{one}: {_literal(one, argument.type, id_, token)}"
        for one, argument in found.args.items()
        if _required(argument) or _holds_id(argument.type)
    ]
    arguments = f"({', '.join(given)})" if given else ""
    return f"{_WORD[root]} {{ {name}{arguments} {_selection(found)} }}"


def _field(field: str) -> GraphQLField:
    root, _, name = field.partition(".")
    type_ = ROOTS[root]
    assert type_ is not None
    found: GraphQLField = type_.fields[name]
    return found


def _selection(field: GraphQLField) -> str:
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return ""
    if isinstance(type_, GraphQLObjectType) and "userErrors" in type_.fields:
        return "{ __typename userErrors { code message field } }"
    return "{ __typename }"


def _required(one: GraphQLArgument | GraphQLInputField) -> bool:
    return is_non_null_type(one.type) and not one.default_value


def _holds_id(type_: GraphQLInputType) -> bool:
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        return any(_holds_id(field.type) for field in named.fields.values())
    return named.name == "ID"


def _literal(name: str, type_: GraphQLInputType, id_: str, token: str) -> str:
    if isinstance(type_, GraphQLNonNull):
        return _literal(name, type_.of_type, id_, token)
    if is_list_type(type_):
        return f"[{_literal(name, type_.of_type, id_, token)}]"
    if isinstance(type_, GraphQLEnumType):
        return str(next(iter(type_.values)))
    if isinstance(type_, GraphQLInputObjectType):
        given = {name: one for name, one in type_.fields.items() if _required(one) or _holds_id(one.type)}
        return "{" + ", ".join(f"{at}: {_literal(at, one.type, id_, token)}" for at, one in given.items()) + "}"
    if name == _TOKEN:
        return f'"{token}"'
    return f'"{id_}"' if get_named_type(type_).name == "ID" else _LITERALS[get_named_type(type_).name]
