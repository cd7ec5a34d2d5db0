"""Measures an operation: depth, aliases, directives, and complexity, in which lists multiply.

Every fragment is measured once for each type and page size with which it is spread, so the work grows with the text and
not with its expansion: 22 fragments that each spread the next one twice are 2^22 fields, measured in 22 steps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from resolvers.core.paging import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE

# The assumed length of a list without size arguments.
DEFAULT_LIST_SIZE = 10
# Lists whose length follows from arguments: numbers are added up; of a list argument, its length counts.
SIZE_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "Query.nodes": ("ids",),
    "Event.context": ("before", "after"),
    "Query.timeline": ("cameraIds",),
    # An operation gets so many boxes in all, of however many videos and tracks: the field's weight is for them.
    "Video.tracks": (),
    "Track.boxes": (),
}
# Lists of introspection, about as long as they are for this schema.
_INTROSPECTION_LIST_SIZES = {"types": 150, "fields": 8, "inputFields": 6, "enumValues": 8, "args": 2, "directives": 5}
# Fields that cost more than reading a value: searches, counts, signatures, and work for models.
FIELD_WEIGHTS: Mapping[str, int] = {
    "Query.searchEvents": 100,
    "Query.eventStatistics": 50,
    "Query.tierStatistics": 20,
    "Event.similar": 50,
    "Video.timeline": 20,
    "Video.tracks": 20,
    "Video.frameUrl": 30,
    "Video.frameUrlExpiresAt": 30,
    "Query.timeline": 50,
    "Camera.gaps": 20,
    "CameraTimeline.gaps": 20,
    "ServerInfo.models": 50,
    "Mutation.prompt": 200,
    "Mutation.vlmChat": 500,
    "Mutation.generateSummary": 200,
    "Mutation.exportClip": 200,
    "Mutation.exportEvidence": 200,
    "totalCount": 10,
    "thumbnailUrl": 2,
    "clipUrl": 2,
    "downloadUrl": 2,
    "frameUrl": 2,
    "playbackUrl": 5,
    "playback": 5,
}
_MUTATION_WEIGHT = 20
# Sums stop here: it is more than any limit.
_COMPLEXITY_CAP = 10**9
_META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


@dataclass(frozen=True, slots=True)
class OperationSize:
    """The size of one operation with its variables. introspection: the complexity of the fields below __schema."""

    depth: int = 0
    complexity: int = 0
    introspection: int = 0


@dataclass(frozen=True, slots=True)
class DocumentSize:
    """The size of a document, whichever of its operations runs. nesting: of lists and objects in literals."""

    definitions: int
    aliases: int
    directives: int
    nesting: int


def measure_document(document: DocumentNode) -> DocumentSize:
    """Count over the whole text, without recursion."""
    aliases = directives = nesting = 0
    waiting: list[tuple[Node, int]] = [(definition, 0) for definition in document.definitions]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, FieldNode):
            aliases += node.alias is not None
        elif isinstance(node, DirectiveNode):
            directives += 1
        elif isinstance(node, ListValueNode | ObjectValueNode):
            depth += 1
            nesting = max(nesting, depth)
        for key in node.keys:
            if key == "loc":
                continue
            child = getattr(node, key)
            if isinstance(child, Node):
                waiting.append((child, depth))
            elif isinstance(child, list | tuple):
                waiting.extend((item, depth) for item in child)
    return DocumentSize(len(document.definitions), aliases, directives, nesting)


def collect_fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    fragments = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
    return {fragment.name.value: fragment for fragment in fragments}


@dataclass(slots=True)
class ComplexityCalculator:
    """Measures one operation. `sizing_variables` collects the variables on which its size depends.

    The document need not be validated: an unknown field counts as a plain one, a cycle of fragments as nothing. Raises
    RecursionError for a document that is nested deeper than the interpreter can follow.
    """

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    sizing_variables: set[str] = field(default_factory=set)
    _fragment_sizes: dict[tuple[str, str, int | None, bool], OperationSize | None] = field(default_factory=dict)

    def measure(self) -> OperationSize:
        root = self.schema.get_root_type(self.operation.operation)
        return self._measure_selection(self.operation.selection_set, root, None, inside=False)

    def _measure_selection(
        self, selected: SelectionSetNode, parent: GraphQLNamedType | None, page: int | None, *, inside: bool
    ) -> OperationSize:
        """inside: below __schema or __type. page: the length of the list of which the parent is a page."""
        depth = complexity = introspection = 0
        for node in selected.selections:
            if isinstance(node, FieldNode):
                size = self._measure_field(node, parent, page, inside)
            elif isinstance(node, FragmentSpreadNode):
                size = self._measure_fragment(node.name.value, page, inside)
            else:
                assert isinstance(node, InlineFragmentNode)
                size = self._measure_selection(
                    node.selection_set, self._resolve_type_condition(node, parent), page, inside=inside
                )
            depth = max(depth, size.depth)
            complexity = min(complexity + size.complexity, _COMPLEXITY_CAP)
            introspection = min(introspection + size.introspection, _COMPLEXITY_CAP)
        return OperationSize(depth, complexity, introspection)

    def _measure_fragment(self, name: str, page: int | None, inside: bool) -> OperationSize:
        fragment = self.fragments.get(name)
        if fragment is None:
            return OperationSize()
        key = (name, fragment.type_condition.name.value, page, inside)
        if key not in self._fragment_sizes:
            # A cycle counts as nothing: validation refuses it.
            self._fragment_sizes[key] = None
            parent = self.schema.get_type(fragment.type_condition.name.value)
            self._fragment_sizes[key] = self._measure_selection(fragment.selection_set, parent, page, inside=inside)
        return self._fragment_sizes[key] or OperationSize()

    def _resolve_type_condition(
        self, node: InlineFragmentNode, parent: GraphQLNamedType | None
    ) -> GraphQLNamedType | None:
        if node.type_condition is None:
            return parent
        return self.schema.get_type(node.type_condition.name.value)

    def _measure_field(
        self, node: FieldNode, parent: GraphQLNamedType | None, page: int | None, inside: bool
    ) -> OperationSize:
        name = node.name.value
        definition = _find_definition(name, parent)
        inside = inside or name in _META_FIELDS
        path = f"{parent.name if parent else ''}.{name}"
        below, times = OperationSize(), 1
        if node.selection_set is not None:
            own = None if definition is None else self._read_page_size(node, definition, path)
            is_list = definition is not None and is_list_type(get_nullable_type(definition.type))
            if is_list:
                times = _estimate_length(name, own or page, inside=inside)
            type_ = None if definition is None else get_named_type(definition.type)
            below = self._measure_selection(node.selection_set, type_, None if is_list else own, inside=inside)
        cost = min(times * (below.introspection if inside else below.complexity), _COMPLEXITY_CAP)
        if inside:
            return OperationSize(1, 0, 1 + cost)
        return OperationSize(1 + below.depth, _weigh_field(path, name) + cost, below.introspection)

    def _read_page_size(self, node: FieldNode, definition: GraphQLField, path: str) -> int | None:
        """The number of items that the field's arguments ask for; None where it has no such arguments."""
        if path in SIZE_ARGUMENTS:
            return 1 + sum(self._read_size_argument(node, definition, name) or 0 for name in SIZE_ARGUMENTS[path])
        names = [name for name in ("first", "last") if name in definition.args]
        if not names:
            return None
        sizes = [size for name in names if (size := self._read_size_argument(node, definition, name)) is not None]
        return max(sizes, default=DEFAULT_PAGE_SIZE)

    def _read_size_argument(self, node: FieldNode, definition: GraphQLField, name: str) -> int | None:
        literal = next((argument.value for argument in node.arguments or () if argument.name.value == name), None)
        value = self._resolve_value(literal)
        if value is None and name in definition.args:
            value = definition.args[name].default_value
        if isinstance(value, list):
            value = len(value)
        return min(max(value, 1), MAX_PAGE_SIZE) if isinstance(value, int) and not isinstance(value, bool) else None

    def _resolve_value(self, node: ValueNode | None) -> Any:
        if isinstance(node, VariableNode):
            return self._resolve_variable(node.name.value)
        if isinstance(node, IntValueNode):
            # More digits are out of range anyway, and to parse very many takes long.
            return int(node.value) if len(node.value) < 12 else MAX_PAGE_SIZE
        return list(node.values) if isinstance(node, ListValueNode) else None

    def _resolve_variable(self, name: str) -> Any:
        self.sizing_variables.add(name)
        if name in self.variables:
            return self.variables[name]
        for definition in self.operation.variable_definitions or ():
            if definition.variable.name.value == name and not isinstance(definition.default_value, VariableNode):
                return self._resolve_value(definition.default_value)
        return None


def _find_definition(name: str, parent: GraphQLNamedType | None) -> GraphQLField | None:
    if name in _META_FIELDS:
        return _META_FIELDS[name]
    return parent.fields.get(name) if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else None


def _estimate_length(name: str, asked_for: int | None, *, inside: bool) -> int:
    return _INTROSPECTION_LIST_SIZES.get(name, 1) if inside else asked_for or DEFAULT_LIST_SIZE


def _weigh_field(path: str, name: str) -> int:
    if path in FIELD_WEIGHTS:
        return FIELD_WEIGHTS[path]
    return _MUTATION_WEIGHT if path.startswith("Mutation.") else FIELD_WEIGHTS.get(name, 1)
