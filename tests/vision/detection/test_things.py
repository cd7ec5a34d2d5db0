"""Things near a person are told of an event if enough looks saw them; one look, or a thing elsewhere, says nothing."""

import numpy as np
import pytest

from vision.detection.boxes import LabelledDetection
from vision.detection.things import NearbyThing, ThingDiary
from vision.event_things import add_things
from vision.people.departure import Exits
from vision.people.events import FootageExtent, derive_events
from vision.people.person import Sighting, Track
from vision.stills.thumbnails import Portrait

# The person's box: 100 x 300 pixels of the source, at (500, 200).
PERSON = (500.0, 200.0, 100.0, 300.0)


def thing(label: str, confidence: float = 0.7, x: float = 590.0, size: float = 30.0) -> LabelledDetection:
    return LabelledDetection(x, 320.0, size, size, confidence, label=label)


def watch(*looks: list[LabelledDetection], scale: float = 1.0) -> tuple[ThingDiary, Track]:
    """A person who is looked at five times a second, with these things around."""
    diary, track = ThingDiary(), Track(np.zeros(6, np.float32), number=1)
    for number, things in enumerate(looks):
        track.sightings.append(Sighting(number / 5, number, *PERSON, 0.8))
        diary.note(track, things, scale)
    return diary, track


def list_labels(*looks: list[LabelledDetection]) -> list[str]:
    diary, track = watch(*looks)
    return [one.label for one in diary.list_things(track, 0, 60)]


def test_a_thing_that_is_seen_again_and_again_is_near() -> None:
    diary, track = watch(*[[thing("bottle", 0.6)], [thing("bottle", 0.7)]] * 4, [], [])
    assert diary.list_things(track, 0, 60) == [NearbyThing("bottle", 0.65, 8, 10)]


@pytest.mark.parametrize(
    "looks",
    [
        [[thing("bottle")], [thing("bottle")], *[[]] * 4],
        [[thing("bottle")] if number % 5 == 0 else [] for number in range(30)],
        [[thing("bottle", 0.46)]] * 10,
        [[thing("bottle", x=640)]] * 10,
        [[thing("dining table", x=200, size=900)]] * 10,
        [[thing("knife", 0.6)]] * 10,
        [[thing("knife", 0.8)] if number % 3 == 0 else [] for number in range(30)],
    ],
    ids=[
        "two looks",
        "a fifth of the looks",
        "not sure",
        "elsewhere",
        "the scene",
        "a knife, not sure",
        "a knife, rarely",
    ],
)
def test_what_is_seen_too_rarely_too_faintly_or_elsewhere_is_not_told(looks: list[list[LabelledDetection]]) -> None:
    assert list_labels(*looks) == []


def test_a_knife_that_is_seen_clearly_is_told() -> None:
    assert list_labels(*[[thing("knife", 0.7)]] * 10) == ["knife"]


def test_the_surest_comes_first_and_boxes_are_of_the_shrunk_picture() -> None:
    # In a picture of half the size, the person is at (250, 100).
    near = [LabelledDetection(290.0, 160.0, 15.0, 15.0, 0.55, label="cup")]
    near.append(LabelledDetection(290.0, 160.0, 15.0, 15.0, 0.8, label="backpack"))
    diary, track = watch(*[near] * 5, scale=2.0)
    assert [one.label for one in diary.list_things(track, 0, 60)] == ["backpack", "cup"]


def test_only_the_time_of_the_event_counts() -> None:
    diary, track = watch(*[[thing("bottle")]] * 10, *[[]] * 40)
    assert diary.list_things(track, 0, 2) != []
    assert diary.list_things(track, 4, 10) == []


def test_an_event_says_what_is_near_in_both_languages_and_claims_no_more() -> None:
    diary, track = watch(*[[thing("cell phone")]] * 20)
    track.album.put(0.0, 1.0, Portrait(0.0, 1.0, b"").jpeg)
    [event] = derive_events(track, FootageExtent(Exits(1280, 720), 0.0, 3.8), 60.0)
    told = add_things(event, diary.list_things(track, 0, 4))
    assert told.description == f"{event.description} Near the person: cell phone."
    assert told.description_ko == f"{event.description_ko} 사람 가까이: 휴대전화."
    assert {"cell phone", "휴대전화"} <= set(told.keywords)
    assert (told.type, told.start_seconds, told.confidence) == (event.type, event.start_seconds, event.confidence)
