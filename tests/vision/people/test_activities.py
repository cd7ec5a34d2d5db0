"""What people do, by their motion and postures."""

from collections.abc import Sequence

import numpy as np

from models.enums import EventType
from tests.vision.synthetic_people import HEIGHT, WIDTH
from vision.detected_event import DetectedEvent
from vision.detection.posture import Posture
from vision.people.activities import PostureSpan, find_collapses, list_postures
from vision.people.departure import Exits
from vision.people.events import FootageExtent, derive_events
from vision.people.person import Sighting, Track
from vision.stills.thumbnails import PortraitAlbum

FPS = 5.0
STANDING, BENDING, SITTING, LYING = Posture.STANDING, Posture.BENDING, Posture.SITTING, Posture.LYING
# A posture (None: not shown), for so many seconds, with a box of this width and height.
Phase = tuple[Posture | None, float, float, float]
UP: tuple[float, float] = (40, 120)
DOWN: tuple[float, float] = (120, 40)


def make_sightings(*phases: Phase, middle: float = 320) -> list[Sighting]:
    sightings: list[Sighting] = []
    for posture, seconds, width, height in phases:
        for _ in range(round(seconds * FPS)):
            at = len(sightings) / FPS
            # Feet stay on the ground.
            sightings.append(
                Sighting(at, len(sightings), middle - width / 2, 320 - height, width, height, 0.8, posture)
            )
    return sightings


def tell(*phases: Phase, footage_seconds: float | None = None) -> list[DetectedEvent]:
    sightings = make_sightings(*phases)
    track = Track(np.zeros(6, np.float32), sightings, number=1, album=PortraitAlbum())
    track.album.put(0, 1.0, b"jpeg")
    end = sightings[-1].seconds if footage_seconds is None else footage_seconds
    return derive_events(track, FootageExtent(Exits(WIDTH, HEIGHT), 0, end), 60)


def list_types(events: Sequence[DetectedEvent]) -> list[str]:
    return [event.type.value for event in events]


def list_spans(*phases: Phase) -> list[PostureSpan]:
    return list_postures(make_sightings(*phases))


def test_who_sits_never_stands() -> None:
    assert list_types(tell((SITTING, 10, *UP))) == ["SITTING"]


def test_one_wrong_reading_changes_nothing() -> None:
    events = tell((SITTING, 4, *UP), (STANDING, 0.2, *UP), (SITTING, 4, *UP))
    assert list_types(events) == ["SITTING"]


def test_without_a_posture_somebody_stays() -> None:
    assert list_types(tell((None, 5, *UP))) == ["STAYING"]


def test_who_bends_down_stands() -> None:
    assert list_types(tell((STANDING, 3, *UP), (BENDING, 2, 70, 80), (STANDING, 3, *UP))) == ["STANDING"]


def test_a_fall_is_a_collapse_and_then_somebody_lies_there() -> None:
    events = tell((STANDING, 4, *UP), (None, 0.6, 60, 80), (LYING, 5, *DOWN))
    assert list_types(events) == ["STANDING", "COLLAPSE", "LYING"]
    collapse = events[1]
    assert 3.5 <= collapse.start_seconds < collapse.end_seconds <= 5
    assert events[2].end_seconds == 9.4


def test_lying_down_slowly_is_no_collapse() -> None:
    events = tell((STANDING, 4, *UP), (SITTING, 3, 50, 90), (LYING, 5, *DOWN))
    assert list_types(events) == ["STANDING", "SITTING", "LYING"]


def test_who_lies_from_the_start_did_not_collapse() -> None:
    assert list_types(tell((LYING, 5, *DOWN))) == ["LYING"]


def test_a_body_that_lies_towards_the_camera_is_known_by_its_height() -> None:
    """Its keypoints look upright, or like nothing."""
    events = tell((STANDING, 4, *UP), (None, 0.4, 50, 80), (STANDING, 1, 60, 45), (None, 4, 60, 42))
    assert list_types(events) == ["STANDING", "COLLAPSE", "LYING"]


def test_who_gets_up_again_stands_and_may_fall_again() -> None:
    fall: tuple[Phase, ...] = ((STANDING, 4, *UP), (LYING, 4, *DOWN))
    assert list_types(tell(*fall, *fall)) == ["STANDING", "COLLAPSE", "LYING", "STANDING", "COLLAPSE", "LYING"]


def test_a_squat_is_no_collapse() -> None:
    spans = list_spans((STANDING, 3, *UP), (None, 0.6, 50, 60), (STANDING, 3, *UP))
    assert [span.posture for span in spans] == [STANDING]
    assert find_collapses(make_sightings((STANDING, 3, *UP), (None, 0.6, 50, 60), (STANDING, 3, *UP)), spans) == []


def test_who_shrinks_at_an_edge_goes_out_and_does_not_fall() -> None:
    """A body that an edge cuts gets narrower, and its box may lose the feet."""
    spans = list_spans((STANDING, 3, *UP), (None, 1, 15, 40))
    assert LYING not in [span.posture for span in spans]


def test_who_lies_when_sight_is_lost_did_not_leave() -> None:
    events = tell((STANDING, 4, *UP), (LYING, 3, *DOWN), footage_seconds=30)
    assert list_types(events) == ["STANDING", "COLLAPSE", "LYING", "LOST_FROM_VIEW"]
    assert EventType.PERSON_EXIT not in [event.type for event in events]


def test_at_low_rates_one_reading_makes_no_posture() -> None:
    postures = [STANDING] * 5 + [None] + [STANDING] * 5
    sightings = [
        Sighting(float(number), number, 300, 200, *UP, 0.8, posture) for number, posture in enumerate(postures)
    ]
    assert [span.posture for span in list_postures(sightings)] == [STANDING]


def test_at_low_rates_one_reading_is_not_stretched_by_a_time_without_any() -> None:
    postures = [None, SITTING, *[STANDING] * 5]
    sightings = [
        Sighting(float(number), number, 300, 200, *UP, 0.8, posture) for number, posture in enumerate(postures)
    ]
    assert [span.posture for span in list_postures(sightings)] == [STANDING]


def test_what_somebody_does_covers_the_visit_without_slivers() -> None:
    events = tell((STANDING, 4, *UP), (None, 4, *UP), (SITTING, 4, *UP))
    spans = [(event.start_seconds, event.end_seconds) for event in events]
    assert list_types(events) == ["STANDING", "STAYING", "SITTING"]
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
