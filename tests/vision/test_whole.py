"""The gate, the rules of the scene, the watch over the camera and the jumps of the scene, all in one analysis."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from models.enums import EventType
from tests.vision.test_looking import PERSON, Scripted, _NoBodies
from vision.analyze import Analyzer
from vision.detected_event import DetectedEvent
from vision.detection.boxes import Detection
from vision.looking import PeopleModels
from vision.media.decode import DueFrame, SampledFrame
from vision.scene.zones import SceneRules

EVERYWHERE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
OTHERS = [Detection(10.0, 60.0, 40.0, 100.0, 0.8), PERSON, Detection(200.0, 60.0, 40.0, 100.0, 0.8)]


def draw(seed: int) -> NDArray[np.float32]:
    """The cells of a scene of large areas, whose edges are elsewhere than those of the scene with the next number."""
    areas = np.random.default_rng(seed).uniform(40, 200, (9, 16))
    return np.roll(np.kron(areas, np.ones((5, 5))), 2 * seed, axis=(0, 1)).astype(np.float32)


class Scene(DueFrame):
    """A frame whose picture is made of these cells."""

    def __init__(self, number: int, cells: NDArray[np.float32]) -> None:
        self.number, self.seconds, self._cells = number, number / 5, cells

    def convert(self) -> SampledFrame:
        image = np.kron(self._cells, np.ones((4, 4))).astype(np.uint8)
        return SampledFrame(self.seconds, self.number, np.repeat(image[..., None], 3, axis=2))

    def measure_brightness(self, longest_side: int) -> NDArray[np.float32]:
        return self._cells


def analyze(
    people: Sequence[Detection], *parts: tuple[int, NDArray[np.float32]], rules: SceneRules
) -> tuple[list[DetectedEvent], Analyzer]:
    """The events of people who stand still while scenes follow each other, and the analysis."""
    models = PeopleModels(Scripted([people]), _NoBodies())
    analyzer = Analyzer(fps=5, loitering_seconds=600, models=models, rules=rules)
    frames = [cells for count, cells in parts for _ in range(count)]
    events = [event for number, cells in enumerate(frames) for event in analyzer.take(Scene(number, cells))]
    return [*events, *analyzer.close(len(frames) / 5)[0]], analyzer


def list_times(events: Sequence[DetectedEvent], kind: EventType) -> list[tuple[str | None, float, float, float]]:
    return [
        (event.track_id, event.start_seconds, event.end_seconds, event.seen_seconds)
        for event in events
        if event.type is kind
    ]


def test_who_stands_in_frames_that_nothing_looked_at_again_was_seen_in_them() -> None:
    rules = SceneRules(forbidden=[("yard", EVERYWHERE)], crowd_people=3, crowd_seconds=5.0)
    events, analyzer = analyze(OTHERS, (200, draw(1)), rules=rules)
    assert analyzer.work.looked < 100
    assert analyzer.work.frames == 200
    for kind in (EventType.STAYING, EventType.INTRUSION):
        assert [times[1:] for times in list_times(events, kind)] == [(0.0, 39.8, 39.8)] * 3
    [(nobody, start, end, seen)] = list_times(events, EventType.CROWDING)
    assert (nobody, end) == (None, 39.8)
    assert start < 1
    assert seen == pytest.approx(end - start)


def test_a_jump_of_the_scene_ends_visits_though_the_frames_before_it_were_repeated() -> None:
    rules = SceneRules(forbidden=[("yard", EVERYWHERE)])
    events, analyzer = analyze([PERSON], (101, draw(1)), (100, draw(2)), rules=rules)
    assert analyzer.work.looked < 150
    expected = [("P1", 0.0, 20.0, 20.0), ("P2", 20.2, 40.0, 19.8)]
    assert list_times(events, EventType.STAYING) == expected
    assert list_times(events, EventType.INTRUSION) == expected
    assert {event.type for event in events} == {EventType.STAYING, EventType.INTRUSION, EventType.CAMERA_TAMPERED}


def test_a_camera_that_is_turned_is_told_though_its_picture_jumps() -> None:
    events, _ = analyze([], (100, draw(1)), (50, draw(2)), (50, draw(1)), rules=SceneRules())
    [(nobody, start, end, seen)] = list_times(events, EventType.CAMERA_TAMPERED)
    assert nobody is None
    assert end == pytest.approx(29.8, abs=0.3)
    assert 20 <= start <= 20.6
    assert seen == pytest.approx(end - start)
