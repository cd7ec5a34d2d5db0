"""Checks events of another detector, each on its own: it becomes a row, or is rejected with all its mistakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.events.attributes import validate_attributes
from domain.events.default_description import build_default_description, build_default_keywords
from domain.language.validation import validate_line, validate_paragraph, validate_required_line
from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.errors import InvalidInput, UserMistake
from models.event_sources import OWN_SOURCES
from models.mistakes import MistakeCollector
from vision.people.frame_regions import frame_region

MAX_EVENTS = 5_000
MAX_OBJECTS = 50
DEFAULT_SOURCE = "import"
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
    """person_id: the person over all videos; without it, nobody knows who is the same on two cameras."""

    track_id: str
    person_id: str | None = None
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
    """The event with this index, counted from 0, and a mistake in it. An event with several mistakes has several."""

    index: int
    error: UserMistake


def validate_events(
    events: Sequence[ImportedEvent], footage: VideoProperties
) -> tuple[list[dict[str, Any]], list[Rejection]]:
    """The rows of the event table for the events that can be stored, in order, and the mistakes in the others.

    An event that is given twice is accepted twice: it is the same row. One that differs from an earlier one, but not in
    the columns that identify events, is rejected: to store it would lose one of the two. Of a long list, the first
    mistake of each event is named, and further ones up to MAX_EVENTS. Raises InvalidInput where there are too many
    events.
    """
    check_count(events)
    rows: list[dict[str, Any]] = []
    rejected: list[Rejection] = []
    further_mistakes = 0
    by_key: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    for index, event in enumerate(events):
        try:
            row = _to_row(event, footage, ("events", str(index)))
            first, same = by_key.setdefault(tuple(row[name] for name in _NATURAL_KEY), (index, row))
            if same != row:
                raise InvalidInput("SAME_EVENT_TWICE", field=("events", str(index)), first=first)
        except InvalidInput as error:
            named = error.mistakes[: 1 + MAX_EVENTS - further_mistakes]
            further_mistakes += len(named) - 1
            rejected += [Rejection(index, mistake) for mistake in named]
        else:
            rows.append(row)
    return rows, rejected


def check_count(events: Sequence[ImportedEvent]) -> None:
    """Raises InvalidInput where there are too many events for one import."""
    if len(events) > MAX_EVENTS:
        raise InvalidInput("TOO_MANY", field=("events",), given=len(events), most=MAX_EVENTS)


def deduplicate_rows(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows without repetitions, in order: one statement cannot store a row twice."""
    return list({tuple(row[name] for name in _NATURAL_KEY): row for row in rows}.values())


def _to_row(event: ImportedEvent, footage: VideoProperties, field: tuple[str, ...]) -> dict[str, Any]:
    """Raises InvalidInput for all that is wrong with the event."""
    with MistakeCollector() as mistakes:
        times = mistakes.check(validate_times, event.start_seconds, event.end_seconds, footage, field)
        box = mistakes.check(_validate_box, event.bounding_box, footage, (*field, "boundingBox"))
        person = mistakes.check(_validate_person, event.person, (*field, "person"))
        action = mistakes.check(validate_line, event.action, (*field, "action"), _LONGEST_PHRASE)
        target = mistakes.check(validate_line, event.interaction_target, (*field, "interactionTarget"), _LONGEST_PHRASE)
        objects = mistakes.check(_validate_objects, event.objects or (), (*field, "objects"))
        description = mistakes.check(validate_paragraph, event.description, (*field, "description"))
        sure = 1.0 if event.confidence is None else event.confidence
        confidence = mistakes.check(validate_number, sure, 1.0, (*field, "confidence"))
        attributes = mistakes.check(validate_attributes, event.attributes, (*field, "attributes"))
        source = mistakes.check(_validate_source, event.source, (*field, "source"))
    (start, end), location, korean = times, _resolve_location(event, footage), None
    if description is None:
        description, korean = build_default_description(event.type, location, person["gender"], action, target)
    things = [*objects, *([target] if target else [])]
    return {
        "type": event.type.value,
        "start_seconds": start,
        "end_seconds": end,
        "frame_number": number_frame(start, footage),
        **box,
        "location": location.value,
        **person,
        "action": action,
        "interaction_target": target,
        "objects": objects,
        "description": description,
        "description_ko": korean,
        "confidence": confidence,
        "attributes": attributes,
        "keywords": build_default_keywords(event.type, location, person["gender"], person["age_group"], things),
        "source": source,
    }


