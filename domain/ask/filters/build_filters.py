"""A plan as a filter over events: where, when and who."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from domain.ask.plan.plan import SearchPlan, TimeWindow
from domain.ask.question.question import Question
from domain.ask.time.relative import Pivot, find_pivot, restrict_to_relation
from domain.ask.time.resolve_times import restrict_to_times
from domain.ports import Retrieval
from models.access.principal import Principal
from models.asking.evidence import Evidence, VideoContext
from models.enums import EventOrder
from models.filters import EventFilter, SecondsRange
from models.footage.clock_jumps import position_at_time

PersonKey = tuple[UUID, str]


class Obstacle(StrEnum):
    """Why a question cannot be looked up at all."""

    NO_CLOCK = "NO_CLOCK"
    NO_REFERENT = "NO_REFERENT"
    NO_PIVOT = "NO_PIVOT"


@dataclass(frozen=True, slots=True)
class SearchScope:
    """wanted: what is looked for. within: the footage it is looked for in, whatever happens there.

    pivot: what the question is relative to, where it is.
    """

    event_filter: EventFilter
    footage_filter: EventFilter
    obstacle: Obstacle | None = None
    pivot: Pivot | None = None


async def build_filters(
    plan: SearchPlan, question: Question, principal: Principal, search: Retrieval, rows_measured: int
) -> SearchScope:
    """The filters of a plan. Asks the search who the nth visitor was, and what the question is relative to."""
    scope = await _build_base_filters(plan, question, principal, search, rows_measured)
    if plan.relative is None or scope.obstacle is not None:
        return scope
    about: Sequence[str] | None = plan.relative.track_ids or None
    videos = scope.event_filter.video_ids
    if plan.relative.earlier and plan.relative.types:
        people = people_from_history(question)
        if not people:
            return replace(scope, obstacle=Obstacle.NO_REFERENT)
        about, videos = tuple(track for _, track in people), tuple(dict.fromkeys(video for video, _ in people))
    elif plan.about_earlier:
        about = scope.event_filter.track_ids
    where = replace(scope.footage_filter, video_ids=videos, track_ids=about)
    pivot = await find_pivot(plan.relative, question, where, principal, search, rows_measured)
    if pivot is None:
        return replace(scope, obstacle=Obstacle.NO_PIVOT)
    wanted, within = (
        restrict_to_relation(pivot, plan.relative, one) for one in (scope.event_filter, scope.footage_filter)
    )
    return SearchScope(wanted, replace(within, track_ids=None), None, pivot)


async def _build_base_filters(
    plan: SearchPlan, question: Question, principal: Principal, search: Retrieval, rows_measured: int
) -> SearchScope:
    within = _build_footage_filter(plan, question)
    wanted = replace(
        within,
        types=plan.types or None,
        locations=plan.locations or None,
        genders=plan.genders or None,
        age_groups=plan.age_groups or None,
        track_ids=plan.track_ids or None,
    )
    if plan.occurred_at and question.video and question.video.recorded_at is None:
        return SearchScope(wanted, within, Obstacle.NO_CLOCK)
    if plan.about_earlier:
        people = people_from_history(question)
        return (
            SearchScope(*_restrict_to_people(people, wanted, within))
            if people
            else SearchScope(wanted, within, Obstacle.NO_REFERENT)
        )
    if plan.visitor:
        everything = EventFilter(video_ids=within.video_ids, cameras=within.cameras)
        rows = await search.list_events(principal, everything, EventOrder.EARLIEST_FIRST, rows_measured)
        people = find_nth_visitor(rows, plan.visitor)
        return SearchScope(*_restrict_to_people(people, wanted, within))
    return SearchScope(wanted, within)


def _restrict_to_people(
    people: Sequence[PersonKey], wanted: EventFilter, within: EventFilter
) -> tuple[EventFilter, EventFilter]:
    """The filter narrowed to people. A track id means nothing outside its video, so the videos narrow too."""
    videos = tuple(dict.fromkeys(video for video, _ in people))
    tracks = tuple(dict.fromkeys(track for _, track in people))
    return replace(wanted, video_ids=videos, track_ids=tracks), within


def _build_footage_filter(plan: SearchPlan, question: Question) -> EventFilter:
    """Where and when to look.

    In one video a time of day becomes a part of the video, so that what began before it and went on is found too.
    """
    seconds = None if plan.seconds is None else SecondsRange(plan.seconds.start, plan.seconds.end)
    video = question.video
    if video is None:
        return restrict_to_times(EventFilter(cameras=plan.cameras or None, seconds=seconds), plan, question)
    if plan.occurred_at is not None and video.recorded_at is not None:
        seconds = _intersect_ranges(seconds, positions_from_window(plan.occurred_at, video))
    return EventFilter(video_ids=(video.id,), seconds=seconds)


def positions_from_window(window: TimeWindow, video: VideoContext) -> SecondsRange:
    """A window of times of day as positions in a video; negative before its first frame."""
    assert video.recorded_at is not None
    recorded, jumps = video.recorded_at, video.jumps
    start = None if window.start is None else position_at_time(recorded, jumps, window.start)
    end = None if window.end is None else position_at_time(recorded, jumps, window.end)
    return SecondsRange(start, end)


def _intersect_ranges(first: SecondsRange | None, second: SecondsRange) -> SecondsRange:
    if first is None:
        return second
    starts = [value for value in (first.start, second.start) if value is not None]
    ends = [value for value in (first.end, second.end) if value is not None]
    return SecondsRange(max(starts) if starts else None, min(ends) if ends else None)


def find_nth_visitor(rows: Sequence[Evidence], number: int) -> list[PersonKey]:
    """The person who appeared as the number-th (-1: the last), or nobody. Rows may be in any order."""
    in_time = sorted(rows, key=to_time_key)
    people = list(dict.fromkeys((row.video_id, row.track_id) for row in in_time if row.track_id))
    place = number - 1 if number > 0 else number
    return [people[place]] if -len(people) <= place < len(people) else []


def to_time_key(row: Evidence) -> tuple[bool, float, float]:
    """Sort key: by time of day where it is known (those first), else by position in the video."""
    if row.occurred_at is None:
        return (True, row.start_seconds, row.end_seconds)
    return (False, row.occurred_at.timestamp(), row.end_seconds)


def people_from_history(question: Question) -> list[PersonKey]:
    """The people of the latest answer that had any. Answer.plan keeps them under "people"."""
    for turn in reversed(question.earlier):
        people = (turn.plan or {}).get("people") or []
        if people:
            return [(UUID(str(person["videoId"])), str(person["trackId"])) for person in people]
    return []
