"""Questions run in order of arrival, a few at a time; while one waits for a model, another runs."""

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
class SlotLog:
    """The order in which questions got a slot. Each keeps its slot until its event is set."""

    order: list[str] = field(default_factory=list)
    on: dict[str, asyncio.Event] = field(default_factory=dict)

    async def work(self, scheduler: QuestionScheduler, name: str) -> None:
        self.on[name] = asyncio.Event()
        async with scheduler.hold_slot():
            self.order.append(name)
            await self.on[name].wait()

    async def end(self, tasks: list[asyncio.Task[None]]) -> None:
        for event in self.on.values():
            event.set()
        await asyncio.gather(*tasks)


async def settle_tasks() -> None:
    """Let all tasks run until they wait."""
    for _ in range(20):
        await asyncio.sleep(0)


async def start_questions(scheduler: QuestionScheduler, log: SlotLog, *names: str) -> list[asyncio.Task[None]]:
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(log.work(scheduler, name)))
        await settle_tasks()
    return tasks


async def test_questions_run_in_order_of_arrival_up_to_the_limit() -> None:
    scheduler, log = QuestionScheduler(at_once=2, max_seconds=60), SlotLog()
    tasks = await start_questions(scheduler, log, "a", "b", "c", "d")
    assert log.order == ["a", "b"]
    log.on["b"].set()
    await settle_tasks()
    assert log.order == ["a", "b", "c"]
    await log.end(tasks)
    assert log.order == ["a", "b", "c", "d"]


async def test_an_earlier_question_resumes_before_later_ones_start() -> None:
    scheduler, log = QuestionScheduler(at_once=1, max_seconds=60), SlotLog()
    async with scheduler.hold_slot() as slot:
        slot.release()
        # Other questions arrive while the model works.
        tasks = await start_questions(scheduler, log, "second", "third")
        first = asyncio.create_task(slot.acquire())
        await settle_tasks()
        log.on["second"].set()
        await settle_tasks()
        assert (log.order, first.done()) == (["second"], True)
    await settle_tasks()
    assert log.order == ["second", "third"]
    await log.end(tasks)


async def test_a_slow_question_does_not_block_others_forever() -> None:
    scheduler = QuestionScheduler(at_once=1, max_seconds=0.01)
    async with asyncio.timeout(10), scheduler.hold_slot(), scheduler.hold_slot():
        pass


async def test_releasing_twice_frees_one_slot() -> None:
    scheduler, log = QuestionScheduler(at_once=1, max_seconds=60), SlotLog()
    async with scheduler.hold_slot() as slot:
        slot.release()
        slot.release()
    tasks = await start_questions(scheduler, log, "one", "other")
    assert log.order == ["one"]
    await log.end(tasks)


async def test_a_cancelled_question_leaves_the_queue() -> None:
    scheduler, log = QuestionScheduler(at_once=1, max_seconds=60), SlotLog()
    first, waits, last = await start_questions(scheduler, log, "first", "waits", "last")
    waits.cancel()
    log.on["first"].set()
    await settle_tasks()
    assert log.order == ["first", "last"]
    last.cancel()
    await asyncio.gather(first, waits, last, return_exceptions=True)
    async with asyncio.timeout(10), scheduler.hold_slot():
        pass


async def test_tasks_of_one_question_take_no_more_than_its_slot() -> None:
    scheduler, log = QuestionScheduler(at_once=2, max_seconds=60), SlotLog()
    async with scheduler.hold_slot() as slot:
        slot.release()
        await asyncio.gather(slot.acquire(), slot.acquire())
        tasks = await start_questions(scheduler, log, "one", "other")
        assert log.order == ["one"]
    await log.end(tasks)


class Waiting(ScriptedModels):
    """Models that record during each call whether another question could get the slot."""

    def __init__(self, scheduler: QuestionScheduler, fails: bool = False) -> None:
        super().__init__(text=["Some ", "words."])
        self.scheduler, self.fails = scheduler, fails
        self.free: list[bool] = []

    async def look(self) -> None:
        self.free.append(await _is_free(self.scheduler))
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
async def test_while_a_model_works_another_question_has_the_slot(
    call: Callable[[SlotReleasingModels], Awaitable[object]], fails: bool
) -> None:
    scheduler = QuestionScheduler(at_once=1, max_seconds=60)
    models = Waiting(scheduler, fails)
    async with scheduler.hold_slot() as slot:
        wrapped = SlotReleasingModels(models, slot)
        if fails:
            with pytest.raises(Unavailable):
                await call(wrapped)
        else:
            await call(wrapped)
        assert models.free == [True]
        # After the call, the question has the slot again.
        assert not await _is_free(scheduler)
    assert await _is_free(scheduler)


async def _is_free(scheduler: QuestionScheduler) -> bool:
    task = asyncio.create_task(_pass(scheduler))
    await settle_tasks()
    task.cancel()
    return task.done() and not task.cancelled()


async def _pass(scheduler: QuestionScheduler) -> None:
    async with scheduler.hold_slot():
        pass


async def test_the_slot_is_held_for_the_first_words_only() -> None:
    scheduler = QuestionScheduler(at_once=1, max_seconds=60)
    async with scheduler.hold_slot() as slot:
        pieces = SlotReleasingModels(ScriptedModels(text=["One ", "two ", "three."]), slot).converse_stream(TALK)
        free = [await _is_free(scheduler) async for piece in pieces if isinstance(piece, TextDelta)]
    assert free == [False, True, True]


async def test_a_question_whose_caller_is_gone_waits_for_no_slot() -> None:
    scheduler = QuestionScheduler(at_once=1, max_seconds=60)

    async def asks(slot: QuestionSlot) -> None:
        class Endless(ScriptedModels):
            async def converse(self, conversation: Conversation, /) -> Reply:
                await asyncio.Event().wait()
                raise AssertionError

        await SlotReleasingModels(Endless(), slot).converse(TALK)

    async with scheduler.hold_slot() as slot:
        task = asyncio.create_task(asks(slot))
        await settle_tasks()
        async with scheduler.hold_slot():
            task.cancel()
            await settle_tasks()
            assert task.cancelled()


async def test_organizations_take_turns_regardless_of_arrival() -> None:
    scheduler, order = QuestionScheduler(at_once=1, max_seconds=60), list[str]()

    async def works(organization: str) -> None:
        async with scheduler.hold_slot(organization):
            order.append(organization)
            await asyncio.sleep(0)

    async with scheduler.hold_slot("loud"):
        tasks = [asyncio.create_task(works("loud")) for _ in range(60)]
        await settle_tasks()
        tasks.append(asyncio.create_task(works("quiet")))
        await settle_tasks()
    await asyncio.gather(*tasks)
    assert order[0] == "quiet"


async def test_too_many_questions_of_an_organization_are_refused_as_busy() -> None:
    scheduler = QuestionScheduler(at_once=1, max_seconds=60, max_per_organization=2)
    async with scheduler.hold_slot("loud"):
        waiting = asyncio.create_task(_pass_of(scheduler, "loud"))
        await settle_tasks()
        with pytest.raises(Busy) as refused:
            await _pass_of(scheduler, "loud")
        assert refused.value.values["pool"] == "questions"
        other = asyncio.create_task(_pass_of(scheduler, "quiet"))
        await settle_tasks()
    await asyncio.gather(waiting, other)
    await _pass_of(scheduler, "loud")


async def _pass_of(scheduler: QuestionScheduler, organization: str) -> None:
    async with scheduler.hold_slot(organization):
        pass
