"""Questions are worked at in the order in which they came, a few at a time; while a model works, others are."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from domain.ask.question.scheduling import InTurn, Turn, Turns
from models.asking.conversation import Conversation, Message, Reply, StreamEnd, TextDelta, TokenCount
from models.errors import Busy, Unavailable
from tests.domain.doubles import ScriptedModels

TALK = Conversation(model_id="m", system="", messages=[Message("user", "?")], max_tokens=1)


@dataclass
class Seen:
    """What happens to whom, in order; who has a turn waits until it is let on."""

    order: list[str] = field(default_factory=list)
    on: dict[str, asyncio.Event] = field(default_factory=dict)

    async def work(self, turns: Turns, name: str) -> None:
        self.on[name] = asyncio.Event()
        async with turns.turn():
            self.order.append(name)
            await self.on[name].wait()

    async def end(self, tasks: list[asyncio.Task[None]]) -> None:
        for event in self.on.values():
            event.set()
        await asyncio.gather(*tasks)


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def begun(turns: Turns, seen: Seen, *names: str) -> list[asyncio.Task[None]]:
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(seen.work(turns, name)))
        await settled()
    return tasks


async def test_they_have_their_turns_in_the_order_in_which_they_came_so_many_at_a_time() -> None:
    turns, seen = Turns(at_once=2, longest_seconds=60), Seen()
    tasks = await begun(turns, seen, "a", "b", "c", "d")
    assert seen.order == ["a", "b"]
    seen.on["b"].set()
    await settled()
    assert seen.order == ["a", "b", "c"]
    await seen.end(tasks)
    assert seen.order == ["a", "b", "c", "d"]


async def test_whoever_was_asked_first_goes_on_before_those_who_were_asked_later() -> None:
    turns, seen = Turns(at_once=1, longest_seconds=60), Seen()
    async with turns.turn() as turn:
        turn.leave()
        # While a model worked at it, others came.
        tasks = await begun(turns, seen, "second", "third")
        first = asyncio.create_task(turn.take())
        await settled()
        seen.on["second"].set()
        await settled()
        assert (seen.order, first.done()) == (["second"], True)
    await settled()
    assert seen.order == ["second", "third"]
    await seen.end(tasks)


async def test_what_takes_long_keeps_nobody_waiting() -> None:
    turns = Turns(at_once=1, longest_seconds=0.01)
    async with asyncio.timeout(10), turns.turn(), turns.turn():
        pass


async def test_a_turn_is_left_once() -> None:
    turns, seen = Turns(at_once=1, longest_seconds=60), Seen()
    async with turns.turn() as turn:
        turn.leave()
        turn.leave()
    tasks = await begun(turns, seen, "one", "other")
    assert seen.order == ["one"]
    await seen.end(tasks)


async def test_who_gives_up_waiting_gives_up_the_turn() -> None:
    turns, seen = Turns(at_once=1, longest_seconds=60), Seen()
    first, waits, last = await begun(turns, seen, "first", "waits", "last")
    waits.cancel()
    seen.on["first"].set()
    await settled()
    assert seen.order == ["first", "last"]
    last.cancel()
    await asyncio.gather(first, waits, last, return_exceptions=True)
    async with asyncio.timeout(10), turns.turn():
        pass


async def test_tasks_of_one_question_take_no_more_than_its_turn() -> None:
    turns, seen = Turns(at_once=2, longest_seconds=60), Seen()
    async with turns.turn() as turn:
        turn.leave()
        await asyncio.gather(turn.take(), turn.take())
        tasks = await begun(turns, seen, "one", "other")
        assert seen.order == ["one"]
    await seen.end(tasks)


class Waiting(ScriptedModels):
    """Models that answer when they are let; `free` says whether another question could have its turn meanwhile."""

    def __init__(self, turns: Turns, fails: bool = False) -> None:
        super().__init__(text=["Some ", "words."])
        self.turns, self.fails = turns, fails
        self.free: list[bool] = []

    async def look(self) -> None:
        self.free.append(await _is_free(self.turns))
        if self.fails:
            raise Unavailable(service="model")

    async def converse(self, conversation: Conversation, /) -> Reply:
        await self.look()
        return Reply("", {}, "tool_use", TokenCount(1, 1))

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        await self.look()
        async for piece in super().converse_stream(conversation):
            yield piece


async def streamed(models: InTurn) -> list[str]:
    return [piece.text async for piece in models.converse_stream(TALK) if isinstance(piece, TextDelta)]


CALLS: dict[str, Callable[[InTurn], Awaitable[object]]] = {
    "converse": lambda models: models.converse(TALK),
    "converse_stream": streamed,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("fails", [False, True])
async def test_while_a_model_works_another_has_the_turn(
    call: Callable[[InTurn], Awaitable[object]], fails: bool
) -> None:
    turns = Turns(at_once=1, longest_seconds=60)
    models = Waiting(turns, fails)
    async with turns.turn() as turn:
        asked = InTurn(models, turn)
        if fails:
            with pytest.raises(Unavailable):
                await call(asked)
        else:
            await call(asked)
        assert models.free == [True]
        # What comes after is in turn again.
        assert not await _is_free(turns)
    assert await _is_free(turns)


async def _is_free(turns: Turns) -> bool:
    task = asyncio.create_task(_pass(turns))
    await settled()
    task.cancel()
    return task.done() and not task.cancelled()


async def _pass(turns: Turns) -> None:
    async with turns.turn():
        pass


async def test_the_first_words_are_in_turn_and_the_others_as_they_come() -> None:
    turns = Turns(at_once=1, longest_seconds=60)
    async with turns.turn() as turn:
        pieces = InTurn(ScriptedModels(text=["One ", "two ", "three."]), turn).converse_stream(TALK)
        free = [await _is_free(turns) async for piece in pieces if isinstance(piece, TextDelta)]
    assert free == [False, True, True]


async def test_a_question_whose_caller_is_gone_waits_for_no_turn() -> None:
    turns = Turns(at_once=1, longest_seconds=60)

    async def asks(turn: Turn) -> None:
        class Endless(ScriptedModels):
            async def converse(self, conversation: Conversation, /) -> Reply:
                await asyncio.Event().wait()
                raise AssertionError

        await InTurn(Endless(), turn).converse(TALK)

    async with turns.turn() as turn:
        task = asyncio.create_task(asks(turn))
        await settled()
        async with turns.turn():
            task.cancel()
            await settled()
            assert task.cancelled()


async def test_organizations_take_turns_whoever_came_first() -> None:
    turns, order = Turns(at_once=1, longest_seconds=60), list[str]()

    async def works(organization: str) -> None:
        async with turns.turn(organization):
            order.append(organization)
            await asyncio.sleep(0)

    async with turns.turn("loud"):
        tasks = [asyncio.create_task(works("loud")) for _ in range(60)]
        await settled()
        tasks.append(asyncio.create_task(works("quiet")))
        await settled()
    await asyncio.gather(*tasks)
    assert order[0] == "quiet"


async def test_too_many_questions_of_an_organization_are_told_to_come_again() -> None:
    turns = Turns(at_once=1, longest_seconds=60, most_of_one=2)
    async with turns.turn("loud"):
        waiting = asyncio.create_task(_pass_of(turns, "loud"))
        await settled()
        with pytest.raises(Busy) as refused:
            await _pass_of(turns, "loud")
        assert refused.value.values["pool"] == "questions"
        other = asyncio.create_task(_pass_of(turns, "quiet"))
        await settled()
    await asyncio.gather(waiting, other)
    await _pass_of(turns, "loud")


async def _pass_of(turns: Turns, organization: str) -> None:
    async with turns.turn(organization):
        pass
