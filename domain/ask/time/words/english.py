# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Times that English words name."""

import re
from collections.abc import Iterator

from domain.ask.time.words.mention import (
    ClockMention,
    DayMention,
    LengthMention,
    PartMention,
    TimeMention,
    VagueMention,
    read_clock,
)

_HOURS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}
_NUMBERS = {**_HOURS, "a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_NUMBER = r"(?:\d{1,4}(?:\.\d)?|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_HOUR = r"(?:\d{1,2}|" + "|".join(sorted(_HOURS, key=len, reverse=True)) + ")"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|tember|ober)?\.?"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What may follow a bare hour: "between 6 and 7", but not "between 6 and 7 people".
_ENDS = (
    r"(?!\s*(?:and|or|to|-)\s*\d+\s+(?!(?:[ap]\.?m|o'?clock|past|on|in|at|yesterday|today|tonight|last|this|did|was|were|who)\b)[a-z])"
    r"(?=\s*(?:[?.,!;)]|$|-|(?:and|to|till|until|or|on|in|the|yesterday|today|tonight|last|this|did|was|were|who)\b))"
)

_PARTS = (
    ("early morning", 0, 8), ("dawn", 3, 8), ("mornings?", 5, 12), ("lunch ?time", 11, 14), ("afternoons?", 12, 18),
    ("evenings?", 17, 23), ("tonight", 18, 30), ("overnight", 18, 32), ("nights?", 18, 30),
)  # fmt: skip
_PART = re.compile(r"\b(?<!good )(" + "|".join(words for words, _, _ in _PARTS) + r")\b")
_CLOCK_PATTERNS = (
    rf"(?<![\d:])\b(?P<hour>{_HOUR})(?:[:.](?P<minute>\d{{2}}))?\s*(?P<half>[ap])\.?\s?m\b",
    rf"\b(?P<hour>{_HOUR})\s*o'?\s?clock\b",
    rf"\b(?P<shift>half|quarter|{_NUMBER})(?:\s+minutes?)?\s+(?P<way>past|to)(?:\s+(?P<hour>{_HOUR})\b)?{_ENDS}",
    r"\b(?P<named>noon|midday|midnight)\b",
    rf"\b(?:at|around|about|between|from|after|before|by|until|till|since|past)\s+(?P<hour>{_HOUR}){_ENDS}",
    rf"(?:\b(?:from|between)\b[^?.!]*?\b(?:and|to|until|till)\s+)(?P<hour>{_HOUR}){_ENDS}",
)
_CLOCKS = tuple(re.compile(pattern) for pattern in _CLOCK_PATTERNS)
_LENGTH = re.compile(
    rf"\b(?P<count>half an?|{_NUMBER})[\s-]*(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?)\b(?! (?:past|to) )(?P<half1> and a half)?"
    r"|\b(?P<one>first|last|past)\s+(?P<unit1>second|minute|hour)\b(?P<half2> and a half)?"
    r"|\b(?P<unit2>minute|second)\s+(?P<count2>\d{1,4})\b"
)
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600}
_AGO = re.compile(rf"\b(?P<count>{_NUMBER})\s+(?P<unit>day|week|month)s?\s+ago\b")
_DATE = re.compile(
    rf"\b\d{{4}}-(?P<iso_month>\d{{1,2}})-(?P<iso_day>\d{{1,2}})\b|\b(?P<month>{_MONTH})\s+(?:the\s+)?(?P<day>\d{{1,2}})(?!\d)"
    rf"|\b(?P<day_of>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<of_month>{_MONTH})\b"
    r"|\b(?:on|since|from|until|by|of)\s+the\s+(?P<the_day>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:person|visitor|customer|one|m[ae]n|wom[ae]n))"
    r"|\bthe\s+(?P<bare_day>\d{1,2})(?:st|nd|rd|th)(?=\s*(?:[?.,!]|$|(?:in the )?(?:morning|afternoon|evening|night)))"
    r"|(?<![\d/:.])(?P<slash_month>\d{1,2})/(?P<slash_day>\d{1,2})(?![\d/])"
)
_RELATIVE_DAYS = (
    (re.compile(r"\bday before yesterday\b"), 2),
    (re.compile(r"\b(?<!before )(?:yesterday|last (?:night|evening))\b"), 1),
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b"), 0),
)
_WEEKDAY = re.compile(r"\b(mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:days?)\b")
_VAGUE = re.compile(
    r"\b(?:(?:last|this|past|previous)\s+(?:week(?:end)?|month|year)|weekends?|recently|lately|just now|the other day"
    r"|a while ago|(?:after|before|during|outside)\s+(?:the\s+)?(?:closing|opening|business|working|office|store|shop)"
    r"\s*(?:time|hours)?|closing time|opening time|rush hour|after hours|lunch break)\b"
)


