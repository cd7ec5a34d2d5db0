"""Decides the time that a question is about: `decide_window` for searches, `decide_video_range` for chats."""

from dataclasses import dataclass

from domain.ask.filters.scope import Obstacle
from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from domain.ask.services import EventLookup
from domain.ask.time.positions import clip_to_video, intersect_ranges, positions_from_window
from domain.ask.time.readings import choose_reading, choose_reading_in_video
from domain.ask.time.zones import restrict_to_times
from models.asking.evidence import VideoContext
from models.filters import EventFilter, SecondsRange


@dataclass(frozen=True, slots=True)
class FootageWindow:
    """footage: where and when to search. plan: the plan with the times that were decided."""

    plan: SearchPlan
    footage: EventFilter
    obstacle: Obstacle | None = None


@dataclass(frozen=True, slots=True)
class VideoRange:
    """Seconds of a video; end is None if its length is not known. instant: the one moment that is meant, if one is."""

    start: float
    end: float | None
    instant: float | None = None


async def decide_window(plan: SearchPlan, question: Question, lookup: EventLookup) -> FootageWindow:
    """Decide in which footage, and when in it, a question's events are searched. The order of the decisions:

    1. The planner fills in `occurredAt` (times of day), `seconds` (positions in a video), or both with `eitherTime`.
       When the plan is parsed, windows.py:place_window reads a time without an offset in the camera's time zone, or,
       in a question over everything, leaves it to each camera's own.
    2. readings.py:choose_reading chooses one of the two where the plan allows both.
    3. A time of day in a video whose time of recording is not known is an obstacle: NO_CLOCK.
    4. In one video, a time of day becomes positions, so that an event that began earlier and went on is found too;
       `seconds` narrow them further. Over several videos, zones.py:restrict_to_times makes a window for each zone.
    5. For "after the fight", relative.py:apply_relation narrows the result to what lies beside that event, once
       filters/build_filters.py:build_filters knows who is meant.

    Times in SQL that the planner writes are its own; they are read in the question's time zone.
    """
    plan = await choose_reading(plan, question, lookup)
    video = question.video
    seconds = None if plan.seconds is None else SecondsRange(plan.seconds.start, plan.seconds.end)
    if video is None:
        footage = EventFilter(cameras=plan.cameras or None, sites=plan.sites or None, seconds=seconds)
        return FootageWindow(plan, restrict_to_times(footage, plan, question))
    if plan.occurred_at is None:
        return FootageWindow(plan, EventFilter(video_ids=(video.id,), seconds=seconds))
    if video.recorded_at is None:
        return FootageWindow(plan, EventFilter(video_ids=(video.id,), seconds=seconds), Obstacle.NO_CLOCK)
    seconds = intersect_ranges(seconds, positions_from_window(plan.occurred_at, video))
    return FootageWindow(plan, EventFilter(video_ids=(video.id,), seconds=seconds))


def decide_video_range(
    plan: SearchPlan, chosen: SecondsRange | None, video: VideoContext, *, is_instant: bool
) -> VideoRange | Obstacle | None:
    """Decide which part of a video a chat looks at; None if it lies outside of the video. The order of the decisions:

    1. `chosen`, the range that the caller gave.
    2. readings.py:choose_reading_in_video, where the plan allows a time of day and a position.
    3. The plan's times of day, as positions; NO_CLOCK if the video's time of recording is not known.
    4. The plan's positions. is_instant: their middle is the one moment that is meant.
    5. The whole video.

    chat/video_part.py:locate_part narrows 3 to 5 further to events that the question names.
    """
    if chosen is not None:
        return _to_video_range(clip_to_video(chosen, video))
    plan = choose_reading_in_video(plan, video)
    if plan.occurred_at is not None:
        if video.recorded_at is None:
            return Obstacle.NO_CLOCK
        window = positions_from_window(plan.occurred_at, video)
        return _to_video_range(clip_to_video(window, video))
    if plan.seconds is None:
        return VideoRange(0.0, video.duration_seconds)
    start, end = plan.seconds.start, plan.seconds.end
    instant = (start + end) / 2 if is_instant and start is not None and end is not None else None
    return _to_video_range(clip_to_video(SecondsRange(start, end), video), instant)


def _to_video_range(part: SecondsRange | None, instant: float | None = None) -> VideoRange | None:
    return None if part is None else VideoRange(part.start or 0.0, part.end, instant)
