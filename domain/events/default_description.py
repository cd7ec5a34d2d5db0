"""Describe an event whose source gave no description: a sentence in English and Korean, and keywords."""

from collections.abc import Sequence
from functools import lru_cache

from domain.language.vocabulary import (
    format_age_group,
    format_gender,
    format_location,
    pick_language,
)
from models.enums import AgeGroup, EventType, FrameLocation, Gender, Language
from models.event_types import EVENT_TYPES
from models.messages.catalog import translate

_LANGUAGES = (Language.EN, Language.KO)


# An import has up to 5,000 events, many of them alike, and a sentence takes some 30 µs to write.
@lru_cache(maxsize=1024)
def build_default_description(
    kind: EventType, location: FrameLocation, gender: Gender, action: str | None, target: str | None
) -> tuple[str, str]:
    """The sentence in English and in Korean; the action, and a target that the verb does not take, at the end."""
    info = EVENT_TYPES[kind]
    notes = [note for note in (action, target if info.target is None else None) if note]
    english, korean = (
        translate(
            language,
            "imported-event",
            subject=pick_language(info.subject, language)
            if info.subject
            else translate(language, "imported-person", gender=gender.value),
            verb=pick_language(info.verb, language),
            has_target=info.target is not None,
            target=target or pick_language(info.target or ("", ""), language),
            particle=info.target_particle,
            location=location.value,
            place_particle=info.place_particle,
            has_notes=bool(notes),
            notes=", ".join(notes),
        )
        for language in _LANGUAGES
    )
    return english, korean


def build_default_keywords(
    kind: EventType, location: FrameLocation, gender: Gender, age: AgeGroup, things: Sequence[str]
) -> list[str]:
    """Keywords in both languages, each once; `things` unchanged."""
    words: list[str] = [*EVENT_TYPES[kind].noun]
    if location is not FrameLocation.UNKNOWN:
        words += [format_location(location, language) for language in _LANGUAGES]
    if gender is not Gender.UNKNOWN:
        words += [format_gender(gender, language) for language in _LANGUAGES]
    if age is not AgeGroup.UNKNOWN:
        words += [format_age_group(age, language) for language in _LANGUAGES]
    return list(dict.fromkeys([*words, *things]))
