"""Validate events of other detectors: each becomes a row, or is rejected with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.events.attributes import validate_attributes
from domain.events.default_description import build_default_description, build_default_keywords
from domain.language.validation import validate_line, validate_paragraph, validate_required_line
from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.errors import InvalidInput
from vision.people.frame_regions import frame_region

MAX_EVENTS = 5_000
MAX_OBJECTS = 50
DEFAULT_SOURCE = "import"
# The prefix of our own sources; see vision.version.
RESERVED_SOURCE = "watchgraph"
# If a video's length is not known: thirty days, well above any recording in one file.
_MAX_SECONDS = 30 * 86_400.0
# Other tools round times, and measure the length of files differently.
_TOLERANCE_SECONDS = 1.0
_MAX_INTEGER = 2**31 - 1
# PostgreSQL refuses a division whose result is smaller than the smallest number.
_SMALLEST = 1e-9
_LONGEST_WORD, _LONGEST_PHRASE, _OLDEST = 100, 255, 150.0
# The columns of the table's natural key, but for the video.
_NATURAL_KEY = ("source", "type", "track_id", "start_seconds", "end_seconds", "bbox_x", "bbox_y")


@dataclass(frozen=True, slots=True)
class ImportedBox:
    """Pixels of the source frame, top-left origin."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    track_id: str
    gender: Gender | None = None
    gender_confidence: float | None = None
    age_group: AgeGroup | None = None
    age: float | None = None
    emotion: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedEvent:
    """An event as the caller sends it. None: not known."""

    type: EventType
    start_seconds: float
    end_seconds: float | None = None
    bounding_box: ImportedBox | None = None
    location: FrameLocation | None = None
    person: ImportedPerson | None = None
    action: str | None = None
    interaction_target: str | None = None
    objects: Sequence[str] | None = None
    description: str | None = None
    confidence: float | None = None
    attributes: object = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class VideoProperties:
    """Properties of the video. None: not known yet, so that nothing is checked against it."""

    duration_seconds: float | None
    frame_rate: float | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Rejection:
    """The index of a rejected event, from 0, and the error."""

    index: int
    error: InvalidInput


def validate_events(
    events: Sequence[ImportedEvent], footage: VideoProperties
) -> tuple[list[dict[str, Any]], list[Rejection]]:
    """The rows of valid events, in order, and the rejections of the others.

    An event that comes twice gives the same row twice. One that differs from an earlier one with the same natural key
    is rejected: storing it would lose one of them. Raises InvalidInput if there are too many events.
    """
    if len(events) > MAX_EVENTS:
        raise InvalidInput("TOO_MANY", field=("events",), given=len(events), most=MAX_EVENTS)
    rows: list[dict[str, Any]] = []
    rejected: list[Rejection] = []
    seen: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    for index, event in enumerate(events):
        try:
            row = _to_row(event, footage, ("events", str(index)))
            first, same = seen.setdefault(tuple(row[name] for name in _NATURAL_KEY), (index, row))
            if same != row:
                raise InvalidInput("SAME_EVENT_TWICE", field=("events", str(index)), first=first)
        except InvalidInput as error:
            rejected.append(Rejection(index, error))
        else:
            rows.append(row)
    return rows, rejected


