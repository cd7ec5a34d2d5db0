"""Parses, validates and measures the text of an operation once, and caches it for clients that send it again."""

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
from schema.guard.error_paths import add_paths
from schema.guard.limits import OperationLimits

_RULES: tuple[type[ASTValidationRule], ...] = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_PUBLIC_RULES = (*_RULES, NoSchemaIntrospectionCustomRule)
_MAX_ERRORS = 20
# Nodes take about 700 bytes a token, so the cache stays below 100 MB, whatever clients send.
_CACHED_TOKENS = 100_000
# Of callers without a valid token: they cannot push out the documents of others, nor compete with them for plans.
_STRANGERS_TOKENS = 10_000
_CACHED_SIZES = 32
# graphql-core compares fields of one name in pairs and stops after 500,000 steps, which take seconds. The largest
# operations of clients need some hundreds.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 5_000


class CachedSource(Source):
    """A text that computes the line and column of a position once, however many errors name it.

    A field that fails in a list fails for each item, and the text may have tens of thousands of lines before it.
    """

    def __init__(self, body: str) -> None:
        super().__init__(body)
        self._locations: dict[int, SourceLocation] = {}

    def get_location(self, position: int) -> SourceLocation:
        if position not in self._locations:
            self._locations[position] = super().get_location(position)
        return self._locations[position]


@dataclass(slots=True)
class Document:
    """A valid document. An operation of it may run if its size with the variables is within the limits."""

    schema: GraphQLSchema
    node: DocumentNode
    operations: Mapping[str | None, OperationDefinitionNode]
    tokens: int
    # Of schema.compiled, which makes them.
    plans: Any = None
    _sizes: OrderedDict[Any, OperationSize] = field(default_factory=OrderedDict)
    _sizing_variables: dict[str | None, tuple[str, ...]] = field(default_factory=dict)

    def select_operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run. Raises GraphQLError where the name selects none."""
        if name is None:
            if len(self.operations) == 1:
                return next(iter(self.operations.values()))
            raise GraphQLError("Say by operationName which operation of the text to run.")
        if name not in self.operations:
            raise GraphQLError("The text holds no operation of the name that operationName gives.")
        return self.operations[name]

    def measure(self, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> OperationSize:
        """The operation's size, cached by the values of the variables on which it depends."""
        name = operation.name.value if operation.name else None
        if name in self._sizing_variables:
            key = (name, *(_read_variable_size(variables, variable) for variable in self._sizing_variables[name]))
            if key in self._sizes:
                return self._sizes[key]
        calculator = ComplexityCalculator(self.schema, operation, collect_fragments(self.node), variables)
        size = calculator.measure()
        self._sizing_variables[name] = tuple(sorted(calculator.sizing_variables))
        key = (name, *(_read_variable_size(variables, variable) for variable in self._sizing_variables[name]))
        self._sizes[key] = size
        if len(self._sizes) > _CACHED_SIZES:
            self._sizes.popitem(last=False)
        return size


class _Shelf:
    """Documents by text, up to a number of tokens; the least recently used ones go first."""

    def __init__(self, max_tokens: int) -> None:
        self._max_tokens = max_tokens
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._tokens = 0

    def find(self, text: str) -> Document | None:
        document = self._documents.get(text)
        if document is not None:
            self._documents.move_to_end(text)
        return document

    def store(self, text: str, document: Document) -> None:
        self._documents[text] = document
        self._tokens += document.tokens
        while self._tokens > self._max_tokens and len(self._documents) > 1:
            self._tokens -= self._documents.popitem(last=False)[1].tokens

    def __len__(self) -> int:
        return len(self._documents)


class DocumentCache:
    """Reads documents for one schema. Only valid ones are cached: invalid texts cannot evict those that clients use."""

    def __init__(self, schema: GraphQLSchema, limits: OperationLimits, *, introspection: bool, suggestions: bool):
        self._schema = schema
        self._limits = limits
        # Tuples of this module, because graphql-core caches by the identity of the rules.
        self._rules = _RULES if introspection else _PUBLIC_RULES
        self._suggestions = suggestions
        self._cached = _Shelf(_CACHED_TOKENS)
        self._of_strangers = _Shelf(_STRANGERS_TOKENS)

    def load(self, text: str, *, stranger: bool = False) -> Document:
        """The document of a text. Raises OperationRejected with all that is wrong with it.

        stranger: the caller has no valid token.
        """
        cached = self._cached.find(text) or (self._of_strangers.find(text) if stranger else None)
        if cached is not None:
            return cached
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
            add_paths(document.node, errors)
            raise OperationRejected(errors)
        (self._of_strangers if stranger else self._cached).store(text, document)
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
        definitions = [node_ for node_ in node.definitions if isinstance(node_, OperationDefinitionNode)]
        operations = {operation.name.value if operation.name else None: operation for operation in definitions}
        document = Document(self._schema, node, operations, tokens=len(text) // 4)
        for operation in definitions:
            # Before validation, which would take long for a large one. With its variables it may be larger still.
            self._measure_within_limits(document, operation, {})
        return document

    def _measure_within_limits(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> OperationSize:
        try:
            size = document.measure(operation, variables)
        except RecursionError:
            raise TooLarge(measure="depth", cost=self._limits.depth + 1, limit=self._limits.depth) from None
        self._limits.check_operation(size)
        return size

    def measure(
        self, document: Document, operation: OperationDefinitionNode, variables: Mapping[str, Any]
    ) -> OperationSize:
        """An operation's size with its variables. Raises TooLarge."""
        return self._measure_within_limits(document, operation, variables)


class OperationRejected(Exception):
    """A text that may not run, and why."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


def _read_variable_size(variables: Mapping[str, Any], name: str) -> int | None:
    """A variable's value as a size: a number, or the length of a list."""
    value = variables.get(name)
    if isinstance(value, list):
        return len(value)
    return value if isinstance(value, int) else None
