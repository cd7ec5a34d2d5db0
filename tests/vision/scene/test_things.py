"""Posters and mannequins are nobody."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from models.enums import EventType
from tests.vision.synthetic_people import WIDTH, make_track
from vision.detection.posture import Posture
from vision.people.departure import Exits
from vision.people.events import FootageExtent, derive_events

STANDING = Posture.STANDING


def _tell(
    way: Callable[[float], float], seconds: float, noise: float = 0.4, posture: Posture | None = STANDING
) -> list[EventType]:
    """What is told of a box whose sides waver by so many pixels of 120."""
    random = np.random.default_rng(5)
    track = make_track(way, 0, seconds)
    track.sightings = [
        replace(s, x=s.x + random.normal(0, noise), height=s.height + random.normal(0, noise), posture=posture)
        for s in track.sightings
    ]
    return [event.type for event in derive_events(track, FootageExtent(Exits(WIDTH, 360), 0, seconds), 60)]


@pytest.mark.parametrize("posture", [STANDING, None])
def test_a_box_that_never_moves_for_over_a_minute_is_nobody(posture: Posture | None) -> None:
    assert _tell(lambda _: 300, 90, posture=posture) == []


def test_who_sways_is_somebody() -> None:
    assert _tell(lambda s: 300 + 5 * np.sin(s), 90) == [EventType.STANDING, EventType.LOITERING]


def test_within_a_minute_nobody_knows() -> None:
    assert _tell(lambda _: 300, 50) == [EventType.STANDING]


@pytest.mark.parametrize("posture", [Posture.SITTING, Posture.LYING])
def test_who_sits_or_lies_may_sleep(posture: Posture) -> None:
    assert EventType(posture.value) in _tell(lambda _: 300, 90, posture=posture)


def test_who_walks_up_and_then_stands_still_is_somebody() -> None:
    assert EventType.STANDING in _tell(lambda s: 100 + 80 * min(s, 2.5), 90)
