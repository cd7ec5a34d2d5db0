"""Stretches of a video for a summary from its frames, looked at one by one: a crash loses one at most."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.asking.evidence import Evidence

_SEGMENT_SECONDS = 60.0
_MAX_SEGMENTS = 24
# Frames looked at in a stretch with events, and in one without.
BUSY_FRAMES, QUIET_FRAMES = 6, 2


@dataclass(frozen=True, slots=True)
class VideoSegment:
    """Seconds of the video, with the events that begin in them."""

    start: float
    end: float
    rows: Sequence[Evidence]

    @property
    def frame_count(self) -> int:
        return BUSY_FRAMES if self.rows else QUIET_FRAMES


def split_segments(duration: float, rows: Sequence[Evidence]) -> list[VideoSegment]:
    """A minute each; longer ones in a long video, so that there are at most 24."""
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