def find_english_times(text: str) -> Iterator[tuple[int, TimeMention]]:
    """The times of a lower-case text, each with where it begins."""
    yield from _find_days(text)
    for match in _PART.finditer(text):
        start, end = next((start, end) for words, start, end in _PARTS if re.fullmatch(words, match.group(1)))
        yield match.start(), PartMention(match.group(1), start, end)
    taken: list[range] = []
    for pattern in _CLOCKS:
        for match in pattern.finditer(text):
            words = _find_words(match)
            if not any(at in span for span in taken for at in (words.start, words.stop - 1)):
                taken.append(words)
                yield words.start, ClockMention(text[words.start : words.stop], _read_minutes(match))
    for match in _LENGTH.finditer(text):
        yield match.start(), LengthMention(match.group(), _read_length(match))
    for match in _VAGUE.finditer(text):
        yield match.start(), VagueMention(match.group())


def _find_days(text: str) -> Iterator[tuple[int, TimeMention]]:
    for pattern, days in _RELATIVE_DAYS:
        for match in pattern.finditer(text):
            yield match.start(), DayMention(match.group(), days_ago=days)
    for match in _AGO.finditer(text):
        if match.group("unit") == "day":
            yield match.start(), DayMention(match.group(), days_ago=int(_read_number(match.group("count"))))
        else:
            yield match.start(), VagueMention(match.group())
    for match in _WEEKDAY.finditer(text):
        yield match.start(), DayMention(match.group(), weekday=_WEEKDAYS.index(match.group(1)[:3]))
    yield from _find_dates(text)


def _find_dates(text: str) -> Iterator[tuple[int, TimeMention]]:
    for match in _DATE.finditer(text):
        found = {name: value for name, value in match.groupdict().items() if value}
        day = next(int(value) for name, value in found.items() if "day" in name)
        month = next((value for name, value in found.items() if "month" in name), None)
        if month is not None and not month.isdigit():
            month = str(_MONTHS.index(month[:3]) + 1)
        yield match.start(), DayMention(match.group(), day=day, month=None if month is None else int(month))


def _find_words(match: re.Match[str]) -> range:
    """Where the words stand: from the hour on, where others stand before it ("between 6 and 7" is one match for 7)."""
    has_hour = match.groupdict().get("hour") and not match.groupdict().get("shift")
    return range(match.start("hour") if has_hour else match.start(), match.end())


def _read_minutes(match: re.Match[str]) -> frozenset[int]:
    groups = match.groupdict()
    if named := groups.get("named"):
        return frozenset({0 if named == "midnight" else 12 * 60})
    hour = None if groups.get("hour") is None else int(_read_number(groups["hour"]))
    half = f"{groups['half']}m" if groups.get("half") else None
    if (shift := groups.get("shift")) is None:
        return read_clock(hour, int(groups.get("minute") or 0), half)
    minute = {"half": 30, "quarter": 15}.get(shift) or int(_read_number(shift))
    if groups["way"] == "past":
        return read_clock(hour, minute)
    return read_clock(None if hour is None else (hour - 1) % 12, 60 - minute)


def _read_length(match: re.Match[str]) -> float:
    groups = match.groupdict()
    unit = _UNIT_SECONDS[(groups["unit"] or groups["unit1"] or groups["unit2"])[0]]
    count = groups["count"] or groups["count2"] or "one"
    more = 0.5 if groups["half1"] or groups["half2"] else 0.0
    return unit * ((0.5 if count.startswith("half") else _read_number(count)) + more)


def _read_number(word: str) -> float:
    return float(_NUMBERS.get(word, word))
