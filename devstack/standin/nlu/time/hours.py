"""Replaces hours by tokens ⟦n⟧: "밤 9시 반", "21:05", "9 at night", "between 3 and 5 pm"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

_SHARED = re.compile(
    r"(?<![\d:])(\d{1,2})(:\d\d)?\s*(and|to|until|till|-)\s*(\d{1,2})(:\d\d)?"
    r"\s*(am|pm|a\.m\.?|p\.m\.?|o'?clock|at night|in the (?:early )?(?:morning|afternoon|evening))(?![a-z])"
)
_SHARED_KOREAN = re.compile(r"(?<![\d:])(\d{1,2})\s*(~|-|에서|부터)\s*(\d{1,2})\s*시(?!\s*간)")
# One hour for both minutes: "9시 1분에서 3분 사이".
_SHARED_HOUR = re.compile(r"(?<![\d:])(\d{1,2})\s*시\s*(\d{1,2})\s*분\s*(에서|부터|~|-)\s*(\d{1,2})\s*분")
HOUR = re.compile(
    r"(?:(?P<part>새벽|아침|오전|점심|오후|낮|저녁|밤)\s*)?(?P<hour>\d{1,2})\s*시(?!\s*간)(?:\s*(?P<minute>\d{1,2})\s*분|\s*(?P<half>반))?"
    r"|(?P<part3>새벽|아침|오전|점심|오후|낮|저녁|밤)\s*(?P<hour4>\d{1,2}):(?P<minute4>\d\d)"
    r"|(?P<noon>정오|\bnoon\b|\bmidday\b)|(?P<midnight>자정|\bmidnight\b)"
    r"|(?<![\d:])(?P<hour2>\d{1,2})(?::(?P<minute2>\d\d))?\s*(?P<half2>am|pm|a\.m\.?|p\.m\.?)(?![a-z])"
    r"|(?<![\d:])(?P<hour5>\d{1,2})(?::(?P<minute5>\d\d))?\s+(?:at\s+(?P<at>night)|in\s+the\s+(?:early\s+)?(?P<in>morning|afternoon|evening))\b"
    r"|\b(?P<hour3>\d{1,2})\s*o'?clock"
)
_BARE_AFTER_DAY = re.compile(
    r"\b(?P<lead>at|around|about|after|before|between|from|until|since)\s+(?P<hour>\d{1,2})(?=\s*(?:$|[?.,!▪]|and\b|to\b))"
)
# "between 9 and ▪", once the first of both is a token.
_BARE_SECOND = re.compile(r"(?P<lead>⟦\d+⟧\s*(?:and|to|until|till|-)\s*)(?P<hour>\d{1,2})(?=\s*(?:$|[?.,!▪]))")
_HOURS, _MINUTES = ("hour", "hour2", "hour3", "hour4", "hour5"), ("minute", "minute2", "minute4", "minute5")
COLON = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")


@dataclass(frozen=True, slots=True)
class Hour:
    """exact: the half of the day is certain. part: the word for the part of the day, if there is one."""

    hour: int
    minute: int
    exact: bool
    part: str | None

    @property
    def offset(self) -> timedelta:
        return timedelta(hours=self.hour, minutes=self.minute)


def hour_tokens(text: str, hours: list[Hour], *, dated: bool, may_be_position: Callable[[str], bool]) -> str:
    """The text with each hour as ⟦n⟧, the n-th of `hours`.

    dated: the text names a day, so bare numbers may be hours. may_be_position: whether "03:00" in a text is a position.
    """

    def keep(hour: int, minute: int, part: str | None, exact: bool) -> str:
        hours.append(Hour(hour, minute, exact, part))
        return f"⟦{len(hours) - 1}⟧"

    def named(match: re.Match[str]) -> str:
        groups = match.groupdict()
        if groups["noon"]:
            return keep(12, 0, None, True)
        if groups["midnight"]:
            return keep(24, 0, None, True)
        hour, minute = _read_hour(groups)
        if hour > 24 or minute > 59:
            return match.group()
        half = (groups["half2"] or "").replace(".", "")
        if half:
            return keep(hour % 12 + (12 if half == "pm" else 0), minute, None, True)
        part = groups["part"] or groups["part3"] or groups["at"] or groups["in"]
        return keep(hour, minute, part, hour > 12)

    def colon(match: re.Match[str]) -> str:
        hour, minute = int(match.group(1)), int(match.group(2))
        return (
            keep(hour, minute, None, hour > 12 or match.group(1).startswith("0"))
            if hour <= 24 and minute <= 59
            else match.group()
        )

    text = _SHARED.sub(_repeat_meridiem, text)
    text = _SHARED_HOUR.sub(r"\1시 \2분 \3 \1시 \4분", text)
    text = _SHARED_KOREAN.sub(r"\1시 \2 \3시", text)
    text = HOUR.sub(named, text)
    if dated or not may_be_position(text):
        text = COLON.sub(colon, text)
    return _bare_hours(text, keep) if dated else text


def _read_hour(groups: Mapping[str, str | None]) -> tuple[int, int]:
    """Hour and minute of a match of HOUR."""
    hour = next(value for name in _HOURS if (value := groups[name]))
    minute = next((value for name in _MINUTES if (value := groups[name])), "0")
    return int(hour), 30 if groups["half"] else int(minute)


def _bare_hours(text: str, keep: Callable[[int, int, str | None, bool], str]) -> str:
    """Replace bare numbers that are hours because the text names a day: "yesterday at 9"."""
    text = _BARE_AFTER_DAY.sub(lambda match: f"{match['lead']} {keep(int(match['hour']), 0, None, False)}", text)
    return _BARE_SECOND.sub(lambda match: f"{match['lead']}{keep(int(match['hour']), 0, None, False)}", text)


def _repeat_meridiem(match: re.Match[str]) -> str:
    """ "from 3 to 5 pm" → "from 3pm to 5pm"; "11 to 1 pm" → "11am to 1pm"."""
    first, m1, joint, second, m2, half = match.groups()
    own = half
    if half.startswith(("at", "in")):
        return f"{first}{m1 or ''} {half} {joint} {second}{m2 or ''} {half}"
    if half.startswith(("a", "p")) and int(first) % 12 > int(second) % 12:
        own = "am" if half.startswith("p") else "pm"
    return f"{first}{m1 or ''} {own} {joint} {second}{m2 or ''} {half}"
