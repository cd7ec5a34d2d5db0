"""The part of a video that a chat looks at: the range that is meant, and the moments in it that matter most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.ask.facts.selection import select_by_priority
from domain.ask.filters.build_filters import build_filters
from domain.ask.filters.scope import Obstacle
from domain.ask.plan.plan import AnswerKind
from domain.ask.question.question import Question
from domain.ask.services import EventLookup
from domain.ask.time.decide import VideoRange, decide_video_range
from domain.chat.plan import Intent, LookPlan
from models.asking.evidence import Evidence, VideoContext
from models.enums import EventOrder
from models.event_types import EVENT_TYPES
from models.filters import EventFilter, SecondsRange
from vision.stills.frame_selection import Moment

# Before and after events, this much is looked at, too.
_MARGIN_SECONDS = 1.0
# How far a frame may be from an instant that the question names.
_INSTANT_TOLERANCE_SECONDS = 0.1
_MAX_MOMENTS = 6
_MAX_EVENTS = 500


class MissReason(StrEnum):
    """Why there is nothing to look at."""

    OUTSIDE = "OUTSIDE"
    NO_SUCH_MOMENT = "NO_SUCH_MOMENT"


@dataclass(frozen=True, slots=True)
class VideoPart:
    """Seconds of the video (end None: to its end), and the moments in it that matter most.

    instant: the one moment that is meant, if one is.
    """

    start: float
    end: float | None
    moments: Sequence[Moment] = ()
    instant: float | None = None


async def locate_part(
    plan: LookPlan, chosen: SecondsRange | None, question: Question, lookup: EventLookup
) -> VideoPart | MissReason | Obstacle:
    """The part of question.video to look at, with the events in it that matter most.

    The range is decided by domain/ask/time/decide.py:decide_video_range; `chosen` is the caller's. A range that the
    plan gives is narrowed to events that the question names. If the analysis has no such event, the frames may still
    show it, unless the question needs the event to find its time.
    """
    video = question.video
    assert video is not None
    seconds = decide_video_range(plan, chosen, video, is_instant=plan.point)
    if seconds is None:
        return MissReason.OUTSIDE
    if isinstance(seconds, Obstacle):
        return seconds
    part = _to_part(seconds)
    if chosen is not None or not _needs_events(plan):
        return await _add_event_moments(part, plan, video, lookup)
    scope = await build_filters(plan, question, lookup)
    if scope.obstacle is not None:
        return scope.obstacle
    rows = _select_nth(await lookup.list_events(scope.event_filter, EventOrder.EARLIEST_FIRST), plan)
    if rows:
        return _part_from_events(rows, part, video)
    if plan.visitor or plan.track_ids or plan.about_earlier or plan.want in (AnswerKind.FIRST, AnswerKind.LAST):
        return MissReason.NO_SUCH_MOMENT
    return await _add_event_moments(part, plan, video, lookup)


def _to_part(seconds: VideoRange) -> VideoPart:
    if seconds.instant is None:
        return VideoPart(seconds.start, seconds.end)
    moment = Moment(seconds.instant, _INSTANT_TOLERANCE_SECONDS)
    return VideoPart(seconds.start, seconds.end, [moment], seconds.instant)


def _needs_events(plan: LookPlan) -> bool:
    """Whether the question names a person or an event by which its time is found."""
    named = (plan.visitor, plan.track_ids, plan.about_earlier, plan.relative, plan.types, plan.genders, plan.age_groups)
    return any(named) and plan.intent is not Intent.TIMELINE


def _select_nth(rows: Sequence[Evidence], plan: LookPlan) -> list[Evidence]:
    """The nth row from the start or the end for FIRST and LAST, otherwise all, in time order."""
    in_time = sorted(rows, key=lambda row: (row.start_seconds, row.end_seconds))
    if plan.want not in (AnswerKind.FIRST, AnswerKind.LAST):
        return in_time
    place = plan.nth - 1 if plan.want is AnswerKind.FIRST else len(in_time) - plan.nth
    return [in_time[place]] if 0 <= place < len(in_time) else []


def _part_from_events(rows: Sequence[Evidence], part: VideoPart, video: VideoContext) -> VideoPart:
    rows = select_by_priority(rows, _MAX_MOMENTS)
    start = max(part.start, min(row.start_seconds for row in rows) - _MARGIN_SECONDS)
    last = max(row.end_seconds for row in rows) + _MARGIN_SECONDS
    length = video.duration_seconds if part.end is None else part.end
    moments = [*part.moments, *moments_from_events(rows)]
    instant = part.instant if part.instant is not None or len(rows) > 1 else moments[0].seconds
    return VideoPart(start, last if length is None else max(start, min(length, last)), moments, instant)


async def _add_event_moments(part: VideoPart, plan: LookPlan, video: VideoContext, lookup: EventLookup) -> VideoPart:
    """The part with its most serious events as further moments."""
    events = EventFilter(video_ids=(video.id,), seconds=SecondsRange(part.start, part.end))
    rows = await lookup.search.list_events(lookup.principal, events, EventOrder.EARLIEST_FIRST, _MAX_EVENTS)
    count = 2 if plan.intent in (Intent.SCENE, Intent.LOCATION) else _MAX_MOMENTS
    return replace(part, moments=[*part.moments, *moments_from_events(select_by_priority(rows, count))])


def moments_from_events(rows: Sequence[Evidence]) -> list[Moment]:
    """The time at which each event shows best (`EventTypeInfo.clearest_at`)."""
    moments = []
    for row in rows:
        length = row.end_seconds - row.start_seconds
        share = EVENT_TYPES[row.type].clearest_at
        moments.append(Moment(row.start_seconds + share * length, min(1.0, max(0.1, length / 4))))
    return moments
