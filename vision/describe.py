"""Describes an event in one sentence, in English and Korean, with keywords for search.

The sentences are the catalogs' `event-*` (see models.messages.catalog).
"""

from collections.abc import Mapping, Sequence

from models.enums import EventType, FrameLocation, Language
from models.event_types import EVENT_TYPES
from models.messages.catalog import translate

_LANGUAGES = (Language.EN, Language.KO)
_SIDES = frozenset({FrameLocation.LEFT, FrameLocation.CENTER, FrameLocation.RIGHT})
_MESSAGES: Mapping[EventType, str] = {
    EventType.PERSON_ENTER: "event-enters",
    EventType.PERSON_EXIT: "event-leaves",
    EventType.WALKING: "event-walks",
    EventType.STANDING: "event-stands",
    EventType.STAYING: "event-stays",
    EventType.SITTING: "event-sits",
    EventType.LYING: "event-lies",
    EventType.COLLAPSE: "event-collapses",
    EventType.LOST_FROM_VIEW: "event-is-lost",
    EventType.LOITERING: "event-loiters",
}


def describe_event(kind: EventType, start: FrameLocation, end: FrameLocation, seconds: float) -> tuple[str, str]:
    """The English and the Korean sentence. start, end: where the person was then. seconds: the duration.

    Raises KeyError for types that this pipeline does not derive and for an unknown location.
    """
    message = _find_message(kind, start, end)
    if kind is EventType.WALKING and start is not end:
        message = "event-walks-across"
    english, korean = (
        translate(language, message, start=start.value, end=end.value, duration=duration)
        for language, duration in zip(_LANGUAGES, format_duration(seconds), strict=True)
    )
    return english, korean


def list_keywords(kind: EventType, start: FrameLocation, end: FrameLocation) -> list[str]:
    """Keywords in both languages, the most general first. Raises KeyError as `describe_event` does."""
    _find_message(kind, start, end)
    words = [translate(language, "event-keywords-person") for language in _LANGUAGES]
    words += EVENT_TYPES[kind].search_words
    for side in dict.fromkeys((start, end)):
        words += [translate(language, "event-start", start=side.value) for language in _LANGUAGES]
    return words


def describe_trouble(reason: str) -> tuple[str, str]:
    """The English and the Korean sentence about a camera. reason: of vision.detection.tampering.Trouble."""
    english, korean = (translate(language, "event-camera-trouble", reason=reason) for language in _LANGUAGES)
    return english, korean


def describe_things(labels: Sequence[str]) -> tuple[str, str]:
    """The English and the Korean sentence about things near a person. labels: of COCO."""
    english, korean = (
        translate(language, "object-near", things=", ".join(name_thing(language, label) for label in labels))
        for language in _LANGUAGES
    )
    return english, korean


def name_thing(language: Language, label: str) -> str:
    """The name of a class of COCO."""
    return translate(language, "object-name", label=label.replace(" ", "-"), name=label)


def format_duration(seconds: float) -> tuple[str, str]:
    """A duration in English and Korean words: whole seconds, at least one, with minutes from 60 s."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    english, korean = (_format_duration(language, minutes, rest) for language in _LANGUAGES)
    return english, korean


def _find_message(kind: EventType, start: FrameLocation, end: FrameLocation) -> str:
    for side in (start, end):
        if side not in _SIDES:
            raise KeyError(side)
    return _MESSAGES[kind]


def _format_duration(language: Language, minutes: int, seconds: int) -> str:
    words = [translate(language, "event-minutes", minutes=minutes)] if minutes else []
    if seconds:
        words.append(translate(language, "event-seconds", seconds=seconds))
    return " ".join(words)
