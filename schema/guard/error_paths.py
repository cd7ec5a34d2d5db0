"""Says of a request error about a value where the value is: the field of the answer, and the path of the input."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
)

# The extension with `path` and `field`.
PLACE = "watchgraph.place"
# As graphql-core words it: "Variable '$f' has invalid value at .occurredAt.from: …".
_WITHIN = re.compile(r"has invalid value at ((?:\.\w+|\[\d+\])+):")
_STEP = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Place:
    """path: of the field in the answer. field: names of the argument and of what lies between it and the value."""

    path: tuple[str, ...]
    field: tuple[str, ...]


def add_paths(document: DocumentNode, errors: Sequence[GraphQLError]) -> None:
    """Note in errors about values, literal or of variables, the path of their field and that of the input.

    As an extension, because an error's own path says that an operation ran: `schema.transport.errors` tells it. A value
    in a fragment gets the path of the first place where the fragment is spread.
    """
    wanted = [error for error in errors if _is_about_value(error)]
    if not wanted:
        return
    values: dict[int, _Place] = {}
    variables: dict[str, _Place] = {}
    for node, place in _iterate_values(document):
        values.setdefault(id(node), place)
        if isinstance(node, VariableNode):
            variables.setdefault(node.name.value, place)
    for error in wanted:
        node = next(iter(error.nodes or ()))
        within = None
        if isinstance(node, VariableDefinitionNode):
            found, within = variables.get(node.variable.name.value), _WITHIN.search(error.message)
        else:
            found = values.get(id(node))
        if found is not None:
            steps = _STEP.findall(within[1]) if within else []
            told = {"path": list(found.path), "field": [*found.field, *steps]}
            error.extensions = {**(error.extensions or {}), PLACE: told}


def _is_about_value(error: GraphQLError) -> bool:
    """Errors of resolvers have a path already; those below which is another error are no request errors."""
    node, cause = next(iter(error.nodes or ()), None), error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return error.path is None and cause is None and isinstance(node, ValueNode | VariableDefinitionNode)


def _iterate_values(document: DocumentNode) -> Iterator[tuple[Node, _Place]]:
    """Every value of every argument, each fragment once."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    pending: list[tuple[SelectionSetNode, tuple[str, ...]]] = [
        (node.selection_set, ()) for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    while pending:
        selection_set, path = pending.pop(0)
        for selection in selection_set.selections:
            inner: SelectionSetNode | None = getattr(selection, "selection_set", None)
            inner_path = path
            if isinstance(selection, FieldNode):
                inner_path = (*path, (selection.alias or selection.name).value)
                for argument in selection.arguments or ():
                    yield from _iterate_within(argument.value, _Place(inner_path, (argument.name.value,)))
            elif isinstance(selection, FragmentSpreadNode):
                fragment = fragments.pop(selection.name.value, None)
                inner = None if fragment is None else fragment.selection_set
            if inner is not None:
                pending.append((inner, inner_path))


def _iterate_within(value: Node, place: _Place) -> Iterator[tuple[Node, _Place]]:
    pending = [(value, place)]
    while pending:
        node, where = pending.pop()
        yield node, where
        if isinstance(node, ObjectValueNode):
            parts = [(field.value, field.name.value) for field in node.fields]
        elif isinstance(node, ListValueNode):
            parts = [(item, str(index)) for index, item in enumerate(node.values)]
        else:
            parts = []
        pending += [(part, _Place(where.path, (*where.field, name))) for part, name in parts]
