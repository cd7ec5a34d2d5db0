"""Derives events from a track: entering, walking, standing, loitering, leaving.

PERSON_ENTER and PERSON_EXIT are instants (start = end). A person in the first frame has no PERSON_ENTER, and one in the
last frame no PERSON_EXIT: these would be guesses. WALKING and STANDING together cover the whole visit. LOITERING is
added to STANDING where a stay at one place exceeds the limit.

The box and the frame number are those of the start. The location is the third of the frame that holds the middle of the
box: at the instant of entering and leaving, at the start of a walk, and over the whole of a stay. The confidence is the
mean of the detector's scores over the event; for entering and leaving, over the first and last second.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from models.enums import EventType, FrameLocation
from vision.describe import describe_event, list_keywords
from vision.people.frame_regions import frame_region
from vision.people.motion import Trajectory, build_trajectory, find_stays, segment_motion
from vision.people.person import Sighting, Track

# A person first seen within this time after the first frame was there before; the same at the end.
_ALREADY_PRESENT_SECONDS = 0.45
_INSTANT_SECONDS = 1.0
# The portrait may be this much later than entering, or earlier than leaving, when more of the person is visible.
_PICTURE_SECONDS = 2.0


class Box(NamedTuple):
    """Pixels of the upright source frame, top-left origin."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DetectedEvent:
    """Seconds count from the first frame. track_id: P1, P2 … in order of appearance. thumbnail: JPEG."""

    type: EventType
    start_seconds: float
    end_seconds: float
    frame_number: int
    box: Box
    location: FrameLocation
    track_id: str
    confidence: float
    description: str
    description_ko: str
    keywords: list[str]
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class FootageExtent:
    """The width of the frame in pixels, and the first and last position in seconds."""

    width: float
    first_seconds: float
    last_seconds: float


def derive_events(track: Track, footage: FootageExtent, loitering_seconds: float) -> list[DetectedEvent]:
    """The events of one visit, in order of their start. Raises ValueError for a track that was never confirmed."""
    if track.number is None:
        raise ValueError("a track without a number is no person yet")
    return _Visit(track, footage).derive(loitering_seconds)


class _Visit:
    """One track of a person, which `derive` turns into events."""

    def __init__(self, track: Track, footage: FootageExtent) -> None:
        self._track = track
        self._sightings = track.sightings
        self._footage = footage
        self._trajectory: Trajectory = build_trajectory(self._sightings, footage.width)

    def derive(self, loitering_seconds: float) -> list[DetectedEvent]:
        first, last = self._sightings[0], self._sightings[-1]
        final = len(self._sightings) - 1
        events: list[DetectedEvent] = []
        if first.seconds - self._footage.first_seconds > _ALREADY_PRESENT_SECONDS:
            events.append(
                self._build_instant_event(EventType.PERSON_ENTER, 0, first.seconds, first.seconds + _PICTURE_SECONDS)
            )
        moves = segment_motion(self._trajectory)
        events += [
            self._build_span_event(EventType(move.motion), move.first, move.last, move.start_seconds, move.end_seconds)
            for move in moves
        ]
        events += [
            self._build_span_event(EventType.LOITERING, *stay)
            for stay in find_stays(self._trajectory, moves, loitering_seconds)
        ]
        if self._footage.last_seconds - last.seconds > _ALREADY_PRESENT_SECONDS:
            events.append(
                self._build_instant_event(EventType.PERSON_EXIT, final, last.seconds - _PICTURE_SECONDS, last.seconds)
            )
        return sorted(events, key=lambda event: event.start_seconds)

    def _build_instant_event(self, kind: EventType, at: int, picture_from: float, picture_to: float) -> DetectedEvent:
        sighting = self._sightings[at]
        near = [s for s in self._sightings if abs(s.seconds - sighting.seconds) <= _INSTANT_SECONDS]
        side = frame_region(sighting.middle, self._footage.width)
        seconds = (sighting.seconds, sighting.seconds)
        return self._build_event(kind, seconds, at, near, (side, side), (picture_from, picture_to))

    def _build_span_event(self, kind: EventType, first: int, last: int, start: float, end: float) -> DetectedEvent:
        during = self._sightings[first : last + 1]
        if kind is EventType.WALKING:
            sides = (
                frame_region(during[0].middle, self._footage.width),
                frame_region(during[-1].middle, self._footage.width),
            )
        else:
            side = frame_region(float(np.median([s.middle for s in during])), self._footage.width)
            sides = (side, side)
        return self._build_event(kind, (start, end), first, during, sides, (start, end))

    def _build_event(
        self,
        kind: EventType,
        seconds: tuple[float, float],
        at: int,
        during: list[Sighting],
        sides: tuple[FrameLocation, FrameLocation],
        picture: tuple[float, float],
    ) -> DetectedEvent:
        sighting = self._sightings[at]
        english, korean = describe_event(kind, *sides, seconds[1] - seconds[0])
        return DetectedEvent(
            type=kind,
            start_seconds=round(seconds[0], 3),
            end_seconds=round(seconds[1], 3),
            frame_number=sighting.number,
            box=Box(*(round(v) for v in (sighting.x, sighting.y, sighting.width, sighting.height))),
            location=sides[1] if kind is EventType.PERSON_EXIT else sides[0],
            track_id=f"P{self._track.number}",
            confidence=round(sum(s.confidence for s in during) / len(during), 3),
            description=english,
            description_ko=korean,
            keywords=list_keywords(kind, *sides),
            thumbnail=self._track.album.best_jpeg(*picture),
        )
