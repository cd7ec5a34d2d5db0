"""The ground truth of all footage: imported events, and the script of the scene."""

from collections.abc import Mapping
from typing import Any

from evals.ask.footage.clips import IMPORTED_EVENTS, SCENE
from evals.ask.moments import GroundTruth, TrueEvent
from evals.scenes.catalogue import SCENES
from evals.scenes.truth import build_truth


def build_ground_truth() -> GroundTruth:
    moments = [*IMPORTED_EVENTS, *scene_events(build_truth(SCENES[SCENE]))]
    return GroundTruth(sorted(moments, key=lambda event: (event.clip, event.start, event.end)))


def scene_events(truth: Mapping[str, Any]) -> list[TrueEvent]:
    """The events of a scene, from the truth that `evals.scenes.truth` built."""
    events: list[TrueEvent] = []
    for visit in truth["visits"]:
        person = f"visit {visit['person']}"
        for kind, name in (("PERSON_ENTER", "enter"), ("PERSON_EXIT", "exit")):
            seconds = visit[f"{name}_seconds"]
            if seconds is not None:
                events.append(TrueEvent(SCENE, kind, seconds, seconds, visit[f"{name}_side"], person))
        events += [
            TrueEvent(SCENE, span["type"], span["start_seconds"], span["end_seconds"], span["from"], person)
            for span in visit["spans"]
        ]
    return events
