"""Events of the scenes of evals.scenes.behaviours against what their scripts make true: F1 by type, and identities.

An event is right if one of its type overlaps a true one by half (intersection over union). A moment is right within
half a second. An identity is kept if one track shows somebody for four fifths of the visit, and nobody else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.scenes.expected import CROWD_PEOPLE, CROWD_SECONDS, LOITERING_SECONDS, ExpectedEvent, list_expected
from evals.scenes.motion import plan_course
from evals.scenes.render import render
from evals.scenes.script import Scene
from models.enums import EventType
from vision.analyze import PeopleModels, analyze
from vision.detected_event import DetectedEvent
from vision.scene.zones import SceneRules

FPS = 5.0
_MOMENT_SECONDS, _OVERLAP, _KEPT = 0.5, 0.5, 0.8
_MOMENTS = (EventType.PERSON_ENTER, EventType.PERSON_EXIT)


@dataclass(slots=True)
class Tally:
    """right, told, true: numbers of events by type. misses: what is wrong, a line each. kept: identities, of people."""

    right: Counter[EventType] = field(default_factory=Counter)
    told: Counter[EventType] = field(default_factory=Counter)
    true: Counter[EventType] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)
    kept: int = 0
    people: int = 0

    def f1(self, kind: EventType) -> float:
        """1 where there is nothing to tell and nothing was told."""
        both = self.told[kind] + self.true[kind]
        return 2 * self.right[kind] / both if both else 1.0


def measure(scene: Scene, folder: Path, models: PeopleModels) -> list[DetectedEvent]:
    """What the analysis tells of a scene."""
    video, facts = render(scene, folder)
    rules = SceneRules(forbidden=scene.forbidden, crowd_people=CROWD_PEOPLE, crowd_seconds=CROWD_SECONDS)
    try:
        return analyze(video, fps=FPS, loitering_seconds=LOITERING_SECONDS, models=models, rules=rules).events
    finally:
        video.unlink()
        facts.unlink()


def tally(scene: Scene, events: Sequence[DetectedEvent], into: Tally) -> None:
    """Add a scene's events."""
    rest = list(events)
    for true in list_expected(scene):
        into.true[true.type] += 1
        found = next((event for event in rest if _fits(true, event)), None)
        if found is None:
            into.misses.append(f"{scene.name} {true.start:.1f}-{true.end:.1f} s: {true.type.value} is not told")
            continue
        rest.remove(found)
        into.right[true.type] += 1
    for event in events:
        into.told[event.type] += 1
    into.misses += [f"{scene.name} {e.start_seconds:.1f}-{e.end_seconds:.1f} s: {e.type.value} is wrong" for e in rest]
    if len(scene.visits) > 1:
        _tally_identities(scene, events, into)


def _fits(true: ExpectedEvent, event: DetectedEvent) -> bool:
    if event.type is not true.type:
        return False
    if true.type in _MOMENTS:
        return abs(event.start_seconds - true.start) <= _MOMENT_SECONDS
    shared = min(event.end_seconds, true.end) - max(event.start_seconds, true.start)
    both = max(event.end_seconds, true.end) - min(event.start_seconds, true.start)
    return shared >= _OVERLAP * both


def _tally_identities(scene: Scene, events: Sequence[DetectedEvent], into: Tally) -> None:
    """Tracks are matched to visits by when they begin and end, and by the side where they begin."""
    tracks: dict[str, list[DetectedEvent]] = {}
    for event in events:
        if event.track_id is not None:
            tracks.setdefault(event.track_id, []).append(event)
    for visit in scene.visits:
        course = plan_course(scene, visit)
        start, end = max(0.0, course.enter_seconds), min(scene.seconds, course.exit_seconds)
        into.people += 1
        for name, told in tracks.items():
            first, last = min(e.start_seconds for e in told), max(e.end_seconds for e in told)
            shared = min(last, end) - max(first, start)
            ends_right = told[-1].type is not EventType.PERSON_EXIT or told[-1].location == visit.exit_side
            if told[0].location == visit.enter_side and ends_right and shared >= _KEPT * max(last - first, end - start):
                into.kept += 1
                del tracks[name]
                break
