"""Normalizes the Unicode of all texts from clients (String and JSON) before a resolver sees them.

It wraps each field with such arguments, so literals, variables and defaults are normalized alike, over HTTP, events and
sockets. Texts that are compared byte by byte stay as they are.
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

# Secrets, checksums, cursors, and user names as the identity provider spells them. (IDs are not Strings.)
VERBATIM_ARGUMENTS = frozenset(
    {"uploadToken", "etag", "checksumSha256", "checksumsSha256", "after", "before", "userIds"},
)

Normalizer = Callable[[Any], Any]

# Fields with texts of people, footage or models, by type.
PLAIN_TEXT_FIELDS: Mapping[str, frozenset[str]] = {
    "Video": frozenset({"name", "originalFilename", "description", "camera"}),
    "Zone": frozenset({"name"}),
    "Event": frozenset({"description", "action", "interactionTarget", "keywords", "objects", "source", "attributes"}),
    "Person": frozenset({"trackId", "emotion"}),
    "PromptSession": frozenset({"title"}),
    "PromptHistory": frozenset({"prompt", "response", "interpretation", "notUnderstood"}),
    "PromptProgress": frozenset({"textDelta"}),
    "ResultTable": frozenset({"columns", "rows"}),
    "Summary": frozenset({"headline", "text"}),
    "SummaryProgress": frozenset({"textDelta"}),
    "VisitorSummary": frozenset({"text"}),
}
_PLAIN_TEXT_NOTICE = "Plain text that others wrote: whoever shows it as HTML has to escape it."


def normalize_texts(schema: GraphQLSchema) -> None:
    """Wrap each field of the schema that takes texts."""
    known: dict[str, dict[str, Normalizer]] = {}
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            for field in type_.fields.values():
                normalizers = _collect_normalizers(field.args, known)
                if normalizers:
                    _wrap_field(field, normalizers)


def describe_texts(schema: GraphQLSchema) -> None:
    """Add to the description of fields with others' texts how to show them."""
    for name, fields in PLAIN_TEXT_FIELDS.items():
        type_ = schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        for field in fields:
            described = type_.fields[field]
            described.description = (
                f"{described.description} {_PLAIN_TEXT_NOTICE}" if described.description else _PLAIN_TEXT_NOTICE
            )


def _wrap_field(field: GraphQLField, normalizers: Mapping[str, Normalizer]) -> None:
    # A subscription reads its arguments in `subscribe`; its resolver gets the events.
    if field.subscribe is not None:
        field.subscribe = _wrap_resolver(field.subscribe, normalizers)
    if field.resolve is not None:
        field.resolve = _wrap_resolver(field.resolve, normalizers)


def _wrap_resolver(resolve: Callable[..., Any], normalizers: Mapping[str, Normalizer]) -> Callable[..., Any]:
    def resolve_normalized(source: Any, info: Any, **arguments: Any) -> Any:
        return resolve(source, info, **normalize_values(arguments, normalizers))

    return resolve_normalized


def collect_normalizers(arguments: Mapping[str, GraphQLArgument]) -> Mapping[str, Normalizer]:
    """The normalizers of a field's arguments, for whoever calls its resolver without `normalize_texts`."""
    return _collect_normalizers(arguments, {})


def normalize_values(values: Mapping[str, Any], normalizers: Mapping[str, Normalizer]) -> dict[str, Any]:
    return {
        name: normalizers[name](value) if name in normalizers and value is not None else value
        for name, value in values.items()
    }


def _collect_normalizers(
    fields: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField], known: dict[str, dict[str, Normalizer]]
) -> dict[str, Normalizer]:
    """The normalizers of the fields that hold texts, by the name of the resolver's argument."""
    normalizers = {}
    for name, field in fields.items():
        normalize = None if name in VERBATIM_ARGUMENTS else _find_normalizer(field.type, known)
        if normalize is not None:
            normalizers[field.out_name or name] = normalize
    return normalizers


def _find_normalizer(type_: GraphQLInputType, known: dict[str, dict[str, Normalizer]]) -> Normalizer | None:
    """The normalizer of a value of this type; None where it holds no text."""
    if isinstance(type_, GraphQLNonNull):
        return _find_normalizer(type_.of_type, known)
    if isinstance(type_, GraphQLList):
        inner = _find_normalizer(type_.of_type, known)
        return None if inner is None else _normalize_each(inner)
    if isinstance(type_, GraphQLInputObjectType):
        if type_.name not in known:
            # Registered first, because an input type may contain itself.
            known[type_.name] = {}
            known[type_.name].update(_collect_normalizers(type_.fields, known))
        of_fields = known[type_.name]
        return (lambda value: normalize_values(value, of_fields)) if of_fields else None
    return {"String": normalize_text, "JSON": normalize_json}.get(type_.name)


def _normalize_each(normalize: Normalizer) -> Normalizer:
    return lambda values: [None if value is None else normalize(value) for value in values]
