# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Times that Korean words name."""

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

_NATIVE = {
    word: number
    for number, word in enumerate(
        ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "열한", "열두"], start=1
    )
}
_NATIVE_WORD = rf"(?<![가-힣])(?:{'|'.join(sorted(_NATIVE, key=len, reverse=True))})"
_PARTS = (
    ("새벽", 0, 7), ("아침", 5, 12), ("오전", 0, 12), ("점심", 11, 15), ("오후", 12, 24), ("대낮|한낮", 10, 17),
    ("초저녁|저녁", 16, 23), ("한밤|심야", 21, 30), ("밤", 18, 30), ("낮", 9, 18),
)  # fmt: skip
_PART = re.compile(
    "(?<![엊젯간난])(?:"
    + "|".join(f"(?P<p{number}>{words})" for number, (words, _, _) in enumerate(_PARTS))
    + r")(?!\s*(?:새|인사))(?=$|[^가-힣]|에|의|중|때|시간|쯤|경|늦|까지|부터|이후|무렵|은|는|이|도|\d)"
)
_MERIDIEM = r"(?P<half>새벽|아침|오전|점심|오후|낮|저녁|밤)?\s*"
_CLOCK = re.compile(
    rf"{_MERIDIEM}(?P<hour>(?<![\d.:])\d{{1,2}}|{_NATIVE_WORD})\s*시(?!간|점|각|작|도|선|켜|켰|험|끄)"
    r"(?:\s*(?P<minute>\d{1,2})\s*분|\s*(?P<thirty>반))?"
)
_NAMED = re.compile(r"자정|정오")
_LENGTH = re.compile(
    rf"(?:(?P<hours>\d{{1,3}}|{_NATIVE_WORD}|반)\s*시간\s*(?P<half>반)?)?\s*(?:(?P<minutes>(?<![\d시])\d{{1,4}})\s*분(?!\s*(?:이|은|께서)\s*[가-힣])\s*(?P<half_minute>반)?)?"
    r"\s*(?:(?P<seconds>\d{1,4})\s*초)?"
)
_DAYS = (
    ("그끄저께|그끄제", 3), ("(?<!엊)그저께|(?<!엊)그제|이틀\\s*전", 2), ("어제|어저께|엊저녁|어젯밤|간밤|지난밤|전날|작일", 1),
    ("오늘|금일", 0), ("사흘\\s*전", 3), ("나흘\\s*전", 4),
)  # fmt: skip
_DAY = re.compile(
    r"(?<![가-힣])(?:" + "|".join(f"(?P<d{days}_{at}>{words})" for at, (words, days) in enumerate(_DAYS)) + ")"
)
_AGO = re.compile(r"(\d{1,3})\s*일\s*전")
_DATE = re.compile(
    r"(?<!\d)\d{4}-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})(?!\d)|(?<!\d)(?P<month>\d{1,2})\s*월\s*(?P<day>\d{1,2})\s*일"
    r"|(?<![\d월])(?<!월 )(?P<bare_day>\d{1,2})\s*일(?!\s*(?:전|동안|간|째|내내|에\s*한))(?![가-힣](?<![에의은는날도부까저밤]))"
    r"|(?<![\d/:.])(?P<slash_month>\d{1,2})/(?P<slash_day>\d{1,2})(?![\d/])"
)
_WEEKDAYS = "월화수목금토일"
_WEEKDAY = re.compile(r"([월화수목금토일])요일")
# "엊저녁" and the like are a day and a part of it.
_NIGHTS = re.compile(r"엊저녁|어젯밤|간밤|지난밤")
_VAGUE = re.compile(
    r"(?:지지난|지난|저번|이번|요번|다음)\s*(?:주말|주|달|해|월)|주말|엊그제|엊그저께|며칠\s*전|얼마\s*전|일주일\s*전|\d+\s*(?:주|달|개월)\s*전"
    r"|요즘|요새|최근|방금|아까|(?:영업|근무|업무)\s*(?:시간|끝|종료|시작|외)|(?:문\s*닫|폐점|마감|개점|오픈|퇴근|출근)[가-힣]*\s*(?:전|후|뒤|이후|시간|때|무렵|하고)"
)


