"""When a recording began, as the name of its file says.

    2026-11-30T12:00:00+09:00   ISO 8601, with or without an offset, a fraction, or Z; `-`, `_` or `.` for the colons
    20261130T120000Z            the same without separators
    20261130120000              without the T
    1796040000                  seconds since 1970, or milliseconds with 13 digits

Between date and time stands T, a space, `_` or `-`.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?:\.(?P<fraction>\d{1,9}))?|(?P<milliseconds>\d{12,13})", re.ASCII)
_CLOCK = re.compile(
    r"(?P<year>\d{4})(?:(?P<dash>[-_.])(?P<month>\d\d)(?P=dash)(?P<day>\d\d)|(?P<month2>\d\d)(?P<day2>\d\d))"
    r"[Tt _-]?"
    r"(?P<hour>\d\d)(?:(?P<colon>[:_.-])(?P<minute>\d\d)(?P=colon)(?P<second>\d\d)|(?P<minute2>\d\d)(?P<second2>\d\d))"
    r"(?:[.,](?P<fraction>\d{1,9})|[-_](?P<micros>\d{6}|\d{3}))?"
    r"(?P<offset>[Zz]|[+-]\d\d(?:[:_.-]?\d\d)?)?",
    re.ASCII,
)
_FORMS = "20261130T120000+0900, 2026-11-30T12-00-00 or 1796040000"


class UnreadableTime(ValueError):
    """A name that says no time. str() says so, for an operator."""


@dataclass(frozen=True, slots=True)
class PlacedTime:
    """is_ambiguous: the clocks showed it twice, and this is the first; is_skipped: they never showed it.

    offset_seconds: the UTC offset that it was given with, or has in the camera's zone; null for a time in UTC, whose
    clock knows nothing of zones.
    """

    at: datetime
    offset_seconds: int | None = None
    is_ambiguous: bool = False
    is_skipped: bool = False


def parse_time(name: str) -> datetime:
    """The time that a file's name (without its extension) says; naive where it has no offset. Raises UnreadableTime."""
    if epoch := _EPOCH.fullmatch(name):
        return _read_epoch(epoch)
    found = _CLOCK.fullmatch(name)
    if found is None:
        raise UnreadableTime(f"the file's name is no time: write it like {_FORMS}")
    numbers = [
        int(found[part] or found[f"{part}2"]) if part != "year" and part != "hour" else int(found[part])
        for part in ("year", "month", "day", "hour", "minute", "second")
    ]
    fraction = (found["fraction"] or found["micros"] or "0").ljust(6, "0")[:6]
    try:
        year, month, day, hour, minute, second = numbers
        return datetime(year, month, day, hour, minute, second, int(fraction), tzinfo=_read_offset(found["offset"]))
    except ValueError as problem:
        raise UnreadableTime(f"the file's name is no time ({problem}): write it like {_FORMS}") from None


def place_time(time: datetime, zone: str) -> PlacedTime:
    """A time of a file's name on the world's clock. zone: the camera's, for a time without an offset.

    A time that clocks show twice is the earlier one. One that they skip is read as if they had not changed.
    """
    given = time.utcoffset()
    if given is not None:
        return PlacedTime(time.astimezone(UTC), round(given.total_seconds()) if time.tzinfo is not UTC else None)
    place = ZoneInfo(zone)
    first, second = (time.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    is_skipped = first.astimezone(place).replace(tzinfo=None) != time
    offset = time.replace(tzinfo=place).utcoffset() or timedelta()
    is_ambiguous = first != second and not is_skipped
    return PlacedTime(first, round(offset.total_seconds()), is_ambiguous, is_skipped)


def _read_epoch(found: re.Match[str]) -> datetime:
    start = datetime(1970, 1, 1, tzinfo=UTC)
    if found["milliseconds"]:
        return start + timedelta(milliseconds=int(found["milliseconds"]))
    microseconds = int((found["fraction"] or "0").ljust(6, "0")[:6])
    return start + timedelta(seconds=int(found["seconds"]), microseconds=microseconds)


def _read_offset(text: str | None) -> timezone | None:
    """Raises ValueError for one that no place has."""
    if text is None:
        return None
    if text in "Zz":
        return UTC
    digits = re.sub(r"\D", "", text).ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if int(digits[2:]) > 59 or offset > timedelta(hours=15):
        raise ValueError("an offset is at most 15 hours")
    return timezone(-offset if text.startswith("-") else offset)
