"""Where people were in a video, as it is kept for drawing."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class KeptTrack:
    """milliseconds: positions, ascending. boxes: x, y, width, height in pixels of the upright frame, one for each.

    is_thinned: boxes were left out, because the answer would be too long.
    """

    track_id: str
    milliseconds: Sequence[int]
    boxes: Sequence[Box]
    is_thinned: bool = False

    def cut(self, start: float | None, end: float | None) -> "KeptTrack":
        """The part between two positions in seconds, both included."""
        first = 0 if start is None else bisect_left(self.milliseconds, start * 1000)
        last = len(self.milliseconds) if end is None else bisect_right(self.milliseconds, end * 1000)
        return KeptTrack(self.track_id, self.milliseconds[first:last], self.boxes[first:last])

    def thin_out(self, every: int) -> "KeptTrack":
        """Every so manieth box, with the last one."""
        kept = [*range(0, len(self.milliseconds), every)]
        if kept and kept[-1] != len(self.milliseconds) - 1:
            kept.append(len(self.milliseconds) - 1)
        return KeptTrack(
            self.track_id, [self.milliseconds[at] for at in kept], [self.boxes[at] for at in kept], is_thinned=True
        )
