"""The kinds of event that a question names, and those it denies."""

import re
from dataclasses import dataclass, field

from devstack.bedrock.language.lexicon import EVENTS, PRESENCE
from devstack.bedrock.language.reading import Reading

# "안 들어온", "못 나간" before the verb; "-지 않은", "-지 못한" after it; "멈춤 없이".
_DENIED_BEFORE_KO = re.compile(r"(?:^|[\s▪])(?:안|못)\s*$")
_DENIED_AFTER_KO = re.compile(r"^\s*(?:않|못|안)[가-힣]*|^\s*없이")
_STEM_THEN_NOT = re.compile(r"지(?:는|도|를|조차)?$")
_DENIED_INSIDE_KO = re.compile(r"지(?:는|도)?\s*(?:않|못)")
_DENIED_BEFORE_EN = re.compile(r"(?:\bnot|\bnever|\bwithout|n't)\s+(?:(?:yet|ever|even|being|any|come|go)\s+)?$")
# A clause that describes a person: "나가지 않은 사람", "who did not leave".
_BEFORE_PERSON = re.compile(r"^[\s▪]*(?:사람|손님|고객|방문|인물|여자|남자|채|고)")
_ANYONE_NOT = re.compile(
    r"\b(?:anyone|anybody|someone|somebody|people|persons?|visitors?|customers?)\s+(?:not|never)\b"
)
_RELATIVE = re.compile(r"\b(?:who|that|without)\b")


@dataclass
class Happenings:
    """types are asked for; negated are denied. adnominal: the denial describes a person. presence: of staying."""

    types: list[str] = field(default_factory=list)
    negated: list[str] = field(default_factory=list)
    adnominal: bool = False
    presence: bool = False


def take_happenings(reading: Reading) -> Happenings:
    """Take every kind of event out of the text, in the order of the lexicon, with the words that deny it."""
    found = Happenings()
    found.presence = reading.take(PRESENCE) is not None
    for types, pattern in EVENTS:
        while (match := pattern.search(reading.text)) is not None:
            start, end, denied = _with_denial(reading.text, match)
            if denied:
                found.adnominal |= _describes_person(reading.text, start, end)
            (found.negated if denied else found.types).extend(types)
            reading.remove(start, end)
    found.types = list(dict.fromkeys(found.types))
    found.negated = [kind for kind in dict.fromkeys(found.negated) if kind not in found.types]
    return found


def _with_denial(text: str, match: re.Match[str]) -> tuple[int, int, bool]:
    """The span of a verb with what denies it, and whether anything does."""
    start, end = match.span()
    before, after = text[:start], text[end:]
    lead = _DENIED_BEFORE_KO.search(before) or _DENIED_BEFORE_EN.search(before)
    if lead is not None:
        return lead.start(), end, True
    if _DENIED_INSIDE_KO.search(match.group()):
        return start, end, True
    tail = _DENIED_AFTER_KO.search(after)
    if tail is not None and (_STEM_THEN_NOT.search(match.group()) or "없이" in tail.group()):
        return start, end + tail.end(), True
    return start, end, False


def _describes_person(text: str, start: int, end: int) -> bool:
    described = _BEFORE_PERSON.search(text[end:]) or _RELATIVE.search(text[:end])
    return bool(described or _ANYONE_NOT.search(text[:end]))
