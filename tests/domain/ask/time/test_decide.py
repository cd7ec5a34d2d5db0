"""Times in a question over everything: by the clock beside each camera, or a position in each video."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from domain.ask.ask import ask
from domain.ask.plan.plan import parse_plan
from domain.ask.question.question import Answer, Question
from models.asking.evidence import Evidence
from models.errors import ModelFailed
from tests.domain.doubles import OPERATOR, RECORDED, InMemorySearch, ScriptedModels, event, make_services

NEW_YORK = ZoneInfo("America/New_York")


def in_new_york(number: int, kind: str, start: float, who: str) -> Evidence:
    """At nine in the evening there, fourteen hours after it was nine in Seoul."""
    begun = RECORDED.replace(tzinfo=NEW_YORK)
    row = event(number, kind, start, start + 1, who, camera="till", timezone="America/New_York")
    return replace(row, video_id=UUID(int=2), video_name="Till", occurred_at=begun + timedelta(seconds=start))


SEOUL_ONLY = (event(1, "PERSON_ENTER", 15, 16, "P1"), event(2, "PERSON_EXIT", 300, 301, "P1"))
BOTH = (*SEOUL_ONLY, in_new_york(3, "PERSON_ENTER", 18, "P1"), in_new_york(4, "PERSON_EXIT", 90, "P1"))


async def run_ask(text: str, rows: Sequence[Evidence], *, plan: dict[str, Any] | None = None, **more: Any) -> Answer:
    async def tell(*_: object) -> None: ...

    models = ScriptedModels(plan) if plan else ScriptedModels()
    return await ask(Question(text, **more), OPERATOR, make_services(InMemorySearch(rows), models), tell)


def cited(answer: Answer) -> list[int]:
    return [citation.event_id.int - 1000 for citation in answer.citations if isinstance(citation.event_id, UUID)]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("What happened between 00:10 and 00:20?", "all footage, 00:10–00:20 of each video"),
        ("00:10에서 00:20 사이에 무슨 일이 있었어?", "전체 영상, 각 영상의 00:10–00:20"),
    ],
)
async def test_a_range_that_fits_a_video_and_no_recorded_time_is_a_position(question: str, read: str) -> None:
    answer = await run_ask(question, BOTH)
    assert (answer.interpretation, cited(answer)) == (read, [1, 3])


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("Who left between 21:00 and 21:09?", "all footage, 2026-11-22 21:00–21:09 (Asia/Seoul) · leaving"),
        ("21:00에서 21:09 사이에 나간 사람은?", "전체 영상, 2026-11-22 21:00–21:09(Asia/Seoul) · 퇴장"),
    ],
)
async def test_a_range_in_which_something_was_recorded_is_a_time_of_day(question: str, read: str) -> None:
    answer = await run_ask(question, SEOUL_ONLY)
    assert (answer.interpretation, cited(answer)) == (read, [2])


async def test_a_range_that_is_longer_than_every_video_is_a_time_of_day() -> None:
    answer = await run_ask("Who left between 14:10 and 14:20?", SEOUL_ONLY)
    assert answer.interpretation == "all footage, 2026-11-22 14:10–14:20 (Asia/Seoul) · leaving"
    assert cited(answer) == []


@pytest.mark.parametrize(
    ("question", "read"),
    [
        (
            "Who came in around 9 at night?",
            "all footage, 2026-11-22 20:30–21:30 (local time of each camera: Asia/Seoul, America/New_York) · coming in",
        ),
        (
            "밤 9시쯤 들어온 사람은 누구야?",
            "전체 영상, 2026-11-22 20:30–21:30(각 카메라의 현지 시각: Asia/Seoul, America/New_York) · 입장",
        ),
    ],
)
async def test_nine_at_night_is_nine_beside_each_camera(question: str, read: str) -> None:
    answer = await run_ask(question, BOTH)
    assert (answer.interpretation, sorted(cited(answer))) == (read, [1, 3])


@pytest.mark.parametrize("zone", ["Europe/Paris", None])
async def test_the_cameras_zone_stands_above_the_callers(zone: str | None) -> None:
    answer = await run_ask("Who came in around 9 at night?", SEOUL_ONLY, timezone=zone)
    assert answer.interpretation == "all footage, 2026-11-22 20:30–21:30 (Asia/Seoul) · coming in"


async def test_of_a_camera_that_is_named_its_own_zone_alone_is_said() -> None:
    plan = {
        "aboutFootage": True, "want": "LIST", "types": ["PERSON_ENTER"], "cameras": ["till"],
        "occurredAt": {"from": "2026-11-22T20:30:00", "to": "2026-11-22T21:30:00"},
    }  # fmt: skip
    answer = await run_ask("x", BOTH, plan=plan)
    assert answer.interpretation == "camera 'till', 2026-11-22 20:30–21:30 (America/New_York) · coming in"


async def test_the_last_hours_are_the_same_moments_everywhere() -> None:
    now = "2026-11-22T21:10:00+09:00"
    plan = {
        "aboutFootage": True, "want": "LIST", "types": ["PERSON_ENTER"],
        "occurredAt": {"from": "2026-11-22T20:10:00+09:00", "to": now},
    }  # fmt: skip
    answer = await run_ask("x", BOTH, plan=plan, timezone="Asia/Seoul")
    assert answer.interpretation == "all footage, 2026-11-22 20:10–21:10 (Asia/Seoul) · coming in"
    assert cited(answer) == [1]


async def test_where_the_footage_cannot_be_told_a_time_of_day_stays_one() -> None:
    async def tell(*_: object) -> None: ...

    answer = await ask(
        Question("Who came in around 9 at night?", timezone="Asia/Seoul"),
        OPERATOR,
        make_services(InMemorySearch(SEOUL_ONLY, down=frozenset({"reach"})), ScriptedModels()),
        tell,
    )
    assert "cameras" in answer.degraded
    assert answer.interpretation == "all footage, 2026-11-22 20:30–21:30 (Asia/Seoul) · coming in"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Who came in on December 25, 2024?",
            "No one was seen coming in, in any footage, 2024-12-25 00:00–23:59 (Asia/Seoul). Nothing was recorded "
            "then: all footage is from between 2026-11-22 21:00:00 and 2026-11-22 21:10:00 (Asia/Seoul).",
        ),
        (
            "2024년 12월 25일에 누가 들어왔어?",
            "전체 영상, 2024-12-25 00:00–23:59(Asia/Seoul)에서 입장으로 기록된 장면을 찾지 못했습니다. "
            "그 시간에 촬영된 영상이 없습니다. 있는 영상은 2026-11-22 21:00:00부터 "
            "2026-11-22 21:10:00까지(Asia/Seoul)의 것입니다.",
        ),
    ],
)
async def test_where_nothing_was_recorded_then_it_says_from_when_to_when_there_is_footage(
    question: str, told: str
) -> None:
    assert (await run_ask(question, SEOUL_ONLY)).response == told


def test_a_local_window_is_put_in_order_and_stays_in_the_calendar() -> None:
    window = {"from": "2026-11-22T22:00:00", "to": "2026-11-22T21:00:00"}
    read = parse_plan({"aboutFootage": True, "occurredAt": window}, NEW_YORK, zoned=False).occurred_at
    assert read is not None
    assert (read.start, read.end) == (datetime(2026, 11, 22, 21), datetime(2026, 11, 22, 22))  # noqa: DTZ001 - local
    with pytest.raises(ModelFailed):
        parse_plan({"aboutFootage": True, "occurredAt": {"to": "9999-12-31T23:00:00"}}, NEW_YORK, zoned=False)
