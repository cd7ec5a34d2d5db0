"""A look is repeated only where nothing changed, two looks agree, and nobody is in doubt; and never for long."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from models.enums import EventType
from vision.analyze import Analyzer
from vision.detection.boxes import Detection
from vision.detection.detect import Detector
from vision.detection.pose import Body, PoseDetector
from vision.looking import FrameLooker, PeopleModels
from vision.media.decode import DueFrame, RgbImage, SampledFrame
from vision.stages import Work

_STORE = np.random.default_rng(1).uniform(40, 200, (45, 80)).astype(np.float32)
PERSON = Detection(100.0, 60.0, 40.0, 100.0, 0.8)


class Frame(DueFrame):
    """A frame without a file. light: of the cells that a person covers."""

    def __init__(self, number: int, light: float = 0.0) -> None:
        self.number, self.seconds, self._light = number, number / 5, light

    def convert(self) -> SampledFrame:
        return SampledFrame(self.seconds, self.number, np.zeros((180, 320, 3), np.uint8))

    def measure_brightness(self, longest_side: int) -> NDArray[np.float32]:
        cells = _STORE.copy()
        cells[15:40, 25:35] += self._light
        return cells


@dataclass
class Scripted(Detector):
    """Finds what it is told to, by the number of the look; the last one for ever."""

    script: Sequence[Sequence[Detection]]
    looks: int = field(default=0)

    def detect_candidates(self, image: RgbImage, threshold: float) -> list[Detection]:
        found = self.script[min(self.looks, len(self.script) - 1)]
        self.looks += 1
        return list(found)


class _NoBodies(PoseDetector):
    def __init__(self) -> None:
        pass

    def detect_bodies(self, image: RgbImage) -> Sequence[Body]:
        return []


def take(looker: FrameLooker, frames: Sequence[DueFrame], *, is_settled: bool = True) -> list[tuple[int, int, bool]]:
    """(number, people, whether the look was repeated) of each frame."""
    taken = [looker.take(frame, looker.measure(frame), is_settled=is_settled) for frame in frames]
    return [(frame.number, len(people), frame.is_repeated) for frame, people in taken]


def build(*script: Sequence[Detection]) -> tuple[FrameLooker, Scripted, Work]:
    detector, work = Scripted(script), Work()
    return FrameLooker(PeopleModels(detector, _NoBodies()), work), detector, work


def test_an_empty_still_scene_is_looked_at_every_five_seconds() -> None:
    looker, detector, work = build([])
    taken = take(looker, [Frame(number) for number in range(300)])
    assert all(people == 0 for _, people, _ in taken)
    # A minute: twelve looks, and those at the beginning until two agree.
    assert 12 <= detector.looks <= 16
    assert (work.frames, work.looked) == (300, detector.looks)


def test_who_is_still_is_seen_in_every_frame_and_looked_at_every_second() -> None:
    looker, detector, _ = build([PERSON])
    taken = take(looker, [Frame(number) for number in range(300)])
    assert all(people == 1 for _, people, _ in taken)
    assert 50 <= detector.looks <= 110


def test_a_change_is_looked_at_at_once() -> None:
    looker, _, _ = build([])
    take(looker, [Frame(number) for number in range(20)])
    assert take(looker, [Frame(20), Frame(21, light=40), Frame(22)]) == [(20, 0, True), (21, 0, False), (22, 0, False)]


def test_every_frame_is_looked_at_while_the_tracker_is_not_sure() -> None:
    """Who is lost, or not confirmed yet, is looked for in each frame: what was not looked at says nothing."""
    looker, detector, _ = build([])
    take(looker, [Frame(number) for number in range(50)], is_settled=False)
    assert detector.looks == 50


def test_a_look_that_differs_from_the_one_before_is_not_repeated() -> None:
    """One wrong look must not last a second: here somebody is missed in one look of a still picture."""
    looker, _, _ = build(*[[PERSON]] * 6, [], [PERSON])
    taken = take(looker, [Frame(number) for number in range(40)])
    missed = [number for number, people, _ in taken if not people]
    assert len(missed) == 1


def test_a_person_who_moved_is_no_agreement() -> None:
    looker, detector, _ = build(*([replace(PERSON, x=100.0 + 20 * step)] for step in range(50)))
    take(looker, [Frame(number) for number in range(50)])
    assert detector.looks == 50


def test_stored_looks_are_used_and_the_frames_between_stay_unlooked() -> None:
    """A run that resumes decides as the run before it did."""
    frames = [Frame(number) for number in range(100)]
    looker, detector, _ = build([PERSON])
    first = take(looker, frames)
    stored = {number: [PERSON] for number, _, repeated in first if not repeated}
    again, second, work = build([])
    taken = [
        again.take(frame, again.measure(frame), is_settled=True, stored=stored.get(frame.number)) for frame in frames
    ]
    assert [(frame.number, len(people), frame.is_repeated) for frame, people in taken] == first
    assert (second.looks, work.resumed) == (0, detector.looks)


def test_somebody_who_sits_still_for_minutes_stays_one_visit() -> None:
    # As detectors do, it puts the box elsewhere in each look; one that never moves is a thing (vision.scene.things).
    detector = Scripted([[PERSON], [replace(PERSON, x=103.0)]] * 300)
    analyzer = Analyzer(fps=5, loitering_seconds=600, models=PeopleModels(detector, _NoBodies()))
    events = [event for number in range(1500) for event in analyzer.take(Frame(number))] + analyzer.finish()
    assert [(event.type, event.start_seconds, event.end_seconds) for event in events] == [
        (EventType.STAYING, 0.0, 299.8)
    ]
    assert detector.looks < 600
