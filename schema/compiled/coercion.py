"""Coerces variables and arguments as graphql-core does, by functions that are compiled once per plan.

graphql-core looks at types, default values and literals anew for each value. The functions here take what is right at
a glance. Everything else, such as a wrong value or a variable that is missing, they leave to graphql-core: `Uncertain`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    Visitor,
    coerce_input_literal,
    is_required_argument,
    is_required_input_field,
    visit,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_argument_values, get_variable_values
from graphql.utilities.coerce_input_value import coerce_default_value

Coerce = Callable[[Any], Any]
# From the coerced variables.
Read = Callable[[Mapping[str, Any]], Any]
_NO_VARIABLES = VariableValues({}, {})


class Uncertain(Exception):
    """graphql-core has to judge it."""


def compile_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> Callable[[Mapping[str, Any]], VariableValues | None]:
    """The function from variables as they were sent to their coerced values; None where these are wrong."""
    definitions = operation.variable_definitions or ()
    if not definitions:
        return lambda _given: _NO_VARIABLES
    # What graphql-core makes of each where it is not sent; None: an error.
    absent = [get_variable_values(schema, [each], {}) for each in definitions]
    found = [get_variable_signature(schema, each) for each in definitions]
    signatures = [each for each in found if isinstance(each, GraphQLVariableSignature)]
    parts = [
        (each.name, each, _compile_input(each.type), default if isinstance(default, VariableValues) else None)
        for each, default in zip(signatures, absent, strict=False)
    ]

    def coerce(given: Mapping[str, Any]) -> VariableValues:
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for name, signature, coerce_one, default in parts:
            if name in given:
                value = given[name]
                sources[name] = VariableValueSource(signature, value)
                coerced[name] = coerce_one(value)
            elif default is None:
                raise Uncertain
            else:
                sources.update(default.sources)
                coerced.update(default.coerced)
        return VariableValues(sources, coerced)

    def coerce_any(given: Mapping[str, Any]) -> VariableValues | None:
        if len(signatures) == len(definitions):
            try:
                return coerce(given)
            except Exception:  # noqa: S110  (graphql-core says what is wrong, if anything is)
                pass
        values = get_variable_values(schema, definitions, dict(given))
        return values if isinstance(values, VariableValues) else None

    return coerce_any


def compile_arguments(field: GraphQLField, node: FieldNode) -> Callable[[VariableValues], dict[str, Any]]:
    """The function from coerced variables to the arguments of a field. It raises what graphql-core raises."""
    try:
        parts = list(_compile_each(field, node))
    except Uncertain:
        return lambda variables: get_argument_values(field, node, variables)

    def read(variables: VariableValues) -> dict[str, Any]:
        coerced = variables.coerced
        try:
            found = ((name, read_one(coerced)) for name, read_one in parts)
            return {name: value for name, value in found if value is not Undefined}
        except Exception:
            return get_argument_values(field, node, variables)

    return read


def has_variables(node: FieldNode) -> bool:
    """Whether an argument of the field depends on variables."""
    return any(_holds_variable(argument.value) for argument in node.arguments or ())


def _compile_each(field: GraphQLField, node: FieldNode) -> Any:
    given = {each.name.value: each.value for each in node.arguments or ()}
    for name, argument in field.args.items():
        yield argument.out_name or name, _compile_place(given.get(name), argument, is_required_argument(argument))


def _compile_place(value: ValueNode | None, place: GraphQLArgument | GraphQLInputField, required: bool) -> Read:
    """The value of an argument or of an input's field; Undefined where it is left out."""
    default = Undefined if required else coerce_default_value(place)
    if value is None:
        if required:
            raise Uncertain
        return lambda _coerced: default
    read = _compile_literal(value, place.type)
    if not isinstance(value, VariableNode) or required:
        return read
    name = value.name.value
    return lambda coerced: read(coerced) if name in coerced else default


def _compile_literal(node: ValueNode, type_: GraphQLInputType) -> Read:
    if isinstance(node, VariableNode):
        return _compile_variable(node.name.value, nullable=not isinstance(type_, GraphQLNonNull))
    if not _holds_variable(node):
        constant = coerce_input_literal(node, type_)
        if constant is Undefined:
            raise Uncertain
        return lambda _coerced: constant
    inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(inner, GraphQLList):
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        items = [_compile_literal(each, inner.of_type) for each in nodes]
        return lambda coerced: [read(coerced) for read in items]
    if isinstance(inner, GraphQLInputObjectType) and isinstance(node, ObjectValueNode) and not inner.is_one_of:
        return _compile_object_literal(node, inner)
    raise Uncertain


def _compile_variable(name: str, *, nullable: bool) -> Read:
    def read(coerced: Mapping[str, Any]) -> Any:
        value = coerced[name]
        if value is None and not nullable:
            raise Uncertain
        return value

    return read


def _compile_object_literal(node: ObjectValueNode, type_: GraphQLInputObjectType) -> Read:
    given = {each.name.value: each.value for each in node.fields}
    parts = [
        (each.out_name or name, _compile_place(given.get(name), each, is_required_input_field(each)))
        for name, each in type_.fields.items()
    ]

    def read(coerced: Mapping[str, Any]) -> Any:
        found = ((name, read_one(coerced)) for name, read_one in parts)
        return type_.out_type({name: value for name, value in found if value is not Undefined})

    return read


def _compile_input(type_: GraphQLInputType) -> Coerce:
    """The coercion of a value that came as JSON."""
    if isinstance(type_, GraphQLNonNull):
        return _compile_present(type_.of_type)
    coerce = _compile_present(type_)
    return lambda value: None if value is None else coerce(value)


def _compile_present(type_: Any) -> Coerce:
    if isinstance(type_, GraphQLList):
        coerce_item = _compile_input(type_.of_type)

        def coerce_list(value: Any) -> list[Any]:
            if value.__class__ is not list:
                raise Uncertain
            return [coerce_item(each) for each in value]

        return coerce_list
    if isinstance(type_, GraphQLInputObjectType):
        return _compile_input_object(type_)

    assert isinstance(type_, GraphQLScalarType | GraphQLEnumType)

    def coerce_leaf(value: Any) -> Any:
        coerced = Undefined if value is None else type_.coerce_input_value(value)
        if coerced is Undefined:
            raise Uncertain
        return coerced

    return coerce_leaf


def _compile_input_object(type_: GraphQLInputObjectType) -> Coerce:
    parts: dict[str, tuple[str, Coerce]] = {}
    defaults: dict[str, Any] = {}

    def prepare() -> None:
        # When the first value comes: an input type may contain itself.
        for name, field in type_.fields.items():
            parts[name] = field.out_name or name, _compile_input(field.type)
            defaults[name] = Uncertain if is_required_input_field(field) else coerce_default_value(field)

    def coerce(value: Any) -> Any:
        if value.__class__ is not dict or type_.is_one_of:
            raise Uncertain
        if not parts:
            prepare()
        made = {}
        for name, (out_name, coerce_one) in parts.items():
            coerced = coerce_one(value[name]) if name in value else defaults[name]
            if coerced is Uncertain:
                raise Uncertain
            if coerced is not Undefined:
                made[out_name] = coerced
        if not value.keys() <= parts.keys():
            raise Uncertain
        return type_.out_type(made)

    return coerce


class _VariableFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def enter_variable(self, _node: VariableNode, *_: Any) -> None:
        self.found = True


def _holds_variable(node: ValueNode) -> bool:
    finder = _VariableFinder()
    visit(node, finder)
    return finder.found
