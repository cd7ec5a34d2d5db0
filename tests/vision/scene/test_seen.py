"""Events do not cover the time in which nobody was seen."""

import pytest

from models.enums import EventType
from tests.vision.synthetic_people import WIDTH, make_track
from vision.detected_event import DetectedEvent
from vision.people.departure import Exits
from vision.people.events import FootageExtent, derive_events


def _tell_hidden(start: float, end: float, *, fps: float = 5.0, loitering: float = 60) -> list[DetectedEvent]:
    """Somebody stands for 20 s, and is not seen in between."""
    track = make_track(lambda _: 300.0, 0, 20, fps=fps)
    track.sightings = [s for s in track.sightings if not start < s.seconds < end]
    return derive_events(track, FootageExtent(Exits(WIDTH, 360), 0, 20), loitering)


def test_an_event_ends_where_the_person_is_hidden_and_begins_again_after_it() -> None:
    events = _tell_hidden(8, 11)
    assert [(event.type, event.start_seconds, event.end_seconds) for event in events] == [
        (EventType.STANDING, 0, 8),
        (EventType.STANDING, 11, 20),
    ]
    assert [event.seen_seconds for event in events] == [8, 9]


def test_a_gap_of_a_second_breaks_nothing() -> None:
    (event,) = _tell_hidden(8, 9)
    assert (event.start_seconds, event.end_seconds, event.seen_seconds) == (0, 20, 20)


def test_at_low_rates_the_usual_step_is_no_gap() -> None:
    (event,) = _tell_hidden(30, 31, fps=0.5)
    assert (event.end_seconds, event.seen_seconds) == (20, 20)


def test_loitering_goes_on_over_a_gap_and_says_how_long_the_person_was_seen() -> None:
    (loitering,) = [event for event in _tell_hidden(8, 11, loitering=15) if event.type is EventType.LOITERING]
    assert (loitering.start_seconds, loitering.end_seconds) == (0, 20)
    assert loitering.seen_seconds == pytest.approx(17)


def test_moments_have_no_length_to_be_seen_for() -> None:
    track = make_track(lambda s: 300.0, 2, 6)
    enter, *_, lost = derive_events(track, FootageExtent(Exits(WIDTH, 360), 0, 20), 60)
    assert (enter.type, lost.type) == (EventType.PERSON_ENTER, EventType.LOST_FROM_VIEW)
    assert (enter.seen_seconds, lost.seen_seconds) == (0, 0)
