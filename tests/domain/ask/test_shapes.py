"""Shapes of questions: during, everybody, and the summary of a time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.enums import PromptStatus
from tests.domain.ask.asking import get_facts, list_cited, plan, run_ask
from tests.domain.doubles import RECORDED, VISITS, event
from tests.domain.scripted_models import ScriptedModels

# P1 lies on the floor from 100 to 200 s; P2 stands there all the time, P3 only before.
FALL = (
    event(1, "STANDING", 10, 50, "P3"),
    event(2, "STANDING", 60, 300, "P2"),
    event(3, "COLLAPSE", 100, 200, "P1"),
    event(4, "INTERACTION", 150, 180, "P4"),
    event(5, "STANDING", 250, 260, "P5"),
)


def while_lying(**fields: Any) -> Mapping[str, Any]:
    return plan(types=["STANDING", "INTERACTION"], relative={"when": "DURING", "types": ["COLLAPSE"]}, **fields)


@pytest.mark.parametrize(
    ("text", "interpretation"),
    [
        ("Who was there while the man lay on the floor?", "during collapse (01:40)"),
        ("쓰러져 있는 동안 누가 있었어?", "쓰러짐(01:40) 동안"),
    ],
)
async def test_during_an_event_is_what_went_on_while_it_did(text: str, interpretation: str) -> None:
    answer = await run_ask(ScriptedModels(while_lying(), ["All [1-9]."]), text, rows=FALL)
    assert list_cited(answer) == [2, 4]
    assert answer.interpretation is not None
    assert answer.interpretation.endswith(interpretation)


async def test_over_cameras_it_is_by_the_clock_and_what_began_before_counts() -> None:
    door = replace(
        event(6, "STANDING", 5, 400, "P1", camera="door"),
        video_id=UUID(int=2),
        occurred_at=RECORDED + timedelta(seconds=30),
    )
    over = replace(door, event_id=UUID(int=1007), end_seconds=20)
    models = ScriptedModels(while_lying(), ["All [1-9]."])
    answer = await run_ask(models, rows=[*FALL, door, over], video=None)
    assert list_cited(answer) == [6, 2, 4]
    assert get_facts(models)["events"] == 3


@pytest.mark.parametrize(
    ("text", "reply"),
    [("Did everyone leave?", "P3 did not [1]."), ("다들 나갔어?", "P3은 나가지 않았습니다 [1].")],
)
async def test_whether_everybody_did_it_is_answered_by_who_did_not(text: str, reply: str) -> None:
    read = plan(want="EXISTS", types=["PERSON_EXIT"], yesMeans="EVERYBODY")
    models = ScriptedModels(read, [reply])
    answer = await run_ask(models, text, rows=VISITS)
    assert answer.response == reply
    assert get_facts(models)["people"] == 1
    gone = await run_ask(ScriptedModels(read), text, rows=VISITS[:6])
    assert gone.status is PromptStatus.NOT_FOUND
    assert gone.response.startswith(("Everyone who was seen", "‘Left aisle’ 영상 전체에 나온 사람은 모두"))


@pytest.mark.parametrize("text", ["Summarize the evening", "저녁에 무슨 일 있었어?"])
async def test_a_summary_counts_every_event_of_the_time_not_only_those_that_are_shown(text: str) -> None:
    rows = [event(number, "PERSON_ENTER", number * 40.0, number * 40.0 + 1, f"P{number}") for number in range(1, 101)]
    window = {"from": "2026-11-22T17:00:00+09:00", "to": "2026-11-22T23:00:00+09:00"}
    video_less = {"video": None}
    models = ScriptedModels(plan(want="SUMMARY", occurredAt=window), ["Many came in [1]."])
    await run_ask(models, text, rows=rows, **video_less)
    facts = get_facts(models)
    assert facts["types"] == {"PERSON_ENTER": 100}
    assert [(hour["hour"], hour["events"]) for hour in facts["hours"]] == [
        ("2026-11-22 21:00", 89),
        ("2026-11-22 22:00", 11),
    ]
    assert facts["shown"] == 20


async def test_a_summary_of_more_events_than_are_read_counts_them_all_and_shows_the_most_serious() -> None:
    rows = [event(number, "WALKING", number * 90.0, number * 90.0 + 1, f"P{number}") for number in range(2100)]
    late = event(3000, "THEFT", 2099 * 90.0, 2099 * 90.0 + 5, "P9")
    models = ScriptedModels(plan(want="SUMMARY"), ["P9 stole goods [20]."])
    answer = await run_ask(models, "What happened?", rows=[*rows, late], video=None)
    facts = get_facts(models)
    assert facts["types"] == {"WALKING": 2100, "THEFT": 1}
    # 53 hours are told as days.
    assert [hour["hour"] for hour in facts["hours"]] == ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"]
    assert sum(hour["events"] for hour in facts["hours"]) == 2101
    assert list_cited(answer) == [3000]
