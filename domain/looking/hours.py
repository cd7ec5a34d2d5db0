"""When a camera's footage is outside its hours."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from domain.language.timecode import zone_or_utc
from models.enums import Weekday
from models.footage.clock_jumps import time_at_position

_STEP_SECONDS = 60.0
_DAY_ENDS = "24:00"


def list_closed_parts(
    hours: Sequence[Mapping[str, Any]],
    recorded_at: datetime | None,
    timezone: str,
    jumps: Sequence[float | None],
    length: float,
) -> list[tuple[float, float]]:
    """Parts (from, to; seconds) of footage outside the camera's hours, to the minute.

    None where the camera has no hours, or where nobody knows when the footage was recorded.
    """
    if not hours or recorded_at is None:
        return []
    zone = zone_or_utc(timezone)
    parts: list[tuple[float, float]] = []
    for number in range(int(length // _STEP_SECONDS) + 1):
        start = number * _STEP_SECONDS
        moment = time_at_position(recorded_at, jumps, start)
        if moment is None or is_within(hours, moment.astimezone(zone)):
            continue
        end = min(length, start + _STEP_SECONDS)
        if parts and parts[-1][1] >= start:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return parts


def is_within(hours: Sequence[Mapping[str, Any]], moment: datetime) -> bool:
    """Whether the local time lies in one of the ranges. One that ends before it begins goes on after midnight."""
    for each in hours:
        begins, ends = _read_time(each["from"]), _read_time(each["to"])
        today, yesterday = _name_weekday(moment), _name_weekday(moment - timedelta(days=1))
        clock = moment.hour * 60 + moment.minute
        overnight = ends <= begins
        if today in each["weekdays"] and begins <= clock and (overnight or clock < ends):
            return True
        if overnight and yesterday in each["weekdays"] and clock < ends:
            return True
    return False


def _name_weekday(moment: datetime) -> str:
    return list(Weekday)[moment.weekday()].value


def _read_time(text: str) -> int:
    """Minutes since midnight."""
    if text == _DAY_ENDS:
        return 24 * 60
    parsed = time.fromisoformat(text)
    return parsed.hour * 60 + parsed.minute