def validate_times(
    start_seconds: float, end_seconds: float | None, footage: VideoProperties, field: tuple[str, ...]
) -> tuple[float, float]:
    """Start and end; an event without an end is a moment. Raises InvalidInput."""
    with MistakeCollector() as mistakes:
        start = mistakes.check(_validate_position, start_seconds, footage, (*field, "startSeconds"))
        end = start
        if end_seconds is not None:
            end = mistakes.check(_validate_position, end_seconds, footage, (*field, "endSeconds"))
        # Only positions in the video can be compared.
        mistakes.raise_any()
        if start > end:
            raise InvalidInput("RANGE_REVERSED", field=(*field, "endSeconds"), start=start, end=end)
    return start, end


def number_frame(seconds: float, footage: VideoProperties) -> int:
    """The frame at a position; 0 where the frame rate is not known."""
    return min(round(seconds * (footage.frame_rate or 0.0)), _MAX_INTEGER)


def _validate_position(seconds: float, footage: VideoProperties, field: tuple[str, ...]) -> float:
    duration = footage.duration_seconds
    if duration is not None and seconds > duration + _TOLERANCE_SECONDS:
        raise InvalidInput("EVENT_OUTSIDE_VIDEO", field=field, duration=round(duration, 3))
    return validate_number(seconds, _MAX_SECONDS, field)


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
    if person is None:
        person, track_id = ImportedPerson(""), None
    else:
        track_id = person.track_id
    sure, age = person.gender_confidence, person.age
    with MistakeCollector() as mistakes:
        if track_id is not None:
            track_id = mistakes.check(validate_required_line, track_id, (*field, "trackId"), _LONGEST_WORD)
        if sure is not None:
            sure = mistakes.check(validate_number, sure, 1.0, (*field, "genderConfidence"))
        if age is not None:
            age = mistakes.check(validate_number, age, _OLDEST, (*field, "age"))
        known = mistakes.check(validate_line, person.person_id, (*field, "personId"), _LONGEST_WORD)
        emotion = mistakes.check(validate_line, person.emotion, (*field, "emotion"), _LONGEST_WORD)
    return {
        "track_id": track_id,
        "person_id": known,
        "gender": person.gender or Gender.UNKNOWN,
        "gender_confidence": sure,
        "age_group": person.age_group or AgeGroup.UNKNOWN,
        "age": age,
        "emotion": emotion,
    }


def _validate_objects(objects: Sequence[str], field: tuple[str, ...]) -> list[str]:
    if len(objects) > MAX_OBJECTS:
        raise InvalidInput("TOO_MANY", field=field, given=len(objects), most=MAX_OBJECTS)
    with MistakeCollector() as mistakes:
        return [
            mistakes.check(validate_required_line, thing, (*field, str(number)), _LONGEST_WORD)
            for number, thing in enumerate(objects)
        ]


def _validate_source(source: str | None, field: tuple[str, ...]) -> str:
    name = validate_line(source, field, _LONGEST_WORD) or DEFAULT_SOURCE
    if name.casefold().startswith(OWN_SOURCES):
        raise InvalidInput("SOURCE_RESERVED", field=field, prefix=OWN_SOURCES)
    return name


def validate_number(value: float, most: float, field: tuple[str, ...]) -> float:
    """A number from 0 to `most`; -0.0 and very small numbers become 0.0."""
    if not 0 <= value <= most:
        raise InvalidInput("OUT_OF_RANGE", field=field, low=0, high=f"{most:.0f}")
    return 0.0 if value < _SMALLEST else value
