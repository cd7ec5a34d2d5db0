"""Compare what an analysis found with what a scene's script makes true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.enums import EventType
from vision.detected_event import DetectedEvent

# Tolerance of a moment in seconds; least overlap of a span, as intersection over union.
MOMENT_SECONDS, LEAST_OVERLAP = 1.0, 0.8
# Shorter spans must reach the overlap only together with the visit's other spans of their kind: at five frames a
# second, one frame more or less is a fifth of a second.
_SHORT_SECONDS = 1.5
# A track that shares less than this part of its time with a visit does not show that visitor.
_SAME_VISIT = 0.3


@dataclass(frozen=True, slots=True)
class VisitScore:
    """One visit against its track. Errors are in seconds; None: neither the script nor the track has such a moment."""

    person: int
    track_id: str | None
    enter_error: float | None
    exit_error: float | None
    sides_right: bool
    least_overlap: float

    @property
    def passed(self) -> bool:
        errors = [error for error in (self.enter_error, self.exit_error) if error is not None]
        return (
            self.track_id is not None
            and all(error <= MOMENT_SECONDS for error in errors)
            and self.sides_right
            and self.least_overlap >= LEAST_OVERLAP
        )


@dataclass(frozen=True, slots=True)
class SceneScore:
    """false_events belong to tracks that match no visit."""

    visits: list[VisitScore]
    false_events: list[DetectedEvent]

    @property
    def passed(self) -> bool:
        return not self.false_events and all(visit.passed for visit in self.visits)


def score_scene(truth: Mapping[str, Any], events: Sequence[DetectedEvent]) -> SceneScore:
    """Match tracks to visits by the time they share, best first, and compare each pair."""
    tracks: dict[str, list[DetectedEvent]] = {}
    for event in events:
        if event.track_id is not None:
            tracks.setdefault(event.track_id, []).append(event)
    pairs = _match_tracks(truth["visits"], tracks)
    visits = [_score_visit(visit, pairs.get(visit["person"]), tracks) for visit in truth["visits"]]
    matched = set(pairs.values())
    return SceneScore(
        visits, [event for event in events if event.track_id is not None and event.track_id not in matched]
    )


def _match_tracks(visits: Sequence[Mapping[str, Any]], tracks: Mapping[str, Sequence[DetectedEvent]]) -> dict[int, str]:
    candidates = []
    for visit in visits:
        there = (visit["spans"][0]["start_seconds"], visit["spans"][-1]["end_seconds"])
        for track_id, found in tracks.items():
            seen = (min(e.start_seconds for e in found), max(e.end_seconds for e in found))
            candidates.append((_overlap([there], [seen]), visit["person"], track_id))
    pairs: dict[int, str] = {}
    for shared, person, track_id in sorted(candidates, reverse=True):
        if shared >= _SAME_VISIT and person not in pairs and track_id not in pairs.values():
            pairs[person] = track_id
    return pairs


def _score_visit(
    visit: Mapping[str, Any], track_id: str | None, tracks: Mapping[str, Sequence[DetectedEvent]]
) -> VisitScore:
    if track_id is None:
        return VisitScore(visit["person"], None, None, None, False, 0.0)
    found = tracks[track_id]
    enter, exit_ = (_first_of_type(found, kind) for kind in (EventType.PERSON_ENTER, EventType.PERSON_EXIT))
    sides = [
        event.location == visit[side]
        for event, side in ((enter, "enter_side"), (exit_, "exit_side"))
        if event is not None
    ]
    overlaps = [
        _type_overlap(visit["spans"], found, kind)
        for kind in ("WALKING", "RUNNING", "STANDING")
        if any(span["type"] == kind for span in visit["spans"])
    ]
    return VisitScore(
        visit["person"],
        track_id,
        _start_error(visit["enter_seconds"], enter),
        _start_error(visit["exit_seconds"], exit_),
        all(sides),
        min(overlaps),
    )


def _type_overlap(spans: Sequence[Mapping[str, Any]], found: Sequence[DetectedEvent], kind: str) -> float:
    """The least overlap for this kind: of all its spans together, and of each that is not short."""
    true = [(s["start_seconds"], s["end_seconds"]) for s in spans if s["type"] == kind]
    detected = [(e.start_seconds, e.end_seconds) for e in found if e.type == kind]
    single = [
        max((_overlap([span], [interval]) for interval in detected), default=0.0) for span in true if _is_long(span)
    ]
    return min([_overlap(true, detected), *single])


def _is_long(span: tuple[float, float]) -> bool:
    return span[1] - span[0] >= _SHORT_SECONDS


def _first_of_type(found: Sequence[DetectedEvent], kind: EventType) -> DetectedEvent | None:
    return next((event for event in found if event.type is kind), None)


def _start_error(true: float | None, event: DetectedEvent | None) -> float | None:
    if true is None and event is None:
        return None
    if true is None or event is None:
        return float("inf")
    return abs(event.start_seconds - true)


def _overlap(first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]]) -> float:
    """Intersection over union of two sets of intervals; within a set, intervals do not overlap."""
    shared = sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in first for b in second)
    both = sum(end - start for start, end in (*first, *second)) - shared
    return shared / both if both > 0 else 0.0
