"""Who left, and who was only lost from view."""

import numpy as np
import pytest

from vision.detection.posture import Posture
from vision.people.departure import Exits, has_left
from vision.people.person import Sighting, Track
from vision.scene.zones import Polygon

WIDTH, HEIGHT = 640.0, 360.0
DOOR: Polygon = ((0.4, 0.2), (0.6, 0.2), (0.6, 0.9), (0.4, 0.9))


def make_track(start: float, speed: float, *, seconds: float = 3, posture: Posture = Posture.STANDING) -> Track:
    """Somebody 40 pixels wide and 120 high whose left side starts there and moves by so many pixels a second."""
    track = Track(np.zeros(6, np.float32))
    for number in range(round(seconds * 5)):
        left = start + speed * number / 5
        visible_left, right = max(0.0, left), min(WIDTH, left + 40)
        if right - visible_left < 6:
            break
        track.sightings.append(Sighting(number / 5, number, visible_left, 180, right - visible_left, 120, 0.8, posture))
    return track


@pytest.mark.parametrize(("start", "speed"), [(200, -90), (400, 90), (60, -30), (560, 30), (150, -200)])
def test_who_walks_over_an_edge_leaves(start: float, speed: float) -> None:
    assert has_left(make_track(start, speed, seconds=30), Exits(WIDTH, HEIGHT))


@pytest.mark.parametrize(("start", "speed"), [(300, 0), (300, 20), (100, 60)])
def test_who_is_lost_inside_the_frame_did_not_leave(start: float, speed: float) -> None:
    assert not has_left(make_track(start, speed), Exits(WIDTH, HEIGHT))


def test_who_stands_at_an_edge_did_not_leave() -> None:
    assert not has_left(make_track(2, 0), Exits(WIDTH, HEIGHT))


def test_who_walks_in_from_an_edge_and_is_lost_did_not_leave() -> None:
    assert not has_left(make_track(-20, 60, seconds=1), Exits(WIDTH, HEIGHT))


def test_who_is_last_seen_in_a_door_leaves() -> None:
    assert has_left(make_track(300, 0), Exits(WIDTH, HEIGHT, [DOOR]))
    assert not has_left(make_track(100, 0), Exits(WIDTH, HEIGHT, [DOOR]))


def test_who_lies_at_an_edge_did_not_leave() -> None:
    assert not has_left(make_track(200, -90, posture=Posture.LYING), Exits(WIDTH, HEIGHT))


def test_who_was_seen_once_did_not_leave() -> None:
    track = make_track(2, 0, seconds=0.2)
    assert len(track.sightings) == 1
    assert not has_left(track, Exits(WIDTH, HEIGHT))
