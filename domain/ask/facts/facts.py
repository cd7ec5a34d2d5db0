"""What can be counted and measured in rows, so that no model has to count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domain.ask.facts.presence import OccupancyPeak, PresenceInterval, build_intervals, find_gaps, find_peak
from domain.ask.plan.plan import AnswerKind, GroupBy, SearchPlan
from models.asking.evidence import EventCount, Evidence
from models.enums import EventType, FrameLocation
from models.filters import SecondsRange

# These answers need every row, not only those that are shown.
EXHAUSTIVE_ANSWERS = frozenset(
    {
        AnswerKind.COUNT_PEOPLE,
        AnswerKind.DURATION,
        AnswerKind.LONGEST,
        AnswerKind.SHORTEST,
        AnswerKind.MOST,
        AnswerKind.EMPTY,
    }
)


@dataclass(frozen=True, slots=True)
class RegionCount:
    location: FrameLocation
    events: int
    people: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts over all that fits. exact: every row fits and nothing that fits is missing from them."""

    events: int
    people: int
    exact: bool
    intervals: tuple[PresenceInterval, ...] = ()
    regions: tuple[RegionCount, ...] = ()
    type_counts: tuple[tuple[EventType, int], ...] = ()
    peak: OccupancyPeak | None = None
    gaps: tuple[tuple[float, float], ...] = ()


def needs_all_rows(plan: SearchPlan) -> bool:
    return plan.want in EXHAUSTIVE_ANSWERS or bool(plan.without_types or plan.lasting or plan.together)


def compute_facts(
    rows: Sequence[Evidence],
    plan: SearchPlan,
    total: EventCount | None = None,
    seconds: SecondsRange | None = None,
    *,
    exact: bool = True,
    duration: float | None = None,
) -> Facts:
    """The facts of rows that fit. counted: the search's own count, where it is the truth and rows may be fewer.

    seconds is the part of the video that was asked about, duration the length of the footage, if that is one video.
    """
    persons = {(row.video_id, row.track_id) for row in rows if row.track_id}
    return Facts(
        events=len(rows) if total is None else total.events,
        people=len(persons) if total is None else total.people,
        exact=exact,
        intervals=tuple(_rank_intervals(build_intervals(rows, presence=not plan.types, within=seconds), plan)),
        regions=tuple(_count_by_region(rows)),
        type_counts=tuple(Counter(row.type for row in rows).most_common()),
        peak=find_peak(rows) if plan.want is AnswerKind.MOST and plan.group_by is GroupBy.MOMENT else None,
        gaps=tuple(find_gaps(rows, seconds, duration)) if plan.want is AnswerKind.EMPTY else (),
    )


def _rank_intervals(spells: list[PresenceInterval], plan: SearchPlan) -> list[PresenceInterval]:
    if plan.want is AnswerKind.LONGEST:
        return sorted(spells, key=lambda spell: -spell.covered_seconds)
    if plan.want is AnswerKind.SHORTEST:
        return sorted(spells, key=lambda spell: spell.covered_seconds)
    if plan.want is AnswerKind.MOST and plan.group_by is GroupBy.PERSON:
        return sorted(spells, key=lambda spell: -len(spell.rows))
    return spells


def _count_by_region(rows: Sequence[Evidence]) -> list[RegionCount]:
    found = []
    for location in FrameLocation:
        here = [row for row in rows if row.location is location]
        if here and location is not FrameLocation.UNKNOWN:
            people = {(row.video_id, row.track_id) for row in here if row.track_id}
            found.append(RegionCount(location, len(here), len(people)))
    return sorted(found, key=lambda side: (-side.people, -side.events))
