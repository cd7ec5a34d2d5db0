"""Times in a question over everything: by the clock beside each camera, or a position in each video."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from domain.ask.plan.plan import parse_plan
from models.asking.evidence import Evidence
from models.errors import ModelFailed
from tests.domain.ask.asking import list_cited, list_evidence, plan, run_ask
from tests.domain.doubles import RECORDED, InMemorySearch, event
from tests.domain.scripted_models import ScriptedModels

NEW_YORK = ZoneInfo("America/New_York")


def in_new_york(number: int, kind: str, start: float, who: str) -> Evidence:
    """At nine in the evening there, fourteen hours after it was nine in Seoul."""
    begun = RECORDED.replace(tzinfo=NEW_YORK)
    row = event(number, kind, start, start + 1, who, camera="till", timezone="America/New_York")
    return replace(row, video_id=UUID(int=2), video_name="Till", occurred_at=begun + timedelta(seconds=start))


SEOUL_ONLY = (event(1, "PERSON_ENTER", 15, 16, "P1"), event(2, "PERSON_EXIT", 300, 301, "P1"))
BOTH = (*SEOUL_ONLY, in_new_york(3, "PERSON_ENTER", 18, "P1"), in_new_york(4, "PERSON_EXIT", 90, "P1"))


def clock(start: str, end: str) -> dict[str, str]:
    return {"from": start, "to": end}


def either(start: str, end: str, position: tuple[float, float], **fields: Any) -> Mapping[str, Any]:
    """A plan with a range such as "00:10–00:20", which may be a time of the day or a position."""
    seconds = {"from": position[0], "to": position[1]}
    return plan(occurredAt=clock(start, end), eitherTime=True, seconds=seconds, **fields)


AROUND_NINE = plan(types=["PERSON_ENTER"], occurredAt=clock("2026-11-22T20:30:00", "2026-11-22T21:30:00"))


def citing_all(read: Mapping[str, Any]) -> ScriptedModels:
    return ScriptedModels(read, ["That is all [1-9]."])


@pytest.mark.parametrize(
    ("text", "interpretation"),
    [
        ("What happened between 00:10 and 00:20?", "all footage, 00:10–00:20 of each video"),
        ("00:10에서 00:20 사이에 무슨 일이 있었어?", "전체 영상, 각 영상의 00:10–00:20"),
    ],
)
async def test_a_range_that_fits_a_video_and_no_recorded_time_is_a_position(text: str, interpretation: str) -> None:
    read = either("2026-11-23T00:10:00", "2026-11-23T00:20:00", (10, 20))
    answer = await run_ask(citing_all(read), text, rows=BOTH, video=None)
    assert (answer.interpretation, list_cited(answer)) == (interpretation, [1, 3])


@pytest.mark.parametrize(
    ("text", "interpretation"),
    [
        ("Who left between 21:00 and 21:09?", "all footage, 2026-11-22 21:00–21:09 (Asia/Seoul) · leaving"),
        ("21:00에서 21:09 사이에 나간 사람은?", "전체 영상, 2026-11-22 21:00–21:09(Asia/Seoul) · 퇴장"),
    ],
)
async def test_a_range_in_which_something_was_recorded_is_a_time_of_day(text: str, interpretation: str) -> None:
    read = either("2026-11-22T21:00:00", "2026-11-22T21:09:00", (1260, 1269), types=["PERSON_EXIT"])
    answer = await run_ask(citing_all(read), text, rows=SEOUL_ONLY, video=None)
    assert (answer.interpretation, list_cited(answer)) == (interpretation, [2])


async def test_a_range_that_is_longer_than_every_video_is_a_time_of_day() -> None:
    read = either("2026-11-22T14:10:00", "2026-11-22T14:20:00", (850, 860), types=["PERSON_EXIT"])
    answer = await run_ask(ScriptedModels(read), rows=SEOUL_ONLY, video=None)
    assert answer.interpretation == "all footage, 2026-11-22 14:10–14:20 (Asia/Seoul) · leaving"
    assert list_cited(answer) == []


@pytest.mark.parametrize(
    ("text", "interpretation"),
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
async def test_nine_at_night_is_nine_beside_each_camera(text: str, interpretation: str) -> None:
    answer = await run_ask(citing_all(AROUND_NINE), text, rows=BOTH, video=None)
    assert (answer.interpretation, sorted(list_cited(answer))) == (interpretation, [1, 3])


@pytest.mark.parametrize("zone", ["Europe/Paris", None])
async def test_the_cameras_zone_overrides_the_callers(zone: str | None) -> None:
    models = citing_all(AROUND_NINE)
    answer = await run_ask(models, rows=SEOUL_ONLY, video=None, timezone=zone)
    assert answer.interpretation == "all footage, 2026-11-22 20:30–21:30 (Asia/Seoul) · coming in"
    assert list_evidence(models) == [("00:15–00:16", "P1")]


async def test_of_a_camera_that_is_named_its_own_zone_alone_is_said() -> None:
    answer = await run_ask(citing_all({**AROUND_NINE, "cameras": ["till"]}), rows=BOTH, video=None)
    assert answer.interpretation == "camera 'till', 2026-11-22 20:30–21:30 (America/New_York) · coming in"


async def test_the_last_hours_are_the_same_moments_everywhere() -> None:
    window = clock("2026-11-22T20:10:00+09:00", "2026-11-22T21:10:00+09:00")
    models = citing_all(plan(types=["PERSON_ENTER"], occurredAt=window))
    answer = await run_ask(models, rows=BOTH, video=None, timezone="Asia/Seoul")
    assert answer.interpretation == "all footage, 2026-11-22 20:10–21:10 (Asia/Seoul) · coming in"
    assert list_cited(answer) == [1]


async def test_where_the_footage_cannot_be_described_a_time_of_day_stays_one() -> None:
    search = InMemorySearch(SEOUL_ONLY, down=frozenset({"reach"}))
    answer = await run_ask(citing_all(AROUND_NINE), search=search, video=None, timezone="Asia/Seoul")
    assert "cameras" in answer.degraded
    assert answer.interpretation == "all footage, 2026-11-22 20:30–21:30 (Asia/Seoul) · coming in"


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        (
            "Who came in on December 25, 2024?",
            "Nothing was recorded in any footage, 2024-12-25 00:00–23:59 (Asia/Seoul): all footage is from between "
            "2026-11-22 21:00:00 and 2026-11-22 21:10:00 (Asia/Seoul).",
        ),
        (
            "2024년 12월 25일에 누가 들어왔어?",
            "전체 영상, 2024-12-25 00:00–23:59(Asia/Seoul)에는 촬영된 영상이 없습니다. "
            "있는 영상은 2026-11-22 21:00:00부터 "
            "2026-11-22 21:10:00까지(Asia/Seoul)의 것입니다.",
        ),
    ],
)
async def test_where_nothing_was_recorded_then_it_says_from_when_to_when_there_is_footage(
    text: str, reply: str
) -> None:
    read = plan(types=["PERSON_ENTER"], occurredAt=clock("2024-12-25T00:00:00", "2024-12-25T23:59:59"))
    assert (await run_ask(ScriptedModels(read), text, rows=SEOUL_ONLY, video=None)).response == reply


def test_a_local_window_is_put_in_order_and_stays_in_the_calendar() -> None:
    window = {"from": "2026-11-22T22:00:00", "to": "2026-11-22T21:00:00"}
    read = parse_plan({"aboutFootage": True, "occurredAt": window}, NEW_YORK, zoned=False).occurred_at
    assert read is not None
    assert (read.start, read.end) == (datetime(2026, 11, 22, 21), datetime(2026, 11, 22, 22))  # noqa: DTZ001 - local
    with pytest.raises(ModelFailed):
        parse_plan({"aboutFootage": True, "occurredAt": {"to": "9999-12-31T23:00:00"}}, NEW_YORK, zoned=False)
