"""Checks what a caller changes of an imported event. A field that is not given stays as it is."""

from collections.abc import Mapping
from typing import Any

from domain.events.attributes import validate_attributes
from domain.events.default_description import build_default_description, build_default_keywords
from domain.events.imported import VideoProperties, number_frame, validate_number, validate_times
from domain.language.validation import validate_paragraph
from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.errors import InvalidInput
from models.mistakes import MistakeCollector
from models.rows.event import EventRow

_INPUT = ("input",)


def build_changes(values: Mapping[str, Any], row: EventRow | None, footage: VideoProperties) -> dict[str, Any]:
    """The columns to set, by name. Raises InvalidInput for all that is wrong.

    values: the fields of UpdateEventInput that the caller gave, None for null. row: the event as it is; None where
    there is none, so that what can be said of the values is said all the same. What follows from a field changes with
    it: a description that was made of the type, the words to find the event by, the frame's number.
    """
    with MistakeCollector() as mistakes:
        columns: dict[str, Any] = mistakes.check(_build_times, values, row, footage) or {}
        if "type" in values:
            columns["type"] = mistakes.check(_require, values["type"], "type")
        if "confidence" in values:
            sure = 1.0 if values["confidence"] is None else values["confidence"]
            columns["confidence"] = mistakes.check(validate_number, sure, 1.0, (*_INPUT, "confidence"))
        if "attributes" in values:
            columns["attributes"] = mistakes.check(validate_attributes, values["attributes"], (*_INPUT, "attributes"))
        given = mistakes.check(validate_paragraph, values.get("description"), (*_INPUT, "description"))
    if row is None:
        return columns
    if given is not None:
        columns |= {"description": given, "description_ko": None}
    elif "description" in values or ("type" in columns and _is_default(row)):
        columns |= _build_default(row, EventType(columns.get("type", row["type"])))
    if "type" in columns:
        columns |= {"type": EventType(columns["type"]).value, "keywords": _build_keywords(row, columns["type"])}
    return columns


def _require(value: Any, name: str) -> Any:
    if value is None:
        raise InvalidInput("VALUE_REQUIRED", field=(*_INPUT, name))
    return value


def _build_times(values: Mapping[str, Any], row: EventRow | None, footage: VideoProperties) -> dict[str, Any]:
    if not values.keys() & {"start_seconds", "end_seconds"}:
        return {}
    start = _require(values.get("start_seconds", 0.0 if row is None else row["start_seconds"]), "startSeconds")
    if "end_seconds" in values:
        end = values["end_seconds"]
    else:
        # A moment stays one.
        end = None if row is None or row["start_seconds"] == row["end_seconds"] else row["end_seconds"]
    begins, ends = validate_times(start, end, footage, _INPUT)
    return {"start_seconds": begins, "end_seconds": ends, "frame_number": number_frame(begins, footage)}


def _build_default(row: EventRow, kind: EventType) -> dict[str, Any]:
    english, korean = build_default_description(
        kind, FrameLocation(row["location"]), Gender(row["gender"]), row["action"], row["interaction_target"]
    )
    return {"description": english, "description_ko": korean}


def _is_default(row: EventRow) -> bool:
    default = _build_default(row, EventType(row["type"]))
    return (row["description"], row["description_ko"]) == (default["description"], default["description_ko"])


def _build_keywords(row: EventRow, kind: EventType) -> list[str]:
    target = row["interaction_target"]
    things = [*row["objects"], *([target] if target else [])]
    location, gender = FrameLocation(row["location"]), Gender(row["gender"])
    return build_default_keywords(kind, location, gender, AgeGroup(row["age_group"]), things)
