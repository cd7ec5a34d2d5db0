"""What is meant by a time: a window where each camera hangs, or a position in each video."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from domain.ask.plan.plan import SearchPlan, TimeWindow
from domain.ask.question.question import Question
from domain.llm.usage_meter import UsageMeter
from domain.ports import Retrieval
from models.access.principal import Principal
from models.filters import EventFilter, TimeRange


def localize_window(window: TimeWindow, zones: tuple[ZoneInfo, ...]) -> list[tuple[str, TimeRange]]:
    """The window in each time zone, by the zone's name. A window that has an offset is the same everywhere."""
    return [
        (zone.key, TimeRange(there.start, there.end)) for zone in zones for there in [window.to_zone(zone)]
    ]  # fmt: skip


def restrict_to_times(footage: EventFilter, plan: SearchPlan, question: Question) -> EventFilter:
    """Footage of several videos, narrowed to the times of day of a plan: those of each video's own time zone."""
    if plan.occurred_at is None:
        return footage
    zoned = localize_window(plan.occurred_at, question.list_zones(plan.cameras))
    # What indexes can be asked for: from the earliest of all windows to the latest.
    starts, ends = [moments.start for _, moments in zoned], [moments.end for _, moments in zoned]
    start = None if None in starts else min(moment for moment in starts if moment is not None)
    end = None if None in ends else max(moment for moment in ends if moment is not None)
    several = len({(moments.start, moments.end) for _, moments in zoned}) > 1
    return replace(footage, occurred_at=TimeRange(start, end), zone_windows=zoned if several else None)


async def resolve_times(
    plan: SearchPlan, question: Question, principal: Principal, search: Retrieval, meter: UsageMeter
) -> SearchPlan:
    """A plan whose times may be times of day or positions, decided by the footage.

    They are positions where a video is long enough for them and nothing was recorded at that time of day.
    """
    if not plan.either_time:
        return plan
    if plan.seconds is None or plan.occurred_at is None:
        return plan.model_copy(update={"either_time": False})
    of_day = {"either_time": False, "seconds": None, "sql": ""}
    position = {"either_time": False, "occurred_at": None, "sql": ""}
    video = question.video
    if video is not None:
        fits = _compute_needed_length(plan) <= (video.duration_seconds or 0.0)
        return plan.model_copy(update=position if fits or video.recorded_at is None else of_day)
    if _compute_needed_length(plan) > question.reach.longest_seconds:
        return plan.model_copy(update=of_day)
    recorded = restrict_to_times(EventFilter(cameras=plan.cameras or None), plan, question)
    seen = await meter.attempt("coverage", search.measure_coverage(principal, recorded))
    return plan.model_copy(update=of_day if seen is None or seen.videos_considered else position)


def _compute_needed_length(plan: SearchPlan) -> float:
    """How long a video must be to have the positions of a plan."""
    assert plan.seconds is not None
    return max(plan.seconds.start or 0.0, plan.seconds.end or 0.0)
