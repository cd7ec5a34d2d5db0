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

from models.text.text import normalize_json, normalize_text

# Secrets, checksums and cursors, and users as their identity provider spells them. (IDs are no Strings.)
VERBATIM_ARGUMENTS = frozenset(
    {"uploadToken", "etag", "checksumSha256", "checksumsSha256", "after", "before", "userIds"},
)

Normalizer = Callable[[Any], Any]

# What people, footage or models wrote, by type.
PLAIN_TEXT_FIELDS: Mapping[str, frozenset[str]] = {
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
_PLAIN_TEXT_NOTICE = "Plain text that others wrote: whoever shows it as HTML has to escape it."


def normalize_texts(schema: GraphQLSchema) -> None:
    """Put the door before each field of the schema that takes texts."""
    mends: dict[str, dict[str, Normalizer]] = {}
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for field in type_.fields.values():
                of_field = _collect_normalizers(field.args, mends)
                if of_field:
                    _wrap_field(field, of_field)


def describe_texts(schema: GraphQLSchema) -> None:
    """Say of the fields that hold what others wrote how they are to be shown."""
    for name, fields in PLAIN_TEXT_FIELDS.items():
        type_ = schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        for field in fields:
            described = type_.fields[field]
            described.description = (
                f"{described.description} {_PLAIN_TEXT_NOTICE}" if described.description else _PLAIN_TEXT_NOTICE
            )


def _wrap_field(field: GraphQLField, normalizers: Mapping[str, Normalizer]) -> None:
    # A subscription's arguments are read where it begins; its resolver is given what comes of it.
    if field.subscribe is not None:
        field.subscribe = _wrap_resolver(field.subscribe, normalizers)
    if field.resolve is not None:
        field.resolve = _wrap_resolver(field.resolve, normalizers)


def _wrap_resolver(resolve: Callable[..., Any], normalizers: Mapping[str, Normalizer]) -> Callable[..., Any]:
    def mending(source: Any, info: Any, **arguments: Any) -> Any:
        return resolve(source, info, **_normalize_values(arguments, normalizers))

    return mending


def _normalize_values(given: Mapping[str, Any], normalizers: Mapping[str, Normalizer]) -> dict[str, Any]:
    return {
        name: normalizers[name](value) if name in normalizers and value is not None else value
        for name, value in given.items()
    }


def _collect_normalizers(
    fields: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField], known: dict[str, dict[str, Normalizer]]
) -> dict[str, Normalizer]:
    """The fields that hold texts, by the name under which a resolver is given them."""
    found = {}
    for name, field in fields.items():
        mend = None if name in VERBATIM_ARGUMENTS else _find_normalizer(field.type, known)
        if mend is not None:
            found[field.out_name or name] = mend
    return found


def _find_normalizer(type_: GraphQLInputType, known: dict[str, dict[str, Normalizer]]) -> Normalizer | None:
    """What mends a value of the type; None where no text is in it."""
    if isinstance(type_, GraphQLNonNull):
        return _find_normalizer(type_.of_type, known)
    if isinstance(type_, GraphQLList):
        inner = _find_normalizer(type_.of_type, known)
        return None if inner is None else _normalize_each(inner)
    if isinstance(type_, GraphQLInputObjectType):
        if type_.name not in known:
            # First, because an input may hold itself.
            known[type_.name] = {}
            known[type_.name].update(_collect_normalizers(type_.fields, known))
        of_fields = known[type_.name]
        return (lambda value: _normalize_values(value, of_fields)) if of_fields else None
    return {"String": normalize_text, "JSON": normalize_json}.get(type_.name)


def _normalize_each(normalize: Normalizer) -> Normalizer:
    return lambda values: [None if one is None else normalize(one) for one in values]
