"""The messages of some files of one language, written by Project Fluent's runtime (fluent.runtime)."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource, resolver
from fluent.runtime.types import FluentType, fluent_number
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor

from models.text.particles import add_particle

# The library's limit on the length of a value protects from catalogs of strangers. Ours are our own.
resolver.MAX_PART_LENGTH = sys.maxsize


class MessageBundle:
    """Raises ValueError where a file has an entry that is not Fluent, and where two messages have the same id."""

    def __init__(self, language: str, files: Iterable[Path]) -> None:
        # The library's types name its own kinds of result; a function may return text, too.
        functions: dict[str, Any] = {"PARTICLE": _add_particle}
        # use_isolating would put marks of direction around every value.
        self._bundle = FluentBundle([language], functions=functions, use_isolating=False)
        self._messages: dict[str, ast.Message] = {}
        for path in files:
            resource = FluentResource(path.read_text("utf-8"))
            for entry in resource.body:
                if isinstance(entry, ast.Junk):
                    raise ValueError(f"{path} has an entry that is not Fluent: {entry.content}")
                if isinstance(entry, ast.Message):
                    if entry.id.name in self._messages:
                        raise ValueError(f"{path} has a message of another file or place: {entry.id.name}")
                    self._messages[entry.id.name] = entry
            self._bundle.add_resource(resource)

    def __contains__(self, key: str) -> bool:
        return key in self._messages

    def format_message(self, key: str, values: Mapping[str, object]) -> tuple[str, list[Exception]]:
        """The text of a message, and what was wrong with it: values that are missing, above all."""
        pattern = self._bundle.get_message(key).value
        assert pattern is not None, f"{key} has no text of its own"
        text, faults = self._bundle.format_pattern(pattern, {name: _to_fluent(value) for name, value in values.items()})
        return str(text), faults

    def list_parameters(self, key: str) -> set[str]:
        """Names of the values that a message uses, with those of messages within it."""
        references = _References()
        references.visit(self._messages[key])
        return references.values.union(*(self.list_parameters(name) for name in references.messages))


class _References(Visitor):
    def __init__(self) -> None:
        self.values: set[str] = set()
        self.messages: list[str] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.values.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.messages.append(node.id.name)


def _to_fluent(value: object) -> FluentType | str:
    """Whole numbers, in digits alone, select plural forms; a condition selects yes or no; all else is text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return fluent_number(value, useGrouping=False)
    return str(value)


def _add_particle(word: object, pair: object) -> str:
    """Fluent's `{ PARTICLE($word, "이/가") }`: see `models.text.particles.add_particle`."""
    return add_particle(str(word), str(pair))
