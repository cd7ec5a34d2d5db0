"""Whether a person whose track ended left, or was only lost from view.

Somebody left who was going out: over an edge of the frame, or through a zone that the camera calls a door. A body that
is not found any more inside the frame may still be there, behind something or on the floor.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.people.person import Sighting, Track
from vision.scene.zones import Polygon, contains

# The last part of a visit, whose motion says where the person was going.
_LAST_SECONDS = 1.0
# How far ahead somebody is expected to go on, who is not seen in the next frames.
_AHEAD_SECONDS = 0.6
# A box so near to an edge, in parts of the frame's side, touches it.
_EDGE = 0.025
# Body heights per second: slower bodies stay.
_MOVING_SPEED = 0.12


@dataclass(frozen=True, slots=True)
class Exits:
    """The frame in pixels. doors: polygons in fractions of its width and height."""

    width: float
    height: float
    doors: Sequence[Polygon] = ()


def has_left(track: Track, exits: Exits) -> bool:
    """Whether the person was last seen going out, on their feet."""
    if track.is_down:
        return False
    last = track.last
    latest = [s for s in track.sightings if last.seconds - s.seconds <= _LAST_SECONDS]
    # At low rates, the last two.
    recent = latest if len(latest) > 1 else track.sightings[-2:]
    across, down = _velocity(recent)
    return _crosses_edge(last, across, down, exits) or _stands_in_door(last, exits)


def _velocity(recent: Sequence[Sighting]) -> tuple[float, float]:
    """Pixels per second of the box's sides that go ahead: to the right and down; the fastest side counts."""
    if len(recent) < 2 or recent[-1].seconds <= recent[0].seconds:
        return 0.0, 0.0
    seconds = np.array([s.seconds for s in recent])
    sides = np.array([(s.x, s.x + s.width, s.y + s.height) for s in recent])
    left, right, bottom = (float(slope) for slope in np.polyfit(seconds, sides, 1)[0])
    # At an edge, the outer side of a box stands still while the inner one goes on.
    return max((left, right), key=abs), bottom


def _crosses_edge(last: Sighting, across: float, down: float, exits: Exits) -> bool:
    slow = _MOVING_SPEED * last.height
    margin = _EDGE * exits.width
    left, right = last.x + min(0.0, across) * _AHEAD_SECONDS, last.x + last.width + max(0.0, across) * _AHEAD_SECONDS
    if (across < -slow and left <= margin) or (across > slow and right >= exits.width - margin):
        return True
    bottom = last.y + last.height
    # Somebody whose feet are below the frame walks out towards the camera, when little of the body is left in view.
    return bottom >= exits.height * (1 - _EDGE) and last.y > 0.6 * exits.height and abs(across) + abs(down) > slow


def _stands_in_door(last: Sighting, exits: Exits) -> bool:
    x, y = last.middle / exits.width, min(1.0, (last.y + last.height) / exits.height)
    return any(contains(door, x, y) for door in exits.doors)
