"""Walks along the camera's axis, told apart from postures, hidden feet and noise."""

from collections.abc import Callable

import numpy as np
import pytest

from models.enums import EventType, FrameLocation
from tests.vision.synthetic_people import WIDTH, make_track
from vision.people.departure import Exits
from vision.people.events import FootageExtent, derive_events
from vision.people.motion import segment_motion
from vision.people.person import Sighting
from vision.people.trajectory import build_trajectory

HEIGHT, FOCAL, HORIZON = 360, 450.0, 60.0
# x, feet, width and height of a box.
Box = tuple[float, float, float, float]


def _seen_at(distance: float, camera: float = 1.5) -> Box:
    """Somebody upright so many body heights away. camera: its height, in body heights."""
    height = FOCAL / distance
    return 300.0, HORIZON + camera * height, 0.35 * height, height


def _tell(way: Callable[[float], Box], seconds: float, *, noise: float = 0.03, fps: float = 5.0) -> list[str]:
    random = np.random.default_rng(7)
    sightings = []
    for n in range(round(seconds * fps) + 1):
        x, feet, width, height = way(n / fps)
        top = feet - height * (1 + random.normal(0, noise))
        feet, width = feet + height * random.normal(0, noise / 2), width * (1 + random.normal(0, 5 * noise))
        sightings.append(Sighting(n / fps, n, x - width / 2, top, width, feet - top, 0.8))
    return [span.motion for span in segment_motion(build_trajectory(sightings, WIDTH, HEIGHT))]


@pytest.mark.parametrize("camera", [0.7, 1.0, 1.5, 2.2])
@pytest.mark.parametrize("away", [1, -1])
def test_walking_along_the_axis_is_walking(camera: float, away: int) -> None:
    begin = 6.5 - away * 2.5
    assert _tell(lambda s: _seen_at(begin + away * 0.75 * s, camera), 6) == ["WALKING"]


def test_coming_near_and_stopping_are_two_spans() -> None:
    assert _tell(lambda s: _seen_at(9 - 0.75 * min(s, 5)), 10) == ["WALKING", "STANDING"]


@pytest.mark.parametrize("distance", [3, 6, 10])
def test_standing_is_standing_at_every_distance(distance: float) -> None:
    assert _tell(lambda _: _seen_at(distance), 20) == ["STANDING"]


@pytest.mark.parametrize("distance", [3, 6, 10])
def test_sitting_down_and_getting_up_are_no_walks(distance: float) -> None:
    def sit(seconds: float) -> Box:
        x, feet, width, height = _seen_at(distance)
        lower = min(max(seconds - 3, 0), 1) - min(max(seconds - 9, 0), 1)
        return x, feet, width * (1 + 0.2 * lower), height * (1 - 0.35 * lower)

    assert _tell(sit, 14) == ["STANDING"]


def test_feet_that_are_hidden_for_a_while_are_no_walk() -> None:
    def hide(seconds: float) -> Box:
        x, feet, width, height = _seen_at(5)
        hidden = 0.3 * height if 4 < seconds < 9 else 0.0
        return x, feet - hidden, width, height - hidden

    assert "WALKING" not in _tell(hide, 14, noise=0.01)


def test_who_runs_across_runs_and_who_walks_fast_does_not() -> None:
    height = 100.0
    assert _tell(lambda s: (30 + 2.1 * height * s, 300, 40, height), 2.6, noise=0.01) == ["RUNNING"]
    assert _tell(lambda s: (30 + 1.1 * height * s, 300, 40, height), 5, noise=0.01) == ["WALKING"]


def test_running_up_to_the_camera_and_then_walking_are_two_spans() -> None:
    def way(seconds: float) -> Box:
        return _seen_at(10 - 2 * min(seconds, 2.5) - 0.7 * max(0.0, seconds - 2.5))

    assert _tell(way, 5.5, noise=0.01) == ["RUNNING", "WALKING"]


def test_a_box_that_jumps_to_another_thing_does_not_run() -> None:
    spans = _tell(lambda s: (100 if s < 4 else 320, 300, 40, 100), 8, noise=0.01)
    assert "RUNNING" not in spans


def test_the_way_of_a_walk_is_told_with_its_turn() -> None:
    def way(seconds: float) -> float:
        return 20 + 90 * seconds if seconds < 6.5 else 605 - 90 * (seconds - 6.5)

    events = derive_events(make_track(way, 0, 13), FootageExtent(Exits(WIDTH, HEIGHT), 0, 13), 60)
    (walk,) = [event for event in events if event.type is EventType.WALKING]
    assert walk.description == "A person walks from the left to the right, then to the left."
    sides = [FrameLocation(part["side"]) for part in walk.attributes["path"]]
    assert sides == ["LEFT", "CENTER", "RIGHT", "CENTER", "LEFT"]
    assert [part["fromSeconds"] for part in walk.attributes["path"]] == pytest.approx([0, 2.2, 4.5, 8.4, 10.8], abs=0.2)
    assert {"left", "center", "right"} <= set(walk.keywords)
