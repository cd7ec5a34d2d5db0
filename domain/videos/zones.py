"""Checks zones: named parts of a camera's frame, each with what it is for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.language.validation import validate_required_line
from models.enums import ZonePurpose
from models.errors import InvalidInput
from models.mistakes import MistakeCollector

MAX_ZONES = 50
MIN_POINTS, MAX_POINTS = 3, 100


@dataclass(frozen=True, slots=True)
class FrameZone:
    """A named part of the frame: a polygon of points [x, y] in fractions of the frame's width and height."""

    name: str
    polygon: Sequence[Sequence[float]]
    purpose: ZonePurpose = ZonePurpose.NONE


def validate_zones(zones: Sequence[FrameZone] | None) -> list[dict[str, Any]]:
    """Zones as they are stored. Raises InvalidInput for all that is wrong."""
    if zones is None:
        raise InvalidInput("VALUE_REQUIRED", field=("input", "zones"))
    if len(zones) > MAX_ZONES:
        raise InvalidInput("TOO_MANY", field=("input", "zones"), given=len(zones), most=MAX_ZONES)
    rows: list[dict[str, Any]] = []
    names: set[str] = set()
    with MistakeCollector() as mistakes:
        for number, zone in enumerate(zones):
            field = ("input", "zones", str(number))
            name = mistakes.check(validate_required_line, zone.name, (*field, "name"))
            if name in names:
                mistakes.add(InvalidInput("ZONE_NAME_TWICE", field=(*field, "name"), name=name))
            elif name:
                names.add(name)
            polygon = mistakes.check(_validate_polygon, zone.polygon, (*field, "polygon"))
            rows.append({"name": name, "polygon": polygon, "purpose": zone.purpose.value})
    return rows


def _validate_polygon(points: Sequence[Sequence[float]], field: tuple[str, ...]) -> list[list[float]]:
    distinct = {tuple(point) for point in points}
    if len(points) > MAX_POINTS or len(distinct) < MIN_POINTS or not all(map(_is_in_frame, points)):
        raise InvalidInput("BAD_POLYGON", field=field, least=MIN_POINTS, most=MAX_POINTS)
    return [list(point) for point in points]


def _is_in_frame(point: Sequence[float]) -> bool:
    return len(point) == 2 and all(math.isfinite(part) and 0 <= part <= 1 for part in point)
