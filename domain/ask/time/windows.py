"""Times as a plan gives them: positions in a video, and times of day."""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator, model_validator

from domain.ask.plan.base import PlanModel

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class SecondsSpan(PlanModel):
    """Seconds, both ends included; an absent end is open. Ends in the wrong order are swapped."""

    start: float | None = Field(None, alias="from")
    end: float | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _sort_ends(self) -> "SecondsSpan":
        start = None if self.start is None else max(0.0, self.start)
        end = None if self.end is None else max(0.0, self.end)
        if start is not None and end is not None and start > end:
            start, end = end, start
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        return self


class TimeWindow(PlanModel):
    """Times of day, both ends included; an absent end is open. A time without an offset is each camera's own."""

    start: datetime | None = Field(None, alias="from")
    end: datetime | None = Field(None, alias="to")

    @field_validator("start", "end", mode="before")
    @classmethod
    def _require_date(cls, value: object, info: ValidationInfo) -> object:
        """A window that ends on a day ends with it. A time without a day is no moment: "18:00", or a bare number."""
        if isinstance(value, datetime):
            return value
        if not isinstance(value, str) or not _DATE.match(value):
            raise ValueError("a moment has a date and a time, such as 2026-11-22T18:00:00")
        return f"{value}T23:59:59" if info.field_name == "end" and _DATE.fullmatch(value) else value

    @property
    def is_local(self) -> bool:
        """Whether neither end has an offset: the times are those of each camera's own clock."""
        return all(end is None or end.tzinfo is None for end in (self.start, self.end))

    def sort_ends(self) -> "TimeWindow":
        """The same window of local times, its ends in order."""
        start, end = self.start, self.end
        is_reversed = start is not None and end is not None and start > end
        return TimeWindow(start=end, end=start) if is_reversed else self

    def to_zone(self, zone: ZoneInfo) -> "TimeWindow":
        """The same window with an offset on both ends; a time without one is read in `zone`.

        An hour that comes twice when clocks go back is in the window both times. Raises OverflowError outside the
        calendar.
        """
        start, end = _to_zone(self.start, zone, fold=0), _to_zone(self.end, zone, fold=1)
        if start is not None and end is not None and start > end:
            start, end = end, start
        return TimeWindow.model_validate({"start": start, "end": end})


def _to_zone(time: datetime | None, zone: ZoneInfo, fold: int) -> datetime | None:
    if time is None:
        return None
    if time.tzinfo is not None:
        return time.astimezone(zone)
    local = time.replace(tzinfo=zone, fold=fold)
    # A time that clocks skip is read as if they had not changed, at either end.
    is_skipped = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != time
    return (time.replace(tzinfo=zone) if is_skipped else local).astimezone(UTC).astimezone(zone)


def place_window(window: TimeWindow, zone: ZoneInfo, *, zoned: bool = True) -> TimeWindow:
    """A planner's window, its times of day without an offset read in `zone`; zoned=False: left to each camera's zone.

    Raises OverflowError outside the calendar.
    """
    placed = window.to_zone(zone)
    if zoned or not window.is_local:
        return placed
    # In whichever zone it is read: a day more or less must still be in the calendar.
    if not all(end is None or MINYEAR < end.year < MAXYEAR for end in (placed.start, placed.end)):
        raise OverflowError
    return window.sort_ends()
