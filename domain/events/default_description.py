"""Describe an event whose source gave no description: a sentence in English and Korean, and keywords."""

from collections.abc import Iterable, Sequence

from domain.language.vocabulary import (
    AGE_GROUP_NAMES,
    GENDER_NAMES,
    LOCATION_NAMES,
    PERSON_SUBJECTS,
)
from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.event_types import EVENT_TYPES
from models.text.particles import add_particle

_LOCATION_WORDS = {
    FrameLocation.LEFT: "on the left",
    FrameLocation.CENTER: "in the center",
    FrameLocation.RIGHT: "on the right",
}


def build_default_description(
    kind: EventType, location: FrameLocation, gender: Gender, action: str | None, target: str | None
) -> tuple[str, str]:
    """The sentence in English and in Korean; the action, and a target that the verb does not take, at the end."""
    info = EVENT_TYPES[kind]
    subject, subject_ko = info.subject or PERSON_SUBJECTS[gender]
    words, words_ko = [subject, info.verb[0]], [subject_ko]
    notes = [action]
    if location is not FrameLocation.UNKNOWN:
        words_ko.append(LOCATION_NAMES[location][1] + info.place_particle)
    if info.target is None:
        notes.append(target)
    else:
        words.append(target or info.target[0])
        words_ko.append(add_particle(target or info.target[1], info.target_particle))
    if location is not FrameLocation.UNKNOWN:
        words.append(_LOCATION_WORDS[location])
    words_ko.append(info.verb[1])
    remarks = ", ".join(note for note in notes if note)
    return (
        " ".join(words) + (f": {remarks}." if remarks else "."),
        " ".join(words_ko) + (f"({remarks})." if remarks else "."),
    )


def build_default_keywords(
    kind: EventType, location: FrameLocation, gender: Gender, age: AgeGroup, things: Sequence[str]
) -> list[str]:
    """Keywords in both languages, each once; `things` unchanged."""
    words: list[str] = [
        *EVENT_TYPES[kind].noun,
        *_drop_unknown(LOCATION_NAMES[location], location),
        *_drop_unknown(GENDER_NAMES[gender], gender),
    ]
    words += _drop_unknown(AGE_GROUP_NAMES[age], age)
    return list(dict.fromkeys([*words, *things]))


def _drop_unknown(pair: tuple[str, str], value: str) -> Iterable[str]:
    return () if value == "UNKNOWN" else pair
