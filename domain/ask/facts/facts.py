"""Counts and durations over evidence rows, so that no model has to count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domain.ask.facts.presence import OccupancyPeak, PresenceInterval, build_intervals, find_gaps, find_peak
from domain.ask.filters.people import to_time_key
from domain.ask.plan.plan import AnswerKind, GroupBy, SearchPlan
from domain.language.timecode import zone_or_utc
from models.asking.evidence import EventCount, Evidence
from models.enums import EventType, FrameLocation
from models.filters import SecondsRange

# These answers need every row, not only the rows that are shown.
EXHAUSTIVE_ANSWERS = frozenset(
    {
        AnswerKind.COUNT_PEOPLE,
        AnswerKind.DURATION,
        AnswerKind.LONGEST,
        AnswerKind.SHORTEST,
        AnswerKind.MOST,
        AnswerKind.EMPTY,
        AnswerKind.SUMMARY,
        AnswerKind.ELAPSED,
    }
)


@dataclass(frozen=True, slots=True)
class RegionCount:
    location: FrameLocation
    events: int
    people: int


@dataclass(frozen=True, slots=True)
class HourCount:
    """Events of one hour of the clock beside the camera; hour: "2026-11-22 21:00", or None without a time of day."""

    hour: str | None
    events: int
    people: int
    types: tuple[tuple[EventType, int], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts over all rows that fit. exact: every row fits, and none that fits is missing.

    type_counts, type_people: events of each type, and how many people did it.
    """

    events: int
    people: int
    exact: bool
    intervals: tuple[PresenceInterval, ...] = ()
    regions: tuple[RegionCount, ...] = ()
    type_counts: tuple[tuple[EventType, int], ...] = ()
    peak: OccupancyPeak | None = None
    gaps: tuple[tuple[float, float], ...] = ()
    hours: tuple[HourCount, ...] = ()
    type_people: tuple[tuple[EventType, int], ...] = ()


def needs_all_rows(plan: SearchPlan) -> bool:
    return plan.filters_rows or (plan.want in EXHAUSTIVE_ANSWERS and plan.dimension is None)


def compute_facts(
    rows: Sequence[Evidence],
    plan: SearchPlan,
    total: EventCount | None = None,
    seconds: SecondsRange | None = None,
    *,
    exact: bool = True,
    duration: float | None = None,
) -> Facts:
    """The facts of rows that fit. total: the search's own count, if rows may be fewer than fit.

    seconds: the part of the video that the question is about. duration: the length of the footage, if it is one video.
    """
    persons = {row.person for row in rows if row.person}
    whole = drop_continued(rows)
    return Facts(
        events=len(whole) if total is None else total.events,
        people=len(persons) if total is None else total.people,
        exact=exact,
        intervals=tuple(_rank_intervals(build_intervals(rows, presence=not plan.types, within=seconds), plan)),
        regions=tuple(_count_by_region(rows)),
        type_counts=tuple(Counter(row.type for row in whole).most_common()),
        type_people=tuple(Counter(kind for kind, _ in {(row.type, row.person) for row in rows if row.person}).items()),
        peak=find_peak(rows) if plan.want is AnswerKind.MOST and plan.group_by is GroupBy.MOMENT else None,
        hours=tuple(_count_by_hour(whole)) if plan.want is AnswerKind.SUMMARY else (),
        gaps=tuple(find_gaps(rows, seconds, duration)) if plan.want is AnswerKind.EMPTY else (),
    )


def drop_continued(rows: Sequence[Evidence]) -> list[Evidence]:
    """Rows without the further pieces of an event that goes on over several files."""
    kept, begun = [], set()
    for row in sorted(rows, key=to_time_key):
        if not row.continues or (row.person, row.type) not in begun:
            kept.append(row)
        begun.add((row.person, row.type))
    return kept


def _rank_intervals(intervals: list[PresenceInterval], plan: SearchPlan) -> list[PresenceInterval]:
    if plan.want is AnswerKind.LONGEST:
        return sorted(intervals, key=lambda interval: -interval.covered_seconds)
    if plan.want is AnswerKind.SHORTEST:
        return sorted(intervals, key=lambda interval: interval.covered_seconds)
    if plan.want is AnswerKind.MOST and plan.group_by is GroupBy.PERSON:
        return sorted(intervals, key=lambda interval: -len(interval.rows))
    return intervals


def _count_by_hour(rows: Sequence[Evidence]) -> list[HourCount]:
    """The first step of a summary of a time: every event counts, however few are shown."""
    by_hour: dict[str | None, list[Evidence]] = {}
    for row in rows:
        local = row.occurred_at and row.occurred_at.astimezone(zone_or_utc(row.timezone))
        by_hour.setdefault(f"{local:%Y-%m-%d %H:00}" if local else None, []).append(row)
    return [
        HourCount(
            hour,
            len(events),
            len({row.person for row in events if row.person}),
            tuple(Counter(row.type for row in events).most_common()),
        )
        for hour, events in by_hour.items()
    ]


def _count_by_region(rows: Sequence[Evidence]) -> list[RegionCount]:
    counts = []
    for location in FrameLocation:
        in_region = [row for row in rows if row.location is location]
        if in_region and location is not FrameLocation.UNKNOWN:
            people = {row.person for row in in_region if row.person}
            counts.append(RegionCount(location, len(drop_continued(in_region)), len(people)))
    return sorted(counts, key=lambda side: (-side.people, -side.events))
