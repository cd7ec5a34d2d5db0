"""A time of the question that the plan does not hold is asked back, whatever the planner made of it."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.ask.plan.plan import parse_plan
from domain.ask.question.question import Answer, ConversationTurn, Question
from domain.ask.time.unused import find_unused_times
from models.enums import PromptStatus
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import NOW, SEOUL, VIDEO
from tests.domain.scripted_models import ScriptedModels


def at(start: str | None, end: str | None, **more: Any) -> Mapping[str, Any]:
    return plan(types=["PERSON_ENTER"], occurredAt={"from": start, "to": end}, **more)


async def ask(text: str, read: Mapping[str, Any], **question: Any) -> Answer:
    return await run_ask(ScriptedModels(read, ["That is all [1-9]."]), text, **question)


WHOLE_DAY = at("2026-11-22T00:00:00", "2026-11-22T23:59:59")
NO_TIME = plan(types=["PERSON_ENTER"])


@pytest.mark.parametrize(
    ("text", "read", "words"),
    [
        ("19일 저녁에 누가 들어왔어?", NO_TIME, ("19일", "저녁")),
        ("19일 저녁에 누가 들어왔어?", at("2026-11-19T00:00:00", "2026-11-19T23:59:59"), ("저녁",)),
        ("엊저녁에 온 사람 있어?", NO_TIME, ("엊저녁",)),
        ("22일 밤에 누가 들어왔어?", WHOLE_DAY, ("밤",)),
        ("Anyone between 6 and quarter past?", at("2026-11-22T17:30:00", "2026-11-22T18:30:00"), ("6", "quarter past")),
        ("Who came in on the 21st?", WHOLE_DAY, ("on the 21st",)),
        ("Who came in last week?", NO_TIME, ("last week",)),
        ("Who stood there for more than five minutes?", plan(types=["STANDING"]), ("five minutes",)),
        ("Who came in on Tuesday morning?", at("2026-11-23T06:00:00", "2026-11-23T12:00:00"), ("tuesday",)),
    ],
)  # fmt: skip
async def test_a_time_that_is_not_in_the_plan_is_asked_back(
    text: str, read: Mapping[str, Any], words: tuple[str, ...]
) -> None:
    answer = await ask(text, read, video=None)
    assert answer.status is PromptStatus.NOT_FOUND
    assert not answer.citations
    assert answer.not_understood == words
    assert answer.interpretation is not None
    for word in words:
        assert f"“{word}”" in answer.response
        assert f"“{word}”" in answer.interpretation


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("22일 밤에 누가 들어왔어?", at("2026-11-22T20:00:00", "2026-11-23T06:00:00")),
        ("어제 밤 9시쯤 누가 들어왔어?", at("2026-11-22T20:30:00", "2026-11-22T21:30:00")),
        ("Who came in between 9 and quarter past?", at("2026-11-22T21:00:00", "2026-11-22T21:15:00")),
        ("Who came in after 9 pm yesterday?", at("2026-11-22T21:00:00", "2026-11-22T23:59:59")),
        ("Who came in since yesterday?", at("2026-11-22T00:00:00", None)),
        ("Who came in this week?", at("2026-11-16T00:00:00", "2026-11-23T15:00:00")),
        ("Who came in during the last 24 hours?", at("2026-11-22T15:30:00+09:00", "2026-11-23T15:30:00+09:00")),
    ],
)
async def test_a_time_that_is_in_the_plan_is_looked_up(text: str, read: Mapping[str, Any]) -> None:
    answer = await ask(text, read, video=None)
    assert answer.not_understood == ()
    assert list_cited(answer) == [1, 3, 7]


async def test_a_time_that_the_planner_says_it_did_not_understand_is_asked_back() -> None:
    answer = await ask("해 질 녘 6시 좀 전에 누가 왔어?", {**NO_TIME, "notUnderstood": ["6시 좀 전"]})
    assert answer.status is PromptStatus.NOT_FOUND
    assert answer.not_understood == ("6시 좀 전",)


async def test_the_planner_gets_one_chance_to_mend_it() -> None:
    good = at("2026-11-22T20:00:00", "2026-11-23T06:00:00")
    models = ScriptedModels(good, ["That is all [1-9]."], plans=[WHOLE_DAY])
    answer = await run_ask(models, "22일 밤에 누가 들어왔어?", video=None)
    assert list_cited(answer) == [1, 3, 7]
    call, result = models.said[1].messages[1:]
    assert (call.role, call.tool_input) == ("assistant", WHOLE_DAY)
    assert (result.role, result.is_tool_result) == ("user", True)
    assert "'밤'" in result.text


def test_in_one_video_a_position_may_stand_for_a_time_of_day() -> None:
    read = parse_plan({"aboutFootage": True, "seconds": {"from": 0, "to": 300}}, SEOUL)
    for text in (
        "Who came in between 21:00 and 21:05?",
        "밤 9시부터 9시 5분까지 누가 왔어?",
        "in the first five minutes",
    ):
        assert find_unused_times(Question(text, video=VIDEO), read, NOW) == []
    assert find_unused_times(Question("Who came in between 21:00 and 21:09?", video=VIDEO), read, NOW) == ["21:09"]


def test_the_times_of_earlier_questions_are_not_asked_for_again() -> None:
    turn = ConversationTurn("Who came in on Friday?", "Nobody.")
    read = parse_plan({"aboutFootage": True}, SEOUL)
    assert find_unused_times(Question("And who left?", earlier=[turn]), read, NOW) == []
