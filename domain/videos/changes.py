"""What may be changed of a video: checks on the fields that a caller gives. One that is not given stays as it is."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.language.validation import line, moment, paragraph, required_line, zone
from models.errors import InvalidInput

MOST_ZONES = 50
LEAST_POINTS, MOST_POINTS = 3, 100


@dataclass(frozen=True, slots=True)
class GivenZone:
    """A named part of the frame: a polygon of points [x, y] in fractions of the frame's width and height."""

    name: str
    polygon: Sequence[Sequence[float]]


def changed(given: Mapping[str, Any]) -> dict[str, Any]:
    """The columns to set, by name. None clears a column that may be empty. Raises InvalidInput for the first fault.

    given: of name, description, camera, timezone, recorded_at and zones, those that the caller gave; None for null.
    """
    return {name: CHECKS[name](value) for name, value in given.items()}


def _timezone(name: str | None) -> str:
    field = ("input", "timezone")
    return zone(required_line(name, field), field)


def _zones(zones: Sequence[GivenZone] | None) -> list[dict[str, Any]]:
    if zones is None:
        raise InvalidInput("VALUE_REQUIRED", field=("input", "zones"))
    if len(zones) > MOST_ZONES:
        raise InvalidInput("TOO_MANY", field=("input", "zones"), given=len(zones), most=MOST_ZONES)
    found: dict[str, dict[str, Any]] = {}
    for number, given in enumerate(zones):
        field = ("input", "zones", str(number))
        name = required_line(given.name, (*field, "name"))
        if name in found:
            raise InvalidInput("ZONE_NAME_TWICE", field=(*field, "name"), name=name)
        found[name] = {"name": name, "polygon": _polygon(given.polygon, (*field, "polygon"))}
    return list(found.values())


def _polygon(points: Sequence[Sequence[float]], field: tuple[str, ...]) -> list[list[float]]:
    distinct = {tuple(point) for point in points}
    if len(points) > MOST_POINTS or len(distinct) < LEAST_POINTS or not all(map(_inside, points)):
        raise InvalidInput("BAD_POLYGON", field=field, least=LEAST_POINTS, most=MOST_POINTS)
    return [list(point) for point in points]


def _inside(point: Sequence[float]) -> bool:
    return len(point) == 2 and all(math.isfinite(part) and 0 <= part <= 1 for part in point)


CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda value: required_line(value, ("input", "name")),
    "description": lambda value: paragraph(value, ("input", "description")),
    "camera": lambda value: line(value, ("input", "camera")),
    "timezone": _timezone,
    "recorded_at": lambda value: moment(value, ("input", "recordedAt")),
    "zones": _zones,
}
