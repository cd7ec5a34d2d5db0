"""Regions of the frame: left, center, right."""

from collections.abc import Sequence
from itertools import groupby

from models.enums import FrameLocation
from vision.people.person import Sighting

# A shorter time on a side is a step over its border and back.
_MIN_SIDE_SECONDS = 0.3


def frame_region(middle: float, width: float) -> FrameLocation:
    """The third of the frame that a pixel column lies in."""
    if middle < width / 3:
        return FrameLocation.LEFT
    return FrameLocation.CENTER if middle < width * 2 / 3 else FrameLocation.RIGHT


def list_sides(sightings: Sequence[Sighting], width: float) -> list[tuple[float, FrameLocation]]:
    """The regions that somebody is in, one after the other, and from which second on. The first and last count always.

    sightings: at least one.
    """
    runs = [
        (side, [sighting.seconds for sighting in run])
        for side, run in groupby(sightings, key=lambda sighting: frame_region(sighting.middle, width))
    ]
    path: list[tuple[float, FrameLocation]] = []
    for number, (side, times) in enumerate(runs):
        last = number == len(runs) - 1
        until = times[-1] if last else runs[number + 1][1][0]
        if path and path[-1][1] is side:
            continue
        if not path or last or until - times[0] >= _MIN_SIDE_SECONDS:
            path.append((times[0], side))
    return path
