"""What rows, facts and a table support: times, lengths and counts that follow from them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

from domain.ask.checking.claims import LengthClaim, TimeClaim
from domain.ask.facts.facts import Facts
from domain.ask.plan.plan import AnswerKind, SearchPlan
from domain.language.timecode import zone_or_utc
from models.asking.answers import StoredTable
from models.asking.evidence import Evidence
from models.enums import EventType, FrameLocation

# Positions are shown in whole seconds.
_SLACK_SECONDS = 1.0
_MAX_PAIRED = 12
# Answers that tell from when to when somebody was there.
_ABOUT_STAYS = frozenset({AnswerKind.DURATION, AnswerKind.LONGEST, AnswerKind.SHORTEST, AnswerKind.MOST})
_INTEGER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Support:
    """What a sentence may say. rows: those that it cites; shown: how many the model was given.

    given: numbers that it was given besides, such as counts of periods.
    """

    rows: Sequence[Evidence]
    facts: Facts
    plan: SearchPlan
    shown: int
    table: StoredTable | None = None
    given: frozenset[float] = frozenset()

    def list_cells(self) -> Iterator[Any]:
        for row in self.table.rows if self.table is not None else ():
            yield from row

    @property
    def cell_numbers(self) -> set[float]:
        """Numbers in the table's cells, and how many rows it has."""
        if self.table is None:
            return set(self.given)
        numbers = {float(cell) for cell in self.list_cells() if isinstance(cell, int | float)}
        numbers |= {
            float(found) for cell in self.list_cells() if isinstance(cell, str) for found in _INTEGER.findall(cell)
        }
        rounded = {float(round(number, digits)) for number in numbers for digits in (0, 1, 2)}
        return numbers | rounded | self.given | {float(len(self.table.rows))}

    def fits_time(self, claim: TimeClaim, rows: Sequence[Evidence]) -> bool:
        """Whether one of the rows, or what was computed of them, has this time."""
        return (
            any(_fits_row(claim, row) for row in rows)
            or any(fits_position(claim, start, end) for start, end in self._list_spans(rows))
            or self._fits_window(claim)
            or self._fits_cells(claim)
        )

    def _list_spans(self, rows: Sequence[Evidence]) -> Iterator[tuple[float, float]]:
        """Edges of spans that the facts hold: gaps, the peak, and the stays that the rows are of."""
        for start, end in self.facts.gaps:
            yield from ((start, start), (end, end))
        if self.facts.peak is not None:
            yield from ((edge, edge) for edge in (self.facts.peak.start, self.facts.peak.end))
        cited = {row.event_id for row in rows} if self.plan.want in _ABOUT_STAYS else set()
        for interval in self.facts.intervals:
            if any(row.event_id in cited for row in interval.rows):
                yield from ((edge, edge) for edge in (interval.start_seconds, interval.end_seconds))

    def _fits_window(self, claim: TimeClaim) -> bool:
        """Whether it is a bound of the time that the question is about."""
        seconds, moments = self.plan.seconds, self.plan.occurred_at
        bounds = [edge for edge in (seconds.start, seconds.end) if edge is not None] if seconds else []
        if any(fits_position(claim, edge, edge) for edge in bounds):
            return True
        edges = [edge for edge in (moments.start, moments.end) if edge is not None] if moments else []
        return any(fits_clock(claim, edge, edge) for edge in edges)

    def _fits_cells(self, claim: TimeClaim) -> bool:
        if self.table is None:
            return False
        first = float(claim.parts[0])
        whole = len(claim.parts) == 1 or claim.parts[1] == 0
        if whole and {first, (first - 1) % 24, first - 1} & self.cell_numbers:
            return True
        text = ":".join(f"{part:02d}" for part in claim.parts)
        return any(text in str(cell) for cell in self.list_cells())

    def fits_day(self, day: date) -> bool:
        moments = self.plan.occurred_at
        edges = [edge.date() for edge in (moments.start, moments.end) if edge is not None] if moments else []
        if edges and min(edges) <= day <= max(edges):
            return True
        return any(day in _list_days(row) for row in self.rows) or any(
            day.isoformat() in str(cell) for cell in self.list_cells()
        )

    def fits_length(self, claim: LengthClaim) -> bool:
        return any(abs(length - claim.seconds) <= claim.tolerance for length in self._list_lengths())

    def _list_lengths(self) -> Iterator[float]:
        for row in self.rows:
            yield from (row.end_seconds - row.start_seconds, row.whole_seconds, row.start_seconds, row.end_seconds)
        yield sum(row.end_seconds - row.start_seconds for row in self.rows)
        cited = {row.event_id for row in self.rows}
        for interval in self.facts.intervals:
            if any(row.event_id in cited for row in interval.rows):
                yield from (interval.covered_seconds, interval.end_seconds - interval.start_seconds)
        for one, other in combinations(self.rows[:_MAX_PAIRED], 2):
            edges = ((one.start_seconds, one.end_seconds), (other.start_seconds, other.end_seconds))
            yield from (abs(first - second) for first in edges[0] for second in edges[1])
        for span in (self.plan.lasting, self.plan.seconds):
            yield from (edge for edge in (span.start, span.end) if edge is not None) if span else ()
        yield from self.cell_numbers

    def list_people_counts(self, rows: Sequence[Evidence], types: Collection[EventType]) -> set[float]:
        """Numbers of people that may be said of these rows."""
        counts = {float(len({row.person for row in rows if row.person}))}
        if unknown := sum(row.person is None for row in rows):
            counts |= {counts.copy().pop() + unknown}
        if self._may_state_totals(types):
            counts.add(float(self.facts.people))
        if self.facts.exact:
            counts |= {float(people) for kind, people in self.facts.type_people if kind in types}
        if self.facts.peak is not None:
            counts.add(float(self.facts.peak.people))
        return counts | self.cell_numbers

    def list_event_counts(self, rows: Sequence[Evidence], types: Collection[EventType]) -> set[float]:
        """Numbers of events that may be said of these rows."""
        counts = {float(len(rows)), *(float(count) for kind, count in self.facts.type_counts if kind in types)}
        if self._may_state_totals(types):
            counts.add(float(self.facts.events))
        if self.facts.events > self.shown:
            counts.add(float(self.shown))
        if self.plan.want in (AnswerKind.MOST, AnswerKind.LONGEST, AnswerKind.SHORTEST):
            cited = {row.event_id for row in rows}
            counts |= {
                float(len(one.rows)) for one in self.facts.intervals if any(row.event_id in cited for row in one.rows)
            }
        if self.plan.want is AnswerKind.EMPTY:
            counts.add(float(len(self.facts.gaps)))
        return counts | self.cell_numbers

    def _may_state_totals(self, types: Collection[EventType]) -> bool:
        """Whether the counts over all rows are of what is spoken of."""
        return self.facts.exact and (not types or frozenset(self.plan.types) <= frozenset(types))

    def list_region_counts(self, sides: Collection[FrameLocation]) -> set[float]:
        regions = [region for region in self.facts.regions if region.location in sides]
        return {float(number) for region in regions for number in (region.people, region.events)}


