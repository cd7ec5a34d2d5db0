"""Boxes that are no people: posters, mannequins and coats, which detectors take for somebody.

Nobody who is alive stands without moving for a minute. A box that stands still from its first sighting to its last, for
so long, is a thing. Who sits or lies may be asleep, so these are people however still they are.
"""

from collections.abc import Sequence

import numpy as np

from vision.detection.posture import Posture
from vision.people.person import Sighting

_STILL_SECONDS = 60.0
# How far a side of the box may be from where it usually is, in body heights; this part of the sightings counts, as a
# passer-by hides a part of the thing for a while.
_STILL, _COUNTED_PERCENT = 0.015, 90
_AT_REST = (Posture.SITTING, Posture.LYING)


def is_thing(sightings: Sequence[Sighting], since: float) -> bool:
    """Whether all sightings of a track show a thing. since: when the track began, perhaps in an earlier file."""
    if sightings[-1].seconds - since < _STILL_SECONDS:
        return False
    postures = [sighting.posture for sighting in sightings if sighting.posture is not None]
    if sum(posture in _AT_REST for posture in postures) * 2 > len(postures) > 0:
        return False
    corners = np.array([sighting.corners for sighting in sightings])
    height = float(np.median([sighting.height for sighting in sightings]))
    away = np.abs(corners - np.median(corners, axis=0)).max(axis=1) / height
    # Who walked there and stood still came from elsewhere.
    ends = max(float(np.median(away[:5])), float(np.median(away[-5:])))
    return max(ends, float(np.percentile(away, _COUNTED_PERCENT))) <= _STILL
