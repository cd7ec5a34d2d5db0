"""Plans: the tool input of a model, validated."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic.alias_generators import to_camel

from domain.ask.plan.plan import AnswerKind, SearchPlan, parse_plan
from domain.ask.plan.tool import PLAN_TOOL
from models.enums import EventType
from models.errors import ModelFailed
from tests.domain.doubles import SEOUL


def read(**fields: Any) -> SearchPlan:
    return parse_plan({"language": "ko", "aboutFootage": True, "want": "LIST", **fields}, SEOUL)


def test_the_tool_asks_for_exactly_the_fields_of_a_plan() -> None:
    without_sql = {to_camel(name) for name in SearchPlan.model_fields} - {"sql"}
    assert set(PLAN_TOOL.schema["properties"]) == without_sql


def test_the_tools_vocabularies_are_the_products() -> None:
    properties = PLAN_TOOL.schema["properties"]
    assert properties["want"]["enum"] == list(AnswerKind)
    assert properties["types"]["items"]["enum"] == list(EventType)
    assert "UNKNOWN" not in properties["genders"]["items"]["enum"]


def test_null_and_empty_fields_narrow_nothing() -> None:
    plan = read(types=None, seconds={"from": None, "to": None}, occurredAt={}, text="", visitor=None)
    assert not plan.has_conditions
    assert plan.occurred_at is None


def test_ends_in_the_wrong_order_are_put_right_and_begin_with_the_video() -> None:
    plan = read(seconds={"from": 300, "to": -5})
    assert plan.seconds is not None
    assert (plan.seconds.start, plan.seconds.end) == (0, 300)


def test_a_time_of_day_without_an_offset_is_meant_where_the_camera_hangs() -> None:
    plan = read(occurredAt={"from": "2026-11-22T21:00:00", "to": "2026-11-22T13:00:00Z"})
    assert plan.occurred_at is not None
    assert plan.occurred_at.start is not None
    assert plan.occurred_at.end is not None
    assert plan.occurred_at.start.utcoffset() == timedelta(hours=9)
    assert plan.occurred_at.end.hour == 22


@pytest.mark.parametrize(
    "wrong",
    [
        {"types": ["DANCING"]},
        {"want": "GUESS"},
        {"locations": ["UP"]},
        {"nth": 0},
        {"seconds": {"from": "soon"}},
        {"occurredAt": {"from": "0001-01-01T00:00:00+23:00"}},
    ],
)
def test_a_value_outside_the_vocabulary_is_refused_not_dropped(wrong: dict[str, Any]) -> None:
    with pytest.raises(ModelFailed):
        read(**wrong)


def test_an_answer_without_the_tool_is_refused() -> None:
    with pytest.raises(ModelFailed):
        parse_plan(None, SEOUL)


def test_a_stored_plan_reads_back_as_the_same_plan() -> None:
    plan = read(
        want="FIRST", types=["THEFT"], nth=2, seconds={"from": 3}, occurredAt={"from": "2026-11-22T21:00:00+09:00"}
    )
    assert parse_plan(plan.to_stored(), SEOUL) == plan
    assert "locations" not in plan.to_stored()


def test_a_condition_in_words_is_kept_short() -> None:
    assert len(read(text="x" * 9000).text) == 500


# ── Where clocks change ──────────────────────────────────────────────────────────────────────────────────────

NEW_YORK = ZoneInfo("America/New_York")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        # Summer and winter, whatever the present moment's offset is.
        (("2026-07-01T21:00:00", "2026-07-01T22:00:00"), "2026-07-02T01:00", "2026-07-02T02:00"),
        (("2026-12-01T21:00:00", "2026-12-01T22:00:00"), "2026-12-02T02:00", "2026-12-02T03:00"),
        # Between one and two on the night on which that hour comes twice: two hours.
        (("2026-11-01T01:00:00", "2026-11-01T01:59:59"), "2026-11-01T05:00", "2026-11-01T06:59:59"),
        # Half past two, which does not come on the night on which clocks go forward.
        (("2026-03-08T02:30:00", "2026-03-08T04:00:00"), "2026-03-08T07:30", "2026-03-08T08:00"),
        (("2026-03-08T01:00:00", "2026-03-08T02:30:00"), "2026-03-08T06:00", "2026-03-08T07:30"),
    ],
)
def test_a_window_without_an_offset_is_in_the_cameras_time(window: tuple[str, str], start: str, end: str) -> None:
    read = parse_plan({"aboutFootage": True, "occurredAt": {"from": window[0], "to": window[1]}}, NEW_YORK)
    assert read.occurred_at is not None
    assert read.occurred_at.start is not None
    assert read.occurred_at.end is not None
    assert (read.occurred_at.start.astimezone(UTC), read.occurred_at.end.astimezone(UTC)) == (utc(start), utc(end))
