"""What of a model's report is taken."""

from typing import Any

import pytest

from domain.looking.check import check_report
from domain.looking.message import Shown, ShownFrame, build_message
from models.asking.conversation import Image
from models.enums import EventType
from models.footage.looks import LookReason, LookSegment

JPEG = Image(b"jpeg", "jpeg")
FACTS = {
    "size": [1000, 500],
    "people": [
        {"id": "P1", "boxes": [[9.0, 100, 100, 100, 300], [12.0, 200, 300, 200, 100]], "events": []},
        {"id": "P2", "boxes": [[40.0, 0, 0, 50, 100]], "events": []},
    ],
}
SHOWN = Shown(
    LookSegment(9, 15, (LookReason.DOWN,), ("P1",)), FACTS, [ShownFrame(s, JPEG) for s in (9.0, 11.0, 12.0, 15.0)]
)
EVENT: dict[str, Any] = {
    "type": "COLLAPSE",
    "people": ["P1"],
    "frames": [3, 2],
    "confidence": 0.8,
    "description": "P1 falls [1].",
    "descriptionKo": "P1이 쓰러집니다.",
    "objects": ["chair", "chair", 7],
}


def report(*events: Any, **more: Any) -> dict[str, Any]:
    return {"description": "A man falls.", "peopleInView": 1, "events": list(events), "cannotTell": [], **more}


def test_an_event_that_fits_is_taken() -> None:
    checked = check_report(report(EVENT), SHOWN)
    [event] = checked.events
    assert (event.type, event.people, event.frames) == (EventType.COLLAPSE, ("P1",), (2, 3))
    assert (event.description, event.objects, checked.problems) == ("P1 falls (1).", ("chair",), [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": ["P7"]},
        {"people": ["P2"]},
        {"people": "P1"},
        {"frames": [5]},
        {"frames": [0]},
        {"frames": []},
        {"frames": ["2"]},
        {"type": "PERSON_EXIT"},
        {"type": "DANCING"},
        {"confidence": 1.5},
        {"confidence": "high"},
        {"description": "  "},
    ],
)
def test_what_the_tracks_and_frames_do_not_hold_is_a_problem(wrong: dict[str, Any]) -> None:
    checked = check_report(report({**EVENT, **wrong}, EVENT), SHOWN)
    assert (len(checked.events), len(checked.problems)) == (1, 1)


@pytest.mark.parametrize("events", [None, "none", [None], ["fight"], {"type": "THEFT"}])
def test_a_malformed_report_tells_nothing_and_is_a_problem(events: object) -> None:
    checked = check_report(report(events=events), SHOWN)
    assert (checked.events, len(checked.problems)) == ([], 1)


def test_what_it_cannot_tell_is_not_examined() -> None:
    checked = check_report(report(cannotTell=["THEFT", "SMOKING"]), SHOWN)
    assert EventType.FIGHTING in checked.examined
    assert not {EventType.THEFT, EventType.SMOKING} & set(checked.examined)
    assert check_report({"events": []}, SHOWN).examined == []


def test_each_frame_comes_with_its_time_and_the_boxes_of_people_in_it() -> None:
    message = build_message(SHOWN)
    assert message.images[1].label == "Frame 2, 11.0 s (00:11):"
    assert all(image.label for image in message.images)
    assert '{"n":3,"seconds":12.0,"people":[{"id":"P1","box":[20,60,40,80]}]}' in message.text
    assert '"people":[]' in message.text
