"""The truth of all footage: what is imported, and what the scripted scene was drawn from."""

from collections.abc import Mapping
from typing import Any

from evals.ask.footage.clips import IMPORTED, SCENE
from evals.ask.moments import Moment, World
from evals.scenes.catalogue import SCENES
from evals.scenes.truth import truth


def world() -> World:
    moments = [*IMPORTED, *scene_moments(truth(SCENES[SCENE]))]
    return World(sorted(moments, key=lambda one: (one.clip, one.start, one.end)))


def scene_moments(told: Mapping[str, Any]) -> list[Moment]:
    """The moments of a truth that `evals.scenes.truth` made."""
    found: list[Moment] = []
    for visit in told["visits"]:
        person = f"visit {visit['person']}"
        for kind, name in (("PERSON_ENTER", "enter"), ("PERSON_EXIT", "exit")):
            seconds = visit[f"{name}_seconds"]
            if seconds is not None:
                found.append(Moment(SCENE, kind, seconds, seconds, visit[f"{name}_side"], person))
        found += [
            Moment(SCENE, span["type"], span["start_seconds"], span["end_seconds"], span["from"], person)
            for span in visit["spans"]
        ]
    return found
