"""Events of one visit."""

import pytest

from models.enums import EventType, FrameLocation
from tests.vision.synthetic_people import WIDTH, make_track
from vision.people.departure import Exits
from vision.people.events import FootageExtent, derive_events
from vision.people.frame_regions import frame_region

WHOLE = FootageExtent(Exits(WIDTH, 360), 0, 60)


def _visit(seconds: float) -> float:
    """In from the left at 2, at the right third from 8 to 20, out on the right."""
    return 90 * (min(seconds, 8) - 2) + 90 * max(0.0, seconds - 20)


def test_a_visit_is_enter_walk_stand_walk_exit() -> None:
    events = derive_events(make_track(_visit, 2, 21), WHOLE, 60)
    assert [event.type for event in events] == [
        EventType.PERSON_ENTER,
        EventType.WALKING,
        EventType.STANDING,
        EventType.WALKING,
        EventType.PERSON_EXIT,
    ]
    assert {event.track_id for event in events} == {"P1"}
    assert [event.location for event in events] == [
        FrameLocation.LEFT,
        FrameLocation.LEFT,
        FrameLocation.RIGHT,
        FrameLocation.RIGHT,
        FrameLocation.RIGHT,
    ]


def test_entering_and_leaving_are_moments_of_the_first_and_last_sighting() -> None:
    enter, *_, leave = derive_events(make_track(_visit, 2, 21), WHOLE, 60)
    assert (enter.start_seconds, enter.end_seconds, enter.frame_number) == (2, 2, 10)
    assert (leave.start_seconds, leave.end_seconds, leave.frame_number) == (21, 21, 105)
    assert enter.box == (0, 200, 20, 120)


def test_who_is_there_in_the_first_frame_did_not_enter() -> None:
    events = derive_events(make_track(_visit, 10, 21), FootageExtent(Exits(WIDTH, 360), 10, 60), 60)
    assert [event.type for event in events] == [EventType.STANDING, EventType.WALKING, EventType.PERSON_EXIT]


def test_who_is_there_in_the_last_frame_did_not_leave() -> None:
    events = derive_events(make_track(_visit, 2, 15), FootageExtent(Exits(WIDTH, 360), 0, 15), 60)
    assert [event.type for event in events] == [EventType.PERSON_ENTER, EventType.WALKING, EventType.STANDING]


def test_a_stay_beyond_the_limit_is_loitering_as_well_as_standing() -> None:
    events = {event.type: event for event in derive_events(make_track(_visit, 2, 21), WHOLE, 10)}
    loitering, standing = events[EventType.LOITERING], events[EventType.STANDING]
    assert (loitering.start_seconds, loitering.end_seconds) == (standing.start_seconds, standing.end_seconds)
    assert loitering.location is FrameLocation.RIGHT
    assert "loiters on the right for 12 seconds" in loitering.description


def test_every_event_is_told_in_both_languages_with_words_and_a_picture() -> None:
    for event in derive_events(make_track(_visit, 2, 21), WHOLE, 10):
        assert event.description.startswith("A person ")
        assert event.description_ko.startswith("한 사람이 ")
        assert {"person", "사람"} <= set(event.keywords)
        assert event.thumbnail.startswith(b"\xff\xd8")


def test_confidence_is_the_mean_of_the_detections() -> None:
    assert {event.confidence for event in derive_events(make_track(_visit, 2, 21), WHOLE, 60)} == {0.8}


def test_a_track_that_was_never_confirmed_has_no_events() -> None:
    with pytest.raises(ValueError, match="number"):
        derive_events(make_track(_visit, 2, 21, number=None), WHOLE, 60)


@pytest.mark.parametrize(
    ("middle", "location"),
    [(0, "LEFT"), (299, "LEFT"), (301, "CENTER"), (599, "CENTER"), (601, "RIGHT"), (900, "RIGHT")],
)
def test_locations_are_thirds_of_the_frame(middle: float, location: str) -> None:
    assert frame_region(middle, 900) == location
