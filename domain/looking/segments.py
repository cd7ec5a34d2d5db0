"""Finds the parts of footage that are worth a look, from tracks and events alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Protocol

from domain.looking.bodies import find_struggles
from models.enums import EventType, ZonePurpose
from models.footage.looks import LookReason, LookSegment
from models.footage.zones import Polygon, list_polygons
from vision.paths import TrackPath

# A longer part is split: eight frames of it would be too far apart.
MAX_SECONDS = 20.0
_MIN_SECONDS = 2.0
# What is no further apart is one part.
_NEAR_SECONDS = 2.0
# Somebody who is out of sight for longer has left the zone.
_ABSENT_SECONDS = 3.0
# Who stays at a shelf or a till for so long is looked at when the stay begins and when it ends.
_DWELL_SECONDS, _DWELL_BEGIN, _DWELL_END = 5.0, 8.0, 6.0
_TOUCH_BEFORE, _TOUCH_AFTER = 2.0, 6.0
_CROWD_PEOPLE, _CROWD_SECONDS, _CROWD_LOOK = 6, 3.0, 6.0
_MAX_BOXES = 40
# Events that make a look, with the seconds before and after their start.
_EVENTS: Mapping[EventType, tuple[LookReason, float, float]] = {
    EventType.COLLAPSE: (LookReason.DOWN, 2.0, 5.0),
    EventType.LYING: (LookReason.DOWN, 3.0, 5.0),
    EventType.INTRUSION: (LookReason.ZONE, 2.0, 6.0),
    EventType.INTERACTION: (LookReason.BODIES, 1.0, 7.0),
    EventType.CROWDING: (LookReason.CROWD, 0.0, 6.0),
    EventType.RUNNING: (LookReason.RUNNING, 2.0, 6.0),
    EventType.LOST_FROM_VIEW: (LookReason.LOST, 4.0, 3.0),
}


class TrackEvent(Protocol):
    """An event of the detector, as far as segments need it. track_id: None where it is about nobody alone.

    visit_began_in: the id of the video in which the person's visit began, if not in this one. attributes: of an
    intrusion, the zones.
    """

    @property
    def type(self) -> EventType: ...
    @property
    def start_seconds(self) -> float: ...
    @property
    def end_seconds(self) -> float: ...
    @property
    def track_id(self) -> str | None: ...
    @property
    def visit_began_in(self) -> str | None: ...
    @property
    def attributes(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class WatchedFootage:
    """What the detector found. size: width and height of the frame. zones: as videos hold them.

    closed: parts (from, to; seconds) outside the camera's hours.
    """

    events: Sequence[TrackEvent]
    paths: Sequence[TrackPath]
    size: tuple[float, float]
    length: float
    zones: Sequence[Mapping[str, Any]] = ()
    closed: Sequence[tuple[float, float]] = ()


@dataclass(slots=True)
class _Candidate:
    start: float
    end: float
    reasons: set[LookReason] = field(default_factory=set)
    triggers: set[EventType] = field(default_factory=set)


def find_segments(footage: WatchedFootage) -> list[LookSegment]:
    """The parts worth a look, in order of time; none is longer than MAX_SECONDS, and no two overlap.

    The same footage gives the same parts, so that a repeated analysis finds what was looked at.
    """
    found = [
        *_from_events(footage.events),
        *(_Candidate(start, end, {LookReason.BODIES}) for start, end in find_struggles(footage.paths)),
        *_from_zones(footage),
        *_from_closed_hours(footage),
        *_from_crowds(footage),
    ]
    for candidate in found:
        _clip(candidate, footage.length)
    return [_to_segment(part, footage) for part in _join(sorted(found, key=lambda each: (each.start, each.end)))]


def describe_people(segment: LookSegment, footage: WatchedFootage) -> dict[str, Any]:
    """What the tracks know about a part, as JSON: {size, people: [{id, visit, boxes, events}]}.

    A box is [second, x, y, width, height]; visit: the video in which the person's visit began, if not in this one.

    It holds all that a later look needs, without another detection.
    """
    return {
        "size": [round(side) for side in footage.size],
        "people": [_describe_person(path, segment, footage.events) for path in _list_present(segment, footage.paths)],
    }


def _from_events(events: Iterable[TrackEvent]) -> Iterable[_Candidate]:
    for event in events:
        if event.type in _EVENTS:
            reason, before, after = _EVENTS[event.type]
            # An intrusion in no zone is one at a time when nobody is expected.
            if event.type is EventType.INTRUSION and not event.attributes.get("zones"):
                reason = LookReason.AFTER_HOURS
            start = event.start_seconds
            yield _Candidate(start - before, start + after, {reason}, {event.type})


def _from_zones(footage: WatchedFootage) -> Iterable[_Candidate]:
    shelves = [
        *list_polygons(footage.zones, ZonePurpose.SHELF),
        *list_polygons(footage.zones, ZonePurpose.TILL),
    ]
    forbidden = list_polygons(footage.zones, ZonePurpose.INTRUSION)
    for path in footage.paths:
        for start, end in _list_visits(path, shelves, footage.size):
            if end - start >= _DWELL_SECONDS:
                yield _Candidate(start, min(end, start + _DWELL_BEGIN), {LookReason.DWELL})
                yield _Candidate(max(start, end - _DWELL_END), end + 1.0, {LookReason.DWELL})
        for start, _ in _list_visits(path, forbidden, footage.size):
            yield _Candidate(start - _TOUCH_BEFORE, start + _TOUCH_AFTER, {LookReason.ZONE})


def _list_visits(path: TrackPath, zones: Sequence[Polygon], size: tuple[float, float]) -> Iterable[tuple[float, float]]:
    """When the person was in one of the zones: with the feet, or with the middle of the body."""
    inside = [
        second
        for second, (x, y, width, height) in zip(path.seconds, path.boxes, strict=True)
        if any(
            _contains(zone, (x + width / 2) / size[0], below / size[1])
            for zone in zones
            for below in (y + height, y + height / 2)
        )
    ]
    yield from _list_runs(inside, _ABSENT_SECONDS)


def _list_runs(seconds: Sequence[float], longest_gap: float) -> Iterable[tuple[float, float]]:
    """First and last of the ascending seconds that are no further apart than the gap."""
    if not seconds:
        return
    start = seconds[0]
    for earlier, later in pairwise(seconds):
        if later - earlier > longest_gap:
            yield start, earlier
            start = later
    yield start, seconds[-1]


def _from_closed_hours(footage: WatchedFootage) -> Iterable[_Candidate]:
    """When somebody is first seen in a part outside the camera's hours."""
    for path in footage.paths:
        for start, end in footage.closed:
            inside = [second for second in path.seconds if start <= second <= end]
            if inside:
                yield _Candidate(inside[0], inside[0] + _TOUCH_AFTER, {LookReason.AFTER_HOURS})


