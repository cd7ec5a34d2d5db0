"""Say an event in one sentence, as an operator would write it: in English and in Korean, with words to search by."""

from collections.abc import Mapping

from models.enums import EventType, FrameLocation
from models.event_types import EVENT_TYPES

_SIDES: Mapping[FrameLocation, tuple[str, str]] = {
    FrameLocation.LEFT: ("left", "왼쪽"),
    FrameLocation.CENTER: ("center", "가운데"),
    FrameLocation.RIGHT: ("right", "오른쪽"),
}


def describe_event(kind: EventType, start: FrameLocation, end: FrameLocation, seconds: float) -> tuple[str, str]:
    """The English and the Korean sentence. start and end are where the person was then; seconds is how long it took.

    Raises KeyError for types that this pipeline does not derive and for an unknown location.
    """
    (from_en, from_ko), (to_en, to_ko) = _SIDES[start], _SIDES[end]
    if kind is EventType.PERSON_ENTER:
        return _describe_enter(start, from_en, from_ko)
    if kind is EventType.PERSON_EXIT:
        return _describe_exit(end, to_en, to_ko)
    long_en, long_ko = format_duration(seconds)
    if kind is EventType.WALKING:
        if start is end:
            return (
                f"A person walks {_place_phrase(start)} for {long_en}.",
                f"한 사람이 {from_ko}에서 {long_ko} 동안 걷습니다.",
            )
        return (
            f"A person walks from the {from_en} to the {to_en}.",
            f"한 사람이 {from_ko}에서 {to_ko}{_direction_particle(end)} 걸어갑니다.",
        )
    if kind is EventType.STANDING:
        return (
            f"A person stands {_place_phrase(start)} for {long_en}.",
            f"한 사람이 {from_ko}에 {long_ko} 동안 서 있습니다.",
        )
    if kind is EventType.LOITERING:
        return (
            f"A person loiters {_place_phrase(start)} for {long_en}.",
            f"한 사람이 {from_ko}에서 {long_ko} 동안 서성입니다.",
        )
    raise KeyError(kind)


def list_keywords(kind: EventType, start: FrameLocation, end: FrameLocation) -> list[str]:
    """Words to search by, in both languages, most general first."""
    words = ["person", "사람", *EVENT_TYPES[kind].search_words]
    for side in dict.fromkeys((start, end)):
        words += _SIDES[side]
    return words


def format_duration(seconds: float) -> tuple[str, str]:
    """A length of time in words: whole seconds, at least one, and minutes from sixty on."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    english = [_pluralize(minutes, "minute")] if minutes else []
    korean = [f"{minutes}분"] if minutes else []
    if rest:
        english.append(_pluralize(rest, "second"))
        korean.append(f"{rest}초")
    return " ".join(english), " ".join(korean)


def _describe_enter(side: FrameLocation, english: str, korean: str) -> tuple[str, str]:
    if side is FrameLocation.CENTER:
        return "A person comes into view in the center.", f"한 사람이 화면 {korean}에 나타납니다."
    return f"A person enters from the {english}.", f"한 사람이 {korean}에서 들어옵니다."


def _describe_exit(side: FrameLocation, english: str, korean: str) -> tuple[str, str]:
    if side is FrameLocation.CENTER:
        return "A person goes out of view in the center.", f"한 사람이 화면 {korean}에서 사라집니다."
    return f"A person leaves to the {english}.", f"한 사람이 {korean}으로 나갑니다."


def _place_phrase(side: FrameLocation) -> str:
    return "in the center" if side is FrameLocation.CENTER else f"on the {_SIDES[side][0]}"


def _direction_particle(side: FrameLocation) -> str:
    """The particle after the place: 가운데로, but 왼쪽으로."""
    return "로" if side is FrameLocation.CENTER else "으로"


def _pluralize(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
