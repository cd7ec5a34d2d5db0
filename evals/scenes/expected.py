"""Which events a scene's script makes true, whoever is told to do it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.scenes.motion import Course, plan_course
from evals.scenes.script import Scene
from models.enums import EventType
from vision.scene.zones import contains

CROWD_PEOPLE, CROWD_SECONDS, LOITERING_SECONDS = 4, 3.0, 20.0
_STEP = 0.05


@dataclass(frozen=True, slots=True)
class ExpectedEvent:
    """In seconds; a moment has two equal ones."""

    type: EventType
    start: float
    end: float


def list_expected(scene: Scene) -> list[ExpectedEvent]:
    """All events of a scene, but those that begin before it or end after it where only a moment is meant."""
    courses = [plan_course(scene, visit) for visit in scene.visits]
    events: list[ExpectedEvent] = []
    for course in courses:
        if 0 < course.enter_seconds < scene.seconds:
            events.append(ExpectedEvent(EventType.PERSON_ENTER, course.enter_seconds, course.enter_seconds))
        if 0 < course.exit_seconds < scene.seconds:
            events.append(ExpectedEvent(EventType.PERSON_EXIT, course.exit_seconds, course.exit_seconds))
        for span in course.spans:
            events += _cut(EventType(span.type), span.start_seconds, span.end_seconds, scene.seconds)
            if span.type == "STANDING" and span.seconds >= LOITERING_SECONDS:
                events += _cut(EventType.LOITERING, span.start_seconds, span.end_seconds, scene.seconds)
        for _, polygon in scene.forbidden:
            inside = [_is_inside(course, polygon, scene, now) for now in _list_times(scene)]
            events += [ExpectedEvent(EventType.INTRUSION, *span) for span in _list_runs(inside)]
    counts = [sum(_is_in_view(course, now) for course in courses) >= CROWD_PEOPLE for now in _list_times(scene)]
    events += [
        ExpectedEvent(EventType.CROWDING, start, end)
        for start, end in _list_runs(counts)
        if end - start >= CROWD_SECONDS
    ]
    return sorted(events, key=lambda event: event.start)


def _cut(kind: EventType, start: float, end: float, length: float) -> list[ExpectedEvent]:
    start, end = max(0.0, start), min(length, end)
    return [ExpectedEvent(kind, start, end)] if end > start else []


def _list_times(scene: Scene) -> Sequence[float]:
    return [float(now) for now in np.arange(0.0, scene.seconds, _STEP)]


def _is_in_view(course: Course, now: float) -> bool:
    return course.enter_seconds <= now <= course.exit_seconds


def _is_inside(course: Course, polygon: Sequence[tuple[float, float]], scene: Scene, now: float) -> bool:
    stance = course.stance_at(now) if _is_in_view(course, now) else None
    return stance is not None and contains(polygon, stance.x / scene.width, stance.y / scene.height)


def _list_runs(states: Sequence[bool]) -> list[tuple[float, float]]:
    """When the states, one each step, are true: (from, to) in seconds."""
    padded = np.concatenate(([0], np.asarray(states, int), [0]))
    borders = np.flatnonzero(np.diff(padded)) * _STEP
    return [(float(start), float(end)) for start, end in zip(borders[::2], borders[1::2], strict=True)]
