"""The times that a question names and its plan does not hold: a planner that drops one widens the search unseen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.ask.question.question import Question
from domain.ask.time.windows import SecondsSpan
from domain.ask.time.words.find import find_times
from domain.ask.time.words.mention import (
    ClockMention,
    DayMention,
    LengthMention,
    PartMention,
    TimeMention,
    VagueMention,
)

# How far an end of a window may lie from the time that the question names: "until 7" may end at 6:59:59.
_CLOCK_TOLERANCE = timedelta(minutes=2)
# A time within a longer window is no longer what was asked for.
_WIDEST_AROUND_CLOCK = timedelta(hours=3)
_WIDEST_DAY = timedelta(hours=36)
_PART_MARGIN = 1.5
_OPEN_WORDS = re.compile(
    r"\b(?:since|after|before|until|till|by|from|onwards?)\b|부터|이후|이전|까지|후에|전에|뒤에|지나"
)
_READS_TIME = re.compile(r"local_time|occurred_at|interval|extract|date_trunc|start_seconds|end_seconds", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Window:
    """Local times; an absent end is open."""

    start: datetime | None
    end: datetime | None

    @property
    def length(self) -> timedelta | None:
        return None if self.start is None or self.end is None else self.end - self.start

    def list_days(self) -> list[date]:
        """Its days, at most 60; of an open window, the day of its one end."""
        start, end = self.start or self.end, self.end or self.start
        assert start is not None
        assert end is not None
        days = (end.date() - start.date()).days
        return [start.date() + timedelta(days=number) for number in range(min(days, 60) + 1)]


def find_unused_times(question: Question, plan: SearchPlan, now: datetime) -> list[str]:
    """The words of the question that name a time which the plan does not hold, as they stand in it.

    The plan's SQL may hold times of its own, so lengths are not looked for where it reads them; days and clock times
    are, because the fields find what the answer cites.
    """
    video = question.video
    names = [*question.reach.camera_names, *([video.name, video.camera or ""] if video else [])]
    mentions = find_times(question.text, names)
    if not mentions:
        return []
    check = _Check(question, plan, now.astimezone(question.zone).replace(tzinfo=None), mentions)
    return list(dict.fromkeys(mention.text for mention in mentions if not check.is_used(mention)))


def find_unread_times(question: Question, plan: SearchPlan, now: datetime) -> list[str]:
    """The times of the question that the plan does not hold, and those that the planner says it did not understand."""
    said = [words for words in plan.not_understood if find_times(words)]
    unused = [
        words
        for words in find_unused_times(question, plan, now)
        if not any(words in entry.casefold() for entry in said)
    ]
    return [*said, *unused]


class _Check:
    def __init__(self, question: Question, plan: SearchPlan, now: datetime, mentions: Sequence[TimeMention]) -> None:
        self._plan = plan
        self._now = now
        self._video = question.video
        self._zone = question.zone
        self._mentions = mentions
        self._is_open = _OPEN_WORDS.search(question.text.lower()) is not None
        self._windows = self._list_windows()

    def is_used(self, mention: TimeMention) -> bool:
        match mention:
            case DayMention():
                return self._holds_day(mention)
            case PartMention():
                return any(self._is_in_part(window, mention) for window in self._windows)
            case ClockMention():
                return self._holds_clock(mention)
            case LengthMention():
                return self._holds_length(mention)
            case VagueMention():
                plan = self._plan
                found = plan.occurred_at or plan.seconds or plan.relative or plan.about_earlier
                return bool(found) or plan.want is AnswerKind.LAST

    def _list_windows(self) -> list[_Window]:
        """The window of the plan, its positions as times of day, and the video as a whole."""
        windows = []
        if self._plan.occurred_at is not None:
            ends = [self._to_local(end) for end in (self._plan.occurred_at.start, self._plan.occurred_at.end)]
            windows += [_Window(*ends)] if any(ends) else []
        video = self._video
        if video is not None and video.recorded_at is not None and video.duration_seconds is not None:
            recorded = self._to_local(video.recorded_at)
            assert recorded is not None
            seconds = self._plan.seconds
            start = 0.0 if seconds is None or seconds.start is None else seconds.start
            end = video.duration_seconds if seconds is None or seconds.end is None else seconds.end
            windows.append(_Window(recorded + timedelta(seconds=start), recorded + timedelta(seconds=end)))
        return windows

    def _to_local(self, moment: datetime | None) -> datetime | None:
        if moment is None or moment.tzinfo is None:
            return moment
        return moment.astimezone(self._zone).replace(tzinfo=None)

    def _holds_day(self, mention: DayMention) -> bool:
        several = sum(isinstance(other, DayMention) for other in self._mentions) > 1
        return any(
            any(mention.matches(day, self._now.date()) for day in window.list_days())
            and (several or self._is_open or window.length is None or window.length <= _WIDEST_DAY)
            and (window.length is not None or self._is_open)
            for window in self._windows
        )

    def _is_in_part(self, window: _Window, part: PartMention) -> bool:
        """Whether the window lies about in this part of a day."""
        widest = timedelta(hours=part.end - part.start + 2 * _PART_MARGIN)
        is_open = window.length is None or window.length > widest
        if is_open and not self._is_open:
            return False
        start, end = window.start or window.end, window.end or window.start
        assert start is not None
        assert end is not None
        ends = (start, end) if is_open else (start, end, start + (end - start) / 2)
        hours = [moment.hour + moment.minute / 60 for moment in ends]
        low, high = part.start - _PART_MARGIN, part.end + _PART_MARGIN
        inside = [any(low <= hour + shift <= high for shift in (0, 24)) for hour in hours]
        return any(inside) if is_open else inside[2] and (inside[0] or inside[1])

    def _holds_clock(self, mention: ClockMention) -> bool:
        if mention.position is not None and self._has_position(mention.position):
            return True
        alone = sum(isinstance(other, ClockMention) for other in self._mentions) == 1
        return any(self._is_at_clock(window, mention.minutes, alone) for window in self._windows)

    def _is_at_clock(self, window: _Window, minutes: frozenset[int], alone: bool) -> bool:
        """Whether an end of the window is that time; for the only time of a question, whether it is about it."""
        ends = [end for end in (window.start, window.end) if end is not None]
        if any(_is_near(end, minute) for end in ends for minute in minutes):
            return True
        if not alone or window.length is None or window.length > _WIDEST_AROUND_CLOCK:
            return False
        assert window.start is not None
        assert window.end is not None
        moments = (datetime.combine(day, time()) + timedelta(minutes=m) for day in window.list_days() for m in minutes)
        return any(window.start <= moment <= window.end for moment in moments)

    def _has_position(self, seconds: float) -> bool:
        span = self._plan.seconds
        if span is None:
            return False
        ends = [end for end in (span.start, span.end) if end is not None]
        if any(abs(end - seconds) <= 2 for end in ends):
            return True
        return len(ends) == 2 and ends[0] <= seconds <= ends[1] and ends[1] - ends[0] <= 120

    def _holds_length(self, mention: LengthMention) -> bool:
        plan = self._plan
        if plan.want in (AnswerKind.DURATION, AnswerKind.LONGEST, AnswerKind.SHORTEST):
            return True
        if plan.sql and _READS_TIME.search(plan.sql):
            return True
        wanted = mention.seconds
        return any(abs(value - wanted) <= max(2.0, 0.05 * wanted) for value in self._list_lengths())

    def _list_lengths(self) -> list[float]:
        """Every length and position that the plan holds, in seconds."""
        plan = self._plan
        lengths = [] if plan.relative is None or plan.relative.within is None else [plan.relative.within]
        total = None if self._video is None else self._video.duration_seconds
        for span in (plan.lasting, plan.seconds):
            lengths += [] if span is None else _list_of_span(span, total)
        for window in self._windows:
            ends_of = [end for end in (window.start, window.end) if end is not None]
            lengths += [abs((self._now - end).total_seconds()) for end in ends_of]
            if window.length is not None and window.end is not None:
                lengths.append(window.length.total_seconds())
                lengths.append(abs((self._now - window.end + window.length / 2).total_seconds()))
        return lengths


def _list_of_span(span: SecondsSpan, total: float | None) -> list[float]:
    """Both ends, their middle and distance, and how far they lie from the end of the video."""
    ends = [end for end in (span.start, span.end) if end is not None]
    both = [sum(ends) / 2, ends[1] - ends[0]] if len(ends) == 2 else []
    return [*ends, *both, *([] if total is None else [total - end for end in ends])]


def _is_near(moment: datetime, minute: int) -> bool:
    wanted = datetime.combine(moment.date(), time()) + timedelta(minutes=minute)
    return any(abs(moment - wanted - timedelta(days=days)) <= _CLOCK_TOLERANCE for days in (-1, 0, 1))
