"""What scripts make true, and how events are compared with it."""

from dataclasses import replace

import pytest

from evals.scenes.behaviours import list_behaviours
from evals.scenes.expected import list_expected
from evals.scenes.measure import Tally, tally
from evals.scenes.script import Scene
from models.enums import EventType, FrameLocation
from vision.detected_event import Box, DetectedEvent

SCENES = {scene.name: scene for scene in list_behaviours()}


def _tell_truth(scene: Scene) -> list[DetectedEvent]:
    return [
        DetectedEvent(e.type, e.start, e.end, 0, Box(0, 0, 1, 1), FrameLocation.LEFT, "P1", 0.8, "", "", [], b"")
        for e in list_expected(scene)
    ]


def test_there_are_forty_scenes_of_different_names() -> None:
    assert len(SCENES) == len(list_behaviours()) == 40


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("empty-dark", set()),
        ("run-1", {"PERSON_ENTER", "PERSON_EXIT", "RUNNING"}),
        ("zone", {"PERSON_ENTER", "PERSON_EXIT", "WALKING", "INTRUSION"}),
        ("zone-beside", {"PERSON_ENTER", "PERSON_EXIT", "WALKING"}),
        ("loiter", {"PERSON_ENTER", "PERSON_EXIT", "WALKING", "STANDING", "LOITERING"}),
        ("crowd-3", {"PERSON_ENTER", "PERSON_EXIT", "WALKING", "STANDING"}),
        ("crowd-6", {"PERSON_ENTER", "PERSON_EXIT", "WALKING", "STANDING", "CROWDING"}),
    ],
)
def test_a_script_makes_events_true(name: str, types: set[str]) -> None:
    assert {event.type.value for event in list_expected(SCENES[name])} == types


def test_the_truth_has_no_misses() -> None:
    total = Tally()
    for scene in SCENES.values():
        tally(scene, _tell_truth(scene), total)
    assert total.misses == []
    assert {total.f1(kind) for kind in EventType} == {1.0}


def test_what_is_late_missing_or_too_much_is_told() -> None:
    scene = SCENES["loiter"]
    events = [event for event in _tell_truth(scene) if event.type is not EventType.LOITERING]
    enter = next(event for event in events if event.type is EventType.PERSON_ENTER)
    events[events.index(enter)] = replace(enter, start_seconds=enter.start_seconds + 0.6)
    total = Tally()
    tally(scene, events, total)
    assert sorted(miss.split(": ")[1] for miss in total.misses) == [
        "LOITERING is not told",
        "PERSON_ENTER is not told",
        "PERSON_ENTER is wrong",
    ]
    assert (total.f1(EventType.LOITERING), total.f1(EventType.WALKING)) == (0.0, 1.0)
