"""Re-identification: whether a new track continues one that was hidden shortly before."""

import numpy as np
from numpy.typing import NDArray

from vision.detection.boxes import iou
from vision.detection.posture import Posture
from vision.people.person import Sighting, Track, containment_ratio

Floats = NDArray[np.float64]

# How long a person may be hidden without an occluding person.
OUT_OF_SIGHT_SECONDS = 5.0
# Mean colour difference (0..1) below which clothes may be the same.
MAX_CLOTHING_DIFFERENCE = 0.12
# How far a hidden person may move: a step, plus a walk; in body heights (per second).
_STEP_DISTANCE, _WALKING_SPEED = 0.5, 0.9
_MAX_HIDDEN_DISTANCE = 2.5


def is_occluding(hidden: Sighting, other: Sighting) -> bool:
    """Whether another person covers the place of a hidden one: over 40 % of its box, with the feet lower."""
    return containment_ratio(hidden, other) > 0.4 and other.y + other.height >= hidden.y + hidden.height


def has_walked_out(track: Track, width: float) -> bool:
    """Whether the person was last seen moving out at the left or right edge of the frame."""
    if track.is_down:
        return False
    last = track.last
    before = next((s for s in reversed(track.sightings) if last.seconds - s.seconds >= 0.6), track.sightings[0])
    margin = 0.02 * width
    outwards_left = last.x <= margin and last.x + last.width < before.x + before.width - 0.05 * last.height
    outwards_right = last.x + last.width >= width - margin and last.x > before.x + 0.05 * last.height
    return outwards_left or outwards_right


def is_entering_at_exit(track: Track, corners: Floats, width: float) -> bool:
    """Whether a box belongs to a person who enters at the edge where the track's person is just leaving.

    corners: (left, top), (right, bottom) in source pixels.
    """
    if not has_walked_out(track, width):
        return False
    last, slack = track.last, 0.06 * track.last.height
    (left, _), (right, _) = corners
    if last.x <= 0.02 * width:
        return bool(right > last.x + last.width + slack)
    return bool(left < last.x - slack)


def is_same_person(old: Track, young: Track, width: float) -> bool:
    """Whether the young track continues the old one: soon enough, near enough, in the same clothes."""
    first, last = young.sightings[0], old.last
    gap = first.seconds - old.missing_since
    if first.seconds <= last.seconds or gap > OUT_OF_SIGHT_SECONDS or has_walked_out(old, width):
        return False
    if old.is_down and _lies_there(old, young):
        return True
    tall = max(first.height, last.height)
    if not 0.6 < first.height / last.height < 1.6 and iou(first.corners, last.corners) < 0.3:
        return False
    away = float(np.hypot(first.middle - last.middle, first.y - last.y)) / tall
    if away > min(_MAX_HIDDEN_DISTANCE, _STEP_DISTANCE + _WALKING_SPEED * max(0.0, gap)):
        return False
    return float(np.abs(old.clothing - young.clothing).mean()) < MAX_CLOTHING_DIFFERENCE


def _lies_there(old: Track, young: Track) -> bool:
    """Whether the young track is a body that lies where the old one's person fell. Clothes look different then."""
    last, first = old.last, young.sightings[0]
    if all(sighting.posture is not Posture.LYING for sighting in young.sightings):
        return False
    reach = max(last.width, last.height, first.width, first.height)
    feet = abs(first.y + first.height - last.y - last.height)
    return float(np.hypot(first.middle - last.middle, feet)) <= reach
