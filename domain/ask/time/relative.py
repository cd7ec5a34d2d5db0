"""Before or after an event: the event that a question is relative to narrows the search to what lies beside it.

In one video that is a part of the video; over several, a window of the clock over everything in scope.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.ask.filters.people import people_from_history, restrict_to_people, to_time_key
from domain.ask.filters.scope import Obstacle, Pivot, SearchScope
from domain.ask.plan.plan import SearchPlan
from domain.ask.plan.relation import RelativeCondition, TimeRelation
from domain.ask.question.question import Question
from domain.ask.services import EventLookup
from domain.ask.time.positions import intersect_ranges
from domain.ask.time.windows import SecondsSpan
from domain.language.timecode import zone_or_utc
from models.asking.evidence import Evidence
from models.enums import EventOrder
from models.filters import EventFilter, SecondsRange, TimeRange

# What began longer ago is not looked for among what goes on.
_LONGEST_EVENT = timedelta(hours=12)
# Excludes the event itself, and events that only touch it.
_MARGIN_SECONDS = 0.001


async def apply_relation(
    scope: SearchScope, relative: RelativeCondition, question: Question, lookup: EventLookup
) -> SearchScope:
    """The scope narrowed to before or after the event; NO_REFERENT or NO_PIVOT if person or event are not known."""
    people: Sequence[str] | None = relative.track_ids or None
    person_ids: Sequence[str] | None = None
    videos = scope.event_filter.video_ids
    if relative.earlier and relative.types:
        known = people_from_history(question)
        if not known:
            return replace(scope, obstacle=Obstacle.NO_REFERENT)
        of_known = restrict_to_people(known, scope.event_filter)
        people, videos, person_ids = of_known.track_ids, of_known.video_ids, of_known.person_ids
    elif scope.plan.about_earlier:
        people, person_ids = scope.event_filter.track_ids, scope.event_filter.person_ids
    footage = replace(scope.footage_filter, video_ids=videos, track_ids=people, person_ids=person_ids)
    pivot = await find_pivot(relative, question, footage, lookup)
    if pivot is None:
        return replace(scope, obstacle=Obstacle.NO_PIVOT)
    by_clock = question.video is None and pivot.clock is not None and not relative.same_person
    scope = replace(scope, plan=_add_pivot_time(scope.plan, relative, pivot, by_clock=by_clock), pivot=pivot)
    return _restrict_by_clock(scope, relative, pivot) if by_clock else _restrict_in_video(scope, relative, pivot)


def _restrict_by_clock(scope: SearchScope, relative: RelativeCondition, pivot: Pivot) -> SearchScope:
    is_during = relative.when is TimeRelation.DURING
    return replace(
        scope,
        event_filter=restrict_to_clock(pivot, relative, scope.event_filter),
        footage_filter=restrict_to_clock(pivot, relative, replace(scope.footage_filter, track_ids=None)),
        excluded_person=pivot.person if relative.excludes_pivot_person else None,
        still_at=pivot.clock[0] if is_during and pivot.clock is not None else None,
    )


def _restrict_in_video(scope: SearchScope, relative: RelativeCondition, pivot: Pivot) -> SearchScope:
    return replace(
        scope,
        event_filter=restrict_to_relation(pivot, relative, scope.event_filter),
        footage_filter=replace(restrict_to_relation(pivot, relative, scope.footage_filter), track_ids=None),
    )


async def find_pivot(
    relative: RelativeCondition, question: Question, footage: EventFilter, lookup: EventLookup
) -> Pivot | None:
    """The event, or the moments that the earlier answer cited; None if there is no such event."""
    if relative.earlier and not relative.types:
        return _pivot_from_history(question)
    events = replace(
        footage,
        types=relative.types or None,
        locations=relative.locations or None,
        genders=relative.genders or None,
        age_groups=relative.age_groups or None,
    )
    # "After P2" is after the last event of P2.
    from_end = relative.when is TimeRelation.AFTER and not relative.types and bool(relative.track_ids)
    read = await lookup.list_events(events, choose_order(events, from_end=from_end))
    rows = sorted(read, key=to_time_key, reverse=from_end)
    if relative.nth > len(rows):
        return None
    row = rows[relative.nth - 1]
    return Pivot(row.video_id, row.start_seconds, row.end_seconds, row.track_id, row.person, _find_clock(row))


def choose_order(events: EventFilter, *, from_end: bool) -> EventOrder:
    """By position within one video; by the clock over several, whose positions cannot be compared."""
    if events.is_within_one_video:
        return EventOrder.LATEST_FIRST if from_end else EventOrder.EARLIEST_FIRST
    return EventOrder.OCCURRED_NEWEST_FIRST if from_end else EventOrder.OCCURRED_OLDEST_FIRST


def _find_clock(row: Evidence) -> tuple[datetime, datetime] | None:
    if row.occurred_at is None:
        return None
    began = row.occurred_at.astimezone(zone_or_utc(row.timezone))
    return began, began + timedelta(seconds=row.end_seconds - row.start_seconds)


def _pivot_from_history(question: Question) -> Pivot | None:
    """The moments that the latest answer cited. Answer.plan stores them as "moments".

    Of several videos, those of the first, and the clock of all if it is known of all.
    """
    for turn in reversed(question.earlier):
        moments = (turn.plan or {}).get("moments") or []
        if moments:
            video_id = moments[0]["videoId"]
            in_video = [moment for moment in moments if moment["videoId"] == video_id]
            start = min(float(moment["start"]) for moment in in_video)
            end = max(float(moment["end"]) for moment in in_video)
            return Pivot(UUID(str(video_id)), start, end, clock=_find_clock_of_moments(moments))
    return None


def _find_clock_of_moments(moments: Sequence[Mapping[str, Any]]) -> tuple[datetime, datetime] | None:
    """From the first to the last of them; None if the time of day of one is not known."""
    if not all(moment.get("at") for moment in moments):
        return None
    began = [datetime.fromisoformat(moment["at"]) for moment in moments]
    lengths = [timedelta(seconds=float(moment["end"]) - float(moment["start"])) for moment in moments]
    return min(began), max(start + length for start, length in zip(began, lengths, strict=True))


def list_cited_moments(rows: Sequence[Evidence]) -> list[dict[str, object]]:
    """What an answer cited, for a follow-up that says "before that"."""
    return [
        {
            "videoId": str(row.video_id),
            "start": row.start_seconds,
            "end": row.end_seconds,
            "at": None if (clock := _find_clock(row)) is None else clock[0].isoformat(),
        }
        for row in rows
    ]


def restrict_to_clock(pivot: Pivot, relative: RelativeCondition, events: EventFilter) -> EventFilter:
    """The filter narrowed to before, after or during the pivot, by the clock, in everything that it allows."""
    assert pivot.clock is not None
    began, ended = pivot.clock
    margin = timedelta(seconds=_MARGIN_SECONDS)
    within = None if relative.within is None else timedelta(seconds=relative.within)
    if relative.when is TimeRelation.DURING:
        # What began before may still go on: SearchScope.still_at.
        window = TimeRange(began - _LONGEST_EVENT, ended)
    elif relative.when is TimeRelation.BEFORE:
        window = TimeRange(None if within is None else began - within, began - margin)
    else:
        window = TimeRange(ended + margin, None if within is None else ended + within)
    zones = events.zone_windows
    return replace(
        events,
        occurred_at=_intersect(events.occurred_at, window),
        zone_windows=None if zones is None else [(zone, _intersect(moments, window)) for zone, moments in zones],
    )


def _intersect(first: TimeRange | None, second: TimeRange) -> TimeRange:
    """What lies in both; absent ends are open."""
    if first is None:
        return second
    starts = [moment for moment in (first.start, second.start) if moment is not None]
    ends = [moment for moment in (first.end, second.end) if moment is not None]
    return TimeRange(max(starts) if starts else None, min(ends) if ends else None)


def restrict_to_relation(pivot: Pivot, relative: RelativeCondition, events: EventFilter) -> EventFilter:
    """The filter narrowed to before, after or during the pivot, in its video; to its person, or to everybody else."""
    start: float | None
    end: float | None
    if relative.when is TimeRelation.DURING:
        start, end = pivot.start, pivot.end
    elif relative.when is TimeRelation.BEFORE:
        end = pivot.start - _MARGIN_SECONDS
        start = None if relative.within is None else pivot.start - relative.within
    else:
        start = pivot.end + _MARGIN_SECONDS
        end = None if relative.within is None else start + relative.within
    tracks = events.track_ids
    if relative.same_person and pivot.track_id is not None:
        tracks = (pivot.track_id,)
    excluded = (pivot.track_id,) if relative.excludes_pivot_person and pivot.track_id is not None else None
    return replace(
        events,
        video_ids=(pivot.video_id,),
        track_ids=tracks,
        excluded_track_ids=excluded,
        seconds=intersect_ranges(events.seconds, SecondsRange(start, end)),
    )


def _add_pivot_time(plan: SearchPlan, relative: RelativeCondition, pivot: Pivot, *, by_clock: bool) -> SearchPlan:
    """The plan with the time of the pivot, which the answer says: of several videos, by the clock."""
    at = SecondsSpan.model_validate({"start": pivot.start, "end": pivot.end})
    clock = pivot.clock[0] if by_clock and pivot.clock is not None else None
    return plan.model_copy(update={"relative": relative.model_copy(update={"at": at, "at_clock": clock})})
