"""Names of places and people, and lists of event types, in sentences that the product itself writes."""

from collections.abc import Mapping, Sequence

from models.enums import AgeGroup, EventType, FrameLocation, Gender, Language
from models.event_types import EVENT_TYPES
from models.text.particles import add_particle

# value → (English, Korean)
PERSON_SUBJECTS: Mapping[Gender, tuple[str, str]] = {
    Gender.FEMALE: ("A woman", "한 여성이"),
    Gender.MALE: ("A man", "한 남성이"),
    Gender.UNKNOWN: ("A person", "한 사람이"),
}
LOCATION_NAMES: Mapping[FrameLocation, tuple[str, str]] = {
    FrameLocation.LEFT: ("left", "왼쪽"),
    FrameLocation.CENTER: ("centre", "가운데"),
    FrameLocation.RIGHT: ("right", "오른쪽"),
    FrameLocation.UNKNOWN: ("unknown place", "위치 미상"),
}
GENDER_NAMES: Mapping[Gender, tuple[str, str]] = {
    Gender.FEMALE: ("women", "여성"),
    Gender.MALE: ("men", "남성"),
    Gender.UNKNOWN: ("gender unknown", "성별 미상"),
}
AGE_GROUP_NAMES: Mapping[AgeGroup, tuple[str, str]] = {
    AgeGroup.CHILD: ("children", "어린이"),
    AgeGroup.YOUNG: ("young people", "젊은 사람"),
    AgeGroup.MIDDLE: ("middle-aged people", "중년"),
    AgeGroup.OLD: ("elderly people", "노인"),
    AgeGroup.UNKNOWN: ("age unknown", "나이 미상"),
}


def pick_language(pair: tuple[str, str], language: Language) -> str:
    return pair[1] if language is Language.KO else pair[0]


def join_with_or(words: Sequence[str], language: Language) -> str:
    """ "a, b or c" / "a, b 또는 c"."""
    if len(words) < 2:
        return "".join(words)
    joint = " 또는 " if language is Language.KO else " or "
    return ", ".join(words[:-1]) + joint + words[-1]


def format_event_names(types: Sequence[EventType], language: Language, *, require_all: bool = False) -> str:
    """Any of the kinds; together: all of them."""
    names = [pick_language(EVENT_TYPES[kind].noun, language) for kind in types]
    if not require_all:
        return join_with_or(names, language)
    return " + ".join(names) if language is Language.KO else " and ".join(names)


def add_direction_particle(word: str) -> str:
    """A Korean word with its particle 으로 or 로: "쓰러짐으로", "절도로", "물로"."""
    return add_particle(word, "으로/로")
