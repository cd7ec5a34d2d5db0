"""What can be counted and measured in rows, so that no model has to count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domain.ask.facts.presence import Peak, Spell, gaps_of, peak_of, spells_of
from domain.ask.plan.plan import GroupBy, Plan, Want
from models.asking.evidence import EventCount, Evidence
from models.enums import EventType, FrameLocation
from models.filters import SecondsRange

# These answers need every row, not only those that are shown.
MEASURED = frozenset({Want.COUNT_PEOPLE, Want.DURATION, Want.LONGEST, Want.SHORTEST, Want.MOST, Want.EMPTY})


@dataclass(frozen=True, slots=True)
class Side:
    location: FrameLocation
    events: int
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
    gaps: tuple[tuple[float, float], ...] = ()


def needs_all_rows(plan: Plan) -> bool:
    return plan.want in MEASURED or bool(plan.without_types or plan.lasting or plan.together)


def measure(
    rows: Sequence[Evidence],
    plan: Plan,
    counted: EventCount | None = None,
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
        events=len(rows) if counted is None else counted.events,
        people=len(persons) if counted is None else counted.people,
        exact=exact,
        spells=tuple(_ranked(spells_of(rows, presence=not plan.types, within=seconds), plan)),
        sides=tuple(_sides(rows)),
        kinds=tuple(Counter(row.type for row in rows).most_common()),
        peak=peak_of(rows) if plan.want is Want.MOST and plan.group_by is GroupBy.MOMENT else None,
        gaps=tuple(gaps_of(rows, seconds, duration)) if plan.want is Want.EMPTY else (),
    )


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
