"""Which parts of footage are outside a camera's hours."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain.looking.hours import is_within, list_closed_parts

ZONE = ZoneInfo("Asia/Seoul")
DAYS = [{"weekdays": ["MONDAY", "TUESDAY"], "from": "09:00", "to": "18:00"}]
NIGHTS = [{"weekdays": ["MONDAY"], "from": "22:00", "to": "06:00"}]


# 30 November 2026 is a Monday.
@pytest.mark.parametrize(
    ("hours", "day", "clock", "within"),
    [
        (DAYS, 30, "08:59", False),
        (DAYS, 30, "09:00", True),
        (DAYS, 30, "18:00", False),
        (DAYS, 29, "12:00", False),
        (NIGHTS, 30, "23:00", True),
        (NIGHTS, 30, "05:00", False),
        ([{**DAYS[0], "to": "24:00"}], 30, "23:59", True),
    ],
)
def test_hours_are_those_of_the_cameras_clock(
    hours: list[dict[str, object]], day: int, clock: str, *, within: bool
) -> None:
    hour, minute = map(int, clock.split(":"))
    assert is_within(hours, datetime(2026, 11, day, hour, minute, tzinfo=ZONE)) is within


def test_a_range_over_midnight_goes_on_the_next_day() -> None:
    assert is_within(NIGHTS, datetime(2026, 12, 1, 5, 59, tzinfo=ZONE))


def test_the_closed_part_begins_when_the_hours_end() -> None:
    recorded = datetime(2026, 11, 30, 17, 58, tzinfo=ZONE)
    assert list_closed_parts(DAYS, recorded, "Asia/Seoul", (), 300.0) == [(120.0, 300.0)]
    assert list_closed_parts([], recorded, "Asia/Seoul", (), 300.0) == []
    assert list_closed_parts(DAYS, None, "Asia/Seoul", (), 300.0) == []
