"""Acts and names in a sentence that neither the vocabulary of events nor the cited rows know."""

import re
from calendar import day_name, month_name
from collections.abc import Callable
from functools import cache

from domain.ask.checking.lexicon import Lexicon

_ACT = re.compile(r"\b[a-z]{2,}(?:ed|ing)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-z0-9,;] )[A-Z][a-z]{2,}\b")
_CALENDAR = frozenset((*month_name[1:], *day_name))
# Syllables of Korean verbs in the past end in this consonant, those of polite verbs in the present in that.
_PAST, _POLITE = 20, 17
_FIRST_SYLLABLE, _FINALS, _LAST_OF_POLITE = 0xAC00, 28, 0xB2E4
_WORD = re.compile(r"[\uac00-\ud7a3]+")
_KNOWN_STEM_LENGTH = 2


def has_unknown_words(text: str, lexicon: Lexicon, read_known: Callable[[], str]) -> bool:
    """Whether a part of a sentence tells of an act, or names somebody, that nothing shows.

    read_known: gives the words of the rows.
    """
    acts = list_acts(text, lexicon)
    names = [name for name in _NAME.findall(text) if name not in _CALENDAR]
    if not acts and not names:
        return False
    known = read_known()
    return any(not _is_known(word, known) for word in acts) or any(name.lower() not in known for name in names)


def _is_known(word: str, known: str) -> bool:
    length = _KNOWN_STEM_LENGTH if _WORD.match(word) else 5
    return word.lower()[:length] in known


def list_acts(text: str, lexicon: Lexicon) -> list[str]:
    """Words for acts that are neither events nor neutral."""
    events = [match.span() for match in lexicon.any_verb.finditer(text)]
    found = [*_ACT.finditer(text), *lexicon.irregular_acts.finditer(text)]
    found += [match for match in _WORD.finditer(text) if _is_predicate(match[0]) or lexicon.predicate.search(match[0])]
    return [
        match[0]
        for match in found
        if match[0]
        and not any(start < match.end() and match.start() < end for start, end in events)
        and not _is_neutral(match[0], lexicon)
    ]


def _is_neutral(word: str, lexicon: Lexicon) -> bool:
    """Korean words are known by their stems, English ones as a whole."""
    neutral = lexicon.neutral_acts
    return (neutral.match(word) if _WORD.match(word) else neutral.fullmatch(word)) is not None


@cache
def _is_predicate(word: str) -> bool:
    """Whether a Korean word ends a statement: in the past, or politely in the present."""
    finals = [(ord(letter) - _FIRST_SYLLABLE) % _FINALS for letter in word]
    return len(word) > 1 and (_PAST in finals[1:] or (_POLITE in finals[:-2] and ord(word[-1]) == _LAST_OF_POLITE))
