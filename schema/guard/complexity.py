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

from resolvers.core.paging import DEFAULT_SIZE, LARGEST_SIZE

# Of a list of which nothing is known.
LIST_SIZE = 10
# Lists whose length arguments tell: numbers are added up, of a list its length counts.
SIZED_BY: Mapping[str, tuple[str, ...]] = {"Query.nodes": ("ids",), "Event.context": ("before", "after")}
# Lists of introspection, about as long as they are for this schema.
_INTROSPECTED = {"types": 150, "fields": 8, "inputFields": 6, "enumValues": 8, "args": 2, "directives": 5}
# Fields that cost more than reading a value: searches, counts, signatures, and work for models.
WEIGHTS: Mapping[str, int] = {
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
_MUTATION = 20
# Beyond it nothing is added up any more: it is more than any limit.
_ENOUGH = 10**9
_META = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


@dataclass(frozen=True, slots=True)
class Extent:
    """What one operation asks for with its variables. introspected: the same measure of what lies below __schema."""

    depth: int = 0
    complexity: int = 0
    introspected: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a document, whichever of its operations runs. nesting: of lists and objects in literals."""

    definitions: int
    aliases: int
    directives: int
    nesting: int


def written(document: DocumentNode) -> Written:
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
    return Written(len(document.definitions), aliases, directives, nesting)


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


@dataclass(slots=True)
class Measure:
    """Measures one operation. `asked` collects the variables that its size depends on.

    Works on what was not validated yet: what is unknown counts as a plain field, a cycle of fragments as nothing.
    Raises RecursionError for a text nested beyond what the interpreter can follow.
    """

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    asked: set[str] = field(default_factory=set)
    _known: dict[tuple[str, str, int | None, bool], Extent | None] = field(default_factory=dict)

    def extent(self) -> Extent:
        root = self.schema.get_root_type(self.operation.operation)
        return self._set(self.operation.selection_set, root, None, inside=False)

    def _set(
        self, selected: SelectionSetNode, parent: GraphQLNamedType | None, page: int | None, *, inside: bool
    ) -> Extent:
        """inside: below __schema or __type. page: the length of the list that the parent is a page of."""
        depth = complexity = introspected = 0
        for node in selected.selections:
            if isinstance(node, FieldNode):
                found = self._field(node, parent, page, inside)
            elif isinstance(node, FragmentSpreadNode):
                found = self._fragment(node.name.value, page, inside)
            else:
                assert isinstance(node, InlineFragmentNode)
                found = self._set(node.selection_set, self._condition(node, parent), page, inside=inside)
            depth = max(depth, found.depth)
            complexity = min(complexity + found.complexity, _ENOUGH)
            introspected = min(introspected + found.introspected, _ENOUGH)
        return Extent(depth, complexity, introspected)

    def _fragment(self, name: str, page: int | None, inside: bool) -> Extent:
        fragment = self.fragments.get(name)
        if fragment is None:
            return Extent()
        key = (name, fragment.type_condition.name.value, page, inside)
        if key not in self._known:
            # A cycle comes back here and counts as nothing: validation refuses it.
            self._known[key] = None
            parent = self.schema.get_type(fragment.type_condition.name.value)
            self._known[key] = self._set(fragment.selection_set, parent, page, inside=inside)
        return self._known[key] or Extent()

    def _condition(self, node: InlineFragmentNode, parent: GraphQLNamedType | None) -> GraphQLNamedType | None:
        if node.type_condition is None:
            return parent
        return self.schema.get_type(node.type_condition.name.value)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, page: int | None, inside: bool) -> Extent:
        name = node.name.value
        definition: GraphQLField | None = _META.get(name)
        inside = inside or definition is not None
        if definition is None and isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            definition = parent.fields.get(name)
        path = f"{parent.name if parent else ''}.{name}"
        below, times = Extent(), 1
        if node.selection_set is not None:
            own = None if definition is None else self._page(node, definition, path)
            is_list = definition is not None and is_list_type(get_nullable_type(definition.type))
            if is_list:
                times = _INTROSPECTED.get(name, 1) if inside else own or page or LIST_SIZE
            type_ = None if definition is None else get_named_type(definition.type)
            below = self._set(node.selection_set, type_, None if is_list else own, inside=inside)
        cost = min(times * (below.introspected if inside else below.complexity), _ENOUGH)
        if inside:
            return Extent(1, 0, 1 + cost)
        return Extent(1 + below.depth, _weight(path, name) + cost, below.introspected)

    def _page(self, node: FieldNode, definition: GraphQLField, path: str) -> int | None:
        """How many the field's arguments ask for; None where it has none of them."""
        if path in SIZED_BY:
            return 1 + sum(self._number(node, definition, name) or 0 for name in SIZED_BY[path])
        names = [name for name in ("first", "last") if name in definition.args]
        if not names:
            return None
        sizes = [size for name in names if (size := self._number(node, definition, name)) is not None]
        return max(sizes, default=DEFAULT_SIZE)

    def _number(self, node: FieldNode, definition: GraphQLField, name: str) -> int | None:
        given = next((one.value for one in node.arguments or () if one.name.value == name), None)
        value = self._value(given)
        if value is None and name in definition.args:
            value = definition.args[name].default_value
        if isinstance(value, list):
            value = len(value)
        return min(max(value, 1), LARGEST_SIZE) if isinstance(value, int) and not isinstance(value, bool) else None

    def _value(self, node: ValueNode | None) -> Any:
        if isinstance(node, VariableNode):
            return self._variable(node.name.value)
        if isinstance(node, IntValueNode):
            # More digits than that are out of range anyway, and reading endless ones takes its time.
            return int(node.value) if len(node.value) < 12 else LARGEST_SIZE
        return list(node.values) if isinstance(node, ListValueNode) else None

    def _variable(self, name: str) -> Any:
        self.asked.add(name)
        if name in self.variables:
            return self.variables[name]
        for one in self.operation.variable_definitions or ():
            if one.variable.name.value == name and not isinstance(one.default_value, VariableNode):
                return self._value(one.default_value)
        return None


def _weight(path: str, name: str) -> int:
    if path in WEIGHTS:
        return WEIGHTS[path]
    return _MUTATION if path.startswith("Mutation.") else WEIGHTS.get(name, 1)