def deduplicate_rows(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows without repetitions, in order: one statement cannot store a row twice."""
    return list({tuple(row[name] for name in _NATURAL_KEY): row for row in rows}.values())


def _to_row(event: ImportedEvent, footage: VideoProperties, field: tuple[str, ...]) -> dict[str, Any]:
    start, end = _validate_times(event, footage, field)
    location = _resolve_location(event, footage)
    action = validate_line(event.action, (*field, "action"), _LONGEST_PHRASE)
    target = validate_line(event.interaction_target, (*field, "interactionTarget"), _LONGEST_PHRASE)
    objects = _validate_objects(event.objects or (), (*field, "objects"))
    person = _validate_person(event.person, (*field, "person"))
    description, korean = validate_paragraph(event.description, (*field, "description")), None
    if description is None:
        description, korean = build_default_description(event.type, location, person["gender"], action, target)
    things = [*objects, *([target] if target else [])]
    return {
        "type": event.type.value,
        "start_seconds": start,
        "end_seconds": end,
        "frame_number": min(round(start * (footage.frame_rate or 0.0)), _MAX_INTEGER),
        **_validate_box(event.bounding_box, footage, (*field, "boundingBox")),
        "location": location.value,
        **person,
        "action": action,
        "interaction_target": target,
        "objects": objects,
        "description": description,
        "description_ko": korean,
        "confidence": 1.0
        if event.confidence is None
        else _validate_number(event.confidence, 1.0, (*field, "confidence")),
        "attributes": validate_attributes(event.attributes, (*field, "attributes")),
        "keywords": build_default_keywords(event.type, location, person["gender"], person["age_group"], things),
        "source": _validate_source(event.source, (*field, "source")),
    }


def _validate_times(event: ImportedEvent, footage: VideoProperties, field: tuple[str, ...]) -> tuple[float, float]:
    start = event.start_seconds
    end = start if event.end_seconds is None else event.end_seconds
    if start > end:
        raise InvalidInput("RANGE_REVERSED", field=(*field, "endSeconds"), start=start, end=end)
    if footage.duration_seconds is not None and end > footage.duration_seconds + _TOLERANCE_SECONDS:
        name = "startSeconds" if event.end_seconds is None or start > footage.duration_seconds else "endSeconds"
        raise InvalidInput("EVENT_OUTSIDE_VIDEO", field=(*field, name), duration=round(footage.duration_seconds, 3))
    return (
        _validate_number(start, _MAX_SECONDS, (*field, "startSeconds")),
        _validate_number(end, _MAX_SECONDS, (*field, "endSeconds")),
    )


def _validate_box(box: ImportedBox | None, footage: VideoProperties, field: tuple[str, ...]) -> dict[str, int | None]:
    if box is None:
        return {"bbox_x": None, "bbox_y": None, "bbox_width": None, "bbox_height": None}
    if box.width < 1 or box.height < 1:
        raise InvalidInput("BOX_EMPTY", field=field)
    right, bottom = footage.width or _MAX_INTEGER, footage.height or _MAX_INTEGER
    if box.x < 0 or box.y < 0 or box.x + box.width > right or box.y + box.height > bottom:
        raise InvalidInput("BOX_OUTSIDE_FRAME", field=field)
    return {"bbox_x": box.x, "bbox_y": box.y, "bbox_width": box.width, "bbox_height": box.height}


def _resolve_location(event: ImportedEvent, footage: VideoProperties) -> FrameLocation:
    if event.location is not None:
        return event.location
    if event.bounding_box is None or not footage.width:
        return FrameLocation.UNKNOWN
    return frame_region(event.bounding_box.x + event.bounding_box.width / 2, footage.width)


def _validate_person(person: ImportedPerson | None, field: tuple[str, ...]) -> dict[str, Any]:
    given = person or ImportedPerson("")
    confidence, age = given.gender_confidence, given.age
    return {
        "track_id": None
        if person is None
        else validate_required_line(given.track_id, (*field, "trackId"), _LONGEST_WORD),
        "gender": given.gender or Gender.UNKNOWN,
        "gender_confidence": None
        if confidence is None
        else _validate_number(confidence, 1.0, (*field, "genderConfidence")),
        "age_group": given.age_group or AgeGroup.UNKNOWN,
        "age": None if age is None else _validate_number(age, _OLDEST, (*field, "age")),
        "emotion": validate_line(given.emotion, (*field, "emotion"), _LONGEST_WORD),
    }


def _validate_objects(objects: Sequence[str], field: tuple[str, ...]) -> list[str]:
    if len(objects) > MAX_OBJECTS:
        raise InvalidInput("TOO_MANY", field=field, given=len(objects), most=MAX_OBJECTS)
    return [validate_required_line(thing, (*field, str(number)), _LONGEST_WORD) for number, thing in enumerate(objects)]


def _validate_source(source: str | None, field: tuple[str, ...]) -> str:
    name = validate_line(source, field, _LONGEST_WORD) or DEFAULT_SOURCE
    if name.casefold().startswith(RESERVED_SOURCE):
        raise InvalidInput("SOURCE_RESERVED", field=field, prefix=RESERVED_SOURCE)
    return name


def _validate_number(value: float, most: float, field: tuple[str, ...]) -> float:
    """A number from 0 to `most`; -0.0 and very small numbers become 0.0."""
    if not 0 <= value <= most:
        raise InvalidInput("OUT_OF_RANGE", field=field, low=0, high=f"{most:.0f}")
    return 0.0 if value < _SMALLEST else value