def _from_crowds(footage: WatchedFootage) -> Iterable[_Candidate]:
    """When a crowd has stood for a while. People are counted once a second."""
    present: dict[int, set[str]] = {}
    for path in footage.paths:
        for second in path.seconds:
            present.setdefault(int(second), set()).add(path.track_id)
    crowded = [float(second) for second in sorted(present) if len(present[second]) >= _CROWD_PEOPLE]
    for start, end in _list_runs(crowded, _ABSENT_SECONDS):
        if end - start >= _CROWD_SECONDS:
            yield _Candidate(start, start + _CROWD_LOOK, {LookReason.CROWD})


def _clip(candidate: _Candidate, length: float) -> None:
    candidate.end = round(min(max(candidate.end, candidate.start + _MIN_SECONDS), length), 3)
    candidate.start = round(max(0.0, min(candidate.start, candidate.end - _MIN_SECONDS)), 3)


def _join(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Candidates in order of their start, joined where they are near. What would be too long begins another one."""
    parts: list[_Candidate] = []
    for candidate in candidates:
        last = parts[-1] if parts else None
        if last is not None and candidate.start <= last.end + _NEAR_SECONDS:
            if candidate.end - last.start <= MAX_SECONDS or candidate.end - last.end < _MIN_SECONDS:
                last.end = max(last.end, min(candidate.end, last.start + MAX_SECONDS))
                last.reasons |= candidate.reasons
                last.triggers |= candidate.triggers
                continue
            candidate.start = max(candidate.start, last.end)
        parts.append(candidate)
    return parts


def _to_segment(part: _Candidate, footage: WatchedFootage) -> LookSegment:
    segment = LookSegment(
        part.start,
        part.end,
        tuple(reason for reason in LookReason if reason in part.reasons),
        triggers=tuple(kind for kind in EventType if kind in part.triggers),
    )
    return replace(segment, people=tuple(path.track_id for path in _list_present(segment, footage.paths)))


def _list_present(segment: LookSegment, paths: Sequence[TrackPath]) -> list[TrackPath]:
    return [path for path in paths if any(segment.start <= second <= segment.end for second in path.seconds)]


def _describe_person(path: TrackPath, segment: LookSegment, events: Sequence[TrackEvent]) -> dict[str, Any]:
    inside = [
        [second, *box]
        for second, box in zip(path.seconds, path.boxes, strict=True)
        if segment.start - 1 <= second <= segment.end + 1
    ]
    step = -(-len(inside) // _MAX_BOXES)
    told = [
        {"type": event.type.value, "start": event.start_seconds, "end": event.end_seconds}
        for event in events
        if event.track_id == path.track_id and event.start_seconds <= segment.end and event.end_seconds >= segment.start
    ]
    visit = next((event.visit_began_in for event in events if event.track_id == path.track_id), None)
    return {"id": path.track_id, "visit": visit, "boxes": inside[:: max(1, step)], "events": told}


def _contains(polygon: Polygon, x: float, y: float) -> bool:
    """Whether the point lies in the polygon: an odd number of its edges is to the right."""
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
