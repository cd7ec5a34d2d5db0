"""Before or after an event: the event that a question is relative to narrows the search to a part of its video."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from domain.ask.filters.people import people_from_history
from domain.ask.filters.scope import Obstacle, Pivot, SearchScope
from domain.ask.plan.plan import RelativeCondition, SearchPlan, TimeRelation
from domain.ask.question.question import Question
from domain.ask.services import EventLookup
from domain.ask.time.positions import intersect_ranges
from domain.ask.time.windows import SecondsSpan
from models.asking.evidence import Evidence
from models.enums import EventOrder
from models.filters import EventFilter, SecondsRange

# Excludes the event itself, and events that only touch it.
_MARGIN_SECONDS = 0.001


async def apply_relation(
    scope: SearchScope, relative: RelativeCondition, question: Question, lookup: EventLookup
) -> SearchScope:
    """The scope narrowed to before or after the event; NO_REFERENT or NO_PIVOT if person or event are not known."""
    people: Sequence[str] | None = relative.track_ids or None
    videos = scope.event_filter.video_ids
    if relative.earlier and relative.types:
        known = people_from_history(question)
        if not known:
            return replace(scope, obstacle=Obstacle.NO_REFERENT)
        people, videos = tuple(track for _, track in known), tuple(dict.fromkeys(video for video, _ in known))
    elif scope.plan.about_earlier:
        people = scope.event_filter.track_ids
    footage = replace(scope.footage_filter, video_ids=videos, track_ids=people)
    pivot = await find_pivot(relative, question, footage, lookup)
    if pivot is None:
        return replace(scope, obstacle=Obstacle.NO_PIVOT)
    return replace(
        scope,
        plan=_add_pivot_time(scope.plan, relative, pivot),
        event_filter=restrict_to_relation(pivot, relative, scope.event_filter),
        footage_filter=replace(restrict_to_relation(pivot, relative, scope.footage_filter), track_ids=None),
        pivot=pivot,
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
    order = EventOrder.LATEST_FIRST if from_end else EventOrder.EARLIEST_FIRST
    rows = await lookup.list_events(events, order)
    if relative.nth > len(rows):
        return None
    row = rows[relative.nth - 1]
    return Pivot(row.video_id, row.start_seconds, row.end_seconds, row.track_id)


def _pivot_from_history(question: Question) -> Pivot | None:
    """The moments that the latest answer cited, in the first video of them. Answer.plan stores them as "moments"."""
    for turn in reversed(question.earlier):
        moments = (turn.plan or {}).get("moments") or []
        if moments:
            video_id = moments[0]["videoId"]
            in_video = [moment for moment in moments if moment["videoId"] == video_id]
            start = min(float(moment["start"]) for moment in in_video)
            end = max(float(moment["end"]) for moment in in_video)
            return Pivot(UUID(str(video_id)), start, end)
    return None


def list_cited_moments(rows: Sequence[Evidence]) -> list[dict[str, object]]:
    """What an answer cited, for a follow-up that says "before that"."""
    return [{"videoId": str(row.video_id), "start": row.start_seconds, "end": row.end_seconds} for row in rows]


def restrict_to_relation(pivot: Pivot, relative: RelativeCondition, events: EventFilter) -> EventFilter:
    """The filter narrowed to before or after the pivot, in its video; and to its person, or to everybody else."""
    if relative.when is TimeRelation.BEFORE:
        end: float | None = pivot.start - _MARGIN_SECONDS
        start: float | None = None if relative.within is None else pivot.start - relative.within
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


def _add_pivot_time(plan: SearchPlan, relative: RelativeCondition, pivot: Pivot) -> SearchPlan:
    """The plan with the time of the pivot, which the answer says."""
    at = SecondsSpan.model_validate({"start": pivot.start, "end": pivot.end})
    return plan.model_copy(update={"relative": relative.model_copy(update={"at": at})})
