"""How much an operation asks for: depth, aliases, directives, and complexity, in which lists multiply.

Every fragment is measured once for each type and page size that it is spread with, so that the work grows with the
text, not with what the text expands to: 22 fragments that each spread the next twice are 2^22 fields and 22 steps.
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

# Of a list of which nothing is known.
DEFAULT_LIST_SIZE = 10
# Lists whose length arguments tell: numbers are added up, of a list its length counts.
SIZE_ARGUMENTS: Mapping[str, tuple[str, ...]] = {"Query.nodes": ("ids",), "Event.context": ("before", "after")}
# Lists of introspection, about as long as they are for this schema.
_INTROSPECTION_LIST_SIZES = {"types": 150, "fields": 8, "inputFields": 6, "enumValues": 8, "args": 2, "directives": 5}
# Fields that cost more than reading a value: searches, counts, signatures, and work for models.
FIELD_WEIGHTS: Mapping[str, int] = {
    "Query.searchEvents": 100,
    "Query.eventStatistics": 50,
    "Query.tierStatistics": 20,
    "Event.similar": 50,
    "Video.timeline": 20,
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
}
_MUTATION_WEIGHT = 20
# Beyond it nothing is added up any more: it is more than any limit.
_COMPLEXITY_CAP = 10**9
_META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


@dataclass(frozen=True, slots=True)
class OperationSize:
    """What one operation asks for with its variables. introspected: the same measure of what lies below __schema."""

    depth: int = 0
    complexity: int = 0
    introspection: int = 0


@dataclass(frozen=True, slots=True)
class DocumentSize:
    """What stands in a document, whichever of its operations runs. nesting: of lists and objects in literals."""

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
                waiting.extend((one, depth) for one in child)
    return DocumentSize(len(document.definitions), aliases, directives, nesting)


def collect_fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


@dataclass(slots=True)
class ComplexityCalculator:
    """Measures one operation. `asked` collects the variables that its size depends on.

    Works on what was not validated yet: what is unknown counts as a plain field, a cycle of fragments as nothing.
    Raises RecursionError for a text nested beyond what the interpreter can follow.
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
        """inside: below __schema or __type. page: the length of the list that the parent is a page of."""
        depth = complexity = introspected = 0
        for node in selected.selections:
            if isinstance(node, FieldNode):
                found = self._measure_field(node, parent, page, inside)
            elif isinstance(node, FragmentSpreadNode):
                found = self._measure_fragment(node.name.value, page, inside)
            else:
                assert isinstance(node, InlineFragmentNode)
                found = self._measure_selection(
                    node.selection_set, self._resolve_type_condition(node, parent), page, inside=inside
                )
            depth = max(depth, found.depth)
            complexity = min(complexity + found.complexity, _COMPLEXITY_CAP)
            introspected = min(introspected + found.introspection, _COMPLEXITY_CAP)
        return OperationSize(depth, complexity, introspected)

    def _measure_fragment(self, name: str, page: int | None, inside: bool) -> OperationSize:
        fragment = self.fragments.get(name)
        if fragment is None:
            return OperationSize()
        key = (name, fragment.type_condition.name.value, page, inside)
        if key not in self._fragment_sizes:
            # A cycle comes back here and counts as nothing: validation refuses it.
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
        definition: GraphQLField | None = _META_FIELDS.get(name)
        inside = inside or definition is not None
        if definition is None and isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            definition = parent.fields.get(name)
        path = f"{parent.name if parent else ''}.{name}"
        below, times = OperationSize(), 1
        if node.selection_set is not None:
            own = None if definition is None else self._read_page_size(node, definition, path)
            is_list = definition is not None and is_list_type(get_nullable_type(definition.type))
            if is_list:
                times = _INTROSPECTION_LIST_SIZES.get(name, 1) if inside else own or page or DEFAULT_LIST_SIZE
            type_ = None if definition is None else get_named_type(definition.type)
            below = self._measure_selection(node.selection_set, type_, None if is_list else own, inside=inside)
        cost = min(times * (below.introspection if inside else below.complexity), _COMPLEXITY_CAP)
        if inside:
            return OperationSize(1, 0, 1 + cost)
        return OperationSize(1 + below.depth, _weigh_field(path, name) + cost, below.introspection)

    def _read_page_size(self, node: FieldNode, definition: GraphQLField, path: str) -> int | None:
        """How many the field's arguments ask for; None where it has none of them."""
        if path in SIZE_ARGUMENTS:
            return 1 + sum(self._read_size_argument(node, definition, name) or 0 for name in SIZE_ARGUMENTS[path])
        names = [name for name in ("first", "last") if name in definition.args]
        if not names:
            return None
        sizes = [size for name in names if (size := self._read_size_argument(node, definition, name)) is not None]
        return max(sizes, default=DEFAULT_PAGE_SIZE)

    def _read_size_argument(self, node: FieldNode, definition: GraphQLField, name: str) -> int | None:
        given = next((one.value for one in node.arguments or () if one.name.value == name), None)
        value = self._resolve_value(given)
        if value is None and name in definition.args:
            value = definition.args[name].default_value
        if isinstance(value, list):
            value = len(value)
        return min(max(value, 1), MAX_PAGE_SIZE) if isinstance(value, int) and not isinstance(value, bool) else None

    def _resolve_value(self, node: ValueNode | None) -> Any:
        if isinstance(node, VariableNode):
            return self._resolve_variable(node.name.value)
        if isinstance(node, IntValueNode):
            # More digits than that are out of range anyway, and reading endless ones takes its time.
            return int(node.value) if len(node.value) < 12 else MAX_PAGE_SIZE
        return list(node.values) if isinstance(node, ListValueNode) else None

    def _resolve_variable(self, name: str) -> Any:
        self.sizing_variables.add(name)
        if name in self.variables:
            return self.variables[name]
        for one in self.operation.variable_definitions or ():
            if one.variable.name.value == name and not isinstance(one.default_value, VariableNode):
                return self._resolve_value(one.default_value)
        return None


def _weigh_field(path: str, name: str) -> int:
    if path in FIELD_WEIGHTS:
        return FIELD_WEIGHTS[path]
    return _MUTATION_WEIGHT if path.startswith("Mutation.") else FIELD_WEIGHTS.get(name, 1)
