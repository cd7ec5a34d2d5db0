"""Segments a track into walking, running and standing, by the motion of the bounding box.

Speed is measured in body heights per second, so that it is independent of the distance from the camera: the slope of a
line fitted to half a second before and after, in the picture and on the ground (vision.people.trajectory). Walking
starts where speed exceeds one threshold, and ends where it falls below a lower one (hysteresis). The border is then
moved to where the speed is half that of the walk, which is where the slope of the fitted line crosses when somebody
starts or stops. Parts of a walk that are fast on the ground are runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from vision.people.trajectory import (
    LONGEST_STEP_SECONDS,
    Floats,
    Trajectory,
    fit_slope,
    interpolate,
    least_of_one_sign,
)

_WINDOW_SECONDS = 0.5
_START_SPEED, _STOP_SPEED = 0.28, 0.16
_MIN_STANDING_SECONDS, _MIN_WALKING_SECONDS = 1.0, 0.6
# A shorter walk counts as standing; in body heights.
_MIN_DISTANCE = 0.25

# Body heights per second, and how long a run lasts at least. A fast walk has 1.2.
_START_RUNNING, _STOP_RUNNING = 1.5, 1.2
_MIN_RUNNING_SECONDS = 0.8

# Segments have the first three; vision.people.activities names the others.
Motion = Literal["WALKING", "RUNNING", "STANDING", "STAYING", "SITTING", "LYING"]
MOVING: tuple[Motion, ...] = ("WALKING", "RUNNING")


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


def compute_speeds(trajectory: Trajectory) -> Floats:
    """The speed at each sighting, in body heights per second: in the picture or on the ground, whichever is more."""
    return np.maximum(_compute_picture_speeds(trajectory), compute_ground_speeds(trajectory))


def compute_ground_speeds(trajectory: Trajectory) -> Floats:
    """The speed across and along the camera's axis, in body heights per second. Postures do not change it."""
    result = np.zeros(len(trajectory.seconds))
    for i, near in _list_windows(trajectory):
        across = fit_slope(trajectory.seconds[near], trajectory.middle[near]) / float(
            np.median(trajectory.height[near])
        )
        result[i] = float(np.hypot(across, fit_slope(trajectory.seconds[near], trajectory.depth[near])))
    return result


def _compute_picture_speeds(trajectory: Trajectory) -> Floats:
    result = np.zeros(len(trajectory.seconds))
    for i, near in _list_windows(trajectory):
        lines = (trajectory.middle, trajectory.feet, trajectory.feet - trajectory.height)
        across, feet, head = (fit_slope(trajectory.seconds[near], line[near]) for line in lines)
        speed = np.hypot(across, least_of_one_sign(feet, head))
        result[i] = float(speed) / float(np.median(trajectory.height[near]))
    return result


def _list_windows(trajectory: Trajectory) -> Iterator[tuple[int, slice]]:
    """For each sighting, those within half a second; at least its neighbours."""
    reach = _WINDOW_SECONDS + 1e-6
    begins = np.searchsorted(trajectory.seconds, trajectory.seconds - reach)
    ends = np.searchsorted(trajectory.seconds, trajectory.seconds + reach, side="right")
    for i, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        yield i, slice(begin, end) if end - begin >= 3 else slice(max(0, i - 1), i + 2)


def segment_motion(trajectory: Trajectory) -> list[MotionSpan]:
    """Spans of walking and standing, in order, without gaps, from the first to the last sighting."""
    dense = interpolate(trajectory, LONGEST_STEP_SECONDS)
    speed = compute_speeds(dense)
    unseen = _unseen_seconds(trajectory)
    # Who is seen first in the last steps of coming seems slow: the rest of the time to the next sample is standing.
    walking = _apply_hysteresis(speed, _STOP_SPEED if unseen[0] else (_START_SPEED + _STOP_SPEED) / 2)
    spans = _group_runs(dense, walking)
    spans = _absorb_short_spans(dense, spans, "WALKING", unseen)
    spans = _absorb_short_spans(dense, spans, "STANDING")
    spans = _split_runs(dense, compute_ground_speeds(dense), _refine_borders(dense, speed, spans))
    return [_map_to_sightings(trajectory, dense, span) for span in spans]


def _map_to_sightings(trajectory: Trajectory, dense: Trajectory, span: MotionSpan) -> MotionSpan:
    """A span of the interpolated trajectory, with the sightings nearest to its ends."""
    first, last = (int(np.abs(trajectory.seconds - dense.seconds[at]).argmin()) for at in (span.first, span.last))
    return replace(span, first=first, last=last)


def _apply_hysteresis(speed: Floats, first_limit: float) -> list[bool]:
    """Whether each sighting is of a walk. first_limit: the speed from which the first one is."""
    is_walking = bool(speed[0] > first_limit)
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
    """How long somebody may have walked before the first and after the last sighting, where samples are far apart."""
    if len(trajectory.seconds) < 2:
        return 0.0, 0.0
    first, last = (float(trajectory.seconds[at + 1] - trajectory.seconds[at]) for at in (0, -2))
    return first if first > LONGEST_STEP_SECONDS else 0.0, last if last > LONGEST_STEP_SECONDS else 0.0


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


def _split_runs(trajectory: Trajectory, speed: Floats, spans: Sequence[MotionSpan]) -> list[MotionSpan]:
    """The spans, with those parts of walks as RUNNING in which the person runs. speed: on the ground."""
    result: list[MotionSpan] = []
    for span in spans:
        if span.motion != "WALKING":
            result.append(span)
            continue
        now = span.first
        parts: list[MotionSpan] = []
        for first, last in _find_runs(trajectory, speed, span):
            if trajectory.seconds[first] - trajectory.seconds[now] >= _MIN_WALKING_SECONDS:
                parts.append(_make_span(trajectory, "WALKING", now, first))
                now = first
            if trajectory.seconds[span.last] - trajectory.seconds[last] < _MIN_WALKING_SECONDS:
                last = span.last
            parts.append(_make_span(trajectory, "RUNNING", now, last))
            now = last
        if now < span.last or not parts:
            parts.append(_make_span(trajectory, "WALKING", now, span.last))
        # The borders of a walk lie between sightings.
        parts[0] = replace(parts[0], start_seconds=span.start_seconds)
        parts[-1] = replace(parts[-1], end_seconds=span.end_seconds)
        result += parts
    return result


def _find_runs(trajectory: Trajectory, speed: Floats, span: MotionSpan) -> list[tuple[int, int]]:
    """Parts of a walk, as first and last sighting."""
    step_seconds = np.diff(trajectory.seconds)
    across = np.diff(trajectory.middle) / trajectory.height[1:]
    steps = np.hypot(across, np.diff(trajectory.depth)) / np.maximum(step_seconds, 1e-6)
    runs: list[tuple[int, int]] = []
    begin: int | None = None
    for i in range(span.first, span.last + 1):
        fast = speed[i] > (_START_RUNNING if begin is None else _STOP_RUNNING)
        if fast and begin is None:
            begin = i
        if begin is not None and (not fast or i == span.last):
            end = i if fast else i - 1
            lasts = trajectory.seconds[end] - trajectory.seconds[begin] >= _MIN_RUNNING_SECONDS
            # One jump of a box from one thing to another is no run.
            if lasts and float(np.median(steps[begin:end])) >= _STOP_RUNNING:
                runs.append((begin, end))
            begin = None
    return runs
