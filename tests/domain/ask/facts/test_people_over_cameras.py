"""People of several cameras: known by an imported id, else told apart per camera, which the answer says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.asking.evidence import Evidence
from models.enums import PromptStatus
from tests.domain.ask.asking import get_facts, list_cited, plan, run_ask
from tests.domain.doubles import RECORDED, VISITS, event
from tests.domain.scripted_models import ScriptedModels, read_sections


def at_door(number: int, kind: str, start: float, who: str, **more: Any) -> Evidence:
    row = event(number, kind, start, start + 1, who, camera="door", **more)
    return replace(row, video_id=UUID(int=2), video_name="Door", occurred_at=RECORDED + timedelta(seconds=start))


# One person steals on the first camera, and leaves by the door.
UNKNOWN = (event(1, "THEFT", 10, 20, "P1"), at_door(2, "PERSON_EXIT", 60, "P1"), at_door(3, "PERSON_EXIT", 90, "P2"))
KNOWN = tuple(
    replace(row, person_id=person) for row, person in zip(UNKNOWN, ("guest-7", "guest-7", "guest-8"), strict=True)
)


async def ask(rows: Sequence[Evidence], text: str = "x", **fields: Any) -> tuple[Any, ScriptedModels]:
    models = ScriptedModels(plan(**fields), ["That is all [1-9]."])
    return await run_ask(models, text, rows=rows, video=None), models


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("How many people were there?", "People are counted per camera"),
        ("몇 명이 있었어?", "사람 수는 카메라별로 센 것이므로"),
    ],
)
async def test_a_count_over_cameras_says_that_it_is_per_camera(text: str, begins: str) -> None:
    answer, models = await ask(UNKNOWN, text, want="COUNT_PEOPLE")
    assert answer.response.startswith(begins)
    assert get_facts(models)["peoplePerCamera"] is True


async def test_with_a_known_id_a_person_counts_once_over_all_cameras() -> None:
    answer, models = await ask(KNOWN, want="COUNT_PEOPLE", types=["THEFT", "PERSON_EXIT"], together=False)
    assert answer.response.startswith("That is all")
    assert get_facts(models)["peoplePerCamera"] is False


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Who left without stealing?", "It is only known per camera who did what"),
        ("훔치지 않고 나간 사람은?", "누가 무엇을 했는지는 카메라별로만"),
    ],
)
async def test_without_and_together_over_cameras_are_hedged(text: str, begins: str) -> None:
    answer, _ = await ask(UNKNOWN, text, types=["PERSON_EXIT"], withoutTypes=["THEFT"])
    assert answer.response.startswith(begins)
    answer, _ = await ask(UNKNOWN, text, types=["THEFT", "PERSON_EXIT"], together=True)
    assert answer.status is PromptStatus.NOT_FOUND
    assert begins in answer.response


async def test_with_a_known_id_the_thief_is_not_among_those_who_left_without_stealing() -> None:
    answer, _ = await ask(KNOWN, types=["PERSON_EXIT"], withoutTypes=["THEFT"])
    assert answer.response.startswith("That is all")
    assert list_cited(answer) == [3]
    answer, _ = await ask(KNOWN, types=["THEFT", "PERSON_EXIT"], together=True)
    assert list_cited(answer) == [1, 2]


async def test_no_yes_and_no_no_is_said_of_who_is_the_same_on_two_cameras() -> None:
    fields: dict[str, Any] = {
        "want": "EXISTS",
        "yesMeans": "FOUND",
        "types": ["PERSON_EXIT"],
        "withoutTypes": ["THEFT"],
    }
    _, models = await ask(UNKNOWN, **fields)
    assert read_sections(models.said[-1])["request"]["yesNo"] is False
    _, models = await ask(KNOWN, **fields)
    assert read_sections(models.said[-1])["request"]["yesNo"] is True


async def test_one_video_needs_no_such_note() -> None:
    models = ScriptedModels(plan(want="COUNT_PEOPLE"), ["Three [1]."])
    answer = await run_ask(models, rows=VISITS)
    assert answer.response == "Three [1]."
