"""Generates queries from the schema that love what is hard: fragments, aliases, directives, duplicates, interfaces.

The same seed makes the same operations. Most are answered without an error; some ask for too much or for things that
there are not.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

# What the executor answers differently each time, what takes models or seconds, and what is noted in the audit log.
EXCLUDED = frozenset(
    [
        "models",
        "searchEvents",
        "similar",
        "uploadStatus",
        "downloadUrl",
        "clipUrl",
        "clipUrlExpiresAt",
        "thumbnailUrl",
        "thumbnailUrlExpiresAt",
        "frameUrl",
        "frameUrlExpiresAt",
        "playback",
        "playbackUrl",
        "storyboard",
        "url",
        "urlExpiresAt",
    ]
)
_MAX_DEPTH = 7
_TIMES = ("2026-01-01T00:00:00Z", "2026-11-20T21:00:00+09:00", "2027-01-01T00:00:00Z")


@dataclass(slots=True)
class GeneratedQuery:
    text: str
    variables: dict[str, Any]


@dataclass(slots=True)
class QueryGenerator:
    """ids, cursors: texts that exist, to ask about."""

    schema: GraphQLSchema
    ids: Sequence[str]
    cursors: Sequence[str]
    seed: int
    _random: random.Random = field(init=False)
    _fragments: dict[str, str] = field(default_factory=dict)
    _variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    _budget: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311  (chance, not a secret)

    def make(self) -> GeneratedQuery:
        self._fragments, self._variables = {}, {}
        self._budget = self._random.choice((8, 20, 40, 60))
        query = self.schema.query_type
        assert query is not None
        body = self._write_selection(query, 0)
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self._variables.items())
        head = f"query Q({declared})" if declared else "query Q"
        text = " ".join((f"{head} {body}", *self._fragments.values()))
        variables = {name: value for name, (_, value) in self._variables.items() if self._chance(0.95)}
        return GeneratedQuery(text, variables)

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _write_selection(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        entries = [self._write_entry(type_, depth) for _ in range(self._random.randint(1, 5))]
        entries = [entry for entry in entries if entry]
        if self._chance(0.2) or not entries:
            entries.insert(self._random.randint(0, len(entries)), "__typename")
        if self._chance(0.15):
            # A duplicate is merged with its twin.
            entries.append(self._random.choice(entries))
        return "{ " + " ".join(entries) + " }"

    def _write_entry(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        kind = self._random.random()
        if depth and kind < 0.08:
            return f"... {self._write_directive()} {self._write_selection(type_, depth + 1)}"
        if depth and kind < 0.18:
            target = self._choose_condition(type_)
            return f"... on {target} {self._write_directive()} {self._write_selection(target, depth + 1)}"
        if depth and kind < 0.26:
            target = self._choose_condition(type_)
            name = f"F{len(self._fragments)}"
            self._fragments[name] = ""
            self._fragments[name] = f"fragment {name} on {target} {self._write_selection(target, depth + 1)}"
            return f"...{name} {self._write_directive()}"
        return self._write_field(type_, depth)

    def _choose_condition(self, type_: Any) -> Any:
        if isinstance(type_, GraphQLInterfaceType):
            return self._random.choice([type_, *self.schema.get_possible_types(type_)])
        return self._random.choice([type_, type_, *type_.interfaces])

    def _write_field(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        names = [name for name in type_.fields if name not in EXCLUDED]
        if depth + 1 >= _MAX_DEPTH or self._budget <= 0:
            names = [name for name in names if is_leaf_type(get_named_type(type_.fields[name].type))]
        if not names:
            return ""
        self._budget -= 1
        name = self._random.choice(names)
        described = type_.fields[name]
        below = get_named_type(described.type)
        arguments = self._write_arguments(described)
        alias = ""
        if described.args or self._chance(0.2):
            # Two fields of one name with other arguments cannot be merged.
            alias = f"a{self._random.randint(0, 99999)}: "
        text = f"{alias}{name}{arguments} {self._write_directive()}"
        return text if is_leaf_type(below) else f"{text} {self._write_selection(below, depth + 1)}"

    def _write_directive(self) -> str:
        if not self._chance(0.1):
            return ""
        name = self._random.choice(("skip", "include"))
        if self._chance(0.5):
            return f"@{name}(if: {self._random.choice(('true', 'false'))})"
        flag = f"b{self._random.randint(0, 2)}"
        self._variables.setdefault(flag, (f"Boolean! = {self._random.choice(('true', 'false'))}", self._chance(0.5)))
        return f"@{name}(if: ${flag})"

    def _write_arguments(self, described: GraphQLField) -> str:
        given = []
        for name, argument in described.args.items():
            if is_required_argument(argument) or self._chance(_PROBABILITIES.get(name, 0.25)):
                given.append(f"{name}: {self._write_argument(name, argument)}")
        return f"({', '.join(given)})" if given else ""

    def _write_argument(self, name: str, argument: GraphQLArgument) -> str:
        value = self._make_value(name, argument.type)
        if self._chance(0.4):
            variable = f"v{len(self._variables)}"
            self._variables[variable] = (str(argument.type), _to_plain(value))
            return f"${variable}"
        return _write_value(value)

    def _make_value(self, name: str, type_: Any) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._make_value(name, type_.of_type)
        if self._chance(0.05):
            return None
        if isinstance(type_, GraphQLList):
            return [self._make_value(name, GraphQLNonNull(type_.of_type)) for _ in range(self._random.randint(0, 3))]
        if isinstance(type_, GraphQLEnumType):
            return Literal(self._random.choice(list(type_.values)))
        if isinstance(type_, GraphQLInputObjectType):
            return {
                key: self._make_value(key, member.type) for key, member in type_.fields.items() if self._chance(0.25)
            }
        return self._make_scalar(name, type_.name)

    def _make_scalar(self, name: str, scalar: str) -> Any:
        choice = self._random.choice
        if name in ("after", "before") and scalar == "String":
            return choice(list(self.cursors) or ["x"])
        values: Mapping[str, Sequence[Any]] = {
            "ID": self.ids,
            "Int": (0, 1, 2, 3, 5, 20, 100, 101),
            "Float": (0.0, 0.5, 1.0, 30.5, 3600.0),
            "Boolean": (True, False),
            "DateTime": _TIMES,
        }
        return choice(list(values.get(scalar, ("a", "gate", "서울", "Asia/Seoul"))))


class Literal(str):
    """A name that is written without quotes, such as an enum's value."""


# Of a page, most arguments together are refused.
_PROBABILITIES = {"first": 0.6, "last": 0.1, "after": 0.1, "before": 0.08, "filter": 0.35, "orderBy": 0.4}


def _write_value(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Literal):
        return str(value)
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return f"[{', '.join(map(_write_value, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_write_value(member)}" for key, member in value.items()) + "}"
    return str(value)


def _to_plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_to_plain(member) for member in value]
    if isinstance(value, dict):
        return {key: _to_plain(member) for key, member in value.items()}
    return str(value) if isinstance(value, Literal) else value
