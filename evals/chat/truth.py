"""Who is in the picture of a scene at a moment: from its script, not from any detector."""

from dataclasses import dataclass

from evals.scenes.motion import plan_course
from evals.scenes.script import Scene
from evals.scenes.truth import frame_region

# Half of a body's width, in body heights: who is cut by the frame's edge is not asked about.
_HALF_BODY = 0.2


@dataclass(frozen=True, slots=True)
class VisiblePerson:
    """Somebody in view. whole: no part of them lies outside of the frame."""

    side: str
    shirt: str
    trousers: str
    moving: bool
    whole: bool


def visible_people(scene: Scene, seconds: float) -> list[VisiblePerson]:
    """The people in view, from left to right."""
    found = []
    for visit in scene.visits:
        stance = plan_course(scene, visit).stance_at(seconds)
        if stance is None:
            continue
        reach = _HALF_BODY * stance.height
        if stance.x + reach <= 0 or stance.x - reach >= scene.width:
            continue
        whole = reach <= stance.x <= scene.width - reach
        side = frame_region(stance.x, scene.width)
        found.append(
            (
                stance.x,
                VisiblePerson(side, visit.appearance.shirt, visit.appearance.trousers, bool(stance.direction), whole),
            )
        )
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def entry_times(scene: Scene) -> list[float]:
    """When people come in, in order."""
    return sorted(visit.enter_seconds for visit in scene.visits if visit.enter_seconds >= 0)
