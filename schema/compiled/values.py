"""Completes values by their types: null, lists, leaves, objects, and things behind an interface."""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import (
    GraphQLAbstractType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
)
from strawberry.types import get_object_definition

from schema.compiled.leaves import Names, write_leaf
from schema.compiled.steps import Answer, Operation, PlanMiss, Run, Step, Unplannable

CompileObject = Callable[[GraphQLObjectType], Step]


def compile_value(operation: Operation, type_: GraphQLOutputType, compile_object: CompileObject) -> Step:
    """The step from what resolvers return to what the answer has. compile_object: the step of objects of a type."""
    if isinstance(type_, GraphQLNonNull):
        return _compile_not_null(operation, type_, compile_object)
    if is_leaf_type(type_):
        return _compile_leaf(type_)
    if isinstance(type_, GraphQLList):
        return _pass_null(_compile_list(compile_value(operation, type_.of_type, compile_object)))
    if isinstance(type_, GraphQLObjectType):
        return _pass_null(compile_object(type_))
    assert isinstance(type_, GraphQLAbstractType)
    return _pass_null(_compile_abstract(operation, type_, compile_object))


def _compile_not_null(operation: Operation, type_: GraphQLNonNull[Any], compile_object: CompileObject) -> Step:
    of: Any = type_.of_type
    if is_leaf_type(of):
        return _compile_leaf(type_)
    if isinstance(of, GraphQLList):
        step = _compile_list(compile_value(operation, of.of_type, compile_object))
    elif isinstance(of, GraphQLObjectType):
        step = compile_object(of)
    else:
        step = _compile_abstract(operation, of, compile_object)

    def answer(run: Run, values: Sequence[Any]) -> Any:
        for value in values:
            if value is None:
                raise PlanMiss("null where none may be")
        return step.answer(run, values)

    return Step(answer, step.is_async)


def _compile_leaf(type_: GraphQLOutputType) -> Step:
    names = Names()
    source = f"def answer_(run, values):\n return [{write_leaf(type_, 'value', names)} for value in values]"
    exec(source, names.values)  # noqa: S102  (of names of our own)
    return Step(names.values["answer_"])


def _pass_null(step: Step) -> Step:
    """The step, for values of which some may be null."""

    def split(values: Sequence[Any]) -> tuple[Sequence[Any], bool]:
        present = [value for value in values if value is not None]
        return present, len(present) == len(values)

    def merge(values: Sequence[Any], answers: Sequence[Any]) -> list[Any]:
        rest = iter(answers)
        return [None if value is None else next(rest) for value in values]

    if step.is_async:

        async def wait(run: Run, values: Sequence[Any]) -> Any:
            present, whole = split(values)
            answers = await step.answer(run, present) if present else []
            return answers if whole else merge(values, answers)

        return Step(wait, is_async=True)

    def answer(run: Run, values: Sequence[Any]) -> Any:
        present, whole = split(values)
        answers = step.answer(run, present) if present else []
        return answers if whole else merge(values, answers)

    return Step(answer)


def _compile_list(items: Step) -> Step:
    """All items of all lists are completed together."""

    def flatten(lists: Sequence[Any]) -> list[Any]:
        flat: list[Any] = []
        for each in lists:
            if not isinstance(each, list | tuple):
                raise PlanMiss("a list of another kind")
            flat += each
        return flat

    def cut(lists: Sequence[Any], answers: Sequence[Any]) -> list[Any]:
        cut_lists, at = [], 0
        for each in lists:
            cut_lists.append(answers[at : at + len(each)])
            at += len(each)
        return cut_lists

    if items.is_async:

        async def wait(run: Run, lists: Sequence[Any]) -> Any:
            flat = flatten(lists)
            return cut(lists, await items.answer(run, flat) if flat else [])

        return Step(wait, is_async=True)

    def answer(run: Run, lists: Sequence[Any]) -> Any:
        return cut(lists, items.answer(run, flatten(lists)))

    return Step(answer)


def _compile_abstract(operation: Operation, type_: GraphQLAbstractType, compile_object: CompileObject) -> Step:
    """Objects by their class. Each possible type has a step of its own."""
    steps = {each.name: compile_object(each) for each in operation.schema.get_possible_types(type_)}

    def sort(values: Sequence[Any]) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, value in enumerate(values):
            definition = get_object_definition(type(value))
            if definition is None or definition.name not in steps:
                raise PlanMiss("a thing of another kind")
            places.setdefault(definition.name, []).append(place)
        return places

    async def wait(run: Run, values: Sequence[Any]) -> Any:
        answers: list[Any] = [None] * len(values)
        for name, places in sort(values).items():
            step = steps[name]
            some = step.answer(run, [values[place] for place in places])
            for place, one in zip(places, await some if step.is_async else some, strict=True):
                answers[place] = one
        return answers

    return Step(wait, is_async=True)


def chain(first: Step, second: Step) -> Step:
    """What the second step makes of the first one's answers."""
    if not first.is_async and not second.is_async:
        return Step(lambda run, values: second.answer(run, first.answer(run, values)))

    async def wait(run: Run, values: Sequence[Any]) -> Any:
        between = first.answer(run, values)
        done = second.answer(run, await between if first.is_async else between)
        return await done if second.is_async else done

    return Step(wait, is_async=True)


def from_function(function: Answer) -> Step:
    return Step(function)


__all__ = ["Unplannable", "chain", "compile_value", "from_function"]
