"""A score that tells right from wrong."""

from dataclasses import replace
from typing import Any

import pytest

from evals.scenes.score import score_scene
from models.enums import EventType, FrameLocation
from vision.detected_event import Box, DetectedEvent

LEFT, RIGHT = FrameLocation.LEFT, FrameLocation.RIGHT
TRUTH: dict[str, Any] = {
    "visits": [
        {
            "person": 1,
            "enter_seconds": 2.0,
            "enter_side": "LEFT",
            "exit_seconds": 20.0,
            "exit_side": "RIGHT",
            "spans": [
                {"type": "WALKING", "start_seconds": 2.0, "end_seconds": 5.0},
                {"type": "STANDING", "start_seconds": 5.0, "end_seconds": 15.0},
                {"type": "WALKING", "start_seconds": 15.0, "end_seconds": 20.0},
            ],
        }
    ]
}


def _event(
    kind: EventType, start: float, end: float, location: FrameLocation = LEFT, track: str = "P1"
) -> DetectedEvent:
    return DetectedEvent(kind, start, end, 0, Box(0, 0, 1, 1), location, track, 0.8, "", "", [], b"")


FOUND = [
    _event(EventType.PERSON_ENTER, 2.2, 2.2),
    _event(EventType.WALKING, 2.2, 5.1),
    _event(EventType.STANDING, 5.1, 15.2),
    _event(EventType.WALKING, 15.2, 19.8),
    _event(EventType.PERSON_EXIT, 19.8, 19.8, RIGHT),
]


def test_what_is_nearly_right_passes() -> None:
    result = score_scene(TRUTH, FOUND)
    assert result.passed
    (visit,) = result.visits
    assert visit.track_id == "P1"
    assert [visit.enter_error, visit.exit_error] == pytest.approx([0.2, 0.2])


@pytest.mark.parametrize(
    ("index", "wrong"),
    [
        (0, {"start_seconds": 3.5}),
        (0, {"location": RIGHT}),
        (1, {"end_seconds": 3.0}),
        (2, {"start_seconds": 9.0}),
        (2, {"type": EventType.WALKING}),
        (4, {"start_seconds": 18.5}),
        (4, {"location": LEFT}),
    ],
)
def test_a_wrong_event_fails_the_visit(index: int, wrong: dict[str, Any]) -> None:
    found = [replace(event, **wrong) if n == index else event for n, event in enumerate(FOUND)]
    assert not score_scene(TRUTH, found).passed


@pytest.mark.parametrize("index", range(5))
def test_a_missing_event_fails_the_visit(index: int) -> None:
    assert not score_scene(TRUTH, [event for n, event in enumerate(FOUND) if n != index]).passed


def test_a_track_that_nobody_walked_is_false() -> None:
    result = score_scene(TRUTH, [*FOUND, _event(EventType.STANDING, 30, 40, track="P2")])
    assert [event.track_id for event in result.false_events] == ["P2"]
    assert not result.passed


def test_one_visit_on_two_tracks_fails() -> None:
    split = [replace(event, track_id="P2") if n > 2 else event for n, event in enumerate(FOUND)]
    assert not score_scene(TRUTH, split).passed


def test_an_entry_that_the_script_does_not_have_fails() -> None:
    visit = {**TRUTH["visits"][0], "enter_seconds": None}
    assert not score_scene({"visits": [visit]}, FOUND).passed
    assert score_scene({"visits": [visit]}, FOUND[1:]).passed


def test_an_empty_scene_passes_with_no_events_only() -> None:
    assert score_scene({"visits": []}, []).passed
    assert not score_scene({"visits": []}, FOUND).passed
