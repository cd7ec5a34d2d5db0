"""Which part of a video a question means: as the caller says, as its words say, or where the events are that fit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.ask.facts.selection import select_by_priority
from domain.ask.filters.build_filters import Obstacle, build_filters, positions_from_window
from domain.ask.plan.plan import AnswerKind
from domain.ask.question.question import Question
from domain.chat.plan import Intent, LookPlan
from domain.ports import Retrieval
from models.access.principal import Principal
from models.asking.evidence import Evidence, VideoContext
from models.enums import EventOrder
from models.event_types import EVENT_TYPES
from models.filters import EventFilter, SecondsRange
from vision.stills.frame_selection import Moment

# Around what happened, so much of what came before and after is looked at as well.
_MARGIN_SECONDS = 1.0
# An instant that was named is met this closely.
_POINT_TOLERANCE = 0.1
_MAX_MOMENTS = 6


class MissReason(StrEnum):
    """Why there is nothing to look at."""

    OUTSIDE = "OUTSIDE"
    NO_SUCH_MOMENT = "NO_SUCH_MOMENT"


@dataclass(frozen=True, slots=True)
class VideoPart:
    """Seconds of the video (end None: to its end), and the moments in it that matter most. point: the one meant."""

    start: float
    end: float | None
    moments: Sequence[Moment] = ()
    point: float | None = None


async def locate_part(
    plan: LookPlan,
    asked: SecondsRange | None,
    question: Question,
    video: VideoContext,
    principal: Principal,
    search: Retrieval,
    rows_measured: int,
) -> VideoPart | MissReason | Obstacle:
    """What the caller gave stands above the words; without either, the whole video with its weightiest events."""
    if asked is not None:
        given = _clip_to_video(asked, video)
        return (
            given if isinstance(given, MissReason) else await _add_event_moments(given, plan, principal, search, video)
        )
    within = _part_from_plan(plan, video)
    if isinstance(within, MissReason | Obstacle):
        return within
    if not _needs_events(plan):
        return await _add_event_moments(within, plan, principal, search, video)
    scope = await build_filters(plan, replace(question, video=video), principal, search, rows_measured)
    if scope.obstacle is not None:
        return scope.obstacle
    rows = await search.list_events(principal, scope.event_filter, EventOrder.EARLIEST_FIRST, rows_measured)
    rows = _select_nth(rows, plan)
    if rows:
        return _part_from_events(rows, within, video)
    if plan.visitor or plan.track_ids or plan.about_earlier or plan.want in (AnswerKind.FIRST, AnswerKind.LAST):
        return MissReason.NO_SUCH_MOMENT
    # The analysis knows no such event; the pictures may still show it.
    return await _add_event_moments(within, plan, principal, search, video)


def _clip_to_video(asked: SecondsRange, video: VideoContext) -> VideoPart | MissReason:
    """The part of a range that lies in the video."""
    start = max(0.0, asked.start or 0.0)
    length = video.duration_seconds
    if (length is not None and start > length) or (asked.end is not None and asked.end < 0):
        return MissReason.OUTSIDE
    end = asked.end if length is None else min(length, asked.end if asked.end is not None else length)
    return VideoPart(start, end)


def _part_from_plan(plan: LookPlan, video: VideoContext) -> VideoPart | MissReason | Obstacle:
    if plan.occurred_at is not None:
        if video.recorded_at is None:
            return Obstacle.NO_CLOCK
        window = positions_from_window(plan.occurred_at, video)
        if window.end is not None and window.end < 0:
            return MissReason.OUTSIDE
        return _clip_to_video(window, video)
    if plan.seconds is None:
        return VideoPart(0.0, video.duration_seconds)
    found = _clip_to_video(SecondsRange(plan.seconds.start, plan.seconds.end), video)
    if isinstance(found, MissReason) or not plan.point or plan.seconds.start is None or plan.seconds.end is None:
        return found
    instant = (plan.seconds.start + plan.seconds.end) / 2
    return replace(found, moments=[Moment(instant, _POINT_TOLERANCE)], point=instant)


def _needs_events(plan: LookPlan) -> bool:
    """Whether the words name somebody or something that happened, by which the moment is found."""
    named = (plan.visitor, plan.track_ids, plan.about_earlier, plan.relative, plan.types, plan.genders, plan.age_groups)
    return any(named) and plan.intent is not Intent.TIMELINE


def _select_nth(rows: Sequence[Evidence], plan: LookPlan) -> list[Evidence]:
    """The one that FIRST or LAST names, else all."""
    in_time = sorted(rows, key=lambda row: (row.start_seconds, row.end_seconds))
    if plan.want not in (AnswerKind.FIRST, AnswerKind.LAST):
        return in_time
    place = plan.nth - 1 if plan.want is AnswerKind.FIRST else len(in_time) - plan.nth
    return [in_time[place]] if 0 <= place < len(in_time) else []


def _part_from_events(rows: Sequence[Evidence], within: VideoPart, video: VideoContext) -> VideoPart:
    rows = select_by_priority(rows, _MAX_MOMENTS)
    start = max(within.start, min(row.start_seconds for row in rows) - _MARGIN_SECONDS)
    last = max(row.end_seconds for row in rows) + _MARGIN_SECONDS
    length = video.duration_seconds if within.end is None else within.end
    moments = [*within.moments, *moments_from_events(rows)]
    point = within.point if within.point is not None or len(rows) > 1 else moments[0].seconds
    return VideoPart(start, last if length is None else max(start, min(length, last)), moments, point)


async def _add_event_moments(
    within: VideoPart, plan: LookPlan, principal: Principal, search: Retrieval, video: VideoContext
) -> VideoPart:
    """The range with the weightiest events in it as moments, beside those that it has."""
    here = EventFilter(video_ids=(video.id,), seconds=SecondsRange(within.start, within.end))
    rows = await search.list_events(principal, here, EventOrder.EARLIEST_FIRST, 500)
    most = 2 if plan.intent in (Intent.SCENE, Intent.LOCATION) else _MAX_MOMENTS
    return replace(within, moments=[*within.moments, *moments_from_events(select_by_priority(rows, most))])


def moments_from_events(rows: Sequence[Evidence]) -> list[Moment]:
    """When each event shows best: its middle; late in an entry and early in an exit, when the person is in view."""
    found = []
    for row in rows:
        length = row.end_seconds - row.start_seconds
        share = EVENT_TYPES[row.type].clearest_at
        found.append(Moment(row.start_seconds + share * length, min(1.0, max(0.1, length / 4))))
    return found
