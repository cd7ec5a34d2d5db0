"""How long from one event to another: of each person, or between two events whoever did them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.ask.filters.people import to_time_key
from domain.ask.filters.scope import SearchScope
from domain.ask.plan.relation import RelativeCondition, TimeRelation
from domain.ask.services import EventLookup
from domain.ask.time.relative import choose_order
from models.asking.evidence import Evidence, PersonKey


@dataclass(frozen=True, slots=True)
class Interval:
    """From the end of the earlier event to the beginning of the later one."""

    first: Evidence
    second: Evidence
    seconds: float


@dataclass(frozen=True, slots=True)
class Intervals:
    """found: in time. without: how many of the events that are measured from have no other one beside them."""

    found: Sequence[Interval]
    without: int = 0
    per_person: bool = False


async def list_pivots(
    scope: SearchScope, relative: RelativeCondition, lookup: EventLookup
) -> Sequence[Evidence] | None:
    """The events that the time is measured from, in time; of one person where it is about one. None if it failed."""
    tracks = relative.track_ids or (scope.event_filter.track_ids if relative.same_person else None)
    events = replace(
        scope.footage_filter,
        types=relative.types or None,
        locations=relative.locations or None,
        genders=relative.genders or (scope.event_filter.genders if relative.same_person else None) or None,
        age_groups=relative.age_groups or (scope.event_filter.age_groups if relative.same_person else None) or None,
        track_ids=tracks or None,
        video_ids=scope.event_filter.video_ids,
    )
    rows = await lookup.meter.attempt("structured", lookup.list_events(events, choose_order(events, from_end=False)))
    return None if rows is None else sorted(rows, key=to_time_key)


def measure_intervals(pivots: Sequence[Evidence], rows: Sequence[Evidence], relative: RelativeCondition) -> Intervals:
    """The time from each event to the nearest of rows behind it, or before it, of the same person if that is meant."""
    if not relative.same_person:
        chosen = pivots[relative.nth - 1 : relative.nth]
        found = [interval for pivot in chosen if (interval := _measure(pivot, rows, relative)) is not None]
        return Intervals(found, len(chosen) - len(found))
    of_person: dict[PersonKey, list[Evidence]] = {}
    for row in rows:
        if row.person is not None:
            of_person.setdefault(row.person, []).append(row)
    known = [pivot for pivot in pivots if pivot.person is not None]
    nearest: dict[Evidence | object, Interval] = {}
    missing = 0
    for pivot in known:
        interval = _measure(pivot, of_person.get(pivot.person or (pivot.video_id, ""), ()), relative)
        if interval is None:
            missing += 1
            continue
        # Of two entries before one exit, the later one is meant.
        other = interval.second if relative.when is TimeRelation.AFTER else interval.first
        best = nearest.get(other.event_id)
        nearest[other.event_id] = interval if best is None or interval.seconds < best.seconds else best
    return Intervals(list(nearest.values()), missing, per_person=True)


def _measure(pivot: Evidence, rows: Sequence[Evidence], relative: RelativeCondition) -> Interval | None:
    is_after = relative.when is TimeRelation.AFTER
    pairs = [(pivot, row) if is_after else (row, pivot) for row in rows if row.event_id != pivot.event_id]
    measured = [Interval(*pair, seconds) for pair in pairs if (seconds := _subtract(*pair)) is not None]
    return min(measured, key=lambda interval: interval.seconds, default=None)


def _subtract(first: Evidence, second: Evidence) -> float | None:
    """Seconds between two events; None where the second does not follow, or nobody knows."""
    if first.occurred_at is not None and second.occurred_at is not None and first.video_id != second.video_id:
        length = first.end_seconds - first.start_seconds
        seconds = (second.occurred_at - first.occurred_at).total_seconds() - length
    elif first.video_id == second.video_id:
        seconds = second.start_seconds - first.end_seconds
    else:
        return None
    begins_before = second.video_id == first.video_id and second.start_seconds < first.start_seconds
    # They may overlap a little: who is leaving is still walking.
    return None if begins_before or seconds < -1.0 else max(0.0, seconds)
