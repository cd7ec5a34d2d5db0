"""A camera that was covered or turned, or a light that went off, is an event of the camera, of no person."""

import numpy as np
import pytest
from numpy.typing import NDArray

from domain.events.describe import format_picture_name, to_event_row
from models.enums import EventType, FrameLocation
from tests.vision.test_looking import Frame, Scripted, _NoBodies
from vision.analyze import Analyzer
from vision.detected_event import DetectedEvent
from vision.looking import PeopleModels

_VIEW = np.random.default_rng(4).uniform(40, 200, (45, 80)).astype(np.float32)
_COVERED = np.linspace(60, 80, 80, dtype=np.float32)[None].repeat(45, axis=0)


class View(Frame):
    """A frame with these cells."""

    def __init__(self, number: int, cells: NDArray[np.float32]) -> None:
        super().__init__(number)
        self._cells = cells

    def measure_brightness(self, longest_side: int) -> NDArray[np.float32]:
        return self._cells


def watch(*parts: tuple[int, NDArray[np.float32]]) -> list[DetectedEvent]:
    """The events of an empty place whose frames have these cells, at five a second."""
    analyzer = Analyzer(fps=5, loitering_seconds=60, models=PeopleModels(Scripted([[]]), _NoBodies()))
    views = [cells for count, cells in parts for _ in range(count)]
    events = [event for number, cells in enumerate(views) for event in analyzer.take(View(number, cells))]
    return [*events, *analyzer.close(len(views) / 5)[0]]


@pytest.mark.parametrize(
    ("cells", "reason", "words"),
    [
        (_COVERED, "COVERED", ("covers the camera", "가려")),
        (np.full_like(_VIEW, 3), "DARK", ("no sign that somebody touched", "손을 댔다는 뜻은 아닙니다")),
    ],
)
def test_the_event_says_what_is_the_matter_and_has_a_picture(
    cells: NDArray[np.float32], reason: str, words: tuple[str, str]
) -> None:
    [event] = watch((100, _VIEW), (50, cells), (50, _VIEW))
    assert (event.type, event.start_seconds, event.end_seconds) == (EventType.CAMERA_TAMPERED, 20.0, 29.8)
    assert (event.location, event.box) == (FrameLocation.UNKNOWN, (0, 0, 320, 180))
    assert words[0] in event.description
    assert words[1] in event.description_ko
    assert event.thumbnail.startswith(b"\xff\xd8")
    row = to_event_row(event, "key")
    assert (row["track_id"], row["attributes"], row["objects"]) == (None, {"reason": reason}, [])
    assert "-camera_tampered-camera-" in format_picture_name(event)


def test_what_lasts_until_the_end_of_the_file_is_told() -> None:
    assert [(event.start_seconds, event.end_seconds) for event in watch((100, _VIEW), (50, _COVERED))] == [(20.0, 29.8)]


def test_an_ordinary_empty_place_has_no_event() -> None:
    assert watch((200, _VIEW)) == []
