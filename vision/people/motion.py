"""Segments a track into walking and standing, by the motion of the bounding box.

Speed is measured in body heights per second, so that it is independent of the distance from the camera: the slope of a
line fitted to half a second before and after. Walking starts where speed exceeds one threshold, and ends where it falls
below a lower one (hysteresis). The border is then moved to where the speed is half that of the walk, which is where the
slope of the fitted line crosses when somebody starts or stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vision.people.person import Sighting

_WINDOW_SECONDS = 0.5
# Half of it: between samples further apart, positions are interpolated.
_LONGEST_STEP_SECONDS = 0.25
_START_SPEED, _STOP_SPEED = 0.28, 0.16
_MIN_STANDING_SECONDS, _MIN_WALKING_SECONDS = 1.0, 0.6
# A shorter walk counts as standing; in body heights.
_MIN_DISTANCE = 0.25

# Segments have the first two; vision.people.activities names the others.
Motion = Literal["WALKING", "STANDING", "STAYING", "SITTING", "LYING"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MotionSpan:
    """One motion from sighting `first` to sighting `last` (indices). distance: from start to end, in body heights."""

    motion: Motion
    first: int
    last: int
    start_seconds: float
    end_seconds: float
    distance: float

    @property
    def seconds(self) -> float:
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True, slots=True)
class Trajectory:
    """For each sighting: seconds; middle of the box, feet and height of the body in pixels."""

    seconds: Floats
    middle: Floats
    feet: Floats
    height: Floats

    def distance(self, first: int, last: int) -> float:
        """The distance of two sightings, in body heights."""
        height = float(np.median(self.height[first : last + 1]))
        return float(np.hypot(self.middle[last] - self.middle[first], self.feet[last] - self.feet[first])) / height


def build_trajectory(sightings: Sequence[Sighting], frame_width: float) -> Trajectory:
    """The trajectory of a person. At the edge of the frame, the middle is derived from the visible side."""
    body = float(np.median([s.width for s in sightings]))
    margin = 0.01 * frame_width
    middles = []
    for s in sightings:
        middle = s.middle
        if s.width < body and s.x <= margin:
            middle = s.x + s.width - body / 2
        elif s.width < body and s.x + s.width >= frame_width - margin:
            middle = s.x + body / 2
        middles.append(middle)
    return Trajectory(
        np.array([s.seconds for s in sightings]),
        _smooth(np.array(middles)),
        _smooth(np.array([s.y + s.height for s in sightings])),
        _smooth(np.array([s.height for s in sightings])),
    )


def compute_speeds(trajectory: Trajectory) -> Floats:
    """The speed at each sighting, in body heights per second."""
    result = np.zeros(len(trajectory.seconds))
    reach = _WINDOW_SECONDS + 1e-6
    begins = np.searchsorted(trajectory.seconds, trajectory.seconds - reach)
    ends = np.searchsorted(trajectory.seconds, trajectory.seconds + reach, side="right")
    for i in range(len(result)):
        near = slice(begins[i], ends[i])
        if ends[i] - begins[i] < 3:
            near = slice(max(0, i - 1), i + 2)
        height = float(np.median(trajectory.height[near]))
        across, along = (
            _slope(trajectory.seconds[near], trajectory.middle[near]),
            _slope(trajectory.seconds[near], trajectory.feet[near]),
        )
        growing = _slope(trajectory.seconds[near], trajectory.height[near])
        result[i] = float(np.sqrt(across**2 + along**2 + growing**2)) / height
    return result


def segment_motion(trajectory: Trajectory) -> list[MotionSpan]:
    """Spans of walking and standing, in order, without gaps, from the first to the last sighting."""
    dense = _interpolate(trajectory)
    speed = compute_speeds(dense)
    walking = _apply_hysteresis(speed)
    spans = _group_runs(dense, walking)
    spans = _absorb_short_spans(dense, spans, "WALKING", _unseen_seconds(trajectory))
    spans = _absorb_short_spans(dense, spans, "STANDING")
    return [_map_to_sightings(trajectory, dense, span) for span in _refine_borders(dense, speed, spans)]


def _interpolate(trajectory: Trajectory) -> Trajectory:
    """The trajectory with linearly interpolated points between sightings that are far apart.

    Without them, a short walk between two frames at one frame per second would be averaged away.
    """
    counts = np.maximum(1, np.ceil(np.diff(trajectory.seconds) / _LONGEST_STEP_SECONDS - 1e-6)).astype(int)
    if counts.max(initial=1) == 1:
        return trajectory
    steps = [
        np.linspace(before, after, count, endpoint=False)
        for (before, after), count in zip(pairwise(trajectory.seconds), counts, strict=True)
    ]
    seconds = np.concatenate((*steps, trajectory.seconds[-1:]))
    middle, feet, height = (
        np.interp(seconds, trajectory.seconds, line) for line in (trajectory.middle, trajectory.feet, trajectory.height)
    )
    return Trajectory(seconds, middle, feet, height)


def _map_to_sightings(trajectory: Trajectory, dense: Trajectory, span: MotionSpan) -> MotionSpan:
    """A span of the interpolated trajectory, with the sightings nearest to its ends."""
    first, last = (int(np.abs(trajectory.seconds - dense.seconds[at]).argmin()) for at in (span.first, span.last))
    return replace(span, first=first, last=last)


def _smooth(values: Floats) -> Floats:
    """A running median of three, against single outliers."""
    if len(values) < 3:
        return values
    middle = np.median(np.stack((values[:-2], values[1:-1], values[2:])), axis=0)
    return np.concatenate((values[:1], middle, values[-1:]))


def _slope(seconds: Floats, values: Floats) -> float:
    away = seconds - seconds.mean()
    spread = float((away**2).sum())
    return float((away * (values - values.mean())).sum()) / spread if spread > 0 else 0.0


def _apply_hysteresis(speed: Floats) -> list[bool]:
    is_walking = bool(speed[0] > (_START_SPEED + _STOP_SPEED) / 2)
    result = []
    for value in speed:
        is_walking = bool(value > _STOP_SPEED) if is_walking else bool(value > _START_SPEED)
        result.append(is_walking)
    return result


def _group_runs(trajectory: Trajectory, walking: Sequence[bool]) -> list[MotionSpan]:
    borders = [0, *(i for i in range(1, len(walking)) if walking[i] != walking[i - 1]), len(walking)]
    return [
        _make_span(trajectory, "WALKING" if walking[first] else "STANDING", first, min(after, len(walking) - 1))
        for first, after in pairwise(borders)
    ]


def _make_span(trajectory: Trajectory, motion: Motion, first: int, last: int) -> MotionSpan:
    return MotionSpan(
        motion,
        first,
        last,
        float(trajectory.seconds[first]),
        float(trajectory.seconds[last]),
        trajectory.distance(first, last),
    )


def _unseen_seconds(trajectory: Trajectory) -> tuple[float, float]:
    """The mean time before the first and after the last sighting, where samples are far apart."""
    if len(trajectory.seconds) < 2:
        return 0.0, 0.0
    first, last = (float(trajectory.seconds[at + 1] - trajectory.seconds[at]) for at in (0, -2))
    return (first / 2 if first > _LONGEST_STEP_SECONDS else 0.0, last / 2 if last > _LONGEST_STEP_SECONDS else 0.0)


def _absorb_short_spans(
    trajectory: Trajectory, spans: Sequence[MotionSpan], motion: Motion, unseen: tuple[float, float] = (0.0, 0.0)
) -> list[MotionSpan]:
    """Merge spans of this motion that are too short with their neighbours."""
    result: list[MotionSpan] = []
    for span in spans:
        before = unseen[0] if span.first == 0 else 0.0
        after = unseen[1] if span.last == len(trajectory.seconds) - 1 else 0.0
        short = span.motion == motion and len(spans) > 1 and _is_too_short(span, before + after)
        kind: Motion = span.motion
        if short:
            kind = "STANDING" if motion == "WALKING" else "WALKING"
        if result and result[-1].motion == kind:
            result[-1] = _make_span(trajectory, kind, result[-1].first, span.last)
        else:
            result.append(_make_span(trajectory, kind, span.first, span.last))
    return result


def _is_too_short(span: MotionSpan, unseen: float) -> bool:
    """unseen: further seconds without sightings, in which a walk is assumed to continue at the same speed."""
    if span.motion == "STANDING":
        return span.seconds < _MIN_STANDING_SECONDS
    seconds = span.seconds + unseen
    return seconds < _MIN_WALKING_SECONDS or span.distance * seconds / max(span.seconds, 1e-6) < _MIN_DISTANCE


def _refine_borders(trajectory: Trajectory, speed: Floats, spans: Sequence[MotionSpan]) -> list[MotionSpan]:
    result = list(spans)
    for i in range(1, len(result)):
        before, after = result[i - 1], result[i]
        walk = before if before.motion == "WALKING" else after
        part = speed[walk.first : walk.last + 1]
        border = _find_crossing(
            trajectory, speed, after.first, float(np.median(part[part > _STOP_SPEED])) / 2, rising=walk is after
        )
        border = min(max(border, before.start_seconds), after.end_seconds)
        result[i - 1] = replace(before, end_seconds=border)
        result[i] = replace(after, start_seconds=border)
    return result


def _find_crossing(trajectory: Trajectory, speed: Floats, near: int, level: float, *, rising: bool) -> float:
    """The time nearest to a sighting at which the speed crosses the level, interpolated between two sightings."""
    candidates = [
        i
        for i in range(max(1, near - 5), min(len(speed), near + 6))
        if (speed[i - 1] < level <= speed[i] if rising else speed[i - 1] >= level > speed[i])
    ]
    if not candidates:
        return float(trajectory.seconds[near])
    i = min(candidates, key=lambda place: abs(place - near))
    part = (level - speed[i - 1]) / (speed[i] - speed[i - 1])
    return float(trajectory.seconds[i - 1] + part * (trajectory.seconds[i] - trajectory.seconds[i - 1]))
