"""Korean particles, whose form depends on the last sound of the word before: 절도로, 쓰러짐으로.

The sound of digits and Latin letters is the one that Korean readers give them.
"""

import re
from enum import Enum

_LIEUL = 8
# Digits are read as 영 일 이 삼 사 오 육 칠 팔 구: those that end in a consonant, and in which.
_DIGITS = {"1": "ㄹ", "7": "ㄹ", "8": "ㄹ", "0": "ㅇ", "3": "ㅁ", "6": "ㄱ"}
# Letters of abbreviations are read by their names: 엘, 엠, 엔, 알. The names of all others end in vowels.
_LETTERS = {"L": "ㄹ", "R": "ㄹ", "M": "ㅁ", "N": "ㄴ"}
_SPELLED = re.compile(r"(?:^|[^A-Za-z])[A-Z]{1,5}$")
_WORD = re.compile(r"[a-z]+$", re.IGNORECASE)

# Endings of English words as Korean readers say them. All other words end in a vowel, which Korean often adds: 카트,
# 나이프, 블레이드, 박스, 코트.
_LATERAL = re.compile(r"(?:l|le)$")  # 바틀, 펜슬, 모바일
_NASAL = re.compile(r"(?:[mn]|ng|(?<=[a-z])[mn]e)$")  # 와인, 링, 퍼퓸
_STOP = re.compile(r"(?:^|[^aeiou])(?:[aeiouy](?:[kpt]|ck)|ook|ette)$")  # 랩톱, 티켓, 백팩, 북, 시가렛
# Readers differ: 백 and 버그, 잡 and 클럽.
_EITHER = re.compile(r"[aeiou][gb]$|oot$")


class FinalSound(Enum):
    """The kind of sound that a word ends in; LIEUL is the consonant ㄹ, which 으로/로 treats like a vowel."""

    VOWEL = "vowel"
    CONSONANT = "consonant"
    LIEUL = "ㄹ"
    UNSURE = "unsure"


def find_last_sound(word: str) -> FinalSound:
    """The sound that a reader says last. Quotation marks at the end and anything in brackets are not read."""
    bare = word.split("(")[0].rstrip(" ’'”\")」』.")
    if not bare:
        return FinalSound.UNSURE
    last = bare[-1]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return FinalSound.VOWEL if not final else FinalSound.LIEUL if final == _LIEUL else FinalSound.CONSONANT
    if last in "0123456789":
        return _sound_from_final(_DIGITS.get(last))
    if _SPELLED.search(bare):
        return _sound_from_final(_LETTERS.get(last))
    latin = _WORD.search(bare)
    return FinalSound.UNSURE if latin is None else _sound_from_english(latin.group().lower())


def _sound_from_final(final: str | None) -> FinalSound:
    return FinalSound.VOWEL if final is None else FinalSound.LIEUL if final == "ㄹ" else FinalSound.CONSONANT


def _sound_from_english(word: str) -> FinalSound:
    if _LATERAL.search(word):
        return FinalSound.LIEUL
    if _NASAL.search(word) or _STOP.search(word):
        return FinalSound.CONSONANT
    return FinalSound.UNSURE if _EITHER.search(word) else FinalSound.VOWEL


def add_particle(word: str, pair: str) -> str:
    """The word with its particle: ("P1", "은/는") → "P1은", ("우유", "을/를") → "우유를", ("bag", …) → "bag을(를)".

    pair: the particle after a consonant, a slash, the particle after a vowel. Where readers differ, both are written.
    """
    after_consonant, after_vowel = pair.split("/")
    sound = find_last_sound(word)
    if sound is FinalSound.UNSURE:
        return word + ("(으)로" if pair == "으로/로" else f"{after_consonant}({after_vowel})")
    if sound is FinalSound.VOWEL or (sound is FinalSound.LIEUL and pair == "으로/로"):
        return word + after_vowel
    return word + after_consonant
