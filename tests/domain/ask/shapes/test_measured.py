"""How long from one event to another, with whom, alone, when nobody was there, and most at once over cameras."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.asking.evidence import Evidence
from models.asking.groups import Recording
from models.enums import PromptStatus
from tests.domain.ask.asking import list_cited, plan, run_ask
from tests.domain.doubles import RECORDED, VIDEO, VISITS, InMemorySearch, event
from tests.domain.scripted_models import ScriptedModels

DOOR = UUID(int=2)


def at_door(number: int, kind: str, start: float, end: float, who: str | None) -> Evidence:
    """An event of another camera, which recorded at the same time."""
    return replace(event(number, kind, start, end, who, camera="door"), video_id=DOOR, video_name="Door")


def from_entry(**fields: Any) -> Mapping[str, Any]:
    relative = {"when": "AFTER", "types": ["PERSON_ENTER"], "samePerson": True}
    return plan(want="ELAPSED", types=["PERSON_EXIT"], relative=relative, **fields)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "How long was P2 in there from coming in to leaving?",
            "P2: 12 s from coming in (2026-11-22 21:00:09 (00:09)) to leaving (2026-11-22 21:00:21 (00:21)) [1][2].",
        ),
        (
            "P2가 들어와서 나갈 때까지 얼마나 걸렸어?",
            "P2: 입장(2026-11-22 21:00:09(00:09))에서 퇴장(2026-11-22 21:00:21(00:21))까지 12초 [1][2].",
        ),
    ],
)
async def test_from_one_event_to_another_of_a_person(text: str, told: str) -> None:
    answer = await run_ask(ScriptedModels(from_entry(trackIds=["P2"])), text, rows=VISITS)
    assert answer.response == told
    assert list_cited(answer) == [3, 5]


@pytest.mark.parametrize(
    ("text", "told", "left_out"),
    [
        ("How long do people stay?", "On average 18 s; the shortest 12 s, the longest 24 s.", "1 more coming in has"),
        (
            "사람들이 나갈 때까지 얼마나 걸려?",
            "평균 18초, 가장 짧은 것은 12초, 가장 긴 것은 24초입니다.",
            "입장으로 기록된 1건",
        ),
    ],
)
async def test_of_everybody_it_is_each_and_the_average_and_who_did_not_is_said(
    text: str, told: str, left_out: str
) -> None:
    answer = await run_ask(ScriptedModels(from_entry()), text, rows=VISITS)
    assert answer.response.startswith(told)
    assert left_out in answer.response
    assert list_cited(answer) == [1, 6, 3, 5]


async def test_between_events_of_two_cameras_the_clock_measures() -> None:
    fight = replace(at_door(9, "FIGHTING", 100, 110, "P7"), occurred_at=RECORDED + timedelta(seconds=5))
    relative = {"when": "AFTER", "types": ["FIGHTING"]}
    read = plan(want="ELAPSED", types=["PERSON_EXIT"], relative=relative)
    answer = await run_ask(ScriptedModels(read), "x", rows=[*VISITS, fight], video=None)
    # The fight ends at 21:00:15, P2 leaves at 21:00:21.5.
    assert "6.5 s from fighting (2026-11-22 21:00:15 (01:50)) to leaving" in answer.response


async def test_an_event_without_the_other_is_no_length() -> None:
    answer = await run_ask(ScriptedModels(from_entry(trackIds=["P3"])), "x", rows=VISITS)
    assert answer.status is PromptStatus.NOT_FOUND
    apart = [VISITS[0], VISITS[4]]
    other = await run_ask(ScriptedModels(from_entry()), "x", rows=apart)
    assert other.response == "There is coming in, but no leaving after it that belongs to it."
    never_came = await run_ask(ScriptedModels(from_entry()), "x", rows=[VISITS[4]])
    assert never_came.response.startswith("No coming in was found")
    assert {answer.status, other.status, never_came.status} == {PromptStatus.NOT_FOUND}


@pytest.mark.parametrize(
    ("text", "told", "meaning"),
    [
        ("Who was P2 with?", "Together with P2 (00:13–00:18): P1 (00:04–00:25) [1] [2].", "of the same camera"),
        (
            "P2는 누구랑 있었어?",
            "P2(00:13–00:18) 곁에 함께 있던 사람: P1 (00:04–00:25) [1] [2].",
            "같은 카메라에 보였다는",
        ),
    ],
)
async def test_with_whom_is_who_was_in_view_at_the_same_time(text: str, told: str, meaning: str) -> None:
    read = plan(types=["STANDING"], trackIds=["P2"], company="WITH_WHOM")
    answer = await run_ask(ScriptedModels(read), text, rows=VISITS)
    assert answer.response.endswith(told)
    assert meaning in answer.response
    nobody = plan(types=["STANDING"], trackIds=["P3"], company="WITH_WHOM")
    alone = await run_ask(ScriptedModels(nobody), text, rows=VISITS)
    assert alone.status is PromptStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("text", "meaning"), [("Who was alone?", "“Alone” means here"), ("혼자 있던 사람은?", "여기서 ‘혼자’는")]
)
async def test_alone_is_who_was_in_view_with_nobody_else_and_what_that_means_is_said(text: str, meaning: str) -> None:
    models = ScriptedModels(plan(types=["STANDING"], company="ALONE"), ["P3 [1]."])
    answer = await run_ask(models, text, rows=VISITS)
    assert list_cited(answer) == [8]
    assert meaning in answer.response
    # Whoever was not told apart may be somebody else.
    unknown = event(9, "WALKING", 400, 410, None)
    none = await run_ask(ScriptedModels(plan(types=["STANDING"], company="ALONE")), text, rows=[*VISITS, unknown])
    assert none.status is PromptStatus.NOT_FOUND


async def test_coming_in_alone_is_without_somebody_who_does_so_at_about_the_same_time() -> None:
    read = plan(types=["PERSON_ENTER"], company="ALONE")
    answer = await run_ask(ScriptedModels(read, ["P3 [1]."]), rows=VISITS)
    # P1 and P2 come in within seven seconds.
    assert list_cited(answer) == [7]


async def test_whether_somebody_was_alone_has_no_yes_where_it_was_so_at_some_times_only() -> None:
    visits = [*VISITS, event(9, "STANDING", 40, 50, "P1")]
    read = plan(want="EXISTS", types=["STANDING"], trackIds=["P1"], company="ALONE", yesMeans="FOUND")
    answer = await run_ask(ScriptedModels(read, ["Yes, P1 stood there [1]."]), rows=visits)
    assert "Yes" not in answer.response
    assert list_cited(answer) == [9]


async def test_who_else_was_there_is_not_said_where_not_all_events_are_known() -> None:
    many = [event(number, "STANDING", number, number + 1, f"P{number}") for number in range(2001)]
    read = plan(types=["STANDING"], trackIds=["P1"], company="ALONE")
    answer = await run_ask(ScriptedModels(read), rows=many)
    assert answer.response.startswith("There are too many events to say who else was there.")


def record(video: UUID, camera: str, **fields: Any) -> Recording:
    began = RECORDED
    values = {"began": began, "ended": began + timedelta(seconds=60), "is_analysed": True, **fields}
    return Recording(video, camera, None, "Asia/Seoul", **values)


BOTH = (record(VIDEO.id, "till"), record(DOOR, "door"))
# The till sees P1 from 10 to 20 s, the door somebody who is not told apart from 15 to 30 s.
SEEN = (event(1, "STANDING", 10, 20, "P1", camera="till"), at_door(2, "WALKING", 15, 30, None))


async def ask_when_empty(text: str = "When was nobody there?", **search: Any) -> Any:
    found = InMemorySearch(SEEN, **{"recordings": BOTH, **search})
    return await run_ask(ScriptedModels(plan(want="EMPTY")), text, search=found, video=None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "When was nobody there?",
            "Nobody was seen by any of the 2 cameras, all of which recorded: "
            "2026-11-22 21:00:00–21:00:10 (10 s), 2026-11-22 21:00:30–21:01:00 (30 s).\n"
            "Nobody was seen by 'till': 2026-11-22 21:00:00–21:00:10 (10 s), 2026-11-22 21:00:20–21:01:00 (40 s) [1].\n"
            "Nobody was seen by 'door': 2026-11-22 21:00:00–21:00:15 (15 s), 2026-11-22 21:00:30–21:01:00 (30 s) [2].",
        ),
        (
            "언제 아무도 없었어?",
            "카메라 2대가 모두 녹화했고 어디에도 아무도 보이지 않은 때: "
            "2026-11-22 21:00:00–21:00:10 (10초), 2026-11-22 21:00:30–21:01:00 (30초).\n"
            "‘till’에 아무도 보이지 않은 때: "
            "2026-11-22 21:00:00–21:00:10 (10초), 2026-11-22 21:00:20–21:01:00 (40초) [1].\n"
            "‘door’에 아무도 보이지 않은 때: "
            "2026-11-22 21:00:00–21:00:15 (15초), 2026-11-22 21:00:30–21:01:00 (30초) [2].",
        ),
    ],
)
async def test_when_nobody_was_there_is_by_the_clock_over_all_cameras_and_of_each(text: str, told: str) -> None:
    assert (await ask_when_empty(text)).response == told


async def test_what_was_not_recorded_or_not_analysed_is_not_empty() -> None:
    later = record(DOOR, "door", began=RECORDED + timedelta(seconds=25), unseen=[(5.0, 15.0)])
    answer = await ask_when_empty(recordings=(BOTH[0], later, record(UUID(int=3), "yard", is_analysed=False)))
    # The door records from 21:00:25, is blind from :30 to :40, and sees somebody to :30.
    assert "any of the 2 cameras, all of which recorded: 2026-11-22 21:00:40–21:01:00 (20 s)." in answer.response
    assert "1 more video is not analysed, or of unknown time" in answer.response
    nothing = await ask_when_empty(recordings=[record(VIDEO.id, "till", is_analysed=False)])
    assert nothing.response.startswith("No footage has been analysed whose time is known")
    assert nothing.status is PromptStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("When were most people there?", "Over all cameras by the clock, at most 3 were in view at once"),
        (
            "가장 붐빈 때는?",
            "모든 카메라를 시각으로 합치면 동시에 최대 3명(2026-11-22 21:00:10)이며",
        ),
    ],
)
async def test_most_at_once_over_cameras_is_by_the_clock_and_counts_per_camera(text: str, told: str) -> None:
    door = at_door(9, "STANDING", 10, 17, "P1")
    models = ScriptedModels(plan(want="MOST", groupBy="MOMENT"), ["2 people [1]."])
    answer = await run_ask(models, text, rows=[*VISITS, door], video=None)
    assert told in answer.response
    same = [replace(row, person_id=row.track_id) for row in (*VISITS, door)]
    known = await run_ask(ScriptedModels(plan(want="MOST", groupBy="MOMENT"), ["2 people [1]."]), rows=same, video=None)
    assert "Over all cameras" not in known.response
