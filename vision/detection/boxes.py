"""What was detected in a frame, and how much two boxes overlap. Imports no network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vision.detection.labels import COCO
from vision.detection.posture import Posture

RgbImage = NDArray[np.uint8]
Floats = NDArray[np.float32]
_PERSON = COCO.index("person")


@dataclass(frozen=True, slots=True)
class Detection:
    """A person: bounding box in pixels (top-left origin, inside the frame); confidence 0..1.

    posture: where keypoints show it. is_weak: it can continue a person's track, but not begin one.
    """

    x: float
    y: float
    width: float
    height: float
    confidence: float
    posture: Posture | None = None
    is_weak: bool = False

    @property
    def corners(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True, slots=True)
class LabelledDetection(Detection):
    """An object of one of the 80 COCO classes. label: in English."""

    label: str = ""

    @property
    def is_person(self) -> bool:
        return self.label == COCO[_PERSON]


def iou(one: Sequence[float] | Floats, other: Sequence[float] | Floats) -> float:
    """Intersection over union of two boxes given as left, top, right, bottom."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = float(width * height)
    areas = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return shared / (float(areas) - shared)
