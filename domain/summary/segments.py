"""Segments of a video, whose frames a summary looks at one segment at a time: a crash loses one at most."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.asking.evidence import Evidence

_SEGMENT_SECONDS = 60.0
_MAX_SEGMENTS = 24
# Frames of a segment with events, and of one without.
BUSY_FRAMES, QUIET_FRAMES = 6, 2


@dataclass(frozen=True, slots=True)
class VideoSegment:
    """A part of the video, in seconds, with the events that begin in it."""

    start: float
    end: float
    rows: Sequence[Evidence]

    @property
    def frame_count(self) -> int:
        return BUSY_FRAMES if self.rows else QUIET_FRAMES


def split_segments(duration: float, rows: Sequence[Evidence]) -> list[VideoSegment]:
    """Segments of a minute; of long videos longer ones, so that there are at most 24."""
    count = max(1, min(_MAX_SEGMENTS, -(-int(duration) // int(_SEGMENT_SECONDS))))
    length = duration / count
    return [
        VideoSegment(
            number * length,
            (number + 1) * length,
            [row for row in rows if _find_segment(row, length, count) == number],
        )
        for number in range(count)
    ]


def _find_segment(row: Evidence, length: float, count: int) -> int:
    return max(0, min(count - 1, int(row.start_seconds / length))) if length else 0
