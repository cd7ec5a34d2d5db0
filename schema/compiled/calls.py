"""Calls resolvers from plans, with the arguments and the info that they get from the ordinary executor."""

from collections.abc import Callable, Sequence
from inspect import isawaitable
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo, VariableNode, Visitor, visit
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.types.field import StrawberryField

from schema.compiled.fields import FieldGroup
from schema.compiled.steps import Operation, PlanMiss, Run, Step, Unplannable, gather
from schema.graphql.permissions import get_declared_rule
from schema.graphql.selection import is_repeatable

# No resolver of ours uses the executor's helpers.
_NO_HELPERS: Any = None
Arguments = Callable[[Run], dict[str, Any]]


class PlannedResolveInfo(GraphQLResolveInfo):
    """selected: what `schema.graphql.selection` found in the selection, which is the same in every run of the plan."""

    selected: dict[Any, Any]


def compile_call(
    operation: Operation, number: int, parent: GraphQLObjectType, field: GraphQLField, group: FieldGroup
) -> Step:
    """The step from objects to what a field's resolver returns for each. number: of the call, within its plan.

    Raises Unplannable for a resolver that may not be called again: a plan that fails is followed by the ordinary
    executor.
    """
    definition = require_plannable(field)
    resolve, arguments = field.resolve, compile_arguments(field, group)
    assert resolve is not None
    selected: dict[Any, Any] = {}

    def make_info(run: Run) -> PlannedResolveInfo:
        info = run.infos.get(number)
        if info is None:
            info = PlannedResolveInfo(
                field_name=group.name,
                field_nodes=list(group.nodes),
                return_type=field.type,
                parent_type=parent,
                path=Path(None, group.key, parent.name),
                schema=operation.schema,
                fragments=dict(operation.fragments),
                root_value=None,
                operation=operation.node,
                variable_values=run.variables,
                context=run.context,
                is_awaitable=isawaitable,
                abort_signal=None,
                async_helpers=_NO_HELPERS,
            )
            info.selected = selected
            run.infos[number] = info
        return info

    def call(run: Run, objects: Sequence[Any]) -> list[Any]:
        info, named = make_info(run), arguments(run)
        return [resolve(each, info, **named) for each in objects]

    if not definition.is_async:

        def answer(run: Run, objects: Sequence[Any]) -> list[Any]:
            values = call(run, objects)
            if values and isawaitable(values[0]):
                raise PlanMiss("a resolver that is not known to wait")
            return values

        return Step(answer)

    async def wait(run: Run, objects: Sequence[Any]) -> list[Any]:
        waiting = call(run, objects)
        return [await waiting[0]] if len(waiting) == 1 else await gather(waiting)

    return Step(wait, is_async=True)


def require_plannable(field: GraphQLField) -> StrawberryField:
    """The definition of a field whose resolver plans may call. Raises Unplannable."""
    definition = (field.extensions or {}).get("strawberry-definition")
    if not isinstance(definition, StrawberryField) or field.resolve is None:
        raise Unplannable("a field of introspection")
    resolver = definition.base_resolver
    pure = resolver is None or (resolver.info_parameter is None and not definition.is_async)
    rule = get_declared_rule(field)
    if (rule is not None and rule.footage) or not (pure or is_repeatable(definition)):
        raise Unplannable(f"{definition.python_name} is resolved in its own way")
    return definition


def compile_arguments(field: GraphQLField, group: FieldGroup) -> Arguments:
    """The arguments of a field by the names of its resolver. Those without variables are coerced once."""
    node = group.nodes[0]
    finder = _VariableFinder()
    for argument in node.arguments or ():
        visit(argument, finder)
    if finder.found:
        return lambda run: get_argument_values(field, node, run.variables)
    fixed = get_argument_values(field, node)
    return lambda _run: fixed


class _VariableFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, _node: VariableNode, *_: Any) -> None:
        self.found = True