def _fits_row(claim: TimeClaim, row: Evidence) -> bool:
    if fits_position(claim, row.start_seconds, row.end_seconds):
        return True
    if row.occurred_at is None:
        return False
    start = row.occurred_at.astimezone(zone_or_utc(row.timezone))
    return fits_clock(claim, start, start + timedelta(seconds=row.end_seconds - row.start_seconds))


def fits_position(claim: TimeClaim, start: float, end: float) -> bool:
    """Whether the position lies in the span, of seconds of the video."""
    if claim.spoken or claim.day is not None or claim.pm is not None:
        return False
    parts = claim.parts
    seconds = parts[0] * 60 + parts[1] if len(parts) == 2 else parts[0] * 3600 + parts[1] * 60 + parts[2]
    return start - _SLACK_SECONDS <= seconds <= end + _SLACK_SECONDS


def fits_clock(claim: TimeClaim, start: datetime, end: datetime) -> bool:
    """Whether the time of day, as exactly as it is said, lies in the span."""
    hours = {claim.parts[0] % 24}
    if claim.pm:
        hours = {claim.parts[0] % 12 + 12}
    elif claim.pm is None and claim.spoken and claim.parts[0] <= 12:
        hours |= {claim.parts[0] % 12 + 12, claim.parts[0] % 12}
    minutes = claim.parts[1] if len(claim.parts) > 1 else 0
    if minutes > 59 or claim.parts[0] > 24:
        return False
    seconds = claim.parts[2] if len(claim.parts) > 2 else 0
    width = (3600, 60, 1)[len(claim.parts) - 1]
    for day in {start.date(), end.date()} if claim.day is None else {claim.day}:
        for hour in hours:
            moment = datetime(day.year, day.month, day.day, hour, minutes, min(seconds, 59), tzinfo=start.tzinfo)
            slack = timedelta(seconds=_SLACK_SECONDS)
            if moment <= end + slack and moment + timedelta(seconds=width) > start - slack:
                return True
    return False


def _list_days(row: Evidence) -> set[date]:
    if row.occurred_at is None:
        return set()
    start = row.occurred_at.astimezone(zone_or_utc(row.timezone))
    return {start.date(), (start + timedelta(seconds=row.end_seconds - row.start_seconds)).date()}
