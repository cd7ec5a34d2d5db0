"""Cameras, days, sites and hours side by side: each number over every event, and 0 only where somebody looked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.asking.evidence import Evidence
from models.enums import Gender, PromptStatus
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import RECORDED, InMemorySearch, event
from tests.domain.scripted_models import ScriptedModels


def at(camera: str, number: int, kind: str, who: str, later: float = 0) -> Evidence:
    """An event that is ten seconds from the beginning of the camera's recording of that time."""
    video = UUID(int=sum(map(ord, camera)) + int(later))
    clock = RECORDED + timedelta(seconds=later + 10)
    return replace(
        event(number, kind, 10, 11, who, camera=camera), video_id=video, video_name=camera, occurred_at=clock
    )


NEXT_DAY = 24 * 3600
ROWS = (
    at("door", 1, "PERSON_ENTER", "P1"),
    at("door", 2, "PERSON_ENTER", "P2", NEXT_DAY),
    at("door", 3, "PERSON_ENTER", "P3", NEXT_DAY),
    at("till", 4, "PERSON_ENTER", "P1"),
    at("till", 5, "THEFT", "P1"),
)


def compare(by: str, want: str = "MOST", **fields: Any) -> Mapping[str, Any]:
    return plan(want=want, types=["PERSON_ENTER"], groupBy=by, **fields)


async def ask(read: Mapping[str, Any], text: str, *, rows: Sequence[Evidence] = ROWS, **search: Any) -> Any:
    models = ScriptedModels(read)
    answer = await run_ask(models, text, search=InMemorySearch(rows, **search), video=None)
    assert len(models.said) == 1, "no model writes what a program counted"
    return answer


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Which camera has more people coming in?",
            "Most coming in: 'door', 3 events. Fewest: 'till', 1 event.\n"
            "- 'door': 3 events, 3 people [1]\n- 'till': 1 event, 1 person [2]",
        ),
        (
            "어느 카메라에 더 많이 들어왔어?",
            "입장 최다: ‘door’, 3건. 최소: ‘till’, 1건.\n- ‘door’: 3건, 3명 [1]\n- ‘till’: 1건, 1명 [2]",
        ),
    ],
)
async def test_cameras_are_compared_and_each_cites_its_first_event(text: str, told: str) -> None:
    answer = await ask(compare("CAMERA"), text)
    assert answer.response.endswith(told)
    assert answer.status is PromptStatus.COMPLETED
    assert list_cited(answer) == [1, 4]
    # Somebody who came in at both counts twice, which is said first.
    assert answer.response.startswith(("People are counted per camera", "사람 수는 카메라별로"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Compare the days", ["- 2026-11-22: 2 events, 2 people [1]", "- 2026-11-23: 2 events, 2 people [2]"]),
        ("이틀을 비교해 줘", ["- 2026-11-22: 2건, 2명 [1]", "- 2026-11-23: 2건, 2명 [2]"]),
    ],
)
async def test_days_are_those_of_the_clock_beside_the_camera(text: str, lines: list[str]) -> None:
    answer = await ask(compare("DAY", "COUNT_PEOPLE"), text)
    assert answer.response.splitlines()[1:] == lines
    assert "the same number everywhere, 2 people" in answer.response or "모두 같습니다(2명)" in answer.response


@pytest.mark.parametrize(
    ("text", "no_footage", "not_examined"),
    [
        ("Compare thefts by camera", "- 'yard': no footage", "- 'door': not examined: nothing has looked for it"),
        ("카메라별 절도를 비교해", "- ‘yard’: 영상 없음", "- ‘door’: 확인되지 않음(검사한 적이 없음)"),
    ],
)
async def test_a_camera_that_nobody_looked_at_is_not_0(text: str, no_footage: str, not_examined: str) -> None:
    read = plan(want="COUNT_EVENTS", types=["THEFT"], groupBy="CAMERA", cameras=["door", "till", "yard"])
    yard = at("yard", 6, "WALKING", "P1")
    answer = await ask(read, text, rows=[*ROWS, yard], unrecorded=frozenset({"yard"}))
    assert no_footage in answer.response
    assert not_examined in answer.response
    assert "only 'till' can be counted, 1 event" in answer.response or "‘till’(1건)뿐" in answer.response


async def test_where_it_was_looked_for_nothing_is_0() -> None:
    read = plan(want="COUNT_EVENTS", types=["PERSON_EXIT", "THEFT"], groupBy="CAMERA")
    answer = await ask(read, "Compare", examined=["THEFT"])
    assert "- 'door': 0 events, 0 people" in answer.response


async def test_of_women_and_men_only_known_ones_are_compared() -> None:
    known = [replace(row, gender=Gender.FEMALE if row is ROWS[0] else Gender.MALE) for row in ROWS]
    answer = await ask(compare("GENDER"), "Did more men come in?", rows=known)
    assert "Most coming in: men, 3 events. Fewest: women, 1 event." in answer.response


async def test_whom_nobody_knows_the_gender_of_is_no_group() -> None:
    rows = [*(replace(row, gender=Gender.MALE) for row in ROWS[:2]), *ROWS[2:]]
    answer = await ask(compare("GENDER"), "Did more men come in?", rows=rows)
    assert "only men can be counted, 2 events" in answer.response
    assert answer.response.endswith("2 more events belong to none of them, as far as is known.")


async def test_without_any_group_a_model_tells_what_there_is() -> None:
    rows = [replace(row, camera=None) for row in ROWS]
    models = ScriptedModels(compare("CAMERA"), ["P1 came in [1]."])
    answer = await run_ask(models, "Which camera has more?", rows=rows, video=None)
    assert answer.response.endswith("P1 came in [1].")


async def test_conditions_that_only_rows_can_tell_are_counted_from_the_rows() -> None:
    read = plan(want="COUNT_PEOPLE", types=["PERSON_ENTER"], withoutTypes=["THEFT"], groupBy="CAMERA")
    answer = await ask(read, "Who stole nothing, by camera?")
    assert "- 'till': 0 events, 0 people" in answer.response
    assert "- 'door': 3 events, 3 people" in answer.response
