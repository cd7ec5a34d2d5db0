"""Looks at frames: finds the people and objects of each, and repeats a look where nothing changed.

A frame that does not differ from the one looked at last (vision.detection.stillness) has the same people, wherever they
are: who sits or lies still is seen again, not forgotten. So that one wrong look is not repeated, that needs two looks
that agree, nobody whom the tracker is unsure of, and another look after a while all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vision.detection.bodies import join_bodies
from vision.detection.boxes import Detection, LabelledDetection, iou
from vision.detection.choice import DetectorChoice
from vision.detection.detect import Detector, load_detector
from vision.detection.pose import PoseDetector
from vision.detection.stillness import LONGEST_SIDE, Cells, StillnessGate
from vision.media.decode import DueFrame, SampledFrame
from vision.stages import Stage, Work

# People with less confidence than this are not looked at; what is below the detector's own limit is weak.
_MIN_CONFIDENCE = 0.2
# How often postures are read.
_POSE_SECONDS = 0.4
# A look is repeated for so long, where somebody is in view and where nobody is.
_REPEATED_SECONDS, _REPEATED_EMPTY_SECONDS = 1.0, 5.0
# How far the boxes of somebody who did not move overlap.
_SAME_BOX = 0.8


class PeopleModels:
    """The models that look for people in a frame. None: those of vision/weights, which are loaded at once."""

    def __init__(
        self, detector: Detector | None = None, poses: PoseDetector | None = None, choice: DetectorChoice | None = None
    ) -> None:
        self.detector = detector or load_detector(choice or DetectorChoice())
        self.poses = poses or PoseDetector()


@dataclass(frozen=True, slots=True)
class _Look:
    """What was found in a frame. has_postures: the pose model looked, too."""

    frame: SampledFrame
    found: Sequence[Detection]
    has_postures: bool

    def agrees(self, other: "_Look") -> bool:
        """Whether both found the same people, in the same places and postures."""
        mine, theirs = (_list_clear(look.found) for look in (self, other))
        return len(mine) == len(theirs) and all(
            any(one.posture is two.posture and iou(one.corners, two.corners) >= _SAME_BOX for two in theirs)
            for one in mine
        )


class FrameLooker:
    """Takes the due frames in order. work: where it notes what it did."""

    def __init__(self, models: PeopleModels, work: Work) -> None:
        self._models = models
        self._work = work
        self._gate = StillnessGate()
        self._last: _Look | None = None
        self._last_with_postures: _Look | None = None
        self._agreed = False
        self._last_seconds = 0.0

    def measure(self, due: DueFrame) -> Cells:
        """The cells of a frame, by which frames are compared."""
        with self._work.measure(Stage.COMPARE):
            return due.measure_brightness(LONGEST_SIDE)

    def take(
        self, due: DueFrame, cells: Cells, *, is_settled: bool, stored: Sequence[Detection] | None = None
    ) -> tuple[SampledFrame, Sequence[Detection]]:
        """The frame and what it shows. stored: what an earlier attempt found in it, if it looked.

        is_settled: the tracker has nobody in view whom it is not sure of, and misses nobody.
        """
        self._work.frames += 1
        with self._work.measure(Stage.COMPARE):
            repeated = self._repeat(due) if is_settled and self._gate.is_still(cells) else None
        if repeated is not None:
            self._last_seconds = due.seconds
            return repeated
        with self._work.measure(Stage.DECODE):
            frame = due.convert()
        found = self.look(frame, stored)
        with self._work.measure(Stage.COMPARE):
            self._gate.look(cells, same=self._agreed and self._last is self._last_with_postures)
        return frame, found

    def look(self, frame: SampledFrame, stored: Sequence[Detection] | None = None) -> Sequence[Detection]:
        """What a frame shows, always looked at."""
        has_postures = self._reads_postures(frame.seconds)
        if stored is None:
            self._work.looked += 1
            found = self._find(frame, has_postures)
        else:
            self._work.resumed += 1
            found = stored
        look = _Look(frame, found, has_postures)
        if has_postures:
            before, self._last_with_postures = self._last_with_postures, look
            self._agreed = before is not None and look.agrees(before)
        self._last, self._last_seconds = look, frame.seconds
        return found

    def _repeat(self, due: DueFrame) -> tuple[SampledFrame, Sequence[Detection]] | None:
        last = self._last
        if last is None or not self._agreed or not last.has_postures:
            return None
        longest = _REPEATED_SECONDS if _list_clear(last.found) else _REPEATED_EMPTY_SECONDS
        if due.seconds - last.frame.seconds > longest:
            return None
        return replace(last.frame, seconds=due.seconds, number=due.number, is_repeated=True), last.found

    def _reads_postures(self, seconds: float) -> bool:
        """By the clock of the footage, so that a run that resumes reads the same frames; always after a repetition."""
        last = self._last
        was_repeated = last is not None and self._last_seconds > last.frame.seconds
        return last is None or was_repeated or seconds // _POSE_SECONDS != self._last_seconds // _POSE_SECONDS

    def _find(self, frame: SampledFrame, reads_postures: bool) -> Sequence[Detection]:
        with self._work.measure(Stage.DETECT):
            found = self._models.detector.detect_candidates(frame.image, _MIN_CONFIDENCE)
        if not reads_postures:
            return found
        people, things = list_people(found), list_things(found)
        with self._work.measure(Stage.POSE):
            return [*join_bodies(people, self._models.poses.detect_bodies(frame.image), frame.image.shape[1]), *things]


def list_people(found: Sequence[Detection]) -> list[Detection]:
    return [one for one in found if not isinstance(one, LabelledDetection)]


def list_things(found: Sequence[Detection]) -> list[LabelledDetection]:
    return [one for one in found if isinstance(one, LabelledDetection)]


def _list_clear(found: Sequence[Detection]) -> list[Detection]:
    """People who may begin a track; the tracker takes weak ones for people only where it knows somebody."""
    return [one for one in list_people(found) if not one.is_weak]
