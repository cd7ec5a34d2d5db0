"""Scenes that several tests use, rendered and analyzed once a run, at half their size."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evals.scenes.catalogue import SCENES
from evals.scenes.render import render
from tests.support.shared_files import make_once
from vision.analyze import Analysis, PeopleModels, analyze
from vision.detection.boxes import Detection
from vision.detection.detect import Detector
from vision.detection.pose import Body, PoseDetector
from vision.media.decode import RgbImage

Rendered = tuple[Path, dict[str, Any]]


class CachingDetector(Detector):
    """A detector that remembers what it found in a picture: several tests use the same scenes."""

    def __init__(self) -> None:
        super().__init__()
        self._people: dict[bytes, list[Detection]] = {}

    def detect_candidates(self, image: RgbImage, threshold: float) -> list[Detection]:
        key = _hash(image)
        if key not in self._people:
            self._people[key] = super().detect_candidates(image, threshold)
        return list(self._people[key])


class CachingPoseDetector(PoseDetector):
    """The same for bodies."""

    def __init__(self) -> None:
        super().__init__()
        self._bodies: dict[bytes, Sequence[Body]] = {}

    def detect_bodies(self, image: RgbImage) -> Sequence[Body]:
        key = _hash(image)
        if key not in self._bodies:
            self._bodies[key] = super().detect_bodies(image)
        return self._bodies[key]


def _hash(image: RgbImage) -> bytes:
    return hashlib.blake2b(image.tobytes() + repr(image.shape).encode()).digest()


@pytest.fixture(scope="session")
def models() -> PeopleModels:
    return PeopleModels(CachingDetector(), CachingPoseDetector())


@pytest.fixture(scope="session")
def rendered(shared_folder: Path) -> Callable[[str], Rendered]:
    """A scene by its name, at half its size: the video and its truth."""
    folder = shared_folder / "half-size"

    @cache
    def make(name: str) -> Rendered:
        scene = SCENES[name]
        fps = scene.fps if scene.variable_rate else 10.0
        small = replace(scene, width=scene.width // 2, height=scene.height // 2, fps=fps)
        video, facts = make_once(shared_folder, f"scene-{name}", lambda: render(small, folder))
        return video, json.loads(facts.read_text())

    return make


@pytest.fixture(scope="session")
def analyzed(
    shared_folder: Path, rendered: Callable[[str], Rendered], models: PeopleModels
) -> Callable[[str], Analysis]:
    """The analysis of such a scene; whoever stays for five seconds loiters."""

    @cache
    def make(name: str) -> Analysis:
        video, _ = rendered(name)
        return make_once(
            shared_folder,
            f"analysis-{name}",
            lambda: analyze(video, fps=5, loitering_seconds=5, models=models),
        )

    return make
