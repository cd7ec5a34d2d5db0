"""The distance of tracks and detections by which they are matched: position, size and colours of clothes."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from vision.detection.boxes import iou
from vision.people.person import Track
from vision.people.reidentification import MAX_CLOTHING_DIFFERENCE, is_entering_at_exit
from vision.tracking.box_tracker import BoxObservation, TrackedBox

# The maximum of the summed differences of position (body heights), size and clothes in a match.
MAX_DISTANCE = 1.0
_SIZE_WEIGHT = 0.5
_CLOTHES_WEIGHT = 1.2
_SIMILAR_CLOTHES, _SAME_BOX = 0.25, 0.5


class TrackDistance:
    """The distance of tracks and detections: position and size against the prediction, and clothes."""

    def __init__(self, active: Mapping[int, Track]) -> None:
        self._active = active
        self.width = 0.0
        self.scale = 1.0
        # How far a person may have moved since the last frame, in body heights.
        self.reach = MAX_DISTANCE

    def measure(self, boxes: Sequence[TrackedBox], observations: Sequence[BoxObservation]) -> NDArray[np.float64]:
        """The distances, a row for each observation; infinite where it cannot be the same person."""
        matrix = np.full((len(observations), len(boxes)), np.inf)
        for row, candidate in enumerate(observations):
            for column, tracked in enumerate(boxes):
                track = self._active.get(tracked.number)
                if track is None or not is_entering_at_exit(track, candidate.points * self.scale, self.width):
                    matrix[row, column] = _match_distance(candidate, tracked, track, self.reach)
        return matrix


def _match_distance(candidate: BoxObservation, tracked: TrackedBox, track: Track | None, reach: float) -> float:
    (left, top), (right, bottom) = candidate.points
    (x1, y1), (x2, y2) = tracked.estimate
    # The longer side: of somebody who lies, that is the length of the body.
    length, track_length = max(1.0, bottom - top, right - left), max(1.0, y2 - y1, x2 - x1)
    distance = np.hypot((left + right - x1 - x2) / 2, (top + bottom - y1 - y2) / 2) / max(length, track_length)
    clothing = track.clothing if track else tracked.last.colours
    difference = np.abs(candidate.colours - clothing).mean()
    if distance > MAX_DISTANCE and difference >= MAX_CLOTHING_DIFFERENCE:
        return float(np.inf)
    size_difference = abs(np.log(length / track_length))
    total = float(distance * MAX_DISTANCE / reach + _SIZE_WEIGHT * size_difference + _CLOTHES_WEIGHT * difference)
    if (
        total > MAX_DISTANCE
        and difference < _SIMILAR_CLOTHES
        and iou((left, top, right, bottom), (x1, y1, x2, y2)) > 0.5
    ):
        # Who bends, sits down or turns changes size and colours, but stays in place.
        return 0.95 * MAX_DISTANCE
    return total
