"""Which fields an operation selects of a type: fragments are followed, @skip and @include decided, duplicates merged.

The order is that of graphql-core (`graphql.execution.collect_fields`), because it is the order of the answer's keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    is_abstract_type,
    visit,
)

from schema.compiled.steps import Operation, Unplannable

_CONDITIONS = frozenset({"skip", "include"})


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The selections that share a key of the answer. They have the same name and the same arguments."""

    key: str
    nodes: Sequence[FieldNode]

    @property
    def name(self) -> str:
        return self.nodes[0].name.value

    @property
    def selections(self) -> list[SelectionSetNode]:
        return [node.selection_set for node in self.nodes if node.selection_set is not None]


def find_flags(document: DocumentNode) -> tuple[str, ...]:
    """The variables on which @skip and @include depend. Raises Unplannable for other directives."""
    collector = _FlagCollector()
    visit(document, collector)
    return tuple(sorted(collector.found))


class _FlagCollector(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value not in _CONDITIONS:
            raise Unplannable(f"@{node.name.value}")
        value = _get_condition(node)
        if isinstance(value, VariableNode):
            self.found.add(value.name.value)


def collect_fields(
    operation: Operation, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]
) -> list[FieldGroup]:
    """The fields that these selection sets select of an object of this type."""
    found: dict[str, list[FieldNode]] = {}
    visited: set[str] = set()
    for selections in sets:
        _visit(operation, type_, selections, found, visited)
    return [FieldGroup(key, nodes) for key, nodes in found.items()]


def _visit(
    operation: Operation,
    type_: GraphQLObjectType,
    selections: SelectionSetNode,
    found: dict[str, list[FieldNode]],
    visited: set[str],
) -> None:
    for node in selections.selections:
        if not _is_included(operation, node.directives or ()):
            continue
        if isinstance(node, FieldNode):
            found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            continue
        inner: Any = node
        if isinstance(node, FragmentSpreadNode):
            if node.name.value in visited:
                continue
            visited.add(node.name.value)
            inner = operation.fragments[node.name.value]
        else:
            assert isinstance(node, InlineFragmentNode)
        if _applies(operation, type_, inner.type_condition):
            _visit(operation, type_, inner.selection_set, found, visited)


def _is_included(operation: Operation, directives: Iterable[DirectiveNode]) -> bool:
    for directive in directives:
        value = _get_condition(directive)
        chosen = operation.flags[value.name.value] if isinstance(value, VariableNode) else value.value
        if chosen is (directive.name.value == "skip"):
            return False
    return True


def _get_condition(directive: DirectiveNode) -> Any:
    value = next((each.value for each in directive.arguments or () if each.name.value == "if"), None)
    if not isinstance(value, BooleanValueNode | VariableNode):
        raise Unplannable("a directive without a condition")
    return value


def _applies(operation: Operation, type_: GraphQLObjectType, condition: Any) -> bool:
    if condition is None or condition.name.value == type_.name:
        return True
    other = operation.schema.get_type(condition.name.value)
    return (
        isinstance(other, GraphQLAbstractType)
        and is_abstract_type(other)
        and operation.schema.is_sub_type(other, type_)
    )