def find_korean_times(text: str) -> Iterator[tuple[int, TimeMention]]:
    """The times of a text, each with where it begins."""
    yield from _find_days(text)
    yield from _find_clocks_and_lengths(text)
    for match in _NAMED.finditer(text):
        yield match.start(), ClockMention(match.group(), frozenset({0 if match.group() == "자정" else 12 * 60}))
    for match in _NIGHTS.finditer(text):
        start, end = (16, 23) if "저녁" in match.group() else (18, 30)
        yield match.start(), PartMention(match.group(), start, end)
    for match in _VAGUE.finditer(text):
        yield match.start(), VagueMention(match.group())


def _find_clocks_and_lengths(text: str) -> Iterator[tuple[int, TimeMention]]:
    """Clock times, then parts of the day and lengths beside them: those of "밤 9시 5분" are in the clock time."""
    clocks = list(_CLOCK.finditer(text))
    for match in clocks:
        yield match.start(), ClockMention(match.group().strip(), _read_minutes(match))
    in_clocks = [range(*match.span()) for match in clocks]
    for match in _PART.finditer(text):
        if not any(match.start() in span for span in in_clocks):
            yield match.start(), _read_part(match)
    for match in _LENGTH.finditer(text):
        length = match.group().strip()
        if length and not any(at in span for span in in_clocks for at in range(*match.span())):
            yield match.start(), LengthMention(length, _read_length(match))


def _find_days(text: str) -> Iterator[tuple[int, TimeMention]]:
    for match in _DAY.finditer(text):
        name = next(name for name, value in match.groupdict().items() if value)
        yield match.start(), DayMention(match.group(), days_ago=int(name[1:].split("_")[0]))
    for match in _AGO.finditer(text):
        yield match.start(), DayMention(match.group(), days_ago=int(match.group(1)))
    for match in _WEEKDAY.finditer(text):
        yield match.start(), DayMention(match.group(), weekday=_WEEKDAYS.index(match.group(1)))
    for match in _DATE.finditer(text):
        found = {name: int(value) for name, value in match.groupdict().items() if value}
        day = next(value for name, value in found.items() if "day" in name)
        month = next((value for name, value in found.items() if "month" in name), None)
        yield match.start(), DayMention(match.group().strip(), day=day, month=month)


def _read_part(match: re.Match[str]) -> PartMention:
    name = next(name for name, value in match.groupdict().items() if value)
    _, start, end = _PARTS[int(name[1:])]
    return PartMention(match.group(), start, end)


def _read_minutes(match: re.Match[str]) -> frozenset[int]:
    hour = _read_number(match.group("hour"))
    minute = 30 if match.group("thirty") else int(match.group("minute") or 0)
    part = match.group("half")
    if part in ("오후", "저녁", "낮", "점심") and hour <= 12:
        half = "am" if part in ("낮", "점심") and hour in (10, 11) else "pm"
        return read_clock(hour, minute, half)
    if part in ("새벽", "아침", "오전") and hour <= 12:
        return read_clock(hour, minute, "am")
    return read_clock(hour, minute)


def _read_length(match: re.Match[str]) -> float:
    groups = match.groupdict()
    hours = 0.5 if groups["hours"] == "반" else _read_number(groups["hours"] or "0") + (0.5 if groups["half"] else 0)
    minutes = int(groups["minutes"] or 0) + (0.5 if groups["half_minute"] else 0)
    return hours * 3600 + minutes * 60 + int(groups["seconds"] or 0)


def _read_number(word: str) -> int:
    return _NATIVE[word] if word in _NATIVE else int(word)
