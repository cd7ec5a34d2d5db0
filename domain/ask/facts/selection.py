"""Choose the rows that an answer is written from."""

from collections.abc import Sequence

from domain.ask.facts.company import filter_by_company
from domain.ask.facts.facts import Facts
from domain.ask.filters.people import to_time_key
from domain.ask.plan.plan import AnswerKind, Company, GroupBy, SearchPlan
from models.asking.evidence import Evidence, PersonKey
from models.enums import EventType
from models.event_types import EVENT_TYPES


def filter_by_plan(
    rows: Sequence[Evidence], plan: SearchPlan, excluded: frozenset[PersonKey], bystanders: Sequence[Evidence] = ()
) -> list[Evidence]:
    """Rows that also meet conditions no filter has: their duration, events that their person must (not) have, and who
    else was there (bystanders: every event of the rows' videos)."""
    matching = [row for row in rows if _has_wanted_duration(row, plan)]
    if plan.company in (Company.ALONE, Company.ACCOMPANIED):
        matching = filter_by_company(matching, bystanders, plan.company)
    if plan.together:
        matching = _filter_people_with_all_types(matching, plan)
    if not plan.without_types:
        return matching
    return [row for row in matching if row.person and row.person not in excluded]


def _filter_people_with_all_types(rows: Sequence[Evidence], plan: SearchPlan) -> list[Evidence]:
    """The rows of people who have an event of each type."""
    types_by_person: dict[PersonKey, set[EventType]] = {}
    for row in rows:
        if row.person:
            types_by_person.setdefault(row.person, set()).add(row.type)
    return [row for row in rows if row.person and types_by_person[row.person].issuperset(plan.types)]


def _has_wanted_duration(row: Evidence, plan: SearchPlan) -> bool:
    if plan.lasting is None:
        return True
    seconds = row.whole_seconds
    above = plan.lasting.start is None or seconds >= plan.lasting.start
    return above and (plan.lasting.end is None or seconds <= plan.lasting.end)


def select_evidence(rows: Sequence[Evidence], facts: Facts, plan: SearchPlan, limit: int) -> list[Evidence]:
    """The rows that answer the plan, in time order, at most `limit`.

    FIRST and LAST: the nth row. LONGEST, SHORTEST and MOST: the winner's rows (of regions: all winners'). Questions
    about people: one row for each person. Otherwise all; of too many, the most serious.
    """
    in_time = sorted(rows, key=to_time_key)
    if plan.want in (AnswerKind.FIRST, AnswerKind.LAST):
        return _pick_nth(in_time, plan)
    if _asks_for_winner(plan):
        return list(facts.intervals[0].rows[:limit]) if facts.intervals else []
    return select_by_priority(_filter_relevant(in_time, facts, plan), limit)


def _pick_nth(in_time: Sequence[Evidence], plan: SearchPlan) -> list[Evidence]:
    """The nth row, counted from the end for LAST; none where there are fewer."""
    index = plan.nth - 1 if plan.want is AnswerKind.FIRST else len(in_time) - plan.nth
    return [in_time[index]] if 0 <= index < len(in_time) else []


def _asks_for_winner(plan: SearchPlan) -> bool:
    """Whether the answer is the first of the ranked intervals; regions and moments are compared by themselves."""
    if plan.want is AnswerKind.MOST:
        return plan.group_by not in (GroupBy.LOCATION, GroupBy.MOMENT)
    return plan.want in (AnswerKind.LONGEST, AnswerKind.SHORTEST)


def _filter_relevant(in_time: Sequence[Evidence], facts: Facts, plan: SearchPlan) -> Sequence[Evidence]:
    """The rows that the answer may name, however many."""
    if plan.want is AnswerKind.MOST and plan.group_by is GroupBy.LOCATION:
        top = {side.location for side in facts.regions if side.people == facts.regions[0].people}
        return _keep_first_per_person([row for row in in_time if row.location in top])
    if plan.want is AnswerKind.MOST and plan.group_by is GroupBy.MOMENT:
        return _keep_first_per_person([row for row in in_time if _is_at_peak(row, facts)])
    if plan.want is AnswerKind.EMPTY:
        return _select_gap_edges(in_time, facts) or _keep_first_per_person(in_time)
    return _keep_first_per_person(in_time) if _asks_about_people(plan) else in_time


def _asks_about_people(plan: SearchPlan) -> bool:
    """Whether the answer names people, whatever they did."""
    if plan.want is AnswerKind.COUNT_PEOPLE:
        return True
    return not plan.types and (plan.want is AnswerKind.EXISTS or bool(plan.without_types))


def _is_at_peak(row: Evidence, facts: Facts) -> bool:
    """Whether the row's person was present at the peak."""
    peak = facts.peak
    return peak is not None and any(
        row in interval.rows
        and interval.video_id == peak.video_id
        and interval.start_seconds <= peak.start
        and interval.end_seconds >= peak.end
        for interval in facts.intervals
    )


def _select_gap_edges(rows: Sequence[Evidence], facts: Facts) -> list[Evidence]:
    """Rows that end where a gap begins, and rows that begin where it ends."""
    starts, ends = {start for start, _ in facts.gaps}, {end for _, end in facts.gaps}
    return [row for row in rows if row.end_seconds in starts or row.start_seconds in ends]


def select_by_priority(rows: Sequence[Evidence], limit: int) -> list[Evidence]:
    """At most `limit` rows, in time order: the most serious ones, of equal ones those with more confidence."""
    if len(rows) <= limit:
        return list(rows)
    best = sorted(rows, key=lambda row: (-EVENT_TYPES[row.type].seriousness, -row.confidence, to_time_key(row)))[:limit]
    return sorted(best, key=to_time_key)


def _keep_first_per_person(rows: Sequence[Evidence]) -> list[Evidence]:
    """Each person's first row; rows without a person only if no row has one."""
    known = [row for row in rows if row.person]
    if not known:
        return list(rows)
    first: dict[PersonKey | None, Evidence] = {}
    for row in known:
        first.setdefault(row.person, row)
    return list(first.values())
