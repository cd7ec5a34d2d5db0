"""Detection of a text's language: Korean or English."""

import re

from models.enums import Language

_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]*’|(?<!\w)'[^']*'(?!\w)")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[가-힣]+", re.IGNORECASE)
# Words that only an English sentence has; names of things stand in Korean sentences too.
_ENGLISH_GRAMMAR_TEXT = """
a an and any anybody anyone are at between by can come did do does during find for from get had has have he her him how
i in into is it list many me much nobody of on or people please show she tell than that the them then there they this
to was were what when where which while who whose why with
"""
_ENGLISH_GRAMMAR = frozenset(_ENGLISH_GRAMMAR_TEXT.split())
# How Korean sentences end: a verb, or a noun with a particle that asks.
_KOREAN_ENDING = re.compile(r"(?:[어아까나냐니지죠줘요다래야음봐네군]|세요|시오|는데|는지|은지|[은는])$")
# Fewer letters, as of a name, do not show the language.
_MIN_LETTERS = 12


def is_written_in(text: str, language: Language) -> bool | None:
    """Whether a text is written in the language; None where it is too short to tell."""
    letters = [letter for letter in text if letter.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return None
    korean = sum("가" <= letter <= "힣" for letter in letters) / len(letters)
    return korean >= 0.3 if language is Language.KO else korean < 0.3


def detect_language(text: str) -> Language:
    """The language of a question. Korean and English words are mixed: the sentence decides, not a name in it.

    Words in quotation marks are names. English is a sentence that has English grammar, at least as many English words,
    and no Korean end.
    """
    words = _WORD.findall(_QUOTED.sub(" ", text)) or _WORD.findall(text)
    korean = [word for word in words if not word.isascii()]
    if not korean:
        return Language.KO if any("ㄱ" <= letter <= "ㆎ" for letter in text) and not words else Language.EN
    if not words[-1].isascii() and _KOREAN_ENDING.search(words[-1]):
        return Language.KO
    has_grammar = any(word.lower() in _ENGLISH_GRAMMAR for word in words)
    return Language.EN if has_grammar and len(words) - len(korean) >= len(korean) else Language.KO
