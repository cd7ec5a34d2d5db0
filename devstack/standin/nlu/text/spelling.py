# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Corrects typed questions: Korean without spaces, typos, and chat abbreviations.

An unknown word becomes a word of CCTV questions if it is one typo away: two letters swapped, one missing or extra, or in
a longer word one wrong. The first letter must match. Korean is compared by its letters (jamo), of which one may be
wrong.
"""

import re
import unicodedata
from functools import cache

from devstack.standin.nlu.leftover import is_known
from devstack.standin.nlu.lexicon import EVENTS

_ABBREVIATIONS = {
    "ppl": "people", "plz": "please", "pls": "please", "teh": "the", "u": "you", "pics": "scenes", "pic": "scene",
    "whos": "who is", "whats": "what is", "wheres": "where is", "didnt": "didn't", "wasnt": "wasn't", "isnt": "isn't",
    "dont": "don't", "hav": "have", "wen": "when", "wat": "what", "anyones": "anyone", "sb": "somebody",
    "sth": "something", "yest": "yesterday", "mins": "minutes", "secs": "seconds",
}  # fmt: skip
_ENGLISH_WORDS = """
collapse collapsed collapsing fainted fainting unconscious fighting fight fights fought smoke smoked smoking smoker
cigarette stealing steal stole stolen theft thefts thief thieves shoplifting shoplifter robbery stand standing stood
sitting loitering loitered lingering wandering suspicious intruder intruders intrusion intruded trespassing burglar
vandalism vandalized damaged graffiti entered enter entering entrance leave leaving left exited person people visitor
visitors customer customers woman women children child right middle centre center longest shortest first yesterday
morning afternoon evening midnight between emergency accident crowded running walked walking waiting something anyone
anybody somebody someone happened happen minutes minute seconds camera parking checkout strange unusual violence attack
"""
_VOCABULARY = frozenset(_ENGLISH_WORDS.split())
# English words that are one typo away from a word of the vocabulary.
_NOT_TYPOS = frozenset(
    ["flight", "freight", "stool", "stale", "stared", "heft", "parting", "thought", "foyer", "sitter"]
)
_ENGLISH_WORD = re.compile(r"[a-z]{4,}")

_KOREAN_STEMS = (
    "침입", "절도", "도난", "도둑", "싸움", "폭행", "흡연", "담배", "배회", "쓰러", "실신", "기절", "파손", "훼손", "혼잡",
    "입장", "퇴장", "수상", "위급", "응급", "손님",
)  # fmt: skip
_KOREAN_WORD = re.compile(r"[가-힣]{2,}")
# Final consonants that are often typed single in past forms: 왓어, 잇엇나요, 햇다.
_PAST = str.maketrans({"왓": "왔", "갓": "갔", "햇": "했", "잇": "있", "엇": "었", "앗": "았", "낫": "났", "졋": "졌"})
_PAST_WORD = re.compile(r"[가-힣]*[왓갓햇잇엇앗낫졋](?=[어나니지던는다습을]|$|[\s?.!])[가-힣]*")
_LETTERS = str.maketrans({"찿": "찾", "됬": "됐", "뭣": "뭐"})
# Inserts missing spaces.
_RUN_TOGETHER = (
    (re.compile(r"(?<![가-힣])(가장|제일|젤|맨)(?=[가-힣]{2})"), r"\1 "),
    (re.compile(r"(오래|오랫동안|길게|짧게|먼저|처음으로|마지막으로|번째로)(?=(?:서|있|머|앉|들어|나간|나갔|나온|온|왔)[가-힣])"), r"\1 "),
    (re.compile(r"(?<=[가-힣]{2})(에서|에는|동안|사이에|이후에|전에|뒤에)(?=(?:싸|훔|쓰|담|흡|배|서|누|들|나|침|도|사|무|언|몇|앉|뛰|걸|낙|부)[가-힣]{2})"), r"\1 "),
    (re.compile(r"(?<=[가-힣])(사람|손님|방문자|고객|장면|거)(들?(?:이|은|을|는)?)(?=(?:누|있|몇|보여|보이|찾|언제|어디|알려|없)[가-힣]?)"), r" \1\2 "),
    (re.compile(r"(몇\s*명)(?=[가-힣]{2})"), r"\1 "),
)  # fmt: skip
# 훔쳐 간 becomes 훔쳐간: the second verb only gives the direction of the first.
_DIRECTION = re.compile(r"(?<![가-힣])(훔쳐|집어|가져|챙겨|뛰어|달려|걸어|도망)\s+(?=[가간갔갈])")


def fix_spelling(text: str) -> str:
    """The lower-case text with typos corrected. Known words stay unchanged."""
    text = text.translate(_LETTERS)
    text = _PAST_WORD.sub(lambda match: match.group().translate(_PAST), text)
    for pattern, spaced in _RUN_TOGETHER:
        text = pattern.sub(spaced, text)
    text = _DIRECTION.sub(r"\1", text)
    text = re.sub(r"[a-z]+", lambda match: _ABBREVIATIONS.get(match.group(), match.group()), text)
    text = _ENGLISH_WORD.sub(lambda match: _english(match.group()), text)
    return " ".join(_KOREAN_WORD.sub(lambda match: _korean(match.group()), text).split())


@cache
def _english(word: str) -> str:
    if word in _VOCABULARY or word in _NOT_TYPOS or is_known(word) or _is_event(word):
        return word
    near = [known for known in sorted(_VOCABULARY) if known[0] == word[0] and _is_one_typo(word, known, len(word) >= 7)]
    return near[0] if near else word


@cache
def _korean(word: str) -> str:
    """The word with its first stem corrected."""
    if is_known(word) or _is_event(word):
        return word
    for stem in _KOREAN_STEMS:
        head = word[: len(stem)]
        if head == stem:
            return word
    for stem in _KOREAN_STEMS:
        head = word[: len(stem)]
        expected, typed = _jamo(stem), _jamo(head)
        # One wrong letter, never a missing or extra one: 나서 is not 낙서.
        if (
            len(head) == len(stem)
            and expected[0] == typed[0]
            and len(expected) == len(typed)
            and _is_one_typo(typed, expected, True)
        ):
            return stem + word[len(stem) :]
    return word


@cache
def _is_event(word: str) -> bool:
    return any(pattern.search(word) for _, pattern in EVENTS)


def _jamo(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _is_one_typo(typed: str, meant: str, wrong: bool) -> bool:
    """Whether the words differ by one typo. wrong: whether a different letter counts as one."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant))
    )
    here, there = typed[start:], meant[start:]
    if len(typed) != len(meant):
        longer, shorter = (here, there) if len(typed) > len(meant) else (there, here)
        return longer[1:] == shorter
    if here[:2] == there[1::-1] and here[2:] == there[2:] and len(here) > 1:
        return True
    return wrong and here[1:] == there[1:]
