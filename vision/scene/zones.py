"""What a camera's settings say about the frame: zones and the hours in which people are expected."""

from collections.abc import Sequence
from dataclasses import dataclass

# Corners in fractions of the frame's width and height.
Polygon = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class SceneRules:
    """doors: through which people leave. forbidden: names and polygons where nobody may be. ignored: where people are
    no people, such as on posters. closed: seconds of the footage, from and to, in which nobody is expected.

    crowd_people: so many in view for crowd_seconds are a crowd; 0: no number is.
    """

    doors: Sequence[Polygon] = ()
    forbidden: Sequence[tuple[str, Polygon]] = ()
    ignored: Sequence[Polygon] = ()
    closed: Sequence[tuple[float, float]] = ()
    crowd_people: int = 0
    crowd_seconds: float = 5.0


NO_RULES = SceneRules()


def contains(polygon: Polygon, x: float, y: float) -> bool:
    """Whether a point is inside a polygon: an odd number of its sides crosses a ray to the right."""
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside
