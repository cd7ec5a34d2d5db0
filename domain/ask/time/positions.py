"""Parts of a video, in seconds from its first frame."""

from domain.ask.time.windows import TimeWindow
from models.asking.evidence import VideoContext
from models.filters import SecondsRange
from models.footage.clock_jumps import position_at_time


def positions_from_window(window: TimeWindow, video: VideoContext) -> SecondsRange:
    """Times of day as positions in a video; negative before its first frame. The video's time of recording is known."""
    assert video.recorded_at is not None
    recorded, jumps = video.recorded_at, video.jumps
    start = None if window.start is None else position_at_time(recorded, jumps, window.start)
    end = None if window.end is None else position_at_time(recorded, jumps, window.end)
    return SecondsRange(start, end)


def intersect_ranges(first: SecondsRange | None, second: SecondsRange) -> SecondsRange:
    """What lies in both; None and absent ends are open."""
    if first is None:
        return second
    starts = [value for value in (first.start, second.start) if value is not None]
    ends = [value for value in (first.end, second.end) if value is not None]
    return SecondsRange(max(starts) if starts else None, min(ends) if ends else None)


def clip_to_video(seconds: SecondsRange, video: VideoContext) -> SecondsRange | None:
    """The part of a range that lies in the video; None outside of it. The end is open only if the length is unknown."""
    start = max(0.0, seconds.start or 0.0)
    length = video.duration_seconds
    if (length is not None and start > length) or (seconds.end is not None and seconds.end < 0):
        return None
    end = seconds.end if length is None else min(length, seconds.end if seconds.end is not None else length)
    return SecondsRange(start, end)
