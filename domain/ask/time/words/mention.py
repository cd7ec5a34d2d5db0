"""A time that a question names: what its words pin down, whatever a planner made of them."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class DayMention:
    """A day: "yesterday" (days_ago), "Tuesday" (weekday, from 0), "the 19th", "19 November". Unnamed parts are None."""

    text: str
    days_ago: int | None = None
    weekday: int | None = None
    day: int | None = None
    month: int | None = None

    def matches(self, candidate: date, today: date) -> bool:
        if self.days_ago is not None:
            return candidate == today - timedelta(days=self.days_ago)
        named = ((self.weekday, candidate.weekday()), (self.day, candidate.day), (self.month, candidate.month))
        return all(wanted is None or wanted == value for wanted, value in named)


@dataclass(frozen=True, slots=True)
class PartMention:
    """A part of the day, in hours; above 24 is the next day: night is 18 to 30."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class ClockMention:
    """A time of day, in minutes after midnight; any of `minutes` may be meant ("6" is 6:00 or 18:00).

    position: seconds of a video, where the same words may mean them ("03:00").
    """

    text: str
    minutes: frozenset[int]
    position: float | None = None


@dataclass(frozen=True, slots=True)
class LengthMention:
    """A length or a position, in seconds: "30 seconds", "the third minute"."""

    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class VagueMention:
    """A time that no clock pins down: "recently", "after closing", "last week"."""

    text: str


TimeMention = DayMention | PartMention | ClockMention | LengthMention | VagueMention

_NOON, _DAY = 12 * 60, 24 * 60


def read_clock(hour: int | None, minute: int, half: str | None = None) -> frozenset[int]:
    """The minutes after midnight that an hour and a minute may mean. half: "am" or "pm"; hour None: every hour."""
    if hour is None:
        return frozenset(range(minute, _DAY, 60))
    at = hour * 60 + minute
    if half == "pm":
        return frozenset({(at % _NOON) + _NOON})
    if half == "am":
        return frozenset({at % _NOON})
    if hour > 12:
        return frozenset({at % _DAY})
    return frozenset({at % _DAY, (at + _NOON) % _DAY})
