"""Finds stays: how long a person stands at one place, with a few steps aside, also across the border of two files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from vision.people.handover import CarriedStay
from vision.people.motion import MOVING, MotionSpan
from vision.people.trajectory import Trajectory

# During a stay, a person may walk so many seconds, and so many body heights from the first place.
_STROLL_SECONDS, _STROLL_DISTANCE = 5.0, 1.0


@dataclass(frozen=True, slots=True)
class Stay:
    """Standing, with walks of up to 5 seconds within a body height of its first place.

    first, last: sightings. x, feet, height: of the place and the body there, in pixels. earlier: its part in the file
    before.
    """

    first: int
    last: int
    start_seconds: float
    end_seconds: float
    x: float
    feet: float
    height: float
    earlier: CarriedStay | None = None

    @property
    def seconds(self) -> float:
        return self.end_seconds - self.start_seconds


def list_stays(trajectory: Trajectory, spans: Sequence[MotionSpan], earlier: CarriedStay | None = None) -> list[Stay]:
    """All stays, in order. earlier: the stay at the end of the file before, which the first one may continue."""
    stays = [] if earlier is None else [_resume_stay(trajectory, earlier)]
    for span in spans:
        if span.motion in MOVING or (earlier is not None and span.end_seconds <= earlier.ended):
            continue
        if stays and _is_same_place(trajectory, stays[-1], span):
            stays[-1] = replace(stays[-1], last=span.last, end_seconds=span.end_seconds)
        else:
            stays.append(_begin_stay(trajectory, span))
    return stays


def find_stays(
    trajectory: Trajectory, spans: Sequence[MotionSpan], min_seconds: float
) -> list[tuple[int, int, float, float]]:
    """Stays of at least `min_seconds`: (first sighting, last sighting, start, end in seconds)."""
    return [
        (stay.first, stay.last, stay.start_seconds, stay.end_seconds)
        for stay in list_stays(trajectory, spans)
        if stay.seconds >= min_seconds
    ]


def _begin_stay(trajectory: Trajectory, span: MotionSpan) -> Stay:
    x, feet, height = (
        float(np.median(line[span.first : span.last + 1]))
        for line in (trajectory.middle, trajectory.feet, trajectory.height)
    )
    return Stay(span.first, span.last, span.start_seconds, span.end_seconds, x, feet, height)


def _resume_stay(trajectory: Trajectory, earlier: CarriedStay) -> Stay:
    last = max(0, int(np.searchsorted(trajectory.seconds, earlier.ended + 1e-6)) - 1)
    return Stay(0, last, earlier.began, earlier.ended, earlier.x, earlier.feet, earlier.height, earlier)


def _is_same_place(trajectory: Trajectory, stay: Stay, span: MotionSpan) -> bool:
    if span.start_seconds - stay.end_seconds > _STROLL_SECONDS:
        return False
    since = slice(stay.last, max(stay.last, span.last) + 1)
    away = np.hypot(trajectory.middle[since] - stay.x, trajectory.feet[since] - stay.feet)
    return float(away.max()) <= _STROLL_DISTANCE * stay.height
