"""Where a person is on the ground at each sighting, told from the box alone.

The height of an upright body says how far away it is: the distance, in body heights, is the focal length divided by the
height in pixels. But who sits down, bends or is hidden by a shelf gets smaller, too. Who comes nearer gets taller and
wider, and the feet move down; the least of the three is believed. Where head and feet move apart, or towards each
other, the width does not matter. The focal length is not known, so it is a usual one:
a wrong one makes walks along the axis faster or slower, and leaves walks across as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vision.people.person import Sighting

Floats = NDArray[np.float64]

# In frame widths: a horizontal view of 71 degrees.
_FOCAL_LENGTH = 0.7
# Seconds before and after over which the distance is measured: longer for distant bodies, whose pixels say less.
_SHORTEST_REACH, _LONGEST_REACH = 0.8, 2.5
# The distance in body heights, and the seconds between two sightings, at which one second is enough.
_USUAL_DISTANCE, _USUAL_STEP = 5.0, 0.2
# Widths change with every step, so they are measured over longer and believed with a margin.
_WIDTH_REACH, _WIDTH_MARGIN = 2.0, 3.0
# How far feet move down while a body grows by a pixel, at least: with a camera as low as a waist.
_FEET_PER_HEIGHT = 0.4
# A box that is nearer to the lower edge, in parts of the frame's width, is cut by it.
_EDGE = 0.01
# Between samples further apart, positions are interpolated.
LONGEST_STEP_SECONDS = 0.25
# Coming in over the lower edge, or going out over it, takes at most so long.
_CUT_SECONDS = 2.0
_SLOWEST_WIDTH = 0.1
# Head and feet have such a share, at least, in a growth that no posture and no hidden feet explain.
_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Trajectory:
    """For each sighting: seconds; middle of the box, feet and height of the body in pixels; depth: the way along the
    camera's axis since the first sighting, in body heights."""

    seconds: Floats
    middle: Floats
    feet: Floats
    height: Floats
    depth: Floats

    def distance(self, first: int, last: int) -> float:
        """The distance of two sightings, in body heights."""
        height = float(np.median(self.height[first : last + 1]))
        across, lower = self.middle[last] - self.middle[first], self.feet[last] - self.feet[first]
        # Only head and feet together move a body up or down.
        down = least_of_one_sign(lower, lower - (self.height[last] - self.height[first]))
        in_picture = float(np.hypot(across, down)) / height
        on_ground = float(np.hypot(across / height, self.depth[last] - self.depth[first]))
        return max(in_picture, on_ground)


def build_trajectory(
    sightings: Sequence[Sighting], frame_width: float, frame_height: float | None = None
) -> Trajectory:
    """The trajectory of a person. At the edge of the frame, the middle is derived from the visible side.

    Without frame_height, no feet are below the frame.
    """
    body = float(np.median([s.width for s in sightings]))
    margin = 0.01 * frame_width
    middles, widths = [], []
    for s in sightings:
        middle, width = s.middle, s.width
        if s.width < body and s.x <= margin:
            middle, width = s.x + s.width - body / 2, body
        elif s.width < body and s.x + s.width >= frame_width - margin:
            middle, width = s.x + body / 2, body
        middles.append(middle)
        widths.append(width)
    seconds = np.array([s.seconds for s in sightings])
    lowest = np.inf if frame_height is None else frame_height - _EDGE * frame_width
    heights = _restore_cut_heights(seconds, sightings, lowest)
    feet = _smooth(np.array([s.y + height for s, height in zip(sightings, heights, strict=True)]))
    height = _smooth(heights)
    depth = _measure_depth(seconds, feet, height, _smooth(np.array(widths)), (_FOCAL_LENGTH * frame_width, lowest))
    return Trajectory(seconds, _smooth(np.array(middles)), feet, height, depth)


def _restore_cut_heights(seconds: Floats, sightings: Sequence[Sighting], lowest: float) -> Floats:
    """The heights of the bodies, in pixels; lowest: the row below which the frame cuts feet off.

    At low rates, a few frames are all that shows somebody come in over the lower edge, or go out over it. So that they
    show a walk, the body has the height there that it has in the nearest frame which shows it whole.
    """
    heights = np.array([s.height for s in sightings])
    whole = np.flatnonzero([s.y + s.height < lowest for s in sightings])
    if not len(whole) or len(seconds) < 3 or float(np.median(np.diff(seconds))) <= LONGEST_STEP_SECONDS:
        return heights
    for cut, nearest in ((slice(0, whole[0]), whole[0]), (slice(whole[-1] + 1, None), whole[-1])):
        if abs(seconds[cut] - seconds[nearest]).max(initial=0.0) <= _CUT_SECONDS:
            heights[cut] = np.maximum(heights[cut], heights[nearest])
    return heights


