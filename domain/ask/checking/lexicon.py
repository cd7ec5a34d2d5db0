"""The patterns of a language by which claims are recognised, compiled once. The catalogs hold them (`check.ftl`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from models.enums import EventType, FrameLocation, Gender, Language
from models.messages.catalog import translate

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled patterns; the catalogs say what each recognises. numerals: words for small numbers.

    negates_before: a negation stands before its verb, never behind it.
    """

    verbs: Mapping[EventType, Pattern]
    any_verb: Pattern
    sides: Mapping[FrameLocation, Pattern]
    genders: Mapping[Gender, Pattern]
    numerals: Mapping[str, int]
    numeral: Pattern
    duration: Pattern
    presence: Pattern
    negation: Pattern
    harmless_negation: Pattern
    yes: Pattern
    no: Pattern
    divider: Pattern
    joint: Pattern
    either: Pattern
    object_before: Pattern
    object_after: Pattern
    people_unit: Pattern
    event_unit: Pattern
    afternoon: Pattern
    morning: Pattern
    spoken_clock: Pattern
    about: Pattern
    neutral_acts: Pattern
    irregular_acts: Pattern
    predicate: Pattern
    asks_clock: Pattern
    negates_before: bool


@cache
def load_lexicon(language: Language) -> Lexicon:
    # English words end where the pattern ends; Korean ones go on.
    ending = r"(?!\w)" if language is Language.EN else ""
    verbs = {kind: _compile(f"(?:{translate(language, 'check-verbs', type=kind.value)}){ending}") for kind in EventType}
    numerals = dict(_split_pair(pair) for pair in translate(language, "check-numerals").split())
    number_words = "|".join(sorted(numerals, key=len, reverse=True))
    divider_words = translate(language, "check-divider-words")
    return Lexicon(
        verbs=verbs,
        any_verb=_compile("|".join(pattern.pattern for pattern in verbs.values())),
        sides={side: _compile(translate(language, "check-side", location=side.value)) for side in FrameLocation},
        genders={gender: _compile(translate(language, "check-gender", gender=gender.value)) for gender in Gender},
        numerals=numerals,
        numeral=_compile(rf"(?<!\w)(?P<word>{number_words})(?=\s|$)"),
        duration=_compile(_build_duration(language)),
        presence=_compile(translate(language, "check-presence")),
        negation=_compile(translate(language, "check-negation")),
        harmless_negation=_compile(translate(language, "check-harmless-negation")),
        yes=_compile(translate(language, "check-yes")),
        no=_compile(translate(language, "check-no")),
        divider=_compile(rf"[,;:·](?!\d)|\s(?:{divider_words})\s"),
        either=_compile(translate(language, "check-or")),
        joint=_compile(translate(language, "check-and")),
        object_before=_compile(translate(language, "check-object-before")),
        object_after=_compile(translate(language, "check-object-after")),
        people_unit=_compile(translate(language, "check-people-unit")),
        event_unit=_compile(translate(language, "check-event-unit")),
        afternoon=_compile(translate(language, "check-afternoon")),
        morning=_compile(translate(language, "check-morning")),
        spoken_clock=_compile(translate(language, "check-spoken-clock")),
        about=_compile(translate(language, "check-about")),
        neutral_acts=_compile(translate(language, "check-neutral-acts")),
        irregular_acts=_compile(translate(language, "check-irregular-acts")),
        predicate=_compile(translate(language, "check-predicate")),
        asks_clock=_compile(translate(language, "check-asks-clock")),
        negates_before=language is Language.EN,
    )


def _compile(pattern: str) -> Pattern:
    return re.compile(pattern, re.IGNORECASE)


def _split_pair(pair: str) -> tuple[str, int]:
    word, _, number = pair.partition("=")
    return word, int(number)


def _build_duration(language: Language) -> str:
    """A length of time: at least one of hours, minutes and seconds, in this order."""
    hours, minutes, seconds = (
        translate(language, "check-hours-unit"),
        translate(language, "check-minutes-unit"),
        translate(language, "check-seconds-unit"),
    )
    number = r"\d+(?:\.\d+)?"
    return (
        rf"(?<![\d:.])(?=\d)(?:(?P<h>{number}){hours}\s*(?:and\s*)?)?(?:(?P<m>{number}){minutes}\s*(?:and\s*)?)?"
        rf"(?:(?P<s>{number}){seconds})?"
    )
