"""Names of places and people, and lists of event types, in sentences that the product itself writes."""

from collections.abc import Sequence
from functools import reduce

from models.enums import AgeGroup, EventType, FrameLocation, Gender, Language
from models.event_types import EVENT_TYPES
from models.messages.catalog import translate


def pick_language(pair: tuple[str, str], language: Language) -> str:
    """The English or the Korean text of a pair."""
    return pair[1] if language is Language.KO else pair[0]


def format_location(location: FrameLocation, language: Language) -> str:
    return translate(language, "name-location", location=location.value)


def format_gender(gender: Gender, language: Language) -> str:
    return translate(language, "name-gender", gender=gender.value)


def format_age_group(age_group: AgeGroup, language: Language) -> str:
    return translate(language, "name-age-group", age_group=age_group.value)


def join_with_or(words: Sequence[str], language: Language) -> str:
    """ "a, b or c" / "a, b 또는 c"."""
    return _join(words, "name-any-of", language)


def join_with_and(words: Sequence[str], language: Language) -> str:
    """ "a, b and c" / "a, b, c"."""
    return _join(words, "name-list", language)


def _join(words: Sequence[str], message: str, language: Language) -> str:
    if len(words) < 2:
        return "".join(words)
    return translate(language, message, first=", ".join(words[:-1]), last=words[-1])


def format_event_names(types: Sequence[EventType], language: Language, *, require_all: bool = False) -> str:
    """Names of types: any of them, or with require_all each of them ("theft and running" / "절도 + 뛰기")."""
    names = [pick_language(EVENT_TYPES[kind].noun, language) for kind in types]
    if not require_all or not names:
        return join_with_or(names, language)
    return reduce(lambda first, last: translate(language, "name-all-of", first=first, last=last), names)
