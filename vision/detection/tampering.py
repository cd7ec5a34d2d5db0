"""Notices that the camera itself shows nothing useful any more: covered, moved, out of focus, or dark.

Each frame is compared with what the camera showed before, by the brightness of cells and by the edges between them:

| what | how the picture differs from before |
| --- | --- |
| DARK | nearly no light is left; why, the picture does not show |
| COVERED | edges are gone, and brightness is arranged in another way |
| DEFOCUSED | fine edges are gone, while brightness is arranged as before |
| MOVED | there are edges, at other places, and they stay there |

It takes some seconds of each: somebody who walks close past the camera covers it for less. Nothing is said before the
camera's usual picture is known, and dimmed light leaves the edges where they are.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.float32]

# How long the usual picture is learnt first, how long a state has to last, and how long it may be interrupted.
_LEARNING_SECONDS, _MIN_SECONDS, _INTERRUPTED_SECONDS = 5.0, 3.0, 1.0
# The usual picture follows slow changes, such as shadows, within this time.
_FOLLOWING_SECONDS = 60.0
# Grey levels of a dark picture: on the average, and of its brightest hundredth.
_DARK, _DARK_BRIGHTEST = 14.0, 45.0
# An edge is a difference between neighbouring cells of so many grey levels.
_EDGE = 8.0
# Of a picture with fewer edges than this share of its cells, nothing can be told.
_MIN_EDGES = 0.01
# Edges that are left count as gone below the first share. A correlation above the second is the same arrangement.
_GONE, _SAME = 0.3, 0.7
# The squares of the edges of a picture without sharp ones are below this share of the usual ones.
_BLANK = 0.25
# Correlation of edges with the usual ones, below which the camera looks elsewhere, and with those just before, above
# which it looks there steadily.
_ELSEWHERE, _STEADY = 0.25, 0.8


class Trouble(StrEnum):
    COVERED = "COVERED"
    MOVED = "MOVED"
    DEFOCUSED = "DEFOCUSED"
    DARK = "DARK"


@dataclass(frozen=True, slots=True)
class TroubleSpan:
    """number: of the first frame."""

    trouble: Trouble
    start_seconds: float
    end_seconds: float
    number: int


class TamperWatch:
    """Takes the cells of frames in order: mean brightness 0..255, height x width.

    is_certain: whether a trouble has lasted long enough, so that its frames show it.
    """

    def __init__(self) -> None:
        self._usual: Cells | None = None
        self._usual_edges: Cells | None = None
        self._learnt_seconds = 0.0
        self._last_seconds: float | None = None
        self._last_edges: Cells | None = None
        self._span: TroubleSpan | None = None

    @property
    def is_certain(self) -> bool:
        return self._span is not None and _lasts(self._span)

    def take(self, seconds: float, number: int, cells: Cells) -> TroubleSpan | None:
        """Add a frame; the trouble that is over with it."""
        if self._usual is not None and self._usual.shape != cells.shape:
            self._usual, self._usual_edges, self._last_edges, self._learnt_seconds = None, None, None, 0.0
        edges = _find_edges(cells)
        trouble = self._judge(cells, edges)
        step = 0.0 if self._last_seconds is None else seconds - self._last_seconds
        self._last_seconds, self._last_edges = seconds, edges
        if trouble is None:
            self._learn(cells, edges, min(step, 1.0))
        return self._extend(trouble, seconds, number)

    def finish(self) -> TroubleSpan | None:
        """The trouble that lasts until the end, or a gap."""
        span, self._span = self._span, None
        return span if span is not None and _lasts(span) else None

    def _judge(self, cells: Cells, edges: Cells) -> Trouble | None:
        if self._usual is None or self._usual_edges is None or self._learnt_seconds < _LEARNING_SECONDS:
            return None
        usual = self._usual_edges
        had_edges = usual > _EDGE
        if float(had_edges.mean()) < _MIN_EDGES:
            return None
        if float(cells.mean()) < _DARK and float(np.percentile(cells, 99)) < _DARK_BRIGHTEST:
            return Trouble.DARK
        # In dimmer light, the same edges are as many times weaker.
        dimmed = float(np.clip(cells.mean() / max(1.0, float(self._usual.mean())), 0.1, 1.0))
        left = float((edges[had_edges] > _GONE * dimmed * usual[had_edges]).mean())
        if left < _GONE:
            same = _correlate(cells, self._usual) >= _SAME
            # Blurred edges are wider, so that their sum stays, and their squares do not.
            if float(np.square(edges).mean()) < _BLANK * dimmed**2 * float(np.square(usual).mean()):
                return Trouble.DEFOCUSED if same else Trouble.COVERED
        if _correlate(edges, usual) >= _ELSEWHERE or self._last_edges is None:
            return None
        return Trouble.MOVED if _correlate(edges, self._last_edges) >= _STEADY else None

    def _learn(self, cells: Cells, edges: Cells, step: float) -> None:
        if self._usual is None or self._usual_edges is None:
            self._usual, self._usual_edges = cells.copy(), edges
            return
        self._learnt_seconds += step
        share = step / min(max(self._learnt_seconds, step, 0.2), _FOLLOWING_SECONDS)
        self._usual += share * (cells - self._usual)
        self._usual_edges = self._usual_edges + share * (edges - self._usual_edges)

    def _extend(self, trouble: Trouble | None, seconds: float, number: int) -> TroubleSpan | None:
        span = self._span
        if span is not None and trouble is span.trouble:
            self._span = TroubleSpan(trouble, span.start_seconds, seconds, span.number)
            return None
        if span is not None and _lasts(span) and seconds - span.end_seconds <= _INTERRUPTED_SECONDS:
            return None
        ended = self.finish()
        if trouble is not None:
            self._span = TroubleSpan(trouble, seconds, seconds, number)
        return ended


def _lasts(span: TroubleSpan) -> bool:
    return span.end_seconds - span.start_seconds >= _MIN_SECONDS


def _find_edges(cells: Cells) -> Cells:
    """How much each cell differs from its right and its lower neighbour."""
    edges = np.zeros_like(cells)
    edges[:, :-1] += np.abs(np.diff(cells, axis=1))
    edges[:-1] += np.abs(np.diff(cells, axis=0))
    return edges


def _correlate(one: Cells, other: Cells) -> float:
    first, second = one - one.mean(), other - other.mean()
    size = float(np.sqrt((first * first).sum() * (second * second).sum()))
    return float((first * second).sum()) / size if size > 0 else 0.0
