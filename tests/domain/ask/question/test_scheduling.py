"""Questions are worked at in the order in which they came, a few at a time; while a model works, others are."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from domain.ask.question.scheduling import QuestionScheduler, QuestionSlot, SlotReleasingModels
from models.asking.conversation import Conversation, Message, Reply, StreamEnd, TextDelta, TokenCount
from models.errors import Busy, Unavailable
from tests.domain.scripted_models import ScriptedModels

TALK = Conversation(model_id="m", system="", messages=[Message("user", "?")], max_tokens=1)


@dataclass
class TurnLog:
    """What happens to whom, in order; who has a turn waits until it is let on."""

    order: list[str] = field(default_factory=list)
    on: dict[str, asyncio.Event] = field(default_factory=dict)

    async def work(self, turns: QuestionScheduler, name: str) -> None:
        self.on[name] = asyncio.Event()
        async with turns.hold_slot():
            self.order.append(name)
            await self.on[name].wait()

    async def end(self, tasks: list[asyncio.Task[None]]) -> None:
        for event in self.on.values():
            event.set()
        await asyncio.gather(*tasks)


async def settle_tasks() -> None:
    """Everything that can go on has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def start_questions(turns: QuestionScheduler, seen: TurnLog, *names: str) -> list[asyncio.Task[None]]:
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(seen.work(turns, name)))
        await settle_tasks()
    return tasks


async def test_they_have_their_turns_in_the_order_in_which_they_came_so_many_at_a_time() -> None:
    turns, seen = QuestionScheduler(at_once=2, max_seconds=60), TurnLog()
    tasks = await start_questions(turns, seen, "a", "b", "c", "d")
    assert seen.order == ["a", "b"]
    seen.on["b"].set()
    await settle_tasks()
    assert seen.order == ["a", "b", "c"]
    await seen.end(tasks)
    assert seen.order == ["a", "b", "c", "d"]


async def test_whoever_was_asked_first_goes_on_before_those_who_were_asked_later() -> None:
    turns, seen = QuestionScheduler(at_once=1, max_seconds=60), TurnLog()
    async with turns.hold_slot() as turn:
        turn.release()
        # While a model worked at it, others came.
        tasks = await start_questions(turns, seen, "second", "third")
        first = asyncio.create_task(turn.acquire())
        await settle_tasks()
        seen.on["second"].set()
        await settle_tasks()
        assert (seen.order, first.done()) == (["second"], True)
    await settle_tasks()
    assert seen.order == ["second", "third"]
    await seen.end(tasks)


async def test_what_takes_long_keeps_nobody_waiting() -> None:
    turns = QuestionScheduler(at_once=1, max_seconds=0.01)
    async with asyncio.timeout(10), turns.hold_slot(), turns.hold_slot():
        pass


async def test_a_turn_is_left_once() -> None:
    turns, seen = QuestionScheduler(at_once=1, max_seconds=60), TurnLog()
    async with turns.hold_slot() as turn:
        turn.release()
        turn.release()
    tasks = await start_questions(turns, seen, "one", "other")
    assert seen.order == ["one"]
    await seen.end(tasks)


async def test_who_gives_up_waiting_gives_up_the_turn() -> None:
    turns, seen = QuestionScheduler(at_once=1, max_seconds=60), TurnLog()
    first, waits, last = await start_questions(turns, seen, "first", "waits", "last")
    waits.cancel()
    seen.on["first"].set()
    await settle_tasks()
    assert seen.order == ["first", "last"]
    last.cancel()
    await asyncio.gather(first, waits, last, return_exceptions=True)
    async with asyncio.timeout(10), turns.hold_slot():
        pass


async def test_tasks_of_one_question_take_no_more_than_its_turn() -> None:
    turns, seen = QuestionScheduler(at_once=2, max_seconds=60), TurnLog()
    async with turns.hold_slot() as turn:
        turn.release()
        await asyncio.gather(turn.acquire(), turn.acquire())
        tasks = await start_questions(turns, seen, "one", "other")
        assert seen.order == ["one"]
    await seen.end(tasks)


