"""Before or after something: the event that a question is relative to becomes a part of its video."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.ask.plan.plan import RelativeCondition, SearchPlan, SecondsSpan, TimeRelation
from domain.ask.question.question import Question
from domain.ports import Retrieval
from models.access.principal import Principal
from models.asking.evidence import Evidence
from models.enums import EventOrder
from models.filters import EventFilter, SecondsRange

# Keeps the event itself, and what only touches it, out of what came before or after it.
_MARGIN_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Pivot:
    """What the question is relative to: a part of a video, and who was in it."""

    video_id: UUID
    start: float
    end: float
    track_id: str | None = None


async def find_pivot(
    relative: RelativeCondition,
    question: Question,
    within: EventFilter,
    principal: Principal,
    search: Retrieval,
    most: int,
) -> Pivot | None:
    """The event, or what the answer before was about; None where there is no such thing."""
    if relative.earlier and not relative.types:
        return _pivot_from_history(question)
    wanted = replace(
        within,
        types=relative.types or None,
        locations=relative.locations or None,
        genders=relative.genders or None,
        age_groups=relative.age_groups or None,
    )
    ends = relative.when is TimeRelation.AFTER and not relative.types and bool(relative.track_ids)
    order = EventOrder.LATEST_FIRST if ends else EventOrder.EARLIEST_FIRST
    rows = await search.list_events(principal, wanted, order, most)
    if relative.nth > len(rows):
        return None
    row: Evidence = rows[relative.nth - 1]
    return Pivot(row.video_id, row.start_seconds, row.end_seconds, row.track_id)


def _pivot_from_history(question: Question) -> Pivot | None:
    """The moments that the latest answer cited. Answer.plan keeps them under "moments"."""
    for turn in reversed(question.earlier):
        moments = (turn.plan or {}).get("moments") or []
        if moments:
            video_id = moments[0]["videoId"]
            mine = [one for one in moments if one["videoId"] == video_id]
            start, end = min(float(one["start"]) for one in mine), max(float(one["end"]) for one in mine)
            return Pivot(UUID(str(video_id)), start, end)
    return None


def list_cited_moments(rows: Sequence[Evidence]) -> list[dict[str, object]]:
    """What an answer cited, for a follow-up that says "before that"."""
    return [{"videoId": str(row.video_id), "start": row.start_seconds, "end": row.end_seconds} for row in rows]


def restrict_to_relation(pivot: Pivot, relative: RelativeCondition, wanted: EventFilter) -> EventFilter:
    """The filter narrowed to what was before or after the pivot, in its video; and to its person or to all others."""
    if relative.when is TimeRelation.BEFORE:
        end: float | None = pivot.start - _MARGIN_SECONDS
        start: float | None = None if relative.within is None else pivot.start - relative.within
    else:
        start = pivot.end + _MARGIN_SECONDS
        end = None if relative.within is None else start + relative.within
    tracks = wanted.track_ids
    if relative.same_person and pivot.track_id is not None:
        tracks = (pivot.track_id,)
    but = (pivot.track_id,) if relative.excludes_pivot_person and pivot.track_id is not None else None
    return replace(
        wanted,
        video_ids=(pivot.video_id,),
        track_ids=tracks,
        excluded_track_ids=but,
        seconds=_intersect_ranges(wanted.seconds, start, end),
    )


def add_pivot_time(plan: SearchPlan, pivot: Pivot) -> SearchPlan:
    """The plan with the moment that it is relative to, so that the answer can say it."""
    assert plan.relative is not None
    at = SecondsSpan.model_validate({"start": pivot.start, "end": pivot.end})
    return plan.model_copy(update={"relative": plan.relative.model_copy(update={"at": at})})


def _intersect_ranges(asked: SecondsRange | None, start: float | None, end: float | None) -> SecondsRange:
    starts = [value for value in (start, asked.start if asked else None) if value is not None]
    ends = [value for value in (end, asked.end if asked else None) if value is not None]
    return SecondsRange(max(starts) if starts else None, min(ends) if ends else None)