def interpolate(trajectory: Trajectory, longest_step: float) -> Trajectory:
    """The trajectory with linearly interpolated points between sightings that are far apart.

    Without them, a short walk between two frames at one frame per second would be averaged away.
    """
    counts = np.maximum(1, np.ceil(np.diff(trajectory.seconds) / longest_step - 1e-6)).astype(int)
    if counts.max(initial=1) == 1:
        return trajectory
    steps = [
        np.linspace(before, after, count, endpoint=False)
        for (before, after), count in zip(pairwise(trajectory.seconds), counts, strict=True)
    ]
    seconds = np.concatenate((*steps, trajectory.seconds[-1:]))
    lines = (trajectory.middle, trajectory.feet, trajectory.height, trajectory.depth)
    return Trajectory(seconds, *(np.interp(seconds, trajectory.seconds, line) for line in lines))


def fit_slope(seconds: Floats, values: Floats) -> float:
    """The change per second, by least squares."""
    away = seconds - seconds.mean()
    spread = float((away**2).sum())
    return float((away * (values - values.mean())).sum()) / spread if spread > 0 else 0.0


def _measure_depth(seconds: Floats, feet: Floats, height: Floats, width: Floats, camera: tuple[float, float]) -> Floats:
    """The way along the axis. camera: focal length, and the lowest row at which feet are seen; in pixels."""
    if len(seconds) < 3:
        return np.zeros(len(seconds))
    focal, lowest = camera
    step = float(np.median(np.diff(seconds)))
    distance = focal / height
    reaches = np.clip(
        (distance / _USUAL_DISTANCE) ** (2 / 3) * (step / _USUAL_STEP) ** (1 / 3), _SHORTEST_REACH, _LONGEST_REACH
    )
    speeds = np.zeros(len(seconds))
    windows = (_list_windows(seconds, reaches), _list_windows(seconds, np.maximum(reaches, _WIDTH_REACH)))
    for i, (near, far) in enumerate(zip(*windows, strict=True)):
        if near.stop - near.start < 3:
            continue
        wider = fit_slope(seconds[far], width[far]) / float(np.median(width[far]))
        if feet[i] >= lowest:
            # Neither feet nor height are seen.
            growth = wider if abs(wider) > _SLOWEST_WIDTH else 0.0
        else:
            body = float(np.median(height[near]))
            lower = fit_slope(seconds[near], feet[near]) / body / _FEET_PER_HEIGHT
            taller = fit_slope(seconds[near], height[near]) / body
            evidence = [taller, lower]
            if not _SHARE <= _FEET_PER_HEIGHT * lower / (taller or 1.0) <= 1 - _SHARE:
                evidence.append(_WIDTH_MARGIN * wider)
            growth = least_of_one_sign(*evidence)
        speeds[i] = -growth * distance[i]
    ways = (speeds[1:] + speeds[:-1]) / 2 * np.diff(seconds)
    return np.concatenate(([0.0], np.cumsum(ways)))


def _list_windows(seconds: Floats, reaches: Floats) -> list[slice]:
    """For each moment, the sightings that are at most so many seconds away."""
    begins = np.searchsorted(seconds, seconds - reaches - 1e-6)
    ends = np.searchsorted(seconds, seconds + reaches + 1e-6, side="right")
    return [slice(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True)]


def least_of_one_sign(*values: float) -> float:
    """The value nearest to zero; 0 where their signs differ."""
    if all(value > 0 for value in values):
        return min(values)
    return max(values) if all(value < 0 for value in values) else 0.0


def _smooth(values: Floats) -> Floats:
    """A running median of three, against single outliers."""
    if len(values) < 3:
        return values
    middle = np.median(np.stack((values[:-2], values[1:-1], values[2:])), axis=0)
    return np.concatenate((values[:1], middle, values[-1:]))
