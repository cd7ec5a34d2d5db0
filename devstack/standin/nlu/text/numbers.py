"""Writes number words before a unit as digits: "세 명" → "3 명", "two minutes" → "2 minutes", "삼십 초" → "30 초"."""

import re

_NATIVE = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10, "열한": 11,
    "열두": 12, "열다섯": 15, "스무": 20,
}  # fmt: skip
_SINO = {"일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "칠": 7, "팔": 8, "구": 9}
_ENGLISH = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "ninety": 90,
}  # fmt: skip
_ENGLISH_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10,
}  # fmt: skip

_NATIVE_BEFORE_UNIT = re.compile(
    rf"(?<![가-힣])({'|'.join(sorted(_NATIVE, key=len, reverse=True))})"
    r"(?=\s*(?:시간|시(?!\s*간)|번째|명|사람|분(?=\s*(?:동안|이상|넘|정도|쯤|간)|\b)))"
)
_TENS_BEFORE_UNIT = re.compile(r"(?<![가-힣])([이삼사오육칠팔구])?십([일이삼사오육칠팔구])?(?=\s*[분초])")
_ONES_BEFORE_UNIT = re.compile(
    r"(?<![가-힣])([일이삼사오육칠팔구])(?=\s*초|\s*분(?=에서|부터|까지|쯤|\s*(?:이후|이전|동안|뒤|후|전)))"
)
_ENGLISH_BEFORE_UNIT = re.compile(
    rf"\b({'|'.join(_ENGLISH)})(?=[\s-]+(?:seconds?|secs?|minutes?|mins?|hours?|days?|o'?clock)\b)"
)
_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# "at nine", "between nine and ten"; not "after one of them".
_ENGLISH_HOUR = re.compile(
    rf"\b(at|around|about|between|from|until|till|since|by|after|before|past|and|to)\s+({_HOURS})"
    r"(?=\s*(?:$|[?.,!]|(?:and|to|until|till|in the|at night|am|pm|a\.m|p\.m|o'clock|yesterday|today|last|tonight)\b))"
)
_HALF_PAST = re.compile(rf"\bhalf past (\d{{1,2}}|{_HOURS})\b")
_NUMBER_N = re.compile(r"(?:\bnumber|\bno\.|#)\s+(one|two|three|four|five|six|seven|eight|nine|ten)\b")
_HALF = re.compile(r"\bhalf (?:(?:a|an) )?(minute|hour)\b")
_ONE_UNSAID = re.compile(
    r"\b(first|last|final|opening|closing|past) (?=(?:second|minute|hour)\b(?! (?:person|visitor|customer)))"
)
_AND_A_HALF = re.compile(r"\b(\d+) (minute|hour)s? and a half\b|\b(\d+) and a half (minute|hour)s?\b")


_KOREAN_ORDINALS = {"첫째": 1, "둘째": 2, "셋째": 3, "넷째": 4, "다섯째": 5, "여섯째": 6}
_ORDINAL_KO = re.compile(rf"(?<![가-힣])({'|'.join(_KOREAN_ORDINALS)})(?=로|\s|$)")
_RUN_ON_COUNT = re.compile(r"(몇\s*(?:명|번(?!째)|건|회))(이나|이|은|을|의)?(?=[가-힣])")


def write_digits(text: str) -> str:
    """The text with number words before units of time or count written as digits, and a space after "몇 명이"."""
    text = _ORDINAL_KO.sub(lambda match: f"{_KOREAN_ORDINALS[match.group(1)]}번째", text)
    text = _RUN_ON_COUNT.sub(r"\1\2 ", text)
    text = _NATIVE_BEFORE_UNIT.sub(lambda match: str(_NATIVE[match.group(1)]), text)
    text = _TENS_BEFORE_UNIT.sub(_tens, text)
    text = _ONES_BEFORE_UNIT.sub(lambda match: str(_SINO[match.group(1)]), text)
    text = _ONE_UNSAID.sub(r"\1 1 ", text)
    text = _HALF.sub(lambda match: "30 seconds" if match.group(1) == "minute" else "30 minutes", text)
    text = _HALF_PAST.sub(lambda match: f"{_ENGLISH.get(match.group(1), match.group(1))}:30", text)
    text = _ENGLISH_HOUR.sub(lambda match: f"{match.group(1)} {_ENGLISH[match.group(2)]}", text)
    text = _NUMBER_N.sub(lambda match: f"number {_ENGLISH[match.group(1)]}", text)
    text = _ENGLISH_BEFORE_UNIT.sub(lambda match: str(_ENGLISH[match.group(1)]), text)
    return _AND_A_HALF.sub(_and_a_half, text)


def _tens(match: re.Match[str]) -> str:
    tens = _SINO[match.group(1)] if match.group(1) else 1
    ones = _SINO[match.group(2)] if match.group(2) else 0
    return str(tens * 10 + ones)


def _and_a_half(match: re.Match[str]) -> str:
    count = int(match.group(1) or match.group(3))
    unit = match.group(2) or match.group(4)
    return f"{count} minutes 30 seconds" if unit == "minute" else f"{count} hours 30 minutes"


def parse_ordinal(word: str) -> int:
    """ "second", "2nd" or "2" → 2; "last" → -1."""
    if word in ("last", "final", "마지막", "맨 마지막"):
        return -1
    if word.startswith(("첫", "처음")):
        return 1
    return _ENGLISH_ORDINALS.get(word) or int(re.sub(r"\D", "", word))
