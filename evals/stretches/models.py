"""Models that look at each picture once: cut and uncut footage have the same ones."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from vision.analyze import PeopleModels
from vision.detection.boxes import Detection
from vision.detection.detect import Detector
from vision.detection.pose import Body, PoseDetector
from vision.media.decode import RgbImage


class _CachingDetector(Detector):
    def __init__(self, people: dict[str, list[list[Any]]]) -> None:
        super().__init__()
        self._people = people

    def detect_candidates(self, image: RgbImage, threshold: float) -> list[Detection]:
        key = _hash(image)
        if key not in self._people:
            found = super().detect_candidates(image, threshold)
            self._people[key] = [[p.x, p.y, p.width, p.height, p.confidence, p.is_weak] for p in found]
        return [
            Detection(x, y, width, height, confidence, is_weak=is_weak)
            for x, y, width, height, confidence, is_weak in self._people[key]
        ]


class _CachingPoseDetector(PoseDetector):
    def __init__(self, bodies: dict[str, list[list[Any]]]) -> None:
        super().__init__()
        self._bodies = bodies

    def detect_bodies(self, image: RgbImage) -> Sequence[Body]:
        key = _hash(image)
        if key not in self._bodies:
            found = super().detect_bodies(image)
            self._bodies[key] = [[body.box, body.confidence, body.keypoints.tolist()] for body in found]
        return [Body((*box,), confidence, np.array(keypoints)) for box, confidence, keypoints in self._bodies[key]]


class CachingModels(PeopleModels):
    """file: what earlier runs saw, if any did."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: dict[str, dict[str, list[list[Any]]]] = (
            json.loads(file.read_text()) if file.exists() else {"people": {}, "bodies": {}}
        )
        super().__init__(_CachingDetector(self._seen["people"]), _CachingPoseDetector(self._seen["bodies"]))

    def save(self) -> None:
        """Keep what was seen for later runs."""
        self._file.write_text(json.dumps(self._seen))


def _hash(image: RgbImage) -> str:
    return hashlib.blake2b(image.tobytes() + repr(image.shape).encode(), digest_size=16).hexdigest()
