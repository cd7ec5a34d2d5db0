"""Checks the fields of a video that a caller changes. A field that is not given stays as it is."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from domain.language.validation import (
    validate_datetime,
    validate_line,
    validate_paragraph,
    validate_required_line,
    validate_time_zone,
)
from domain.videos.zones import validate_zones
from models.mistakes import MistakeCollector


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


VALIDATORS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda value: validate_required_line(value, ("input", "name")),
    "description": lambda value: validate_paragraph(value, ("input", "description")),
    "timezone": _validate_time_zone,
    "recorded_at": lambda value: validate_datetime(value, ("input", "recordedAt")),
    "zones": validate_zones,
}
