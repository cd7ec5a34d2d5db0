"""A window of times of day over several videos: in each time zone, the times of its own clocks."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from domain.ask.plan.plan import SearchPlan
from domain.ask.question.question import Question
from domain.ask.time.windows import TimeWindow
from models.filters import EventFilter, TimeRange


def localize_window(window: TimeWindow, zones: tuple[ZoneInfo, ...]) -> list[tuple[str, TimeRange]]:
    """The window in each time zone, with the zone's name. A window that has an offset is the same in all."""
    windows = [(zone.key, window.to_zone(zone)) for zone in zones]
    return [(key, TimeRange(local.start, local.end)) for key, local in windows]


def restrict_to_times(footage: EventFilter, plan: SearchPlan, question: Question) -> EventFilter:
    """Footage of several videos, narrowed to the plan's times of day in each video's own time zone."""
    if plan.occurred_at is None:
        return footage
    windows = localize_window(plan.occurred_at, question.list_zones(plan.cameras))
    # The index is read from the earliest start of all windows to the latest end.
    starts, ends = [window.start for _, window in windows], [window.end for _, window in windows]
    start = None if None in starts else min(time for time in starts if time is not None)
    end = None if None in ends else max(time for time in ends if time is not None)
    differ = len({(window.start, window.end) for _, window in windows}) > 1
    return replace(footage, occurred_at=TimeRange(start, end), zone_windows=windows if differ else None)
