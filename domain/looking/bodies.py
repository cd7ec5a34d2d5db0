"""Bodies that overlap and change their outlines fast: people who may be fighting, read from boxes alone."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import combinations

from vision.paths import TrackPath

Box = tuple[int, int, int, int]

# Boxes that share so much of the smaller one overlap.
_OVERLAP = 0.2
# An arm that swings changes the width of a box by a part of its height. Walking does so by about a third a second.
_FAST_PER_SECOND = 0.6
_TOGETHER_SECONDS = 1.0
_SAME_MOMENT_SECONDS = 0.25
_BREAK_SECONDS = 1.5
_LOOK_BEFORE, _LOOK_AFTER = 1.0, 7.0


def find_struggles(paths: Sequence[TrackPath]) -> Iterable[tuple[float, float]]:
    """Parts (from, to; seconds) around each time that two bodies overlap for a second while both change fast."""
    for one, other in combinations(paths, 2):
        began: float | None = None
        last = 0.0
        told = False
        for second in _list_fast_moments(one, other):
            if began is None or second - last > _BREAK_SECONDS:
                began, told = second, False
            last = second
            if not told and second - began >= _TOGETHER_SECONDS:
                told = True
                yield began - _LOOK_BEFORE, began + _LOOK_AFTER


def _list_fast_moments(one: TrackPath, other: TrackPath) -> Iterable[float]:
    """Seconds at which the two overlap, and both change fast."""
    if not one.seconds or not other.seconds:
        return
    if one.seconds[-1] < other.seconds[0] or other.seconds[-1] < one.seconds[0]:
        return
    for at, second in enumerate(one.seconds):
        there = _find_nearest(other, second)
        if there is None or _measure_overlap(one.boxes[at], other.boxes[there]) < _OVERLAP:
            continue
        if min(_measure_change(one, at), _measure_change(other, there)) >= _FAST_PER_SECOND:
            yield second


def _find_nearest(path: TrackPath, second: float) -> int | None:
    at = bisect_left(path.seconds, second)
    near = [place for place in (at - 1, at) if 0 <= place < len(path.seconds)]
    best = min(near, key=lambda place: abs(path.seconds[place] - second), default=None)
    return best if best is not None and abs(path.seconds[best] - second) <= _SAME_MOMENT_SECONDS else None


def _measure_change(path: TrackPath, at: int) -> float:
    """How much the outline changes a second, in parts of its height. Where it goes does not matter."""
    if at == 0:
        return 0.0
    (_, _, width, height), (_, _, next_width, next_height) = path.boxes[at - 1], path.boxes[at]
    passed = path.seconds[at] - path.seconds[at - 1]
    if passed <= 0 or passed > _BREAK_SECONDS:
        return 0.0
    return (abs(next_width - width) + abs(next_height - height)) / max(1, height) / passed


def _measure_overlap(one: Box, other: Box) -> float:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / max(1, min(one[2] * one[3], other[2] * other[3]))
