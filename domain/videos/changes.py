"""Checks the fields of a video that a caller changes. A field that is not given stays as it is."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic.alias_generators import to_camel

from domain.language.validation import (
    validate_datetime,
    validate_line,
    validate_paragraph,
    validate_required_line,
    validate_time_zone,
)
from models.errors import InvalidInput
from models.mistakes import MistakeCollector

MAX_ZONES = 50
MIN_POINTS, MAX_POINTS = 3, 100


@dataclass(frozen=True, slots=True)
class FrameZone:
    """A named part of the frame: a polygon of points [x, y] in fractions of the frame's width and height."""

    name: str
    polygon: Sequence[Sequence[float]]


def validate_changes(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns to set, by name. None clears a column that may be empty. Raises InvalidInput for all that is wrong.

    values: the fields of UpdateVideoInput that the caller gave, None for null. One without an entry in VALIDATORS is a
    line of text that may be left empty.
    """
    with MistakeCollector() as mistakes:
        return {name: mistakes.check(_validate, name, value) for name, value in values.items()}


def _validate(name: str, value: Any) -> Any:
    validate = VALIDATORS.get(name)
    return validate_line(value, ("input", to_camel(name))) if validate is None else validate(value)


def _validate_time_zone(name: str | None) -> str:
    field = ("input", "timezone")
    return validate_time_zone(validate_required_line(name, field), field)


def _validate_zones(zones: Sequence[FrameZone] | None) -> list[dict[str, Any]]:
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
            rows.append({"name": name, "polygon": polygon})
    return rows


def _validate_polygon(points: Sequence[Sequence[float]], field: tuple[str, ...]) -> list[list[float]]:
    distinct = {tuple(point) for point in points}
    if len(points) > MAX_POINTS or len(distinct) < MIN_POINTS or not all(map(_is_in_frame, points)):
        raise InvalidInput("BAD_POLYGON", field=field, least=MIN_POINTS, most=MAX_POINTS)
    return [list(point) for point in points]


def _is_in_frame(point: Sequence[float]) -> bool:
    return len(point) == 2 and all(math.isfinite(part) and 0 <= part <= 1 for part in point)


VALIDATORS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda value: validate_required_line(value, ("input", "name")),
    "description": lambda value: validate_paragraph(value, ("input", "description")),
    "timezone": _validate_time_zone,
    "recorded_at": lambda value: validate_datetime(value, ("input", "recordedAt")),
    "zones": _validate_zones,
}
