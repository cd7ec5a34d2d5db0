"""Which of the rows that fit an answer is written from."""

from collections.abc import Sequence
from uuid import UUID

from domain.ask.facts.facts import Facts
from domain.ask.filters.build_filters import when
from domain.ask.plan.plan import GroupBy, Plan, Want
from models.asking.evidence import Evidence
from models.enums import EventType

# What an operator must see first when not everything can be shown.
URGENT = (
    EventType.COLLAPSE,
    EventType.FIGHTING,
    EventType.THEFT,
    EventType.INTRUSION,
    EventType.VANDALISM,
    EventType.SMOKING,
    EventType.ANOMALY,
    EventType.CROWDING,
    EventType.LOITERING,
)
_WEIGHT = {
    **{kind: 100 - place for place, kind in enumerate(URGENT)},
    EventType.PICKING: 20,
    EventType.INTERACTION: 19,
    EventType.RUNNING: 18,
    EventType.PERSON_ENTER: 10,
    EventType.PERSON_EXIT: 9,
    EventType.SITTING: 5,
    EventType.STANDING: 4,
    EventType.WALKING: 1,
}


def satisfying(rows: Sequence[Evidence], plan: Plan, excluded: frozenset[tuple[UUID, str]]) -> list[Evidence]:
    """Rows that also meet what a filter cannot say: how long they lasted, and what their person did not do."""
    kept = [row for row in rows if _lasted(row, plan)]
    if plan.together:
        kept = _by_who_did_all(kept, plan)
    if not plan.without_types:
        return kept
    return [row for row in kept if row.track_id and (row.video_id, row.track_id) not in excluded]


def _by_who_did_all(rows: Sequence[Evidence], plan: Plan) -> list[Evidence]:
    """The rows of people who did everything that was asked for."""
    did: dict[tuple[UUID, str], set[EventType]] = {}
    for row in rows:
        if row.track_id:
            did.setdefault((row.video_id, row.track_id), set()).add(row.type)
    return [row for row in rows if row.track_id and did[row.video_id, row.track_id].issuperset(plan.types)]


def _lasted(row: Evidence, plan: Plan) -> bool:
    if plan.lasting is None:
        return True
    seconds = row.end_seconds - row.start_seconds
    above = plan.lasting.start is None or seconds >= plan.lasting.start
    return above and (plan.lasting.end is None or seconds <= plan.lasting.end)


def chosen(rows: Sequence[Evidence], facts: Facts, plan: Plan, most: int) -> list[Evidence]:
    """The rows that answer the plan, in time order, at most `most`.

    First and last: that one. Longest, shortest and most: the winner's (all winners among sides). How many people, and
    whoever it was: one row a person. Otherwise all; where they are too many, the weightiest.
    """
    in_time = sorted(rows, key=when)
    if plan.want in (Want.FIRST, Want.LAST):
        place = plan.nth - 1 if plan.want is Want.FIRST else len(in_time) - plan.nth
        return [in_time[place]] if 0 <= place < len(in_time) else []
    if plan.want is Want.MOST and plan.group_by is GroupBy.LOCATION:
        top = {side.location for side in facts.sides if side.people == facts.sides[0].people}
        return weightiest(_one_a_person([row for row in in_time if row.location in top]), most)
    if plan.want is Want.MOST and plan.group_by is GroupBy.MOMENT:
        return weightiest(_one_a_person([row for row in in_time if _there(row, facts)]), most)
    if plan.want is Want.EMPTY:
        return weightiest(_beside_gaps(in_time, facts) or _one_a_person(in_time), most)
    if plan.want in (Want.LONGEST, Want.SHORTEST, Want.MOST):
        return list(facts.spells[0].rows[:most]) if facts.spells else []
    who_only = plan.want is Want.EXISTS and not plan.types
    if plan.want is Want.COUNT_PEOPLE or who_only or (plan.without_types and not plan.types):
        in_time = _one_a_person(in_time)
    return weightiest(in_time, most)


def _there(row: Evidence, facts: Facts) -> bool:
    """Whether the row's person was there at the peak."""
    peak = facts.peak
    return peak is not None and any(
        row in spell.rows and spell.video_id == peak.video_id and spell.first <= peak.start and spell.last >= peak.end
        for spell in facts.spells
    )


def _beside_gaps(rows: Sequence[Evidence], facts: Facts) -> list[Evidence]:
    """What ended right before nobody was there, and what began right after."""
    starts, ends = {start for start, _ in facts.gaps}, {end for _, end in facts.gaps}
    return [row for row in rows if row.end_seconds in starts or row.start_seconds in ends]


def weightiest(rows: Sequence[Evidence], most: int) -> list[Evidence]:
    """At most `most` rows, in time order: those that matter most to an operator, the more certain first."""
    if len(rows) <= most:
        return list(rows)
    best = sorted(rows, key=lambda row: (-_WEIGHT[row.type], -row.confidence, when(row)))[:most]
    return sorted(best, key=when)


def _one_a_person(rows: Sequence[Evidence]) -> list[Evidence]:
    """Each person's first row; rows that show no known person stay only where there is nobody else."""
    known = [row for row in rows if row.track_id]
    if not known:
        return list(rows)
    first: dict[tuple[UUID, str | None], Evidence] = {}
    for row in known:
        first.setdefault((row.video_id, row.track_id), row)
    return list(first.values())
