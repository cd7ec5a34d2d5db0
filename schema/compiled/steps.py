"""What plans are made of: steps, each of which answers many values at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues

from models.enums import Language
from resolvers.core.context import Context


class Unplannable(Exception):
    """No plan can be made of an operation. The ordinary executor runs it."""


class PlanMiss(Exception):
    """A plan met a value that it cannot answer, such as null where none may be. The ordinary executor runs it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What a plan is compiled from. flags: the values of the variables on which @skip and @include depend."""

    schema: GraphQLSchema
    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    flags: Mapping[str, bool]


@dataclass(slots=True)
class Run:
    """One execution of a plan. infos: the info of each resolver that was called, by the call's number in the plan."""

    context: Context
    variables: VariableValues
    korean: bool = field(init=False)
    infos: dict[int, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.korean = self.context.language is Language.KO


Answer = Callable[[Run, Sequence[Any]], Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Turns values into what the answer has in their place, in their order. is_async: it returns an awaitable."""

    answer: Answer
    is_async: bool = False


async def run_steps(run: Run, steps: Sequence[Step], sources: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The answers of several steps, each for its own sources. Those that wait for something wait at the same time."""
    answers: list[Any] = [None] * len(steps)
    waiting = [place for place, step in enumerate(steps) if step.is_async]
    # Those that do not wait come first: if one fails, nothing has begun that somebody would have to await.
    for place, step in enumerate(steps):
        if not step.is_async:
            answers[place] = step.answer(run, sources[place])
    begun = [steps[place].answer(run, sources[place]) for place in waiting]
    results = [await begun[0]] if len(begun) == 1 else await gather(begun) if begun else []
    for place, result in zip(waiting, results, strict=True):
        answers[place] = result
    return answers


async def gather(awaitables: Sequence[Awaitable[Any]]) -> list[Any]:
    """The results, in order. If one fails, the others are cancelled and have ended before its error is raised."""
    tasks = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
