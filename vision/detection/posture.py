"""Reads a body's posture from its keypoints.

Measured in torso lengths (shoulders to hips), so that size and distance do not matter. A body that lies with the head
or the feet towards the camera looks upright in the picture; only its height tells, compared with its height before (see
vision.people.activities).
"""

from dataclasses import dataclass
from enum import StrEnum
from math import atan2, degrees, hypot

import numpy as np
from numpy.typing import NDArray

_SHOULDERS, _HIPS, _KNEES, _ANKLES = (5, 6), (11, 12), (13, 14), (15, 16)
_MIN_CONFIDENCE = 0.2
# Degrees between the torso and the vertical.
_UPRIGHT_DEGREES, _TILTED_DEGREES, _INVERTED_DEGREES = 40.0, 50.0, 120.0
# How far the ankles are below the hips, in torso lengths: more is standing on one's feet, less is lying.
_ON_FEET, _OFF_FEET = 0.9, 0.7
# Of standing people, thighs and shins are alike high in the picture; of sitting ones, thighs point forward.
_SITTING_RATIO, _STANDING_RATIO = 0.62, 0.7
_MIN_SHIN = 0.55


Keypoints = NDArray[np.float64]


class Posture(StrEnum):
    STANDING = "STANDING"
    BENDING = "BENDING"
    SITTING = "SITTING"
    LYING = "LYING"


@dataclass(frozen=True, slots=True)
class _Measures:
    """tilt: degrees of the torso from the vertical, 180 with the head down. Heights in torso lengths, or unseen."""

    tilt: float
    thigh: float | None
    shin: float | None
    legs: float | None


def classify_posture(keypoints: Keypoints) -> Posture | None:
    """The posture; None where the keypoints do not show it."""
    measures = _measure(keypoints)
    if measures is None:
        return None
    if measures.tilt >= _TILTED_DEGREES:
        return _classify_tilted(measures)
    if measures.tilt > _UPRIGHT_DEGREES or measures.thigh is None or measures.shin is None:
        return None
    if measures.shin >= _MIN_SHIN and 0 <= measures.thigh <= _SITTING_RATIO * measures.shin:
        return Posture.SITTING
    on_feet = measures.legs is not None and measures.legs >= _ON_FEET
    return Posture.STANDING if on_feet and measures.thigh >= _STANDING_RATIO * measures.shin else None


def _classify_tilted(measures: _Measures) -> Posture | None:
    if measures.tilt >= _INVERTED_DEGREES or measures.legs is None:
        # Hands that reach the floor do not bring the head far below the hips.
        return Posture.LYING if measures.tilt >= _INVERTED_DEGREES or measures.thigh is None else None
    if measures.legs < _OFF_FEET:
        return Posture.LYING
    if measures.legs < _ON_FEET or measures.thigh is None or measures.shin is None:
        return None
    if measures.thigh >= _STANDING_RATIO * measures.shin:
        return Posture.BENDING
    # Who leans forward on a chair has the feet on the ground, too.
    return Posture.SITTING if measures.thigh <= _SITTING_RATIO * measures.shin else None


def _measure(keypoints: Keypoints) -> _Measures | None:
    shoulders, hips, knees, ankles = (_middle(keypoints, pair) for pair in (_SHOULDERS, _HIPS, _KNEES, _ANKLES))
    if shoulders is None or hips is None:
        return None
    down, across = hips[0] - shoulders[0], hips[1] - shoulders[1]
    torso = hypot(down, across)
    if torso < 1.0:
        return None

    def below(upper: tuple[float, float], lower: tuple[float, float] | None) -> float | None:
        return None if lower is None else (lower[0] - upper[0]) / torso

    return _Measures(
        degrees(atan2(abs(across), down)),
        below(hips, knees),
        below(knees, ankles) if knees else None,
        below(hips, ankles),
    )


def _middle(keypoints: Keypoints, pair: tuple[int, int]) -> tuple[float, float] | None:
    """y and x of the middle of a pair, of those of the two that are seen."""
    seen = [keypoints[index, :2] for index in pair if keypoints[index, 2] >= _MIN_CONFIDENCE]
    if not seen:
        return None
    y, x = np.mean(seen, axis=0)
    return float(y), float(x)
