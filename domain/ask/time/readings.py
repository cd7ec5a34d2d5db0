"""A bare "00:10" may be a time of day or a position in a video: the footage decides."""

from typing import Any

from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from domain.ask.services import EventLookup
from domain.ask.time.zones import restrict_to_times
from models.asking.evidence import VideoContext
from models.filters import EventFilter

# The planner's SQL was written for both readings.
_AS_TIME_OF_DAY: dict[str, Any] = {"either_time": False, "seconds": None, "sql": ""}
_AS_POSITION: dict[str, Any] = {"either_time": False, "occurred_at": None, "sql": ""}


async def choose_reading(plan: SearchPlan, question: Question, lookup: EventLookup) -> SearchPlan:
    """The plan, its times read as times of day or as positions.

    They are positions if a video is long enough for them and nothing was recorded at that time of day.
    """
    if not plan.either_time:
        return plan
    if plan.seconds is None or plan.occurred_at is None:
        return plan.model_copy(update={"either_time": False})
    if question.video is not None:
        return choose_reading_in_video(plan, question.video)
    if _get_last_position(plan) > question.reach.longest_seconds:
        return plan.model_copy(update=_AS_TIME_OF_DAY)
    footage = restrict_to_times(EventFilter(cameras=plan.cameras or None), plan, question)
    coverage = await lookup.meter.attempt("coverage", lookup.search.measure_coverage(lookup.principal, footage))
    has_footage = coverage is None or coverage.videos_considered
    return plan.model_copy(update=_AS_TIME_OF_DAY if has_footage else _AS_POSITION)


def choose_reading_in_video(plan: SearchPlan, video: VideoContext) -> SearchPlan:
    """The same for one video: positions if it is long enough, or if its time of recording is not known."""
    if not plan.either_time or plan.seconds is None or plan.occurred_at is None:
        return plan
    fits = _get_last_position(plan) <= (video.duration_seconds or 0.0)
    return plan.model_copy(update=_AS_POSITION if fits or video.recorded_at is None else _AS_TIME_OF_DAY)


def _get_last_position(plan: SearchPlan) -> float:
    """The last position of the plan, in seconds: how long a video must be to have it."""
    assert plan.seconds is not None
    return max(plan.seconds.start or 0.0, plan.seconds.end or 0.0)
