"""Crowds: so many people in view at once, for so long."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.enums import EventType
from vision.describe import describe_crowd, list_crowd_keywords
from vision.detected_event import Box, DetectedEvent
from vision.detection.boxes import RgbImage
from vision.people.frame_regions import frame_region
from vision.people.person import Sighting, Track
from vision.stills.thumbnails import encode_jpeg, shrink

# Somebody who was seen so short a time ago is in view: detectors miss people in crowds now and then.
_STILL_IN_VIEW_SECONDS = 1.0
# A crowd that has fewer people for no longer than this is the same crowd.
_LONGEST_BREAK_SECONDS = 2.0
_LONGEST_SIDE = 640


@dataclass(slots=True)
class _Crowd:
    """frame: the number of its first frame. last: the last second with so many people. most: the peak."""

    start: float
    frame: int
    box: tuple[float, float, float, float]
    last: float
    most: int
    confidences: list[float]
    picture: bytes


class CrowdWatch:
    """Takes frames in order. people: the limit; 0: nothing is a crowd. seconds: how long it lasts at least."""

    def __init__(self, people: int, seconds: float) -> None:
        self._limit = people
        self._seconds = seconds
        self._width = 0.0
        self._crowd: _Crowd | None = None

    def feed(
        self, seconds: float, number: int, image: RgbImage, tracks: Sequence[Track], scale: float
    ) -> list[DetectedEvent]:
        """The crowds that are over. tracks: those that may go on. scale: source per image pixel."""
        if not self._limit:
            return []
        self._width = image.shape[1] * scale
        seen = [
            track.last
            for track in tracks
            if track.number is not None and seconds - track.last.seconds <= _STILL_IN_VIEW_SECONDS
        ]
        crowd = self._crowd
        if len(seen) < self._limit:
            over = crowd is not None and seconds - crowd.last > _LONGEST_BREAK_SECONDS
            return self.finish() if over else []
        told = self.finish() if crowd is not None and seconds - crowd.last > _LONGEST_BREAK_SECONDS else []
        confidence = sum(sighting.confidence for sighting in seen) / len(seen)
        if self._crowd is None:
            self._crowd = _Crowd(seconds, number, _surround(seen), seconds, 0, [], b"")
        self._crowd.last = seconds
        self._crowd.confidences.append(confidence)
        if len(seen) > self._crowd.most:
            self._crowd.most = len(seen)
            self._crowd.picture = encode_jpeg(shrink(image, _LONGEST_SIDE))
        return told

    def finish(self) -> list[DetectedEvent]:
        """The crowd that the end of the footage, or a gap, cut off."""
        crowd, self._crowd = self._crowd, None
        if crowd is None or crowd.last - crowd.start < self._seconds:
            return []
        left, top, right, bottom = crowd.box
        seconds = crowd.last - crowd.start
        english, korean = describe_crowd(crowd.most, seconds)
        return [
            DetectedEvent(
                type=EventType.CROWDING,
                start_seconds=round(crowd.start, 3),
                end_seconds=round(crowd.last, 3),
                frame_number=crowd.frame,
                box=Box(round(left), round(top), round(right - left), round(bottom - top)),
                location=frame_region((left + right) / 2, self._width),
                track_id=None,
                confidence=round(float(np.mean(crowd.confidences)), 3),
                description=english,
                description_ko=korean,
                keywords=list_crowd_keywords(),
                thumbnail=crowd.picture,
                attributes={"peopleAtMost": crowd.most, "limit": self._limit},
                seen_seconds=round(seconds, 3),
            )
        ]


def _surround(sightings: Sequence[Sighting]) -> tuple[float, float, float, float]:
    """The corners of the box around all."""
    lefts, tops, rights, bottoms = zip(*(sighting.corners for sighting in sightings), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
