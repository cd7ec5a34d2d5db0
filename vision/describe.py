"""Describes an event in one sentence, in English and Korean, with keywords for search.

The sentences are the catalogs' `event-*` (see models.messages.catalog).
"""

from collections.abc import Mapping, Sequence

from models.enums import EventType, FrameLocation, Language
from models.event_types import EVENT_TYPES
from models.messages.catalog import translate

_LANGUAGES = (Language.EN, Language.KO)
_SIDES = frozenset({FrameLocation.LEFT, FrameLocation.CENTER, FrameLocation.RIGHT})
# A walk that turns more often goes back and forth.
_MOST_TURNS = 4
_ACROSS: Mapping[EventType, str] = {
    EventType.WALKING: "event-walks-across",
    EventType.RUNNING: "event-runs-across",
}
_ABOUT: Mapping[EventType, str] = {EventType.WALKING: "event-walks-about", EventType.RUNNING: "event-runs-about"}
_MESSAGES: Mapping[EventType, str] = {
    EventType.PERSON_ENTER: "event-enters",
    EventType.PERSON_EXIT: "event-leaves",
    EventType.WALKING: "event-walks",
    EventType.RUNNING: "event-runs",
    EventType.STANDING: "event-stands",
    EventType.STAYING: "event-stays",
    EventType.SITTING: "event-sits",
    EventType.LYING: "event-lies",
    EventType.COLLAPSE: "event-collapses",
    EventType.LOST_FROM_VIEW: "event-is-lost",
    EventType.LOITERING: "event-loiters",
    EventType.INTRUSION: "event-intrudes",
}


def describe_event(
    kind: EventType, sides: Sequence[FrameLocation], seconds: float, *, is_late: bool = False
) -> tuple[str, str]:
    """The English and the Korean sentence. sides: where the person was, one after the other. seconds: the duration.

    is_late: outside of the expected hours, which only intrusions say. Raises KeyError for types that this pipeline does
    not derive and for an unknown location.
    """
    message = _find_message(kind, sides)
    if kind is EventType.INTRUSION and is_late:
        message = "event-intrudes-late"
    turns = _list_turns(sides)
    across = 1 < len(turns) <= _MOST_TURNS
    if len(turns) > 1:
        message = (_ACROSS if across else _ABOUT)[kind]
    english, korean = (
        translate(
            language,
            message,
            start=turns[0].value,
            end=turns[1 if across else -1].value,
            duration=duration,
            then="".join(translate(language, "event-then", end=side.value) for side in turns[2:]),
        )
        for language, duration in zip(_LANGUAGES, format_duration(seconds), strict=True)
    )
    return english, korean


def list_keywords(kind: EventType, sides: Sequence[FrameLocation]) -> list[str]:
    """Keywords in both languages, the most general first. Raises KeyError as `describe_event` does."""
    _find_message(kind, sides)
    words = [translate(language, "event-keywords-person") for language in _LANGUAGES]
    words += EVENT_TYPES[kind].search_words
    for side in dict.fromkeys(sides):
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


def describe_crowd(people: int, seconds: float) -> tuple[str, str]:
    """The English and the Korean sentence about a crowd. people: at most at once. seconds: the duration."""
    english, korean = (
        translate(language, "event-crowds", people=people, duration=duration)
        for language, duration in zip(_LANGUAGES, format_duration(seconds), strict=True)
    )
    return english, korean


def name_thing(language: Language, label: str) -> str:
    """The name of a class of COCO."""
    return translate(language, "object-name", label=label.replace(" ", "-"), name=label)


def list_crowd_keywords() -> list[str]:
    """Keywords in both languages."""
    words = [translate(language, "event-keywords-people") for language in _LANGUAGES]
    return [*words, *EVENT_TYPES[EventType.CROWDING].search_words]


def format_duration(seconds: float) -> tuple[str, str]:
    """A duration in English and Korean words: whole seconds, at least one, with minutes from 60 s."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    english, korean = (_format_duration(language, minutes, rest) for language in _LANGUAGES)
    return english, korean


def _list_turns(sides: Sequence[FrameLocation]) -> list[FrameLocation]:
    """Where a way begins, turns and ends: sides that are only passed are left out."""
    turns: list[FrameLocation] = []
    for side in sides:
        if turns and turns[-1] is side:
            continue
        if len(turns) > 1 and turns[-1] is FrameLocation.CENTER and side is not turns[-2]:
            turns[-1] = side
        else:
            turns.append(side)
    return turns


def _find_message(kind: EventType, sides: Sequence[FrameLocation]) -> str:
    for side in sides:
        if side not in _SIDES:
            raise KeyError(side)
    return _MESSAGES[kind]


def _format_duration(language: Language, minutes: int, seconds: int) -> str:
    words = [translate(language, "event-minutes", minutes=minutes)] if minutes else []
    if seconds:
        words.append(translate(language, "event-seconds", seconds=seconds))
    return " ".join(words)
