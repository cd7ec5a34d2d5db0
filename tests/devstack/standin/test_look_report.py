"""What the stand-in reports when an analysis has it look: counts and lying bodies, and no more."""

from typing import Any

import pytest

from devstack.standin.vision.look_report import report_look
from devstack.standin.vision.sightings import DetectedPerson, DetectedScene
from domain.looking.check import check_report
from domain.looking.message import build_message
from domain.looking.tool import LOOK_TOOL
from models.enums import EventType
from tests.domain.looking.test_check import SHOWN

STANDS = DetectedPerson("left", "upright", middle=0.15)
LIES = DetectedPerson("left", "lying", middle=0.3)
TEXT = build_message(SHOWN).text


def report(*people: DetectedPerson | None, objects: dict[str, int] | None = None) -> dict[str, Any]:
    """One person in each of the frames, or nobody."""
    scenes = [DetectedScene([] if person is None else [person], objects or {}) for person in people]
    return report_look(TEXT, scenes, LOOK_TOOL)


def test_it_counts_and_describes() -> None:
    told = report(STANDS, STANDS, STANDS, None, objects={"chair": 2})
    assert told["description"] == "One person is visible. Objects: 2 chairs."
    assert told["descriptionKo"] == "사람이 최대 1명 보입니다. 물체: 의자 2개."
    assert (told["peopleInView"], told["events"]) == (1, [])


def test_it_says_who_lies_by_the_tracker_s_id_and_its_report_fits_the_tracks() -> None:
    told = report(STANDS, LIES, LIES, LIES)
    checked = check_report(told, SHOWN)
    # The tracker has P1 there in one of the frames; the body in the others it has lost.
    [event] = checked.events
    assert (event.type, event.people, event.frames, checked.problems) == (EventType.LYING, (), (2, 4), [])


def test_a_thing_in_few_of_the_pictures_is_not_told() -> None:
    scenes = [DetectedScene([STANDS], {"dog": 1} if number == 0 else {}) for number in range(4)]
    assert report_look(TEXT, scenes, LOOK_TOOL)["description"] == "One person is visible."


def test_a_single_frame_is_not_enough() -> None:
    assert report(STANDS, LIES, STANDS, STANDS)["events"] == []


def test_it_tells_nothing_but_lying() -> None:
    assert check_report(report(STANDS, LIES, LIES, LIES), SHOWN).examined == [EventType.LYING]


def test_a_message_without_frames_is_refused() -> None:
    with pytest.raises(ValueError, match="frames"):
        report_look('<question>\n"Who?"\n</question>', [], LOOK_TOOL)
