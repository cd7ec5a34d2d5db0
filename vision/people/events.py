"""Derives events from a track: entering, walking, running, standing, sitting, lying, collapsing, loitering, leaving.

PERSON_ENTER and the end of a visit are instants (start = end). A person in the first frame has no PERSON_ENTER, and one
in the last frame no end: these would be guesses. A visit ends with PERSON_EXIT where the person was going out, else
with LOST_FROM_VIEW. WALKING, RUNNING, STANDING, SITTING, LYING, STAYING (no posture shows) and COLLAPSE cover the
visit, but for the times over a second in which nobody saw the person. LOITERING is added where a stay at one place
exceeds the limit.

A visit that began in the file before (Track.earlier) goes on: nobody enters at the border, and an event that spans it
is one piece per file. A piece says when the whole began; LOITERING is told from the file on in which the limit is
passed. Who was in view at the border and is not seen again leaves at the first moment of this file.

The box and the frame number are those of the start. The location is the third of the frame that holds the middle of the
box: at the instant of entering and leaving, at the start of a walk, and over the whole of a stay. The confidence is the
mean of the detector's scores over the event; for entering and leaving, over the first and last second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from models.enums import EventType, FrameLocation
from vision.describe import describe_event, list_keywords
from vision.detected_event import Box, DetectedEvent
from vision.people.activities import Collapse, cut_collapses, find_collapses, list_activities, list_postures
from vision.people.departure import Exits, has_left
from vision.people.frame_regions import frame_region, list_sides
from vision.people.handover import HERE, CarriedStay, CarriedVisit
from vision.people.motion import MOVING, MotionSpan, segment_motion
from vision.people.person import Sighting, Track
from vision.people.stays import Stay, list_stays
from vision.people.trajectory import Trajectory, build_trajectory
from vision.scene.intrusion import find_intrusions
from vision.scene.seen import break_at_gaps, find_gaps, measure_seen
from vision.scene.things import is_thing
from vision.scene.zones import NO_RULES, SceneRules

# A person first seen within this time after the first frame was there before; the same at the end.
_ALREADY_PRESENT_SECONDS = 0.45
_INSTANT_SECONDS = 1.0
# The portrait may be this much later than entering, or earlier than leaving, when more of the person is visible.
_PICTURE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class FootageExtent:
    """The frame, and the first and last position in seconds."""

    exits: Exits
    first_seconds: float
    last_seconds: float
    rules: SceneRules = NO_RULES

    @property
    def size(self) -> tuple[float, float]:
        return self.exits.width, self.exits.height

    @property
    def width(self) -> float:
        return self.exits.width


class _Piece(NamedTuple):
    """The seconds of an event in this file; began, continues: see DetectedEvent."""

    start: float
    end: float
    began: float | None = None
    continues: bool = False

    @property
    def seconds(self) -> float:
        return self.end - (self.start if self.began is None else self.began)


def derive_events(track: Track, footage: FootageExtent, loitering_seconds: float) -> list[DetectedEvent]:
    """The events of one visit, in order of their start. Raises ValueError for a track that was never confirmed."""
    return derive_visit(track, footage, loitering_seconds)[0]


def derive_visit(
    track: Track, footage: FootageExtent, loitering_seconds: float
) -> tuple[list[DetectedEvent], CarriedVisit]:
    """The same, and what the next file has to know if it continues the visit."""
    if track.number is None:
        raise ValueError("a track without a number is no person yet")
    visit = _Visit(track, footage, loitering_seconds)
    return visit.derive(), visit.carry()


class _Visit:
    """One track of a person, which `derive` turns into events."""

    def __init__(self, track: Track, footage: FootageExtent, loitering_seconds: float) -> None:
        self._track = track
        self._sightings = track.sightings
        self._footage = footage
        self._loitering_seconds = loitering_seconds
        self._first = track.earlier_sightings
        earlier = track.earlier
        self._earlier = earlier or CarriedVisit(track.sightings[0].seconds)
        self._was_told = earlier is not None and earlier.origin is not None
        self._is_seen = self._first < len(track.sightings)
        self._moves: list[tuple[MotionSpan, _Piece]] = []
        self._stays: list[tuple[Stay, _Piece]] = []
        self._collapses: list[Collapse] = []
        self._gaps = find_gaps(self._sightings)
        if self._is_seen:
            trajectory: Trajectory = build_trajectory(self._sightings, footage.width, footage.exits.height)
            motions = segment_motion(trajectory)
            postures = list_postures(self._sightings)
            stays = list_stays(trajectory, motions, self._earlier.stay)
            spans = list_activities(trajectory, motions, postures)
            falls = find_collapses(self._sightings, postures)
            self._collapses = [fall for fall in falls if self._is_here(fall.end_seconds)]
            spans = break_at_gaps(cut_collapses(spans, falls), self._sightings, self._gaps)
            self._moves = [(span, self._clip_span(span)) for span in spans if self._is_here(span.end_seconds)]
            self._stays = [(stay, self._clip_stay(stay)) for stay in stays if self._is_here(stay.end_seconds)]

    @property
    def _is_gone(self) -> bool:
        return self._footage.last_seconds - self._sightings[-1].seconds > _ALREADY_PRESENT_SECONDS

    def derive(self) -> list[DetectedEvent]:
        if is_thing(self._sightings, self._earlier.began):
            return []
        first, last = self._sightings[0], self._sightings[-1]
        events: list[DetectedEvent] = []
        if not self._was_told and self._earlier.began - self._footage.first_seconds > _ALREADY_PRESENT_SECONDS:
            events.append(
                self._build_instant_event(EventType.PERSON_ENTER, 0, first.seconds, first.seconds + _PICTURE_SECONDS)
            )
        events += [
            self._build_span_event(EventType(move.motion), move.first, move.last, piece) for move, piece in self._moves
        ]
        events += [
            self._build_span_event(EventType.LOITERING, stay.first, stay.last, piece)
            for stay, piece in self._stays
            if stay.seconds >= self._loitering_seconds
        ]
        events += [
            self._build_span_event(
                EventType.COLLAPSE, fall.first, fall.last, _Piece(max(0.0, fall.start_seconds), fall.end_seconds)
            )
            for fall in self._collapses
        ]
        if self._is_seen:
            events += self._list_intrusions()
        if self._is_gone and (self._is_seen or self._earlier.exit_told is None):
            final = len(self._sightings) - 1
            kind = EventType.PERSON_EXIT if has_left(self._track, self._footage.exits) else EventType.LOST_FROM_VIEW
            events.append(self._build_instant_event(kind, final, last.seconds - _PICTURE_SECONDS, last.seconds))
        return sorted(events, key=lambda event: event.start_seconds)

    def _list_intrusions(self) -> list[DetectedEvent]:
        footage, events = self._footage, list[DetectedEvent]()
        found = find_intrusions(self._sightings, footage.size, footage.rules, self._gaps)
        for one in (intrusion for intrusion in found if self._is_here(intrusion.end)):
            piece = _Piece(max(0.0, one.start), one.end, one.start if one.start < 0 else None, one.start < 0)
            inside = [at for at, s in enumerate(self._sightings) if one.start <= s.seconds <= one.end]
            first, last = (inside[0], inside[-1]) if inside else (0, len(self._sightings) - 1)
            event = self._build_span_event(EventType.INTRUSION, first, last, piece)
            english, korean = describe_event(EventType.INTRUSION, [event.location], piece.seconds, is_late=one.is_late)
            attributes = {"zones": list(one.zones), "outsideExpectedHours": one.is_late}
            events.append(replace(event, description=english, description_ko=korean, attributes=attributes))
        return events

    def carry(self) -> CarriedVisit:
        exit_told = None if self._is_seen else self._earlier.exit_told
        if exit_told is None and self._is_gone:
            exit_told = HERE
        if not self._moves:
            # Not seen, or in the first frame alone.
            return replace(self._earlier, exit_told=exit_told)
        move, piece = self._moves[-1]
        stay = None
        if self._stays:
            last, _ = self._stays[-1]
            is_long = last.seconds >= self._loitering_seconds
            stay = CarriedStay(last.start_seconds, last.end_seconds, last.x, last.feet, last.height, is_long)
        return CarriedVisit(
            began=self._earlier.began,
            origin=self._earlier.origin,
            motion=move.motion,
            motion_began=piece.start if piece.began is None else piece.began,
            stay=stay,
            exit_told=exit_told,
        )

    def _is_here(self, end: float) -> bool:
        return self._track.earlier is None or end > 0

    def _clip_span(self, span: MotionSpan) -> _Piece:
        """The part of a span that this file shows."""
        if self._track.earlier is None or span.start_seconds >= 0:
            return _Piece(span.start_seconds, span.end_seconds)
        if self._earlier.motion == span.motion:
            began = min(span.start_seconds, self._earlier.motion_began)
            return _Piece(0.0, span.end_seconds, began, continues=True)
        return _Piece(0.0, span.end_seconds, span.start_seconds)

    def _clip_stay(self, stay: Stay) -> _Piece:
        if self._track.earlier is None or stay.start_seconds >= 0:
            return _Piece(stay.start_seconds, stay.end_seconds)
        told = stay.earlier is not None and stay.earlier.is_long
        return _Piece(0.0, stay.end_seconds, stay.start_seconds, continues=told)

    def _build_instant_event(self, kind: EventType, at: int, picture_from: float, picture_to: float) -> DetectedEvent:
        sighting = self._sightings[at]
        near = [s for s in self._sightings if abs(s.seconds - sighting.seconds) <= _INSTANT_SECONDS]
        side = frame_region(sighting.middle, self._footage.width)
        # What happened just before the border is told at the first moment of this file.
        moment = sighting.seconds if self._track.earlier is None else max(0.0, sighting.seconds)
        return self._build_event(kind, _Piece(moment, moment), at, near, [side], (picture_from, picture_to))

    def _build_span_event(self, kind: EventType, first: int, last: int, piece: _Piece) -> DetectedEvent:
        first = max(first, self._first)
        last = max(first, last)
        during = self._sightings[first : last + 1]
        if kind in MOVING:
            path = [(max(at, piece.start), side) for at, side in list_sides(during, self._footage.width)]
            attributes: dict[str, Any] = {
                "path": [{"side": side.value, "fromSeconds": round(at, 3)} for at, side in path]
            }
            sides = [side for _, side in path]
        else:
            attributes = {}
            sides = [frame_region(float(np.median([s.middle for s in during])), self._footage.width)]
        event = self._build_event(kind, piece, first, during, sides, (piece.start, piece.end))
        return replace(event, attributes=attributes)

    def _build_event(
        self,
        kind: EventType,
        piece: _Piece,
        at: int,
        during: list[Sighting],
        sides: Sequence[FrameLocation],
        picture: tuple[float, float],
    ) -> DetectedEvent:
        sighting = self._sightings[at]
        english, korean = describe_event(kind, sides, piece.seconds)
        return DetectedEvent(
            type=kind,
            start_seconds=round(piece.start, 3),
            end_seconds=round(piece.end, 3),
            frame_number=sighting.number,
            box=Box(*(round(v) for v in (sighting.x, sighting.y, sighting.width, sighting.height))),
            location=sides[0],
            track_id=f"P{self._track.number}",
            confidence=round(sum(s.confidence for s in during) / len(during), 3),
            description=english,
            description_ko=korean,
            keywords=list_keywords(kind, sides),
            thumbnail=self._track.album.best_jpeg(*picture),
            visit_began_in=self._earlier.origin,
            began_seconds=None if piece.began is None else round(piece.began, 3),
            continues=piece.continues,
            seen_seconds=round(measure_seen(piece.start, piece.end, self._gaps), 3),
        )
