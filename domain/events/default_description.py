"""Words for an event whose source gave none: a sentence in English and Korean, and words to find it by."""

from collections.abc import Sequence
from functools import lru_cache

from domain.language.vocabulary import (
    EVENT_NOUNS,
    EVENT_PHRASES,
    format_age_group,
    format_gender,
    format_location,
    pick_language,
)
from models.enums import AgeGroup, EventType, FrameLocation, Gender, Language
from models.messages.catalog import translate

_LANGUAGES = (Language.EN, Language.KO)


# An import has up to 5,000 events, many of them alike, and a sentence takes some 30 µs to write.
@lru_cache(maxsize=1024)
def build_default_description(
    kind: EventType, location: FrameLocation, gender: Gender, action: str | None, target: str | None
) -> tuple[str, str]:
    """The sentence in English and in Korean. What the verb has no room for follows at the end, as it was given."""
    phrase = EVENT_PHRASES[kind]
    notes = [note for note in (action, target if phrase.target is None else None) if note]
    english, korean = (
        translate(
            language,
            "imported-event",
            subject=pick_language(phrase.subject, language)
            if phrase.subject
            else translate(language, "imported-person", gender=gender.value),
            verb=pick_language(phrase.verb, language),
            has_target=phrase.target is not None,
            target=target or pick_language(phrase.target or ("", ""), language),
            particle=phrase.particle,
            location=location.value,
            place_particle=phrase.place_particle,
            has_notes=bool(notes),
            notes=", ".join(notes),
        )
        for language in _LANGUAGES
    )
    return english, korean


def build_default_keywords(
    kind: EventType, location: FrameLocation, gender: Gender, age: AgeGroup, things: Sequence[str]
) -> list[str]:
    """Words to find it by, in both languages, each once; `things` as they were given."""
    words: list[str] = [*EVENT_NOUNS[kind]]
    if location is not FrameLocation.UNKNOWN:
        words += [format_location(location, language) for language in _LANGUAGES]
    if gender is not Gender.UNKNOWN:
        words += [format_gender(gender, language) for language in _LANGUAGES]
    if age is not AgeGroup.UNKNOWN:
        words += [format_age_group(age, language) for language in _LANGUAGES]
    return list(dict.fromkeys([*words, *things]))
