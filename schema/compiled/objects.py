"""Compiles the selection of an object's fields into one generated function that makes the answer's dictionaries.

Fields that follow from a row or an attribute are expressions in that function. Every other field is a step, which
answers it for all objects at once before the function runs; of their results the function takes the object's own.

Generated code holds the answer's keys, which are names of GraphQL, and names of ours: nothing else that a client wrote.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, SelectionSetNode, get_nullable_type, is_leaf_type
from strawberry.types import get_object_definition

from models.enums import Role
from schema.compiled.calls import Arguments, compile_arguments, compile_call, require_plannable
from schema.compiled.connections import ConnectionParts, compile_connection
from schema.compiled.fields import FieldGroup, collect_fields
from schema.compiled.leaves import Names, write_leaf
from schema.compiled.rows import write_column
from schema.compiled.steps import Operation, Run, Step, Unplannable, run_steps
from schema.compiled.values import chain, compile_value
from schema.graphql.columns import LANGUAGE, Column, TranslatedColumn
from schema.graphql.connection import Connection
from schema.graphql.permissions import get_declared_rule


@dataclass(slots=True)
class Parts:
    """What a generated function is made of. steps: for fields beyond expressions; on_rows: which of them take rows."""

    rows_given: bool
    names: Names = field(default_factory=Names)
    entries: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    on_rows: list[bool] = field(default_factory=list)

    def add_step(self, key: str, step: Step, *, on_rows: bool) -> None:
        self.entries.append(f"{key!r}: s{len(self.steps)}_")
        self.steps.append(step)
        self.on_rows.append(on_rows)


class Compiler:
    """Compiles one operation."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self._calls = 0

    def compile_root(self) -> Step:
        """The step from the root, which is null, to the data of the answer."""
        query = self.operation.schema.query_type
        assert query is not None
        return self.compile_objects(query, [self.operation.node.selection_set])

    def compile_objects(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Step:
        """The step from objects of this type (none of them null) to their dictionaries."""
        if issubclass(_get_class(type_), Connection):
            return compile_connection(self.operation, type_, sets, _ConnectionCompiler(self))
        if has_rows(type_):
            step = self.compile_rows(type_, sets)
            return Step(lambda run, objects: step.answer(run, [each.row for each in objects]), step.is_async)
        return self._compile(type_, sets, on_rows=False)

    def compile_rows(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Step:
        """The step from the rows that objects of this type have to the objects' dictionaries."""
        return self._compile(type_, sets, on_rows=True)

    def _compile(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode], *, on_rows: bool) -> Step:
        parts = Parts(rows_given=on_rows)
        for group in collect_fields(self.operation, type_, sets):
            if group.name == "__typename":
                parts.entries.append(f"{group.key!r}: {type_.name!r}")
            else:
                self._add_field(parts, type_, group, on_rows=on_rows)
        return _generate(parts, _get_class(type_))

    def _add_field(self, parts: Parts, type_: GraphQLObjectType, group: FieldGroup, *, on_rows: bool) -> None:
        described = type_.fields.get(group.name)
        if described is None:
            raise Unplannable(group.name)
        definition, rule = require_plannable(described), get_declared_rule(described)
        plain = definition.base_resolver is None and (rule is None or rule.allows(Role.VIEWER))
        if not plain:
            # Whoever resolves it checks the rule, too.
            parts.add_step(group.key, self.compile_field(type_, described, group), on_rows=False)
        elif isinstance(definition, Column):
            self._add_column(parts, definition, described, group, on_rows=on_rows)
        elif is_leaf_type(get_nullable_type(described.type)):
            expression = write_leaf(described.type, f"r.{definition.python_name}", parts.names)
            parts.entries.append(f"{group.key!r}: {expression}")
        else:
            read = _read_attribute(definition.python_name)
            parts.add_step(group.key, chain(read, self._complete(described, group)), on_rows=False)

    def _add_column(
        self, parts: Parts, definition: Column, described: GraphQLField, group: FieldGroup, *, on_rows: bool
    ) -> None:
        if not on_rows:
            raise Unplannable("a column of something else than a row")
        expression = write_column(self.operation, definition, described, group, parts.names)
        if expression is not None:
            parts.entries.append(f"{group.key!r}: {expression}")
            return
        if isinstance(definition, TranslatedColumn):
            read = _read_translated(definition, compile_arguments(self.operation, described, definition, group))
        else:
            read = _read_column(definition)
        step = chain(read, self._complete(described, group))
        parts.add_step(group.key, step, on_rows=True)

    def compile_field(self, type_: GraphQLObjectType, described: GraphQLField, group: FieldGroup) -> Step:
        """The step from objects to the answers of a field with a resolver."""
        self._calls += 1
        called = compile_call(self.operation, self._calls, type_, described, group)
        return chain(called, self._complete(described, group))

    def _complete(self, described: GraphQLField, group: FieldGroup) -> Step:
        sets = group.selections
        return compile_value(self.operation, described.type, lambda type_: self.compile_objects(type_, sets))


class _ConnectionCompiler(ConnectionParts):
    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler

    def compile_nodes(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Step:
        if not has_rows(type_):
            raise Unplannable(f"{type_} has no rows")
        return self._compiler.compile_rows(type_, sets)

    def get_class(self, type_: GraphQLObjectType) -> Any:
        return _get_class(type_)

    def compile_plain(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Step:
        return self._compiler.compile_objects(type_, sets)


def has_rows(type_: GraphQLObjectType) -> bool:
    """Whether objects of this type are made of a row and nothing else."""
    class_ = _get_class(type_)
    return hasattr(class_, "from_row") and [each.name for each in fields(class_) if each.init] == ["row"]


def _get_class(type_: GraphQLObjectType) -> Any:
    definition = (type_.extensions or {}).get("strawberry-definition")
    if definition is None or get_object_definition(definition.origin) is None:
        raise Unplannable(f"{type_} is not ours")
    return definition.origin


def _read_column(definition: Column) -> Step:
    return Step(lambda run, rows: [definition.read(row, run.context.language) for row in rows])


def _read_translated(definition: TranslatedColumn, arguments: Arguments) -> Step:
    def answer(run: Run, rows: Sequence[Any]) -> list[Any]:
        language = arguments(run).get(LANGUAGE) or run.context.language
        return [definition.read(row, language) for row in rows]

    return Step(answer)


def _read_attribute(name: str) -> Step:
    return Step(lambda _run, objects: [getattr(each, name) for each in objects])


def _generate(parts: Parts, class_: Callable[..., Any]) -> Step:
    """The step of a generated function. Where a step of a field takes objects, they are made of the rows."""
    numbers = range(len(parts.steps))
    parameters = "".join(f", a{number}_" for number in numbers)
    each = "".join(f", s{number}_" for number in numbers)
    together = f"zip(sources{parameters})" if parts.steps else "sources"
    source = (
        f"def build_(run, sources{parameters}):\n korean = run.korean\n"
        f" return [{{{', '.join(parts.entries)}}} for r{each} in {together}]"
    )
    exec(source, parts.names.values)  # noqa: S102  (see the module's docstring)
    build = parts.names.values["build_"]
    steps = parts.steps
    if not steps:
        return Step(build)
    return _with_steps(build, parts, class_)


def _with_steps(build: Any, parts: Parts, class_: Callable[..., Any]) -> Step:
    steps, on_rows = parts.steps, parts.on_rows
    rows_given, needs_objects = parts.rows_given, not all(on_rows)

    def pick(sources: Sequence[Any]) -> list[Sequence[Any]]:
        objects = [class_(row=row) for row in sources] if rows_given and needs_objects else sources
        return [sources if takes_rows else objects for takes_rows in on_rows]

    if not any(step.is_async for step in steps):

        def answer(run: Run, sources: Sequence[Any]) -> Any:
            answers = [step.answer(run, each) for step, each in zip(steps, pick(sources), strict=True)]
            return build(run, sources, *answers)

        return Step(answer)

    async def wait(run: Run, sources: Sequence[Any]) -> Any:
        return build(run, sources, *await run_steps(run, steps, pick(sources)))

    return Step(wait, is_async=True)
