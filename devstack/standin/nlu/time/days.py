"""Parses days: "어제", "지난주 화요일", "11월 22일", "yesterday", "last Tuesday", "Nov 22"."""

import re
from datetime import date, datetime, timedelta

from devstack.standin.nlu.text.consumable_text import RemainingText

Days = tuple[date, date | None]

_KOREAN_WEEKDAYS = "월화수목금토일"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_KOREAN_DATE = re.compile(r"(?:((?:19|20)\d\d)\s*년\s*)?(?<!\d)(\d{1,2})\s*월\s*(\d{1,2})\s*일(?:에는|에|날|의)?")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_DAY = re.compile(rf"\b(?:on\s+)?{_MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+((?:19|20)\d\d))?")
_DAY_MONTH = re.compile(
    rf"\b(?:on\s+)?(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:,?\s+((?:19|20)\d\d))?"
)
# Both ends of several days: "11월 20일부터 22일까지", "from November 20 to 22", "between Nov 20 and Nov 22".
_KOREAN_DAYS = re.compile(
    r"(?:((?:19|20)\d\d)\s*년\s*)?(?<!\d)(\d{1,2})\s*월\s*(\d{1,2})\s*일?\s*(?:부터|에서|~|-)\s*(?:(\d{1,2})\s*월\s*)?(\d{1,2})\s*일"
    r"(?:\s*(?:까지|사이))?(?:에는|에|의)?"
)
_ENGLISH_DAYS = re.compile(
    rf"\b(?:(?:from|between)\s+)?{_MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:to|and|until|through|-)\s*"
    rf"(?:{_MONTH}\.?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*(?:am|pm|:))(?:,?\s+((?:19|20)\d\d))?"
)
# A year that is separate from its day: "11월 15일에 … 2025년이요", "on 15 November … in 2025".
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*년도?(?:이요|이에요|요|에|의)?(?!\s*\d)|\bin ((?:19|20)\d\d)\b")
_SLASHED = re.compile(r"(?<![\d/.])(?:((?:19|20)\d\d)/)?(\d{1,2})/(\d{1,2})(?![\d/])(?:에는|에|의)?")
_AGO = re.compile(r"(?<!\d)(\d{1,4})\s*일\s*전(?:에는|에|의)?|\b(\d{1,4})\s+days?\s+ago\b")
_RELATIVE = re.compile(
    r"(?P<d3>그끄저께)|(?P<d2>그저께|그제|엊그제|\bthe\s+day\s+before\s+yesterday\b)|(?P<d1>어제|어젯(?=밤)|간밤|\byesterday\b|\blast(?=\s+(?:night|evening)\b))"
    r"|(?P<d0>오늘|\btoday\b|\bto(?=night\b)|\bthis(?=\s+(?:morning|afternoon|evening)\b))"
)
_KOREAN_WEEKDAY = re.compile(
    r"(?P<week>지지난|지난|저번|이번|금)?\s*(?P<of>주)?\s*(?P<day>[월화수목금토일])요일(?:에는|에|날|의)?"
)
_ENGLISH_WEEKDAY = re.compile(
    r"\b(?:on\s+)?(?P<week>last|this|past)?\s*(?P<day>monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?:'s)?\b"
)
_WEEK = re.compile(r"(?P<last>(?:지난|저번)\s*주|\blast\s+week\b)|(?P<this>이번\s*주|금주|\bthis\s+week\b)")


def take_day(reading: RemainingText, now: datetime) -> Days | None:
    """Take a day, or the first and last of several, out of the text. A date without a year is the latest one."""
    today = now.date()
    for take in (_take_dates, _take_date, _take_ago, _take_weekday, _take_week, _take_relative):
        days = take(reading, today)
        if days is not None:
            return days
    return None


def _take_dates(reading: RemainingText, today: date) -> Days | None:
    for pattern, order in ((_KOREAN_DAYS, (1, 2, 3, 4, 5)), (_ENGLISH_DAYS, (5, 1, 2, 3, 4))):
        match = pattern.search(reading.text)
        if match is None:
            continue
        year, month, day, other, last = (match.group(place) for place in order)
        first_day = _dated(year, _month(month), int(day), today)
        last_day = _dated(year, _month(other or month), int(last), today)
        if first_day is not None and last_day is not None and first_day <= last_day:
            reading.remove(*match.span())
            return first_day, last_day
    return None


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS.index(word[:3]) + 1


def _take_date(reading: RemainingText, today: date) -> Days | None:
    for pattern, order in (
        (_ISO, (1, 2, 3)),
        (_KOREAN_DATE, (1, 2, 3)),
        (_MONTH_DAY, (3, 1, 2)),
        (_DAY_MONTH, (3, 2, 1)),
        (_SLASHED, (1, 2, 3)),
    ):
        match = pattern.search(reading.text)
        if match is None:
            continue
        year, month, day = (match.group(place) for place in order)
        separate_year = None if year else _YEAR.search(reading.text)
        if separate_year is not None:
            year = separate_year.group(1) or separate_year.group(2)
        dated = _dated(year, _month(month), int(day), today)
        if dated is not None:
            reading.remove(*match.span())
            if separate_year is not None:
                reading.remove(*separate_year.span())
            return dated, None
    return None


def _dated(year: str | None, month: int, day: int, today: date) -> date | None:
    try:
        dated = date(int(year) if year else today.year, month, day)
        return dated.replace(year=dated.year - 1) if year is None and dated > today else dated
    except ValueError:
        return None


def _take_ago(reading: RemainingText, today: date) -> Days | None:
    match = reading.take(_AGO)
    return None if match is None else (today - timedelta(days=int(match.group(1) or match.group(2))), None)


def _take_weekday(reading: RemainingText, today: date) -> Days | None:
    match = reading.take(_KOREAN_WEEKDAY)
    if match is not None:
        wanted = _KOREAN_WEEKDAYS.index(match.group("day"))
        monday = today - timedelta(days=today.weekday())
        if match.group("week") and match.group("of"):
            weeks = {"이번": 0, "금": 0, "지지난": 2}.get(match.group("week"), 1)
            return monday - timedelta(weeks=weeks) + timedelta(days=wanted), None
        return _latest(wanted, today, before_today=match.group("week") in ("지난", "저번")), None
    match = reading.take(_ENGLISH_WEEKDAY)
    if match is None:
        return None
    wanted = _WEEKDAYS.index(match.group("day"))
    return _latest(wanted, today, before_today=match.group("week") in ("last", "past")), None


def _latest(weekday: int, today: date, *, before_today: bool) -> date:
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=7 if back == 0 and before_today else back)


def _take_week(reading: RemainingText, today: date) -> Days | None:
    match = reading.take(_WEEK)
    if match is None:
        return None
    monday = today - timedelta(days=today.weekday())
    if match.group("this"):
        return monday, today
    return monday - timedelta(weeks=1), monday - timedelta(days=1)


def _take_relative(reading: RemainingText, today: date) -> Days | None:
    match = reading.take(_RELATIVE)
    if match is None:
        return None
    back = next(days for days in (0, 1, 2, 3) if match.group(f"d{days}"))
    return today - timedelta(days=back), None
