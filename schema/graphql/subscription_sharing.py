"""Subscribers with equal operations share each step: it is executed and encoded once for all of them.

The answer depends on the operation, the values of the variables in its selection, the language and the caller: on the
organization, the roles and the sites, and, where a field is resolved with the context of the request, on the user.
"""

import json
from collections.abc import Callable, Hashable, Iterator
from inspect import isawaitable
from typing import Any, TypeVar, cast

from graphql import (
    ExecutionResult,
    FieldNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_named_type,
    visit,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

from datasources.postgres.core.single_flight import SingleFlight
from schema.graphql.permissions import choose_middleware
from schema.graphql.selection import Info

T = TypeVar("T")


class SharedData(dict[str, Any]):
    """The data of an answer for several subscribers, with its JSON, which is encoded once."""

    __slots__ = ("_text",)

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self._text: str | None = None

    @property
    def json_text(self) -> str:
        if self._text is None:
            self._text = json.dumps(self)
        return self._text


class SharedPayload:
    """A payload that several subscribers have in common."""

    __slots__ = ("result", "single_flight", "value")

    def __init__(self, value: Any) -> None:
        self.value = value
        self.single_flight = SingleFlight()
        self.result: ExecutionResult | None = None


def share_payload(value: T) -> T:
    """The value as a SharedPayload. To type checkers it stays the value: the executor unpacks it."""
    return cast(T, SharedPayload(value))


class SharingExecutionContext(StrawberryGraphQLCoreExecutionContext):
    """Executes the operation once for a SharedPayload, for the first subscriber that reads it.

    An operation of a caller who may not view is checked field by field (schema.graphql.permissions).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.middleware_manager = choose_middleware(self.context_value.principal) or self.middleware_manager

    def build_per_event_executor(self, payload: Any) -> Any:
        build = super().build_per_event_executor
        return _SharedExecution(payload, build) if isinstance(payload, SharedPayload) else build(payload)


class _SharedExecution:
    """Has the interface of graphql-core's executor of one payload."""

    __slots__ = ("_build", "_payload")

    def __init__(self, payload: SharedPayload, build: Callable[[Any], Any]) -> None:
        self._payload = payload
        self._build = build

    def execute_operation(self, _serially: bool | None = None) -> Any:
        return self._payload.result or self._payload.single_flight.run_once("result", self._execute)

    async def _execute(self) -> ExecutionResult:
        result = self._build(self._payload.value).execute_operation(False)
        done: ExecutionResult = await result if isawaitable(result) else result
        data = None if done.data is None else SharedData(done.data)
        self._payload.result = ExecutionResult(data, done.errors)
        return self._payload.result


def build_sharing_key(info: Info) -> Hashable:
    """Equal for two subscribers of one organization who get the same answer for the same step."""
    raw, context = info._raw_info, info.context
    operation = raw.operation
    assert operation.loc is not None
    scan = _SelectionScan(info)
    for node in raw.field_nodes:
        if node.selection_set is not None:
            scan.scan(node.selection_set, get_named_type(raw.return_type))
    variables = tuple((name, repr(info.variable_values.get(name))) for name in sorted(scan.variables))
    name = operation.name.value if operation.name else None
    principal = context.caller
    caller = (principal.roles, principal.site_scope, None if scan.context_free else principal.user_id)
    return operation.loc.source.body, name, variables, context.language, caller


class _SelectionScan:
    """The variables below a field, and whether all fields there are read from rows alone."""

    def __init__(self, info: Info) -> None:
        self._schema = info._raw_info.schema
        self._fragments = info._raw_info.fragments
        self._visited_fragments: set[str] = set()
        self.variables: set[str] = set()
        self.context_free = True

    def scan(self, selections: SelectionSetNode, parent: Any) -> None:
        waiting = [(selections, parent)]
        while waiting:
            waiting.extend(self._scan_selections(*waiting.pop()))

    def _scan_selections(self, selections: SelectionSetNode, parent: Any) -> Iterator[tuple[SelectionSetNode, Any]]:
        for node in selections.selections:
            if isinstance(node, FragmentSpreadNode):
                self._note_variables(node)
                if node.name.value in self._visited_fragments:
                    continue
                self._visited_fragments.add(node.name.value)
                fragment = self._fragments[node.name.value]
                yield fragment.selection_set, self._schema.get_type(fragment.type_condition.name.value)
            elif isinstance(node, InlineFragmentNode):
                self._note_variables(node, inner=False)
                on = node.type_condition
                yield node.selection_set, parent if on is None else self._schema.get_type(on.name.value)
            elif isinstance(node, FieldNode):
                self._note_variables(node, inner=False)
                field = self._schema.get_field(parent, node.name.value)
                self.context_free = (
                    self.context_free and isinstance(parent, GraphQLObjectType) and _is_context_free(field)
                )
                if node.selection_set is not None and field is not None:
                    yield node.selection_set, get_named_type(field.type)

    def _note_variables(self, node: Any, *, inner: bool = True) -> None:
        for part in [node] if inner else [*(getattr(node, "arguments", None) or ()), *(node.directives or ())]:
            visit(part, _VariableCollector(self.variables))


class _VariableCollector(Visitor):
    def __init__(self, found: set[str]) -> None:
        super().__init__()
        self._found = found

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self._found.add(node.name.value)


def _is_context_free(field: Any) -> bool:
    definition = None if field is None else (field.extensions or {}).get("strawberry-definition")
    if not isinstance(definition, StrawberryField):
        return True  # __typename
    return definition.base_resolver is None or definition.base_resolver.info_parameter is None
