"""Who is visible in a scene at a moment, by its script."""

from dataclasses import dataclass

from evals.scenes.motion import plan_course
from evals.scenes.script import Scene
from evals.scenes.truth import frame_region

# Half of a body's width, in body heights.
_HALF_BODY = 0.2


@dataclass(frozen=True, slots=True)
class VisiblePerson:
    """A person in view. whole: no part of them is outside the frame."""

    side: str
    shirt: str
    trousers: str
    moving: bool
    whole: bool


def visible_people(scene: Scene, seconds: float) -> list[VisiblePerson]:
    """The people in view, from left to right."""
    people = []
    for visit in scene.visits:
        stance = plan_course(scene, visit).stance_at(seconds)
        if stance is None:
            continue
        reach = _HALF_BODY * stance.height
        if stance.x + reach <= 0 or stance.x - reach >= scene.width:
            continue
        whole = reach <= stance.x <= scene.width - reach
        side = frame_region(stance.x, scene.width)
        people.append(
            (
                stance.x,
                VisiblePerson(side, visit.appearance.shirt, visit.appearance.trousers, bool(stance.direction), whole),
            )
        )
    return [person for _, person in sorted(people, key=lambda pair: pair[0])]


def entry_times(scene: Scene) -> list[float]:
    """When people come in, in order."""
    return sorted(visit.enter_seconds for visit in scene.visits if visit.enter_seconds >= 0)
