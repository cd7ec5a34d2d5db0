"""Boxes are joined from frame to frame: by prediction, the nearest pair first."""

import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest

from vision.tracking.box_tracker import BoxObservation, BoxTracker, TrackedBox
from vision.tracking.motion_filter import MotionFilter


def box_at(x: float, step: int = 0) -> BoxObservation:
    return BoxObservation(np.array(((x, 100.0), (x + 40, 200.0))), np.zeros(6, np.float32), step)


def measure(boxes: Sequence[TrackedBox], seen: Sequence[BoxObservation]) -> np.ndarray:
    """Distances in widths of a box."""
    return np.array([[abs(one.points[0, 0] - box.estimate[0, 0]) / 40 for box in boxes] for one in seen])


def track(*frames: Sequence[float], max_hits: int = 8) -> BoxTracker:
    tracker = BoxTracker(measure, max_distance=1.0, max_hits=max_hits, new_hits=2)
    for step, xs in enumerate(frames):
        tracker.update([box_at(x, step) for x in xs])
    return tracker


def test_a_box_keeps_its_number_while_it_moves_steadily_faster_than_the_reach_allows() -> None:
    # 30 pixels a frame are within the reach; from the third frame on the prediction moves along.
    walked = [30.0 * step for step in range(10)]
    tracker = track(*([x] for x in walked))
    assert [(box.number, box.is_new) for box in tracker.boxes] == [(1, False)]
    assert tracker.boxes[0].estimate[0, 0] == pytest.approx(270, abs=5)


def test_the_nearest_pair_is_matched_first() -> None:
    tracker = track([0.0, 30.0], [28.0])
    assert [(box.number, box.last.points[0, 0]) for box in tracker.boxes] == [(1, 0.0), (2, 28.0)]


def test_a_box_that_is_known_goes_before_one_that_is_new() -> None:
    tracker = track([0.0], [0.0], [0.0, 38.0], [20.0])
    # 20 is nearer to the new one, which loses all the same.
    assert [(box.number, box.last.step) for box in tracker.boxes] == [(1, 3), (2, 2)]


def test_a_box_that_is_missed_for_long_is_forgotten_and_its_number_is_not_given_again() -> None:
    seen = [[0.0]] * 3
    assert [box.number for box in track(*seen, *[[]] * 4, [0.0], max_hits=4).boxes] == [1]
    assert [box.number for box in track(*seen, *[[]] * 5, [0.0], max_hits=4).boxes] == [2]


def test_a_false_detection_is_forgotten_at_once() -> None:
    assert track([0.0], [], [], []).boxes == []


def test_nothing_matches_at_an_infinite_distance() -> None:
    def never(boxes: Sequence[TrackedBox], seen: Sequence[BoxObservation]) -> np.ndarray:
        return np.full((len(seen), len(boxes)), np.inf)

    tracker = BoxTracker(never, max_distance=1.0, max_hits=8, new_hits=2)
    for step in range(3):
        tracker.update([box_at(0.0, step)])
    assert [box.number for box in tracker.boxes] == [1, 2, 3]


def test_the_filter_learns_a_steady_speed() -> None:
    motion = MotionFilter(np.array((0.0, 0.0, 10.0, 10.0)))
    for step in range(1, 40):
        motion.predict()
        motion.update(np.array((5.0 * step, 0.0, 10.0 + 5.0 * step, 10.0)))
    assert motion.velocity == pytest.approx((5, 0, 5, 0), abs=0.05)


def test_tracking_people_does_not_import_what_takes_seconds() -> None:
    """Each video is decoded in a process of its own, which would import it each time."""
    report = "import sys, vision.analyze; print({'scipy', 'norfair', 'cv2', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