class Waiting(ScriptedModels):
    """Models that answer when they are let; `free` says whether another question could have its turn meanwhile."""

    def __init__(self, turns: QuestionScheduler, fails: bool = False) -> None:
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


async def collect_text(models: SlotReleasingModels) -> list[str]:
    return [piece.text async for piece in models.converse_stream(TALK) if isinstance(piece, TextDelta)]


CALLS: dict[str, Callable[[SlotReleasingModels], Awaitable[object]]] = {
    "converse": lambda models: models.converse(TALK),
    "converse_stream": collect_text,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("fails", [False, True])
async def test_while_a_model_works_another_has_the_turn(
    call: Callable[[SlotReleasingModels], Awaitable[object]], fails: bool
) -> None:
    turns = QuestionScheduler(at_once=1, max_seconds=60)
    models = Waiting(turns, fails)
    async with turns.hold_slot() as turn:
        asked = SlotReleasingModels(models, turn)
        if fails:
            with pytest.raises(Unavailable):
                await call(asked)
        else:
            await call(asked)
        assert models.free == [True]
        # What comes after is in turn again.
        assert not await _is_free(turns)
    assert await _is_free(turns)


async def _is_free(turns: QuestionScheduler) -> bool:
    task = asyncio.create_task(_pass(turns))
    await settle_tasks()
    task.cancel()
    return task.done() and not task.cancelled()


async def _pass(turns: QuestionScheduler) -> None:
    async with turns.hold_slot():
        pass


async def test_the_first_words_are_in_turn_and_the_others_as_they_come() -> None:
    turns = QuestionScheduler(at_once=1, max_seconds=60)
    async with turns.hold_slot() as turn:
        pieces = SlotReleasingModels(ScriptedModels(text=["One ", "two ", "three."]), turn).converse_stream(TALK)
        free = [await _is_free(turns) async for piece in pieces if isinstance(piece, TextDelta)]
    assert free == [False, True, True]


async def test_a_question_whose_caller_is_gone_waits_for_no_turn() -> None:
    turns = QuestionScheduler(at_once=1, max_seconds=60)

    async def asks(turn: QuestionSlot) -> None:
        class Endless(ScriptedModels):
            async def converse(self, conversation: Conversation, /) -> Reply:
                await asyncio.Event().wait()
                raise AssertionError

        await SlotReleasingModels(Endless(), turn).converse(TALK)

    async with turns.hold_slot() as turn:
        task = asyncio.create_task(asks(turn))
        await settle_tasks()
        async with turns.hold_slot():
            task.cancel()
            await settle_tasks()
            assert task.cancelled()


async def test_organizations_take_turns_whoever_came_first() -> None:
    turns, order = QuestionScheduler(at_once=1, max_seconds=60), list[str]()

    async def works(organization: str) -> None:
        async with turns.hold_slot(organization):
            order.append(organization)
            await asyncio.sleep(0)

    async with turns.hold_slot("loud"):
        tasks = [asyncio.create_task(works("loud")) for _ in range(60)]
        await settle_tasks()
        tasks.append(asyncio.create_task(works("quiet")))
        await settle_tasks()
    await asyncio.gather(*tasks)
    assert order[0] == "quiet"


async def test_too_many_questions_of_an_organization_are_told_to_come_again() -> None:
    turns = QuestionScheduler(at_once=1, max_seconds=60, max_per_organization=2)
    async with turns.hold_slot("loud"):
        waiting = asyncio.create_task(_pass_of(turns, "loud"))
        await settle_tasks()
        with pytest.raises(Busy) as refused:
            await _pass_of(turns, "loud")
        assert refused.value.values["pool"] == "questions"
        other = asyncio.create_task(_pass_of(turns, "quiet"))
        await settle_tasks()
    await asyncio.gather(waiting, other)
    await _pass_of(turns, "loud")


async def _pass_of(turns: QuestionScheduler, organization: str) -> None:
    async with turns.hold_slot(organization):
        pass
