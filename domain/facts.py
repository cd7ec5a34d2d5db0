"""What can be counted and measured in rows, so that no model has to count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from domain.plan import GroupBy, Plan, Want
from domain.scope import when
from models.enums import EventType, FrameLocation
from models.evidence import EventCount, Evidence
from models.filters import SecondsRange

# These answers need every row, not only those that are shown.
MEASURED = frozenset({Want.COUNT_PEOPLE, Want.DURATION, Want.LONGEST, Want.SHORTEST, Want.MOST})


@dataclass(frozen=True, slots=True)
class Spell:
    """One person's rows. seconds: time they cover together; from first to last sight where any event counts."""

    video_id: UUID
    video_name: str
    track_id: str
    rows: tuple[Evidence, ...]
    seconds: float

    @property
    def first(self) -> float:
        return self.rows[0].start_seconds

    @property
    def last(self) -> float:
        return max(row.end_seconds for row in self.rows)


@dataclass(frozen=True, slots=True)
class Side:
    location: FrameLocation
    events: int
    people: int


@dataclass(frozen=True, slots=True)
class Peak:
    """The part of one video in which most people were there at once, in seconds."""

    video_id: UUID
    start: float
    end: float
    people: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts over all that fits. exact: every row fits and nothing that fits is missing from them."""

    events: int
    people: int
    exact: bool
    spells: tuple[Spell, ...] = ()
    sides: tuple[Side, ...] = ()
    kinds: tuple[tuple[EventType, int], ...] = ()
    peak: Peak | None = None


def needs_all_rows(plan: Plan) -> bool:
    return plan.want in MEASURED or bool(plan.without_types or plan.lasting)


def measure(
    rows: Sequence[Evidence],
    plan: Plan,
    counted: EventCount | None = None,
    seconds: SecondsRange | None = None,
    *,
    exact: bool = True,
) -> Facts:
    """The facts of rows that fit. counted: the search's own count, where it is the truth and rows may be fewer."""
    persons = {(row.video_id, row.track_id) for row in rows if row.track_id}
    return Facts(
        events=len(rows) if counted is None else counted.events,
        people=len(persons) if counted is None else counted.people,
        exact=exact,
        spells=tuple(_ranked(spells_of(rows, presence=not plan.types, within=seconds), plan)),
        sides=tuple(_sides(rows)),
        kinds=tuple(Counter(row.type for row in rows).most_common()),
        peak=_peak(rows) if plan.want is Want.MOST and plan.group_by is GroupBy.MOMENT else None,
    )


def spells_of(rows: Sequence[Evidence], *, presence: bool, within: SecondsRange | None = None) -> list[Spell]:
    """Rows by person, in order of first sight. presence: measure from first to last sight, not event by event."""
    by_person: dict[tuple[UUID, str], list[Evidence]] = {}
    for row in sorted(rows, key=when):
        if row.track_id:
            by_person.setdefault((row.video_id, row.track_id), []).append(row)
    return [
        Spell(video_id, mine[0].video_name, track_id, tuple(mine), _covered(mine, presence, within))
        for (video_id, track_id), mine in by_person.items()
    ]


def _covered(rows: Sequence[Evidence], presence: bool, within: SecondsRange | None) -> float:
    """Seconds that rows cover, overlaps once; only what lies in the asked part of the video."""
    low = float("-inf") if within is None or within.start is None else within.start
    high = float("inf") if within is None or within.end is None else within.end
    spans = sorted((max(low, row.start_seconds), min(high, row.end_seconds)) for row in rows)
    spans = [(start, end) for start, end in spans if end >= start]
    if not spans:
        return 0.0
    if presence:
        return max(end for _, end in spans) - spans[0][0]
    total, reached = 0.0, low
    for start, end in spans:
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _ranked(spells: list[Spell], plan: Plan) -> list[Spell]:
    if plan.want is Want.LONGEST:
        return sorted(spells, key=lambda spell: -spell.seconds)
    if plan.want is Want.SHORTEST:
        return sorted(spells, key=lambda spell: spell.seconds)
    if plan.want is Want.MOST and plan.group_by is GroupBy.PERSON:
        return sorted(spells, key=lambda spell: -len(spell.rows))
    return spells


def _sides(rows: Sequence[Evidence]) -> list[Side]:
    found = []
    for location in FrameLocation:
        here = [row for row in rows if row.location is location]
        if here and location is not FrameLocation.UNKNOWN:
            people = {(row.video_id, row.track_id) for row in here if row.track_id}
            found.append(Side(location, len(here), len(people)))
    return sorted(found, key=lambda side: (-side.people, -side.events))


def _peak(rows: Sequence[Evidence]) -> Peak | None:
    """Sweep over comings and goings: the first and longest stretch with the highest number of people."""
    best: Peak | None = None
    spells = spells_of(rows, presence=True)
    for video_id in dict.fromkeys(spell.video_id for spell in spells):
        mine = [spell for spell in spells if spell.video_id == video_id]
        edges = sorted({edge for spell in mine for edge in (spell.first, spell.last)})
        for start, end in pairwise([*edges, edges[-1]]):
            there = sum(spell.first <= start and spell.last >= end for spell in mine)
            if best is None or there > best.people:
                best = Peak(video_id, start, end, there)
    return best
