"""Parses times of day: "어제 밤 9시쯤", "오후 3시부터 5시까지", "after 9 pm yesterday", "last Tuesday afternoon".

It takes the day, then the part of the day; then it replaces hours by tokens ⟦n⟧ and matches patterns over them.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from devstack.standin.nlu.text.consumable_text import RemainingText
from devstack.standin.nlu.time.days import take_day
from devstack.standin.nlu.time.hours import COLON, HOUR, Hour, hour_tokens

ClockWindow = tuple[datetime | None, datetime | None]

# Hours of the parts of a day, from and to; above 24 is the next day. Tried in this order, longer words first.
_PARTS: dict[str, tuple[int, int]] = {
    "새벽": (0, 6), "아침": (6, 10), "오전": (0, 12), "점심": (11, 14), "오후": (12, 18), "대낮": (10, 16),
    "한낮": (10, 16), "낮": (10, 16), "저녁": (17, 22), "한밤": (22, 28), "심야": (22, 28), "밤": (20, 30),
    "dawn": (4, 7), "early morning": (0, 6), "morning": (6, 12), "lunchtime": (11, 14), "lunch": (11, 14),
    "afternoon": (12, 18),
    "evening": (17, 22), "night": (20, 30),
}  # fmt: skip
_PART = re.compile(
    r"(?P<ko>새벽|아침|오전|점심|오후|대낮|한낮|저녁|한밤|심야|밤|(?<![가-힣])낮)(?:\s*시간)?(?:중에?|에는|에|의)?"
    r"|\b(?:in\s+the\s+|at\s+|during\s+the\s+|this\s+)?(?P<en>dawn|early\s+morning|morning|lunchtime|afternoon|evening|night)\b"
)
_T = r"⟦(\d+)⟧"
_RANGE = re.compile(
    rf"(?:\b(?:between|from)\s+)?{_T}\s*(?:에서|부터|~|-|and|to|until|till)\s*▪*\s*{_T}\s*(?:까지|사이(?:에는|에|의)?)?"
)
_AFTER = re.compile(
    rf"{_T}\s*(?:이후|뒤|후|지나서|지나고|부터|넘어서)(?:에는|에|로|의)?|\b(?:after|since|past|from)\s+{_T}(?:\s+onwards?|\s+on)?"
)
_BEFORE = re.compile(rf"{_T}\s*(?:이전|전|까지)(?:에는|에|의)?|\b(?:before|until|till|by)\s+{_T}")
_AROUND = re.compile(
    rf"{_T}\s*(?:대|쯤|경|정도|무렵|즈음|전후|께)?(?:에는|에서|에|의)?|\b(?:(?:at|around|about|near|roughly)\s+)+{_T}"
)
_LATEST = re.compile(
    r"(?:지난|최근)\s*(\d{1,5})\s*(시간|분)(?:\s*동안)?|\b(?:in|over|during)\s+the\s+(?:last|past)\s+(\d{1,5})\s*(hours?|minutes?)"
)
_AGO = re.compile(r"\b(\d{1,5})\s*(hours?|minutes?)\s+ago\b")


@dataclass(frozen=True, slots=True)
class TimeContext:
    """now: in the camera's zone. footage: start and end of the video, if known.

    latest: the end of the latest footage, for a question over all footage.
    """

    now: datetime
    footage: tuple[datetime, datetime] | None
    about_video: bool
    latest: datetime | None = None


def take_clock(reading: RemainingText, present: TimeContext) -> ClockWindow | None:
    """Take a window of times of day out of the text; None if it names none."""
    day = take_day(reading, present.now)
    hours: list[Hour] = []
    reading.text = hour_tokens(
        reading.text, hours, dated=day is not None, may_be_position=lambda text: _may_be_position(text, present)
    )
    part_match = reading.take(_PART)
    part = (part_match.group("ko") or part_match.group("en")) if part_match else None
    if day is None and part is None and not hours:
        return None
    base = day or (_usual_day(hours, present), None)
    window = _with_hours(reading, hours, part, base[0], present, day is None)
    if window is not None:
        return window
    if part is not None:
        start, end = _PARTS[part]
        return _on(base[0], timedelta(hours=start), present), _on(base[0], timedelta(hours=end), present)
    last = base[1] or base[0]
    return _on(base[0], timedelta(), present), _on(last, timedelta(days=1, seconds=-1), present)


def is_bare(text: str, present: TimeContext) -> bool:
    """Whether all times of day in the text could also be positions: "between 00:10 and 00:20"."""
    rest = COLON.sub(" ", text)
    return rest != text and not HOUR.search(text) and take_clock(RemainingText(rest), present) is None


def take_latest(reading: RemainingText, present: TimeContext) -> ClockWindow | None:
    """Take a window that is relative to now: "지난 2시간", "in the last hour", "30 minutes ago"; None for one video."""
    if present.about_video:
        return None
    match = reading.take(_LATEST)
    if match is not None:
        count, unit = (match.group(1), match.group(2)) if match.group(1) else (match.group(3), match.group(4))
        length = timedelta(hours=int(count)) if unit in ("시간", "hour", "hours") else timedelta(minutes=int(count))
        return present.now - length, present.now
    match = reading.take(_AGO)
    if match is None:
        return None
    hours = match.group(2).startswith("hour")
    then = present.now - (timedelta(hours=int(match.group(1))) if hours else timedelta(minutes=int(match.group(1))))
    spread = timedelta(minutes=30 if hours else 5)
    return then - spread, then + spread


def _may_be_position(text: str, present: TimeContext) -> bool:
    """Whether "03:00" fits into the video of the question; then it is a position, not a time of day."""
    if not present.about_video:
        return False
    if present.footage is None:
        return True
    length = (present.footage[1] - present.footage[0]).total_seconds()
    return all(int(match.group(1)) * 60 + int(match.group(2)) <= length for match in COLON.finditer(text))


def _with_hours(
    reading: RemainingText, hours: list[Hour], part: str | None, day: date, present: TimeContext, free: bool
) -> ClockWindow | None:
    if not hours:
        return None
    match = reading.take(_RANGE)
    if match is not None:
        first, second = hours[int(match.group(1))], hours[int(match.group(2))]
        start = _moment(first, part, day, present, free)
        end = _moment(second, second.part or first.part or part, start.date(), present, free)
        while end <= start:
            end += timedelta(hours=12) if not second.exact and not second.part else timedelta(days=1)
        return start, end
    for pattern, kind in ((_AFTER, "after"), (_BEFORE, "before"), (_AROUND, "around")):
        match = reading.take(pattern)
        if match is None:
            continue
        hour = hours[int(next(group for group in match.groups() if group is not None))]
        moment = _moment(hour, part, day, present, free)
        midnight = _on(moment.date(), timedelta(), present)
        if kind == "after":
            return moment, _on(moment.date(), timedelta(days=1, seconds=-1), present)
        if kind == "before":
            return midnight, moment
        spread = timedelta(minutes=30 if hour.minute == 0 else 15)
        return moment - spread, moment + spread
    return None


def _moment(hour: Hour, part: str | None, day: date, present: TimeContext, free: bool) -> datetime:
    """The moment of an hour. Without a part of the day, the half of the day that the footage is from."""
    if hour.exact:
        return _on(day, hour.offset, present)
    named = hour.part or part
    if named is not None:
        return _on(day, hour.offset + _shift(hour.hour, named), present)
    morning, evening = _on(day, hour.offset, present), _on(day, hour.offset + timedelta(hours=12), present)
    if hour.hour in (0, 12):
        return morning
    if present.footage is not None:
        begin, end = present.footage
        for moment in (morning, evening):
            if begin - timedelta(hours=1) <= moment <= end + timedelta(hours=1):
                return moment
    return evening if hour.hour <= 6 else morning


def _shift(hour: int, part: str) -> timedelta:
    """What a part of the day adds to an hour: "밤 9시" is 21, "밤 1시" is 1 of the next day."""
    if part in ("밤", "한밤", "심야", "night"):
        return timedelta(hours=12) if 6 <= hour <= 12 else timedelta(days=1)
    if part in ("오후", "저녁", "afternoon", "evening") or (
        part in ("낮", "대낮", "한낮", "점심", "lunchtime") and hour < 8
    ):
        return timedelta(hours=12 if hour < 12 else 0)
    return timedelta(hours=-12 if hour == 12 and part in ("새벽", "오전", "dawn", "morning") else 0)


def _usual_day(hours: list[Hour], present: TimeContext) -> date:
    """The day if none is named: the video's, else the latest day of all footage that has the hour."""
    if present.footage is not None:
        return present.footage[0].date()
    last = present.now if present.latest is None else min(present.now, present.latest)
    today = last.date()
    if hours and _moment(hours[0], None, today, present, True) > last:
        return today - timedelta(days=1)
    return today


def _on(day: date, offset: timedelta, present: TimeContext) -> datetime:
    return datetime.combine(day, time(), tzinfo=present.now.tzinfo) + offset
