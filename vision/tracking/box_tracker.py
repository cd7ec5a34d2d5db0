"""Associates the boxes of a frame with those tracked so far: norfair's Tracker, for boxes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from vision.detection.boxes import Detection
from vision.tracking.motion_filter import MotionFilter

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BoxObservation:
    """A box in a frame. points: its top left and its bottom right corner. colours: of the clothes.

    step: the number of the frame. detection: None where the box is from an earlier file. is_clear: no edge of the frame
    cuts it.
    """

    points: Floats
    colours: NDArray[np.float32]
    step: int
    detection: Detection | None = None
    is_clear: bool = False


class TrackedBox:
    """One box over time. number: from 1, in order of appearance. last: where it was seen last.

    hits: falls with every frame that misses it, and the box is forgotten below 0. is_new: seen too seldom so far to be
    told from a false detection.
    """

    def __init__(self, number: int, observation: BoxObservation) -> None:
        self.number = number
        self.last = observation
        self.hits = 1
        self.is_new = True
        self.filter = MotionFilter(observation.points.reshape(-1))

    @property
    def estimate(self) -> Floats:
        """Where it is expected, as points."""
        return self.filter.position.reshape(2, 2)

    def step(self) -> None:
        """Advance by one frame, in which it is missed until it is seen."""
        self.hits -= 1
        self.filter.predict()


# Rows: observations. Columns: tracked boxes. Infinite where they cannot be the same.
DistanceFunction = Callable[[Sequence[TrackedBox], Sequence[BoxObservation]], Floats]


class BoxTracker:
    """Takes the boxes of one frame after the other.

    max_distance: of a match. max_hits: for so many frames a box may be missed. new_hits: a box with more is not new.
    """

    def __init__(self, distances: DistanceFunction, *, max_distance: float, max_hits: int, new_hits: int) -> None:
        self._distances = distances
        self._max_distance = max_distance
        self._max_hits = max_hits
        self._new_hits = new_hits
        self._numbers = count(1)
        self.boxes: list[TrackedBox] = []

    def update(self, observations: Sequence[BoxObservation]) -> None:
        """Advance by one frame. Boxes that are known well are matched first."""
        self.boxes = [box for box in self.boxes if box.hits >= 0]
        for box in self.boxes:
            box.step()
        known, new = ([box for box in self.boxes if box.is_new is kind] for kind in (False, True))
        rest = self._match(new, self._match(known, observations))
        self.boxes += [TrackedBox(next(self._numbers), observation) for observation in rest]

    def _match(self, boxes: Sequence[TrackedBox], observations: Sequence[BoxObservation]) -> list[BoxObservation]:
        """Give each box its nearest observation, the nearest pair first; returns the rest of the observations."""
        if not boxes or not observations:
            return list(observations)
        distances = self._distances(boxes, observations)
        taken: set[int] = set()
        matched: set[int] = set()
        for index in np.argsort(distances, axis=None, kind="stable"):
            row, column = divmod(int(index), len(boxes))
            if not distances[row, column] < self._max_distance:
                break
            if row not in taken and column not in matched:
                taken.add(row)
                matched.add(column)
                self._hit(boxes[column], observations[row])
        return [observation for row, observation in enumerate(observations) if row not in taken]

    def _hit(self, box: TrackedBox, observation: BoxObservation) -> None:
        box.last = observation
        box.hits = min(box.hits + 2, self._max_hits)
        if box.is_new and box.hits > self._new_hits:
            box.is_new = False
            box.hits = self._max_hits
        box.filter.update(observation.points.reshape(-1))
