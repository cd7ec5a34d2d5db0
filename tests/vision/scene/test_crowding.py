"""Many people in view at once."""

from collections.abc import Callable

import numpy as np

from models.enums import EventType
from tests.vision.synthetic_people import make_track
from vision.detected_event import DetectedEvent
from vision.people.person import Sighting, Track
from vision.scene.crowding import CrowdWatch

IMAGE = np.full((90, 160, 3), 120, np.uint8)


def _watch(people: Callable[[float], int], seconds: float, limit: int = 4) -> list[DetectedEvent]:
    watch = CrowdWatch(limit, 3.0)
    tracks = [make_track(lambda _: 300.0, 0, 0, number=number + 1) for number in range(10)]
    told: list[DetectedEvent] = []
    for frame in range(round(seconds * 5) + 1):
        now = frame / 5
        for number, track in enumerate(tracks[: people(now)]):
            track.sightings.append(Sighting(now, frame, 50.0 * number, 100, 40, 100, 0.8))
        told += watch.feed(now, frame, IMAGE, tracks, 4.0)
    return told + watch.finish()


def test_many_people_for_a_while_are_a_crowd_with_its_peak() -> None:
    (event,) = _watch(lambda s: 6 if 7 < s < 8 else 4 if 4 < s < 10 else 2, 20)
    assert event.type is EventType.CROWDING
    assert event.start_seconds == 4.2
    assert 9.8 <= event.end_seconds <= 10.8
    assert event.attributes == {"peopleAtMost": 6, "limit": 4}
    assert event.track_id is None
    assert event.box == (0, 100, 190, 100)
    assert event.description == "Up to 6 people are in view at once, for 7 seconds."
    assert event.description_ko == "최대 6명이 7초 동안 한 화면에 있습니다."
    assert event.thumbnail.startswith(b"\xff\xd8")


def test_who_passes_by_together_is_no_crowd() -> None:
    assert _watch(lambda s: 5 if 4 < s < 5 else 2, 10) == []


def test_a_moment_with_one_less_is_the_same_crowd() -> None:
    assert len(_watch(lambda s: 3 if 6 < s < 7.5 else 4, 14)) == 1


def test_a_crowd_that_comes_back_later_is_another() -> None:
    assert len(_watch(lambda s: 3 if 6 < s < 12 else 4, 20)) == 2


def test_what_is_not_confirmed_does_not_count() -> None:
    watch = CrowdWatch(1, 1.0)
    thing = Track(np.zeros(6, np.float32))
    for frame in range(20):
        thing.sightings.append(Sighting(frame / 5, frame, 0, 0, 40, 100, 0.8))
        assert watch.feed(frame / 5, frame, IMAGE, [thing], 1.0) == []
    assert watch.finish() == []


def test_without_a_limit_nothing_is_a_crowd() -> None:
    assert _watch(lambda _: 10, 20, limit=0) == []
