"""Words for an event whose source gave none: a sentence in English and Korean, and words to find it by."""

from collections.abc import Iterable, Sequence

from domain.language.vocabulary import AGES, EVENTS, GENDERS, PLACES, SOMEONE, TELLINGS
from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.text.particles import with_particle

_WHERE = {
    FrameLocation.LEFT: "on the left",
    FrameLocation.CENTER: "in the center",
    FrameLocation.RIGHT: "on the right",
}


def default_description(
    kind: EventType, location: FrameLocation, gender: Gender, action: str | None, target: str | None
) -> tuple[str, str]:
    """The sentence in English and in Korean. What the verb has no room for follows at the end, as it was given."""
    telling = TELLINGS[kind]
    who, who_ko = telling.who or SOMEONE[gender]
    words, words_ko = [who, telling.verb[0]], [who_ko]
    notes = [action]
    if location is not FrameLocation.UNKNOWN:
        words_ko.append(PLACES[location][1] + telling.at)
    if telling.target is None:
        notes.append(target)
    else:
        words.append(target or telling.target[0])
        words_ko.append(with_particle(target or telling.target[1], telling.joint))
    if location is not FrameLocation.UNKNOWN:
        words.append(_WHERE[location])
    words_ko.append(telling.verb[1])
    more = ", ".join(note for note in notes if note)
    return (
        " ".join(words) + (f": {more}." if more else "."),
        " ".join(words_ko) + (f"({more})." if more else "."),
    )


def default_keywords(
    kind: EventType, location: FrameLocation, gender: Gender, age: AgeGroup, things: Sequence[str]
) -> list[str]:
    """Words to find it by, in both languages, each once; `things` as they were given."""
    words: list[str] = [*EVENTS[kind], *_known(PLACES[location], location), *_known(GENDERS[gender], gender)]
    words += _known(AGES[age], age)
    return list(dict.fromkeys([*words, *things]))


def _known(pair: tuple[str, str], value: str) -> Iterable[str]:
    return () if value == "UNKNOWN" else pair
