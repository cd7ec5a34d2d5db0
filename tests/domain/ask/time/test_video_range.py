"""Which part of a video a chat looks at, in the order of the decisions."""

from dataclasses import replace
from typing import Any

import pytest

from domain.ask.filters.scope import Obstacle
from domain.ask.plan.plan import SearchPlan
from domain.ask.time.decide import VideoRange, decide_video_range
from models.asking.evidence import VideoContext
from models.filters import SecondsRange
from tests.domain.doubles import RECORDED, VIDEO

MINUTE_ONE = {"from": 60, "to": 70}
AT_RECORDING = {"from": RECORDED.isoformat(), "to": RECORDED.isoformat()}


def decide(
    chosen: SecondsRange | None = None, *, video: VideoContext = VIDEO, is_instant: bool = False, **fields: Any
) -> VideoRange | Obstacle | None:
    plan = SearchPlan.model_validate({"aboutFootage": True, **fields})
    return decide_video_range(plan, chosen, video, is_instant=is_instant)


def test_the_callers_range_comes_before_the_plans_times() -> None:
    assert decide(SecondsRange(5.0, 9.0), seconds=MINUTE_ONE, occurredAt=AT_RECORDING) == VideoRange(5.0, 9.0)


def test_a_time_of_day_comes_before_a_position() -> None:
    assert decide(seconds=MINUTE_ONE, occurredAt=AT_RECORDING) == VideoRange(0.0, 0.0)


def test_a_time_that_may_be_either_is_a_position_in_a_video_that_is_long_enough() -> None:
    assert decide(seconds=MINUTE_ONE, occurredAt=AT_RECORDING, eitherTime=True) == VideoRange(60.0, 70.0)
    short = replace(VIDEO, duration_seconds=30.0)
    assert decide(seconds=MINUTE_ONE, occurredAt=AT_RECORDING, eitherTime=True, video=short) == VideoRange(0.0, 0.0)


def test_a_time_of_day_needs_the_time_of_recording() -> None:
    assert decide(occurredAt=AT_RECORDING, video=replace(VIDEO, recorded_at=None)) is Obstacle.NO_CLOCK


def test_an_instant_is_the_middle_of_its_position() -> None:
    assert decide(seconds=MINUTE_ONE, is_instant=True) == VideoRange(60.0, 70.0, 65.0)
    assert decide(seconds={"from": 60}, is_instant=True) == VideoRange(60.0, VIDEO.duration_seconds)


@pytest.mark.parametrize("length", [None, 600.0])
def test_without_any_time_it_is_the_whole_video(length: float | None) -> None:
    assert decide(video=replace(VIDEO, duration_seconds=length)) == VideoRange(0.0, length)


def test_what_lies_outside_of_the_video_is_none() -> None:
    assert decide(seconds={"from": 5000, "to": 6000}) is None
    assert decide(SecondsRange(5000.0, None)) is None
