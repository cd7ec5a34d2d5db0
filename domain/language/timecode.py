"""Positions in a video and times of day, formatted for people."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def format_timecode(seconds: float) -> str:
    """A position in a video: 80.4 → "01:20", 3671 → "1:01:11". Fractions are truncated, as in players."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def format_timecode_range(start: float, end: float) -> str:
    """A span of a video: "01:20–01:45", or "01:20" where both ends read the same."""
    first, last = format_timecode(start), format_timecode(end)
    return first if first == last else f"{first}–{last}"


def format_clock(moment: datetime, zone: ZoneInfo) -> str:
    """A time in the camera's time zone: "2026-11-22 21:00:12"."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def format_clock_range(start: datetime | None, end: datetime | None, zone: ZoneInfo) -> tuple[str | None, str | None]:
    """Both ends of a window to the minute; the end's date is left out where it is the start's.

    A time without an offset is not converted.
    """
    first = start if start is None or start.tzinfo is None else start.astimezone(zone)
    last = end if end is None or end.tzinfo is None else end.astimezone(zone)
    same_day = first is not None and last is not None and first.date() == last.date()
    return (
        None if first is None else first.strftime("%Y-%m-%d %H:%M"),
        None if last is None else last.strftime("%H:%M" if same_day else "%Y-%m-%d %H:%M"),
    )


def zone_or_utc(name: str | None) -> ZoneInfo:
    """The time zone of an IANA name; UTC for None or an unknown name."""
    try:
        return ZoneInfo(name) if name else ZoneInfo("UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
