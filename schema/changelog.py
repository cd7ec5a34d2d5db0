"""What changed in the schema since the last release. `python -m schema.changelog` writes docs/schema-changelog.md;
with `--release VERSION` it closes the section and keeps today's SDL as that release's.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphql import (
    BreakingChange,
    DangerousChange,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    is_specified_scalar_type,
)

SDL = Path(__file__).with_name("schema.graphql")
RELEASED = Path(__file__).with_name("released.graphql")
PAGE = Path(__file__).resolve().parent.parent / "docs" / "schema-changelog.md"
_TITLE = """# Changes of the schema

Written by `python -m schema.changelog`, which compares the schema with the SDL of the last release
(`schema/released.graphql`); a test compares the page. Each release has `schema.graphql` and this page attached. A
breaking change fails a test unless `schema/changelog.py:ALLOWED` names it with a reason.
"""
_UNRELEASED = "## Unreleased"
# Breaking changes that were decided, as graphql-core describes them, and why. A release empties it.
ALLOWED: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class SchemaChanges:
    """breaking, dangerous: clients may break, or see what they did not see before. added: name → description."""

    breaking: Sequence[str]
    dangerous: Sequence[str]
    added: Mapping[str, str]
    deprecated: Mapping[str, str]


def compare_schemas(old_sdl: str, new_sdl: str) -> SchemaChanges:
    old, new = build_schema(old_sdl), build_schema(new_sdl)
    before = dict(_list_parts(old))
    parts = {name: part for name, part in _list_parts(new) if not _is_covered(name, before)}
    added = {name: _get_description(part) for name, part in parts.items() if name not in before}
    deprecated = {
        name: reason
        for name, part in _list_parts(new)
        if (reason := _get_deprecation(part)) and not (name in before and _get_deprecation(before[name]))
    }
    return SchemaChanges(
        breaking=_describe(find_breaking_changes(old, new)),
        dangerous=_describe(find_dangerous_changes(old, new)),
        added=added,
        deprecated=deprecated,
    )


def render_page() -> str:
    """The page: the open section, and those of releases as they stand on the committed page."""
    changes = compare_schemas(RELEASED.read_text(encoding="utf-8"), SDL.read_text(encoding="utf-8"))
    return "\n".join([_TITLE, _UNRELEASED, "", *_list_lines(changes), "", _read_releases()]).rstrip("\n") + "\n"


def write_page() -> None:
    PAGE.write_text(render_page(), encoding="utf-8")


def release(version: str) -> None:
    """Close the open section under a version, and keep the SDL."""
    text = render_page().replace(_UNRELEASED, f"## {version}", 1)
    RELEASED.write_text(SDL.read_text(encoding="utf-8"), encoding="utf-8")
    head, _, sections = text.partition(f"## {version}")
    nothing = "\n".join([_UNRELEASED, "", *_list_lines(SchemaChanges((), (), {}, {})), ""])
    PAGE.write_text(f"{head}{nothing}\n## {version}{sections}", encoding="utf-8")


def _read_releases() -> str:
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    _, _, after = text.partition(_UNRELEASED)
    _, heading, sections = after.partition("\n## ")
    return f"{heading.lstrip()}{sections}" if heading else ""


def _list_lines(changes: SchemaChanges) -> Iterator[str]:
    groups = {
        "Breaking": [f"{text} {ALLOWED.get(text, '')}".rstrip() for text in changes.breaking],
        "To be looked at": list(changes.dangerous),
        "Deprecated": [f"`{name}`: {reason}" for name, reason in changes.deprecated.items()],
        "Added": [f"`{name}`: {text}" if text else f"`{name}`" for name, text in changes.added.items()],
    }
    told = {heading: lines for heading, lines in groups.items() if lines}
    for number, (heading, lines) in enumerate(told.items()):
        yield from ([""] if number else [])
        yield from (f"### {heading}", "", *(f"- {' '.join(line.split())}" for line in lines))
    if not told:
        yield "Nothing."


def _describe(changes: Sequence[BreakingChange] | Sequence[DangerousChange]) -> list[str]:
    """Optional arguments and fields that were added are among the additions."""
    return sorted({change.description for change in changes if not change.type.name.startswith("OPTIONAL_")})


Part = GraphQLNamedType | GraphQLField | GraphQLInputField | GraphQLArgument | object


def _list_parts(schema: GraphQLSchema) -> Iterator[tuple[str, Part]]:
    """Types, fields, arguments, input fields and enum values, by name: Type.field, Type.field(argument), Enum.VALUE."""
    for name, type_ in sorted(schema.type_map.items()):
        if not (name.startswith("__") or is_specified_scalar_type(type_)):
            yield name, type_
            yield from _list_members(name, type_)


def _list_members(name: str, type_: GraphQLNamedType) -> Iterator[tuple[str, Part]]:
    if isinstance(type_, GraphQLEnumType):
        yield from ((f"{name}.{value}", part) for value, part in type_.values.items())
    elif isinstance(type_, GraphQLInputObjectType):
        yield from ((f"{name}.{field}", part) for field, part in type_.fields.items())
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        yield from ((f"{name} implements {interface.name}", object()) for interface in type_.interfaces)
        for field, part in type_.fields.items():
            yield f"{name}.{field}", part
            yield from ((f"{name}.{field}({argument})", each) for argument, each in part.args.items())


def _is_covered(name: str, before: Mapping[str, Part]) -> bool:
    """Whether a line of its own would say no more than that its type, or its field, is new."""
    type_name = name.split(".")[0].split(" ")[0]
    field = name.partition("(")[0]
    return (name != type_name and type_name not in before) or (name != field and field not in before)


def _get_description(part: Part) -> str:
    return str(getattr(part, "description", "") or "")


def _get_deprecation(part: Part) -> str:
    return str(getattr(part, "deprecation_reason", "") or "")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m schema.changelog", description=__doc__)
    parser.add_argument("--release", metavar="VERSION", help="close the open section under this version")
    if chosen := parser.parse_args().release:
        release(chosen)
    else:
        write_page()
