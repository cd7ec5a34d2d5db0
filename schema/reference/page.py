"""Writes the reference of the schema as one page of HTML.

Everything is in the page, so that links within it, the browser's own search and a phone need nothing else; its script
only filters what is there.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    NullValueNode,
    get_named_type,
    is_introspection_type,
    is_specified_scalar_type,
    print_ast,
)
from graphql.utilities.get_default_value_ast import get_default_value_ast

from models.version import VERSION

ROOTS = ("Query", "Mutation", "Subscription")
_GROUPS: tuple[tuple[str, type], ...] = (
    ("Objects", GraphQLObjectType),
    ("Interfaces", GraphQLInterfaceType),
    ("Inputs", GraphQLInputObjectType),
    ("Enums", GraphQLEnumType),
    ("Scalars", GraphQLScalarType),
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Watchgraph · the API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/reference.css">
<script src="/docs/reference.js" defer></script>
</head>
<body>
<header>
<h1>Watchgraph <small>{version}</small></h1>
<input id="search" type="search" placeholder="Search: a name, or words" aria-label="Search" autocomplete="off">
<p id="found" role="status"></p>
</header>
<nav aria-label="Contents">{contents}</nav>
<main>{sections}</main>
</body>
</html>
"""


def write_page(schema: GraphQLSchema) -> str:
    """The page about a schema: its operations, then its types by kind, each in the order of their names."""
    types = {
        name: type_
        for name, type_ in sorted(schema.type_map.items())
        if not is_introspection_type(type_) and not is_specified_scalar_type(type_)
    }
    groups = [(root, {root: types[root]}) for root in ROOTS if root in types]
    groups += [
        (title, {name: each for name, each in types.items() if isinstance(each, kind) and name not in ROOTS})
        for title, kind in _GROUPS
    ]
    return _PAGE.format(
        version=escape(VERSION),
        contents="".join(_write_contents(title, members) for title, members in groups if members),
        sections="".join(_write_type(each) for _, members in groups for each in members.values()),
    )


def _write_contents(title: str, members: Mapping[str, GraphQLNamedType]) -> str:
    [first, *others] = members
    if not others and first == title:
        fields: Iterable[str] = getattr(members[first], "fields", {})
        links = [(f"{title}.{name}", name) for name in fields]
    else:
        links = [(name, name) for name in members]
    items = "".join(f'<li><a href="#{escape(anchor)}">{escape(name)}</a></li>' for anchor, name in links)
    return f"<details><summary>{escape(title)}</summary><ul>{items}</ul></details>"


def _write_type(type_: GraphQLNamedType) -> str:
    name = escape(type_.name)
    told = f"<p>{_write_text(type_.description)}</p>"
    if isinstance(type_, GraphQLObjectType) and type_.interfaces:
        implemented = ", ".join(_write_link(each.name) for each in type_.interfaces)
        told += f"<p>Implements {implemented}.</p>"
    if isinstance(type_, GraphQLScalarType) and type_.specified_by_url:
        told += f"<p>Specified by {escape(type_.specified_by_url)}</p>"
    if isinstance(type_, GraphQLEnumType):
        entries = [_write_entry(type_.name, value, "", each) for value, each in type_.values.items()]
    else:
        entries = [
            _write_entry(type_.name, field, _write_signature(each), each)
            for field, each in getattr(type_, "fields", {}).items()
        ]
    body = f"<dl>{''.join(entries)}</dl>" if entries else ""
    return f'<section id="{name}"><h2><a href="#{name}">{name}</a></h2>{told}{body}</section>'


def _write_entry(owner: str, name: str, signature: str, described: Any) -> str:
    """A field or value: its name, what follows the name, and what it means."""
    anchor = escape(f"{owner}.{name}")
    told = _write_text(described.description)
    if described.deprecation_reason:
        told = f"<strong>Deprecated: {_write_text(described.deprecation_reason)}</strong> {told}"
    arguments = "".join(
        f"<li><code>{escape(one)}{_write_signature(argument)}</code> {_write_text(argument.description)}</li>"
        for one, argument in getattr(described, "args", {}).items()
    )
    return (
        f'<div id="{anchor}"><dt><a href="#{anchor}"><code>{escape(name)}</code></a><code>{signature}</code></dt>'
        f"<dd>{told}{f'<ul>{arguments}</ul>' if arguments else ''}</dd></div>"
    )


def _write_signature(described: GraphQLField | GraphQLInputField | GraphQLArgument) -> str:
    """The type, with a link, and the default."""
    name = get_named_type(described.type).name
    before, _, after = str(described.type).partition(name)
    default = ""
    if not isinstance(described, GraphQLField):
        node = get_default_value_ast(described)
        # null is what leaving it out means anyway.
        default = "" if node is None or isinstance(node, NullValueNode) else f" = {escape(print_ast(node))}"
    return f": {escape(before)}{_write_link(name)}{escape(after)}{default}"


def _write_link(name: str) -> str:
    return f'<a href="#{escape(name)}">{escape(name)}</a>'


def _write_text(text: str | None) -> str:
    return escape(text or "")
