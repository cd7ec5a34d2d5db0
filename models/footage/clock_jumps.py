"""Converts between positions in a video and times of day, with the jumps of its camera's clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# Positions are rounded to milliseconds.
_ROUNDING_SECONDS = 0.001

# As in the database, a flat list of pairs: a position in seconds, and how many seconds the camera's clock is ahead from
# there on. None: unknown, because the clock went back.
ClockJumps = Sequence[float | None]


def time_at_position(recorded_at: datetime | None, jumps: ClockJumps, seconds: float) -> datetime | None:
    """The time of day at a position; None where it is unknown. The database has a function of the same name."""
    if recorded_at is None:
        return None
    ahead: float | None = 0.0
    for position, seconds_ahead in zip(jumps[::2], jumps[1::2], strict=True):
        if position is not None and position <= seconds + _ROUNDING_SECONDS:
            ahead = seconds_ahead
    return None if ahead is None else recorded_at + timedelta(seconds=seconds + ahead)


def position_at_time(recorded_at: datetime, jumps: ClockJumps, moment: datetime) -> float:
    """The position in seconds that shows a time of day; negative before the first frame.

    A time that the camera's clock skipped gets the position where the footage continues.
    """
    seconds = (moment - recorded_at).total_seconds()
    ahead = 0.0
    for position, seconds_ahead in zip(jumps[::2], jumps[1::2], strict=True):
        if position is None or seconds_ahead is None or seconds - ahead < position:
            break
        if seconds - seconds_ahead < position:
            return position
        ahead = seconds_ahead
    return seconds - ahead


def to_aware_time(created_at: datetime, timezone: str) -> datetime:
    """A file's creation time with a time zone: the camera's, where the file has only a local time."""
    return created_at if created_at.tzinfo else created_at.replace(tzinfo=ZoneInfo(timezone))
