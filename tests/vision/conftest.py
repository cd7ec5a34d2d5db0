"""Scenes that several tests look at, rendered and analyzed once a run: small, so that each takes a second or two."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evals.scenes.catalogue import SCENES
from evals.scenes.render import render
from vision.analyze import Analysis, analyze
from vision.media.decode import RgbImage
from vision.people.detect import Detection, Detector

Rendered = tuple[Path, dict[str, Any]]


class CachingDetector(Detector):
    """A detector that does not look twice at the same picture: several tests take the same scenes."""

    def __init__(self) -> None:
        super().__init__()
        self._people: dict[bytes, list[Detection]] = {}

    def detect_people(self, image: RgbImage) -> list[Detection]:
        key = hashlib.blake2b(image.tobytes() + repr(image.shape).encode()).digest()
        if key not in self._people:
            self._people[key] = super().detect_people(image)
        return list(self._people[key])


@pytest.fixture(scope="session")
def detector() -> Detector:
    return CachingDetector()


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Rendered]:
    """A scene by its name, at half its size: the video and its truth."""
    folder = tmp_path_factory.mktemp("scenes")

    @cache
    def make(name: str) -> Rendered:
        scene = SCENES[name]
        fps = scene.fps if scene.variable_rate else 10.0
        small = replace(scene, width=scene.width // 2, height=scene.height // 2, fps=fps)
        video, facts = render(small, folder)
        return video, json.loads(facts.read_text())

    return make


@pytest.fixture(scope="session")
def analyzed(rendered: Callable[[str], Rendered], detector: Detector) -> Callable[[str], Analysis]:
    """The analysis of such a scene; whoever stays for five seconds loiters."""

    @cache
    def make(name: str) -> Analysis:
        return analyze(rendered(name)[0], fps=5, loitering_seconds=5, detector=detector)

    return make
