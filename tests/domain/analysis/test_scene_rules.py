"""What an analysis is told about its camera."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.analysis.scene_rules import build_rules, find_closed, list_examined

SEOUL = ZoneInfo("Asia/Seoul")
WEEK = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"]
DAY = [{"weekdays": WEEK, "from": "09:00", "to": "18:00"}]
NIGHT = [{"weekdays": ["MONDAY"], "from": "22:00", "to": "06:00"}]
SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]


def _on(day: int, clock: str) -> datetime:
    """A moment of December 2026 in Seoul; the first is a Tuesday."""
    return datetime.fromisoformat(f"2026-12-{day:02}T{clock}+09:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("begins", "duration", "closed"),
    [
        (_on(1, "10:00"), 3600.0, []),
        (_on(1, "08:30"), 3600.0, [(0.0, 1800.0)]),
        (_on(1, "17:30"), 3600.0, [(1800.0, 3600.0)]),
        (_on(1, "17:30"), 16 * 3600.0, [(1800.0, 55_800.0)]),
        (_on(5, "12:00"), 600.0, [(0.0, 600.0)]),
    ],
    ids=["open", "before", "after", "over night", "Saturday"],
)
def test_nobody_is_expected_outside_of_the_hours(
    begins: datetime, duration: float, closed: list[tuple[float, float]]
) -> None:
    assert find_closed(DAY, begins, duration, SEOUL) == closed


def test_hours_that_end_on_the_next_day_are_open_over_midnight() -> None:
    assert find_closed(NIGHT, _on(8, "05:30"), 3600.0, SEOUL) == [(1800.0, 3600.0)]
    assert find_closed(NIGHT, _on(7, "23:00"), 7 * 3600.0, SEOUL) == []


def test_the_end_of_the_day_is_midnight() -> None:
    whole = [{"weekdays": ["TUESDAY"], "from": "00:00", "to": "24:00"}]
    assert find_closed(whole, _on(1, "23:00"), 7200.0, SEOUL) == [(3600.0, 7200.0)]


def test_without_hours_somebody_may_always_be_there() -> None:
    assert find_closed([], _on(1, "03:00"), 3600.0, SEOUL) == []


def _video(*purposes: str, recorded_at: datetime | None = None) -> dict[str, Any]:
    zones = [{"name": purpose.lower(), "purpose": purpose, "polygon": SQUARE} for purpose in purposes]
    return {"zones": zones, "recorded_at": recorded_at, "timezone": "Asia/Seoul"}


def test_zones_are_sorted_by_their_purpose() -> None:
    rules = build_rules(_video("DOOR", "INTRUSION", "IGNORE", "TILL"), (), 60.0, (6, 5.0))
    polygon = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]
    assert (rules.doors, rules.forbidden, rules.ignored) == ([polygon], [("intrusion", polygon)], [polygon])
    assert (rules.crowd_people, rules.crowd_seconds) == (6, 5.0)


@pytest.mark.parametrize(
    ("video", "hours", "people", "examined"),
    [
        (_video(), (), 0, []),
        (_video("DOOR"), (), 6, ["CROWDING"]),
        (_video("INTRUSION"), (), 0, ["INTRUSION"]),
        (_video(recorded_at=_on(1, "10:00")), DAY, 0, ["INTRUSION"]),
        (_video(), DAY, 0, []),
    ],
    ids=["nothing", "crowds", "a zone", "hours", "hours of an unknown time"],
)
def test_what_was_not_set_was_not_examined(
    video: dict[str, Any], hours: list[dict[str, Any]], people: int, examined: list[str]
) -> None:
    rules = build_rules(video, hours, 60.0, (people, 5.0))
    assert list_examined(rules, hours, video["recorded_at"]) == examined
