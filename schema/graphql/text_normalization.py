"""The one door of texts: what clients send as String or JSON is normalized before any resolver sees it.

It is put before each field with such arguments, so it does not matter whether they came as literals, variables or
defaults, over HTTP, events or a socket. What is compared byte by byte passes as it is.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)

from models.text.text import normalized, normalized_json

# Secrets, checksums and cursors, and users as their identity provider spells them. (IDs are no Strings.)
AS_THEY_ARE = frozenset(
    {"uploadToken", "etag", "checksumSha256", "checksumsSha256", "after", "before", "userIds"},
)

Mend = Callable[[Any], Any]

# What people, footage or models wrote, by type.
PLAIN: Mapping[str, frozenset[str]] = {
    "Video": frozenset({"name", "originalFilename", "description", "camera"}),
    "Zone": frozenset({"name"}),
    "Event": frozenset({"description", "action", "interactionTarget", "keywords", "objects", "source", "attributes"}),
    "Person": frozenset({"trackId", "emotion"}),
    "PromptSession": frozenset({"title"}),
    "PromptHistory": frozenset({"prompt", "response", "interpretation"}),
    "PromptProgress": frozenset({"textDelta"}),
    "ResultTable": frozenset({"columns", "rows"}),
    "Summary": frozenset({"headline", "text"}),
    "SummaryProgress": frozenset({"textDelta"}),
    "VisitorSummary": frozenset({"text"}),
}
_PLAIN = "Plain text that others wrote: whoever shows it as HTML has to escape it."


def normalize_texts(schema: GraphQLSchema) -> None:
    """Put the door before each field of the schema that takes texts."""
    mends: dict[str, dict[str, Mend]] = {}
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for field in type_.fields.values():
                of_field = _of_fields(field.args, mends)
                if of_field:
                    _guard(field, of_field)


def describe_texts(schema: GraphQLSchema) -> None:
    """Say of the fields that hold what others wrote how they are to be shown."""
    for name, fields in PLAIN.items():
        type_ = schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        for field in fields:
            described = type_.fields[field]
            described.description = f"{described.description} {_PLAIN}" if described.description else _PLAIN


def _guard(field: GraphQLField, mends: Mapping[str, Mend]) -> None:
    # A subscription's arguments are read where it begins; its resolver is given what comes of it.
    if field.subscribe is not None:
        field.subscribe = _mending(field.subscribe, mends)
    if field.resolve is not None:
        field.resolve = _mending(field.resolve, mends)


def _mending(resolve: Callable[..., Any], mends: Mapping[str, Mend]) -> Callable[..., Any]:
    def mending(source: Any, info: Any, **arguments: Any) -> Any:
        return resolve(source, info, **_mended(arguments, mends))

    return mending


def _mended(given: Mapping[str, Any], mends: Mapping[str, Mend]) -> dict[str, Any]:
    return {name: mends[name](value) if name in mends and value is not None else value for name, value in given.items()}


def _of_fields(
    fields: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField], known: dict[str, dict[str, Mend]]
) -> dict[str, Mend]:
    """The fields that hold texts, by the name under which a resolver is given them."""
    found = {}
    for name, field in fields.items():
        mend = None if name in AS_THEY_ARE else _of_type(field.type, known)
        if mend is not None:
            found[field.out_name or name] = mend
    return found


def _of_type(type_: GraphQLInputType, known: dict[str, dict[str, Mend]]) -> Mend | None:
    """What mends a value of the type; None where no text is in it."""
    if isinstance(type_, GraphQLNonNull):
        return _of_type(type_.of_type, known)
    if isinstance(type_, GraphQLList):
        inner = _of_type(type_.of_type, known)
        return None if inner is None else _each(inner)
    if isinstance(type_, GraphQLInputObjectType):
        if type_.name not in known:
            # First, because an input may hold itself.
            known[type_.name] = {}
            known[type_.name].update(_of_fields(type_.fields, known))
        of_fields = known[type_.name]
        return (lambda value: _mended(value, of_fields)) if of_fields else None
    return {"String": normalized, "JSON": normalized_json}.get(type_.name)


def _each(mend: Mend) -> Mend:
    return lambda values: [None if one is None else mend(one) for one in values]
