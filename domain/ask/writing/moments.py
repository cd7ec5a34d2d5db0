"""Times of day beside positions: "2026-11-22 21:00:09 (00:09)", where the footage has a clock and it is asked for."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.ask.checking.lexicon import load_lexicon
from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from domain.language.timecode import format_clock, format_timecode, zone_or_utc
from models.asking.evidence import Evidence
from models.enums import Language
from models.messages.catalog import translate

_POSITION = r"\d{1,3}:\d{2}(?::\d{2})?"
_SPAN_PATTERN = re.compile(rf"(?<![\d:.-])({_POSITION})(?:\s*[–~]\s*({_POSITION}))?(?![\d:])")
_SLACK_SECONDS = 1.0


def asks_for_times_of_day(plan: SearchPlan, question: Question) -> bool:
    """Whether the question speaks of times of day, or asks for one."""
    if plan.occurred_at is not None:
        return True
    return any(load_lexicon(language).asks_clock.search(question.text) for language in Language)


def asks_for_clock(plan: SearchPlan, question: Question) -> bool:
    """Whether an answer gives times of day: the question speaks of them, or is about several videos."""
    return question.video is None or asks_for_times_of_day(plan, question)


def format_span(row: Evidence, language: Language, *, by_clock: bool) -> str:
    """The time of a row: "2026-11-22 21:00:09–21:00:21 (00:09–00:21)"; without a clock the position alone."""
    position = f"{format_timecode(row.start_seconds)}–{format_timecode(row.end_seconds)}"
    if not by_clock or row.occurred_at is None:
        return position
    clock = _format_clock_span(row, row.start_seconds, row.end_seconds)
    return translate(language, "name-moment", clock=clock, position=position)


def add_clock(sentence: str, rows: Sequence[Evidence], language: Language) -> str:
    """The sentence with the time of day before each position of a row that it cites, unless it says it already."""

    def write(match: re.Match[str]) -> str:
        first, last = _to_seconds(match[1]), None if match[2] is None else _to_seconds(match[2])
        row = next((row for row in rows if row.occurred_at is not None and _is_edge(row, first)), None)
        if row is None:
            return match[0]
        clock = _format_clock_span(row, first, last)
        if clock[11:19] in sentence:
            return match[0]
        return translate(language, "name-moment", clock=clock, position=match[0])

    return _SPAN_PATTERN.sub(write, sentence)


def _to_seconds(position: str) -> int:
    seconds = 0
    for part in position.split(":"):
        seconds = 60 * seconds + int(part)
    return seconds


def _is_edge(row: Evidence, seconds: float) -> bool:
    return min(abs(row.start_seconds - seconds), abs(row.end_seconds - seconds)) <= _SLACK_SECONDS


def _format_clock_span(row: Evidence, start: float, end: float | None) -> str:
    """The times of day of positions; the date once, if it is the same."""
    first = format_clock(_to_moment(row, start), zone_or_utc(row.timezone))
    last = first if end is None else format_clock(_to_moment(row, end), zone_or_utc(row.timezone))
    if first == last:
        return first
    return f"{first}–{last[11:] if last[:10] == first[:10] else last}"


def _to_moment(row: Evidence, seconds: float) -> datetime:
    """The time of day of a position. A position is written without its fraction, and so is the row's."""
    assert row.occurred_at is not None
    if int(row.start_seconds) == int(seconds):
        return row.occurred_at
    return row.occurred_at + timedelta(seconds=seconds - row.start_seconds)
