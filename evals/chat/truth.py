"""Who is in the picture of a scene at a moment: from its script, not from any detector."""

from dataclasses import dataclass

from evals.scenes.motion import course
from evals.scenes.script import Scene
from evals.scenes.truth import third

# Half of a body's width, in body heights: who is cut by the frame's edge is not asked about.
_HALF_BODY = 0.2


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody in view. whole: no part of them lies outside of the frame."""

    side: str
    shirt: str
    trousers: str
    moving: bool
    whole: bool


def shown(scene: Scene, seconds: float) -> list[Shown]:
    """The people in view, from left to right."""
    found = []
    for visit in scene.visits:
        stance = course(scene, visit).stance(seconds)
        if stance is None:
            continue
        reach = _HALF_BODY * stance.height
        if stance.x + reach <= 0 or stance.x - reach >= scene.width:
            continue
        whole = reach <= stance.x <= scene.width - reach
        side = third(stance.x, scene.width)
        found.append((stance.x, Shown(side, visit.look.shirt, visit.look.trousers, bool(stance.direction), whole)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def entries(scene: Scene) -> list[float]:
    """When people come in, in order."""
    return sorted(visit.enter_seconds for visit in scene.visits if visit.enter_seconds >= 0)
