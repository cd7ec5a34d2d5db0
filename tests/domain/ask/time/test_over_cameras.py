"""Before, after, first and last in a question over everything: by the clock, over every camera in scope."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.ask.question.question import ConversationTurn
from models.asking.evidence import Evidence
from models.enums import EventOrder, PromptStatus
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import RECORDED, InMemorySearch, event
from tests.domain.scripted_models import ScriptedModels


def at_door(number: int, kind: str, start: float, who: str, later: float = 3600) -> Evidence:
    """An event of the camera at the door, whose recording began an hour after the other's."""
    row = event(number, kind, start, start + 1, who, camera="door")
    clock = RECORDED + timedelta(seconds=later + start)
    return replace(row, video_id=UUID(int=2), video_name="Door", occurred_at=clock)


# At 22:00:50 two fight at the till's end of the recording; on the other camera it is an hour later at a lower position.
ROWS = (
    event(1, "PERSON_EXIT", 100, 101, "P1"),
    event(2, "FIGHTING", 3650, 3700, "P2"),
    event(3, "PERSON_EXIT", 3900, 3901, "P3"),
    at_door(4, "PERSON_EXIT", 30, "P1"),  # 22:00:30, before the fight
    at_door(5, "FIGHTING", 200, "P2"),  # 22:03:20, a second fight at a lower position
    at_door(6, "PERSON_EXIT", 400, "P4"),
)


async def ask_all(read: Mapping[str, Any], text: str = "x", **question: Any) -> list[int]:
    answer = await run_ask(ScriptedModels(read, ["That is all [1-9]."]), text, rows=ROWS, video=None, **question)
    assert answer.status is PromptStatus.COMPLETED
    return list_cited(answer)


def leaving(when: str, **relative: Any) -> Mapping[str, Any]:
    return plan(types=["PERSON_EXIT"], relative={"when": when, "types": ["FIGHTING"], **relative})


@pytest.mark.parametrize("text", ["Who left after the fight?", "싸움 뒤에 누가 나갔어?"])
async def test_after_an_event_is_after_it_by_the_clock_on_every_camera(text: str) -> None:
    assert await ask_all(leaving("AFTER"), text) == [3, 6]


@pytest.mark.parametrize("text", ["Who left before the fight?", "싸우기 전에 누가 나갔어?"])
async def test_before_an_event_too(text: str) -> None:
    assert await ask_all(leaving("BEFORE"), text) == [1, 4]


async def test_the_first_of_several_is_the_first_by_the_clock() -> None:
    # The door's fight is at position 200, the other at 3,650, but the door's came later.
    assert await ask_all(leaving("BEFORE", nth=2)) == [1, 4]
    assert await ask_all(leaving("AFTER", within=240)) == [3]


@pytest.mark.parametrize(
    ("want", "numbers"), [({"want": "FIRST"}, [1]), ({"want": "LAST"}, [6]), ({"want": "LAST", "nth": 2}, [3])]
)
async def test_first_and_last_are_so_by_the_clock(want: Mapping[str, Any], numbers: list[int]) -> None:
    assert await ask_all(plan(types=["PERSON_EXIT"], **want)) == numbers


async def test_the_moment_is_said_by_the_clock() -> None:
    models = ScriptedModels(leaving("AFTER"), ["That is all [1-9]."])
    answer = await run_ask(models, "Who left after the fight?", rows=ROWS, video=None)
    assert answer.interpretation == "all footage · leaving · after fighting (2026-11-22 22:00:50)"


async def test_others_are_not_left_out_because_they_have_the_same_id_on_another_camera() -> None:
    read = plan(types=["PERSON_EXIT"], relative={"when": "AFTER", "types": ["PERSON_EXIT"], "trackIds": ["P1"]})
    # P1 of the first camera left at 21:01:40; P1 of the door is somebody else.
    assert await ask_all(read) == [4, 3, 6]


async def test_before_that_goes_on_over_every_camera() -> None:
    read = plan(want="LAST", types=["PERSON_EXIT"])
    first = await run_ask(ScriptedModels(read, ["P4 [1]."]), "Who left last?", rows=ROWS, video=None)
    turn = ConversationTurn("Who left last?", first.response, first.plan)
    then = plan(types=["PERSON_EXIT"], relative={"when": "BEFORE", "earlier": True})
    assert await ask_all(then, "And who left before that?", earlier=[turn]) == [1, 4, 3]


async def test_rows_are_read_in_the_order_of_the_clock_so_that_a_limit_keeps_the_right_ones() -> None:
    class Recording(InMemorySearch):
        orders: list[EventOrder]

        async def list_events(self, who: Any, wanted: Any, order: EventOrder, limit: int, /) -> list[Evidence]:
            self.orders = [*getattr(self, "orders", []), order]
            return await super().list_events(who, wanted, order, limit)

    for want, order in (
        ("FIRST", EventOrder.OCCURRED_OLDEST_FIRST),
        ("LAST", EventOrder.OCCURRED_NEWEST_FIRST),
        ("LIST", EventOrder.OCCURRED_OLDEST_FIRST),
    ):
        search = Recording(ROWS)
        models = ScriptedModels(plan(want=want, types=["PERSON_EXIT"]), ["One [1]."])
        await run_ask(models, search=search, video=None)
        assert search.orders == [order]
