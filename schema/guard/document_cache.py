"""Texts of operations: read, checked and measured once, and kept while clients send them again and again."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    Source,
    SourceLocation,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from models.errors import TooLarge, WatchgraphError
from schema.guard.complexity import ComplexityCalculator, OperationSize, collect_fragments, measure_document
from schema.guard.limits import OperationLimits

_RULES: tuple[type[ASTValidationRule], ...] = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_PUBLIC_RULES = (*_RULES, NoSchemaIntrospectionCustomRule)
_MAX_ERRORS = 20
# Nodes take about 700 bytes a token: what is kept stays below 100 MB, whatever is sent.
_CACHED_TOKENS = 100_000
_CACHED_SIZES = 32
# Whether fields of one name can be merged is a question that pairs of fields answer. graphql-core gives up at 500,000
# steps, seconds of work; the largest operations that clients send need some hundreds.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 5_000


class CachedSource(Source):
    """A text that counts its lines once for each place, however many errors name it: a field that is refused or wrong
    in a list is so for each of its things, and a text may have tens of thousands of lines before it."""

    def __init__(self, body: str) -> None:
        super().__init__(body)
        self._locations: dict[int, SourceLocation] = {}

    def get_location(self, position: int) -> SourceLocation:
        if position not in self._locations:
            self._locations[position] = super().get_location(position)
        return self._locations[position]


@dataclass(slots=True)
class Document:
    """A text that holds: it may run, if what it asks for with its variables is within the limits."""

    schema: GraphQLSchema
    node: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    tokens: int
    _sizes: OrderedDict[Any, OperationSize] = field(default_factory=OrderedDict)
    _sizing_variables: dict[str | None, tuple[str, ...]] = field(default_factory=dict)

    def select_operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run. Raises GraphQLError where the name does not say which."""
        if name is None:
            if len(self.operations) == 1:
                return next(iter(self.operations.values()))
            raise GraphQLError("Say by operationName which operation of the text to run.")
        if name not in self.operations:
            raise GraphQLError("The text holds no operation of the name that operationName gives.")
        return self.operations[name]

    def measure(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> OperationSize:
        """What the operation asks for. Only variables that sizes depend on tell extents apart."""
        name = operation.name.value if operation.name else None
        if name in self._sizing_variables:
            key = (name, *(_read_variable_size(variables, one) for one in self._sizing_variables[name]))
            if key in self._sizes:
                return self._sizes[key]
        measure = ComplexityCalculator(self.schema, operation, collect_fragments(self.node), variables)
        extent = measure.measure()
        self._sizing_variables[name] = tuple(sorted(measure.sizing_variables))
        self._sizes[(name, *(_read_variable_size(variables, one) for one in self._sizing_variables[name]))] = extent
        if len(self._sizes) > _CACHED_SIZES:
            self._sizes.popitem(last=False)
        return extent


class DocumentCache:
    """Reads texts for one schema. Kept is only what holds, so that nonsense cannot push out what clients use."""

    def __init__(self, schema: GraphQLSchema, limits: OperationLimits, *, introspection: bool, suggestions: bool):
        self._schema = schema
        self._limits = limits
        # Tuples of the module: validation keeps things per rule object.
        self._rules = _RULES if introspection else _PUBLIC_RULES
        self._suggestions = suggestions
        self._cached: OrderedDict[str, Document] = OrderedDict()
        self._tokens = 0

    def load(self, text: str) -> Document:
        """The document of a text. Raises Faulty with what is wrong with it."""
        kept = self._cached.get(text)
        if kept is not None:
            self._cached.move_to_end(text)
            return kept
        try:
            document = self._parse(text)
        except WatchgraphError as error:
            raise OperationRejected([GraphQLError(str(error), original_error=error)]) from None
        except GraphQLError as error:
            raise OperationRejected([error]) from None
        errors = validate(
            self._schema, document.node, self._rules, max_errors=_MAX_ERRORS, hide_suggestions=not self._suggestions
        )
        if errors:
            raise OperationRejected(errors)
        self._store(text, document)
        return document

    def _parse(self, text: str) -> Document:
        limits = self._limits
        limits.check_text(text)
        try:
            node = parse(CachedSource(text), max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
        except GraphQLSyntaxError as error:
            if "Parsing aborted" in error.message:
                measure, limit = ("depth", limits.depth) if "nested" in error.message else ("tokens", limits.tokens)
                raise TooLarge(measure=measure, cost=limit + 1, limit=limit) from None
            raise
        limits.check_document(measure_document(node))
        found = [one for one in node.definitions if isinstance(one, OperationDefinitionNode)]
        operations = {one.name.value if one.name else None: one for one in found}
        document = Document(self._schema, node, operations, tokens=len(text) // 4)
        for operation in found:
            # Before it is validated: what is too large is not worth validating. With its variables it may be larger.
            self._measure_within_limits(document, operation, {})
        return document

    def _measure_within_limits(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> OperationSize:
        try:
            extent = document.measure(operation, variables)
        except RecursionError:
            raise TooLarge(measure="depth", cost=self._limits.depth + 1, limit=self._limits.depth) from None
        self._limits.check_operation(extent)
        return extent

    def measure(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> OperationSize:
        """What an operation asks for with its variables. Raises TooLarge."""
        return self._measure_within_limits(document, operation, variables)

    def _store(self, text: str, document: Document) -> None:
        self._cached[text] = document
        self._tokens += document.tokens
        while self._tokens > _CACHED_TOKENS and len(self._cached) > 1:
            self._tokens -= self._cached.popitem(last=False)[1].tokens


class OperationRejected(Exception):
    """A text that cannot run, and why."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


def _read_variable_size(variables: Mapping[str, Any], name: str) -> int | None:
    """What a variable tells of a size: a number, or the length of a list."""
    value = variables.get(name)
    if isinstance(value, list):
        return len(value)
    return value if isinstance(value, int) else None
