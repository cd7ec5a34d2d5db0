"""What is known of the times of a video's footage: where its camera's clock jumped."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# Positions are rounded to milliseconds.
_ROUNDING_SECONDS = 0.001

# As the database keeps them: from a position on (seconds), the camera's clock is so many seconds ahead of the
# positions; the two follow each other in one list. None: how far is not known, because the clock went back.
ClockJumps = Sequence[float | None]


def time_at_position(recorded_at: datetime | None, jumps: ClockJumps, seconds: float) -> datetime | None:
    """The time of day at a position; None where it is unknown. The database has the same function."""
    if recorded_at is None:
        return None
    ahead: float | None = 0.0
    for begins, found in zip(jumps[::2], jumps[1::2], strict=True):
        if begins is not None and begins <= seconds + _ROUNDING_SECONDS:
            ahead = found
    return None if ahead is None else recorded_at + timedelta(seconds=seconds + ahead)


def position_at_time(recorded_at: datetime, jumps: ClockJumps, moment: datetime) -> float:
    """The position that shows a time of day, in seconds: negative before the first frame.

    A time at which the camera's clock was ahead, with nothing recorded, is where the footage goes on.
    """
    seconds = (moment - recorded_at).total_seconds()
    ahead = 0.0
    for begins, found in zip(jumps[::2], jumps[1::2], strict=True):
        if begins is None or found is None or seconds - ahead < begins:
            break
        if seconds - found < begins:
            return begins
        ahead = found
    return seconds - ahead


def to_aware_time(created_at: datetime, timezone: str) -> datetime:
    """When a file says that it was made. Where it tells the time of the place alone, that is the camera's zone."""
    return created_at if created_at.tzinfo else created_at.replace(tzinfo=ZoneInfo(timezone))
