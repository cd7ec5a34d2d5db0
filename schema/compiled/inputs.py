"""Converts coerced arguments to the Python values that resolvers take, as strawberry's `convert_arguments` does.

That function looks up types and names for each value of each call; here this is done once per field of a plan.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING
from typing import Any

from strawberry.scalars import is_scalar
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import StrawberryArgument, convert_argument
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField

Convert = Callable[[Any], Any]


def compile_conversion(
    arguments: Sequence[StrawberryArgument], converter: GraphQLCoreConverter
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """The function from arguments by their GraphQL names to those by their Python names."""
    names = converter.config.name_converter
    parts = [(names.from_argument(each), each.python_name, _compile(each.type, converter)) for each in arguments]

    def convert(given: Mapping[str, Any]) -> dict[str, Any]:
        return {python: convert_one(given[name]) for name, python, convert_one in parts if name in given}

    return convert


def _compile(type_: Any, converter: GraphQLCoreConverter) -> Convert:
    if isinstance(type_, StrawberryOptional) and not isinstance(type_, StrawberryMaybe):
        return _compile(type_.of_type, converter)
    if _is_plain(type_, converter):
        return _pass
    if isinstance(type_, StrawberryList):
        of: Any = type_.of_type
        of = of.of_type if isinstance(of, StrawberryOptional) and not isinstance(of, StrawberryMaybe) else of
        if _is_plain(of, converter):
            # Copied, because graphql-core gives the same default to everybody.
            return lambda values: None if values is None else list(values)
        convert = _compile(of, converter)
        return lambda values: None if values is None else [convert(value) for value in values]
    if has_object_definition(type_) and type_.__strawberry_definition__.from_input is None:
        return _compile_object(type_, converter)
    return lambda value: convert_argument(value, type_, converter.scalar_registry, converter.config)


def _compile_object(type_: Any, converter: GraphQLCoreConverter) -> Convert:
    definition, names = type_.__strawberry_definition__, converter.config.name_converter
    absent = {
        each.python_name: None
        for each in definition.fields
        if each.default_value is MISSING and each.default_factory is MISSING
    }
    parts: list[tuple[str, str, Convert]] = []

    def convert(value: Any) -> Any:
        if value is None:
            return None
        given = {python: convert_one(value[name]) for name, python, convert_one in parts if name in value}
        return type_(**{**absent, **given})

    # Filled afterwards, because an input type may contain itself.
    parts += [
        (names.from_field(each), each.python_name, _defer(each, definition, converter)) for each in definition.fields
    ]
    return convert


def _defer(field: StrawberryField, definition: Any, converter: GraphQLCoreConverter) -> Convert:
    """The conversion of a field's value, compiled when the first one comes."""
    compiled: list[Convert] = []

    def convert(value: Any) -> Any:
        if not compiled:
            compiled.append(_compile(field.resolve_type(type_definition=definition), converter))
        return compiled[0](value)

    return convert


def _is_plain(type_: Any, converter: GraphQLCoreConverter) -> bool:
    """Whether values are passed on as they are: coercion has made them."""
    return isinstance(type_, StrawberryEnumDefinition) or bool(is_scalar(type_, converter.scalar_registry))


def _pass(value: Any) -> Any:
    return value
