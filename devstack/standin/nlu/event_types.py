"""Finds the event types that a question names or denies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from devstack.standin.nlu.lexicon import EVENTS, PRESENCE
from devstack.standin.nlu.text.consumable_text import RemainingText

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
# "서성이다가 ", "배회하고 나서 ", "훔친 뒤 (나간 사람)"; " and then ", ", then ", " before (stealing)".
_JOINED_KO = re.compile(
    r"[가-힣](?:다가|고서|고\s*나서|은\s*채|자마자|[친한진운난간온]\s*(?:뒤|후|다음)에?)\s[^,]*$|[가-힣]고\s+[가-힣\s]*$"
)
_JOINED_EN = re.compile(
    r"[^,?.]{0,25}?(?:\s+and\s+(?:then\s+|also\s+|later\s+|afterwards\s+)?|,?\s+then\s+|\s+before\s+(?=\S+ing\b|$))(?!who\b|how\b|when\b)[^,?.]{0,20}$"
)
_RELATIVE = re.compile(r"\b(?:who|that|without)\b")


# "Still there" means: has not left.
_STILL_THERE = re.compile(
    r"(?:아직|여전히)(?:도|까지)?\s*(?:안에|매장에|가게에|남아)\s*(?:있|남)[가-힣]*"
    r"|\bstill (?:inside|in there|in the (?:store|shop|building))\b"
)


@dataclass
class EventTypeMentions:
    """types: asked for. negated: denied. adnominal: the denial describes a person. presence: it asks about staying.

    together: one person did all of them ("서성이다가 훔친", "loitered and then stole"), in the order of in_order.
    """

    types: list[str] = field(default_factory=list)
    in_order: list[str] = field(default_factory=list)
    together: bool = False
    negated: list[str] = field(default_factory=list)
    adnominal: bool = False
    presence: bool = False


def take_event_types(reading: RemainingText) -> EventTypeMentions:
    """Take every event type out of the text, in the order of the lexicon, with words that deny it."""
    mentions = EventTypeMentions()
    mentions.presence = reading.take(PRESENCE) is not None
    if reading.take(_STILL_THERE) is not None:
        mentions.negated, mentions.adnominal = ["PERSON_EXIT"], True
    whole, spans = reading.text, []
    for types, pattern in EVENTS:
        while (match := pattern.search(reading.text)) is not None:
            start, end, denied = _with_denial(reading.text, match)
            if denied:
                mentions.adnominal |= _describes_person(reading.text, start, end)
            (mentions.negated if denied else mentions.types).extend(types)
            spans.append((start, end, types))
            reading.remove(start, end)
    mentions.types = list(dict.fromkeys(mentions.types))
    mentions.negated = [kind for kind in dict.fromkeys(mentions.negated) if kind not in mentions.types]
    spans.sort()
    mentions.in_order = list(dict.fromkeys(kind for _, _, types in spans for kind in types))
    mentions.together = _together(whole, spans)
    return mentions


def _together(text: str, spans: Sequence[tuple[int, int, tuple[str, ...]]]) -> bool:
    """Whether every verb is joined to the next one, as actions of one person."""
    if len({types for _, _, types in spans}) < 2 or any(len(types) > 1 for _, _, types in spans):
        return False
    return all(
        _JOINED_KO.search(text[first[0] : second[0]]) or _JOINED_EN.match(text[first[1] : second[0]])
        for first, second in pairwise(spans)
    )


def _with_denial(text: str, match: re.Match[str]) -> tuple[int, int, bool]:
    """The span of a verb with its negation, and whether it is negated."""
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
