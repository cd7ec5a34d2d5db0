"""The truth of all footage: what is imported, and what the scripted scene was drawn from."""

from collections.abc import Mapping
from typing import Any

from evals.ask.footage.clips import IMPORTED_EVENTS, SCENE
from evals.ask.moments import GroundTruth, TrueEvent
from evals.scenes.catalogue import SCENES
from evals.scenes.truth import build_truth


def build_ground_truth() -> GroundTruth:
    moments = [*IMPORTED_EVENTS, *scene_events(build_truth(SCENES[SCENE]))]
    return GroundTruth(sorted(moments, key=lambda one: (one.clip, one.start, one.end)))


def scene_events(truth: Mapping[str, Any]) -> list[TrueEvent]:
    """The moments of a truth that `evals.scenes.truth` made."""
    found: list[TrueEvent] = []
    for visit in truth["visits"]:
        person = f"visit {visit['person']}"
        for kind, name in (("PERSON_ENTER", "enter"), ("PERSON_EXIT", "exit")):
            seconds = visit[f"{name}_seconds"]
            if seconds is not None:
                found.append(TrueEvent(SCENE, kind, seconds, seconds, visit[f"{name}_side"], person))
        found += [
            TrueEvent(SCENE, span["type"], span["start_seconds"], span["end_seconds"], span["from"], person)
            for span in visit["spans"]
        ]
    return found
