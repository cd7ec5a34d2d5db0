"""Checks the settings of a camera that a caller gives or changes."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.language.validation import validate_line, validate_required_line, validate_time_zone
from domain.videos.zones import validate_zones
from models.enums import Weekday
from models.errors import InvalidInput
from models.mistakes import MistakeCollector

# A clock that begins in 1970 is off by less.
MAX_OFFSET_SECONDS = 100 * 366 * 86_400.0
MAX_LOITERING_SECONDS = 86_400.0
MAX_RETENTION_DAYS = 36_500
MAX_HOURS = 50
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_END_OF_DAY = "24:00"


@dataclass(frozen=True, slots=True)
class HoursRange:
    """Hours of some weekdays, by the camera's own clock. A range whose end is before its start ends on the next day."""

    weekdays: Sequence[Weekday]
    start: str
    end: str


def validate_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns to set, by name. Raises InvalidInput for all that is wrong. values: what the caller gave."""
    with MistakeCollector() as mistakes:
        return {name: mistakes.check(VALIDATORS[name], value) for name, value in values.items()}


def _validate_time_zone(name: str | None) -> str:
    field = ("input", "timezone")
    return validate_time_zone(validate_required_line(name, field), field)


def _validate_number(value: float | None, name: str, low: float, high: float) -> float | None:
    """A number of this range, without its low end. None where none is given."""
    if value is None:
        return None
    if not math.isfinite(value) or not low < value <= high:
        raise InvalidInput("OUT_OF_RANGE", field=("input", name), low=low, high=high)
    return value


def _validate_offset(value: float | None) -> float:
    """Null is none."""
    if value is None:
        return 0.0
    if not math.isfinite(value) or abs(value) > MAX_OFFSET_SECONDS:
        low, high = -MAX_OFFSET_SECONDS, MAX_OFFSET_SECONDS
        raise InvalidInput("OUT_OF_RANGE", field=("input", "clockOffsetSeconds"), low=low, high=high)
    return value


def _validate_hours(ranges: Sequence[HoursRange] | None) -> list[dict[str, Any]]:
    """Null is none: no hours are told."""
    field = ("input", "expectedHours")
    if ranges is None:
        return []
    if len(ranges) > MAX_HOURS:
        raise InvalidInput("TOO_MANY", field=field, given=len(ranges), most=MAX_HOURS)
    with MistakeCollector() as mistakes:
        return [mistakes.check(_validate_range, each, (*field, str(number))) for number, each in enumerate(ranges)]


def _validate_range(hours: HoursRange, field: tuple[str, ...]) -> dict[str, Any]:
    is_start = _TIME_OF_DAY.fullmatch(hours.start)
    is_end = hours.end == _END_OF_DAY or _TIME_OF_DAY.fullmatch(hours.end)
    if not hours.weekdays or not is_start or not is_end or hours.start == hours.end:
        raise InvalidInput("BAD_HOURS", field=field)
    given = set(hours.weekdays)
    return {"weekdays": [day.value for day in Weekday if day in given], "from": hours.start, "to": hours.end}


VALIDATORS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda value: validate_required_line(value, ("input", "name")),
    "site": lambda value: validate_line(value, ("input", "site")),
    "timezone": _validate_time_zone,
    "clock_offset_seconds": _validate_offset,
    "zones": validate_zones,
    "loitering_seconds": lambda value: _validate_number(value, "loiteringSeconds", 0, MAX_LOITERING_SECONDS),
    "retention_days": lambda value: _validate_number(value, "retentionDays", 0, MAX_RETENTION_DAYS),
    "expected_hours": _validate_hours,
}
