"""Calls resolvers from plans, with the arguments and the info that they get from the ordinary executor."""

from collections.abc import Callable, Sequence
from inspect import isawaitable
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.types.field import StrawberryField

from resolvers.core.context import Context
from schema.compiled import coercion
from schema.compiled.fields import FieldGroup
from schema.compiled.inputs import compile_conversion
from schema.compiled.steps import Operation, Run, Step, Unplannable, gather
from schema.graphql.permissions import get_declared_rule, get_enforced_rule
from schema.graphql.selection import get_batched_resolver, is_repeatable
from schema.graphql.text_normalization import collect_normalizers, normalize_values

_is_awaitable: Any = isawaitable
# No resolver of ours uses the executor's helpers.
_NO_HELPERS: Any = None
Arguments = Callable[[Run], dict[str, Any]]


class PlannedResolveInfo(GraphQLResolveInfo[Context]):
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
    arguments = compile_arguments(operation, field, definition, group)
    rule = get_enforced_rule(operation.schema, parent, field)
    selected: dict[Any, Any] = {}
    write_info = _prepare_info(operation, parent, field, group)
    takes_info = definition.base_resolver is not None and definition.base_resolver.info_parameter is not None

    def make_info(run: Run) -> Any:
        info = run.infos.get(number)
        if info is None:
            raw = write_info(run)
            raw.selected = selected
            info = run.infos[number] = strawberry.Info(_raw_info=raw, _field=definition)
        return info

    def prepare(run: Run) -> dict[str, Any]:
        """The named arguments of the resolver. Raises what a caller who may not call it is told."""
        if rule is not None:
            run.context.require_access(rule)
        named = arguments(run)
        return {**named, "info": make_info(run)} if takes_info else named

    many = get_batched_resolver(definition)
    if many is not None:

        async def wait_for_many(run: Run, objects: Sequence[Any]) -> Any:
            return await many(objects, **prepare(run))

        return Step(wait_for_many, is_async=True)

    def call(run: Run, objects: Sequence[Any]) -> list[Any]:
        named = prepare(run)
        return [resolve(each, named) for each in objects]

    resolve = _get_resolve(definition)
    if not definition.is_async:
        return Step(call)

    async def wait(run: Run, objects: Sequence[Any]) -> list[Any]:
        waiting = call(run, objects)
        return [await waiting[0]] if len(waiting) == 1 else await gather(waiting)

    return Step(wait, is_async=True)


def _get_resolve(definition: StrawberryField) -> Callable[[Any, dict[str, Any]], Any]:
    """The function of an object and named arguments. A field without a resolver gets neither info nor arguments."""
    resolver = definition.base_resolver
    if resolver is None:
        return lambda source, _named: definition.get_result(source, None, [], {})
    if resolver.parent_parameter or resolver.root_parameter or not resolver.self_parameter:
        raise Unplannable("a resolver without self")
    function: Any = resolver.wrapped_func
    return lambda source, named: function(source, **named)


def _prepare_info(
    operation: Operation, parent: GraphQLObjectType, field: GraphQLField, group: FieldGroup
) -> Callable[[Run], PlannedResolveInfo]:
    """The function that makes the info of a run. All but the variables and the context is the same in every run."""
    same = {
        "field_name": group.name,
        "field_nodes": list(group.nodes),
        "return_type": field.type,
        "parent_type": parent,
        "path": Path(None, group.key, parent.name),
        "schema": operation.schema,
        "fragments": dict(operation.fragments),
        "root_value": None,
        "operation": operation.node,
        "is_awaitable": _is_awaitable,
        "abort_signal": None,
        "async_helpers": _NO_HELPERS,
    }
    return lambda run: PlannedResolveInfo(**same, variable_values=run.variables, context=run.context)


def require_plannable(field: GraphQLField) -> StrawberryField:
    """The definition of a field whose resolver plans may call. Raises Unplannable."""
    definition = (field.extensions or {}).get("strawberry-definition")
    if not isinstance(definition, StrawberryField) or field.resolve is None:
        raise Unplannable("a field of introspection")
    resolver = definition.base_resolver
    pure = resolver is None or (resolver.info_parameter is None and not definition.is_async)
    rule = get_declared_rule(field)
    if definition.extensions:
        raise Unplannable("a field with extensions")
    if (rule is not None and (rule.footage or rule.playback)) or not (pure or is_repeatable(definition)):
        raise Unplannable(f"{definition.python_name} is resolved in its own way")
    return definition


def compile_arguments(
    operation: Operation, field: GraphQLField, definition: StrawberryField, group: FieldGroup
) -> Arguments:
    """The named arguments of a field's resolver. Those without variables are coerced once."""
    node, normalizers = group.nodes[0], collect_normalizers(field.args)
    coerce = coercion.compile_arguments(field, node)
    converter = operation.schema.extensions["strawberry-definition"].schema_converter
    to_python = compile_conversion(definition.arguments, converter)

    def convert(given: dict[str, Any]) -> dict[str, Any]:
        return to_python(normalize_values(given, normalizers))

    if coercion.has_variables(node):
        return lambda run: convert(coerce(run.variables))
    fixed = convert(get_argument_values(field, node))
    return lambda _run: fixed
