"""Parses conditions relative to another event: "노인이 쓰러진 뒤에 누가 들어왔어?", "What did she do before that?"."""

import re
from collections.abc import Mapping
from typing import Any

from devstack.standin.nlu.attributes import NTH, SAME_PERSON, TRACK
from devstack.standin.nlu.event_types import take_event_types
from devstack.standin.nlu.people import take_people
from devstack.standin.nlu.text.consumable_text import RemainingText
from devstack.standin.nlu.text.numbers import parse_ordinal

# "Right after" is within this many seconds.
SOON_SECONDS = 60.0
_BEFORE_KO = re.compile(r"(?P<anchor>^.*?\S)기\s*(?:(?P<soon>바로\s*|직)\s*)?전(?:에는|에|까지|까지는)?(?=[\s,]|$)")
_AFTER_KO = re.compile(
    r"(?P<anchor>^.*?\S)\s*(?P<soon>직후|자마자|바로\s*(?:뒤|다음|후))(?:에는|에|로)?(?=[\s,]|$)"
    r"|(?P<anchor2>^.*?\S)(?:고\s*난)?\s+(?:뒤|후|다음|이후)(?:에는|에|로)?(?=[\s,]|$)"
    r"|(?P<anchor3>^.*?\S)고\s*나서(?=[\s,]|$)"
)
_NOUN_BEFORE_KO = re.compile(r"(?P<anchor>^.*?\S)\s+(?:(?P<soon>바로\s*전|직전)|전|이전)(?:에는|에)?(?=[\s,]|$)")
_ENGLISH = re.compile(
    r"(?P<soon>\b(?:right|just|immediately|shortly|directly|straight)\s+)?\b(?P<way>after|before|following)\s+"
    r"(?P<anchor>[^,?.!]+?)(?=\s*(?:,|[?.!]|$))"
)
_GERUND = re.compile(r"^(?:\w+ing)\b")
_THAT_KO = re.compile(
    r"(?<![가-힣])(?:그\s*(?:바로\s*)?(?P<before>전|이전|직전)|그\s*(?:바로\s*)?(?P<after>다음|뒤|후|이후|직후))"
    r"(?:에는|에|으로|로)?(?:는|도)?(?![가-힣])"
)
_THAT_EN = re.compile(
    r"\b(?P<way>before|after)\s+(?:that|this|then|it)\b(?!\s+\w+ed)|\b(?P<later>afterwards?|next)\b(?=\s*[?.!]*$)"
)
# Others, compared with a person: "P2보다 먼저 나간 사람", "Who left before P2?", "Who came in after her?".
_WHO = r"p\d{1,4}|\d{1,3}\s*번\s*(?:사람|손님|고객|방문자|방문객|인물)"
_PERSON_KO = re.compile(
    rf"(?<![a-z\d가-힣])(?P<who>{_WHO}|(?:그|이|저)\s*(?:사람|손님|고객|남자|여자|아이|분)|그녀)"
    r"(?:보다\s*(?:더\s*)?(?:(?P<before>먼저|일찍|빨리|앞서)|(?P<after>늦게|나중에|뒤에))"
    r"|\s*(?:(?P<before2>이전|직전|바로\s*전|전)|(?P<after2>이후|직후|다음|바로\s*뒤|뒤))(?:에는|에|으로)?(?=\s))"
)
_PERSON_EN = re.compile(
    r"\b(?:(?P<before>before|earlier\s+than|sooner\s+than|ahead\s+of)|(?P<after>after|later\s+than|following))\s+"
    r"(?P<who>p\d{1,4}|him|her|them|(?:that|this|the\s+same)\s+(?:person|man|woman|visitor|customer|child))"
    r"(?:\s+did)?(?=\s*(?:[?.,!]|$))"
)
_SUBJECT_KO = re.compile(r"(?:[가-힣]+|p\d+)(?:이|가|은|는)(?=\s)")
_WHO_KO = re.compile(r"누가|누구|몇\s*명|사람|손님|무슨\s*일|어떤\s*일")
_ADNOMINAL_KO = re.compile(r"[가-힣1]\s*(?:사람|손님|고객|방문자)")
_DOING_KO = re.compile(r"(?:뭘|뭐|무엇을|어디|어떻게)")
_PRONOUN_EN = re.compile(r"^(?:he|she|they|him|her|them|the (?:same )?(?:man|woman|person|child|boy|girl))\b")
_DOING_EN = re.compile(r"^\s*(?:and\s+)?(?:what|where|how long)\s+(?:did|was|were|had|is|does)\b")


def take_relative(reading: RemainingText, context: Mapping[str, Any]) -> dict[str, Any] | None:
    """Take the related event out of the text; None if there is none."""
    if context.get("earlier") and (relative := _take_relative_to_answer(reading)) is not None:
        return relative
    for take in (_take_relative_to_person, _take_korean_clause, _take_english_clause):
        if (relative := take(reading)) is not None:
            return relative
    return None


def _take_relative_to_answer(reading: RemainingText) -> dict[str, Any] | None:
    match = reading.take(_THAT_KO)
    if match is not None:
        soon = "직" in match.group() or "바로" in match.group()
        return _build_relative("BEFORE" if match.group("before") else "AFTER", soon, earlier=True)
    match = reading.take(_THAT_EN)
    if match is None:
        return None
    return _build_relative((match.group("way") or "after").upper(), False, earlier=True)


def _take_relative_to_person(reading: RemainingText) -> dict[str, Any] | None:
    """Before or after a person. The caller adds the event type, which is that of the question."""
    match = reading.take(_PERSON_KO) or reading.take(_PERSON_EN)
    if match is None:
        return None
    groups = match.groupdict()
    relative = _build_relative("BEFORE" if groups["before"] or groups.get("before2") else "AFTER", soon=False)
    track = TRACK.match(groups["who"])
    if track is None:
        return {**relative, "earlier": True, "ofPerson": True}
    return {**relative, "trackIds": [f"P{track.group(1) or track.group(2)}"]}


def _take_korean_clause(reading: RemainingText) -> dict[str, Any] | None:
    for pattern, way in ((_BEFORE_KO, "BEFORE"), (_NOUN_BEFORE_KO, "BEFORE"), (_AFTER_KO, "AFTER")):
        match = pattern.search(reading.text)
        if match is None:
            continue
        groups = match.groupdict()
        clause = groups["anchor"] or groups.get("anchor2") or groups.get("anchor3") or ""
        main = reading.text[match.end() :]
        anchor = _anchor(clause, main)
        if anchor is None or not main.strip(" ?.!"):
            continue
        own_subject = _SUBJECT_KO.search(clause + " ") is not None
        same = _same_in_korean(clause, main)
        joined = groups.get("anchor3") is not None or _is_verb(clause)
        if not own_subject and not same and joined and _ADNOMINAL_KO.search(main):
            return None  # "훔친 뒤에 나간 사람": two actions of one person
        reading.remove(*match.span())
        if same:
            _take_person_again(reading)
        return {**_build_relative(way, bool(groups.get("soon"))), **anchor, **({"samePerson": True} if same else {})}
    return None


def _same_in_korean(clause: str, main: str) -> bool:
    if SAME_PERSON.search(main):
        return True
    return _DOING_KO.search(main) is not None and _WHO_KO.search(main) is None


def _is_verb(clause: str) -> bool:
    return re.search(r"[친한진운난간온은던긴]$", clause.strip()) is not None


def _take_english_clause(reading: RemainingText) -> dict[str, Any] | None:
    match = _ENGLISH.search(reading.text)
    if match is None or _GERUND.match(match.group("anchor")):
        return None
    clause = match.group("anchor")
    main = reading.text[: match.start()] + reading.text[match.end() :]
    anchor = _anchor(clause, main)
    if anchor is None:
        return None
    same = _PRONOUN_EN.match(clause) is not None and _DOING_EN.search(main) is not None
    reading.remove(*match.span())
    if same:
        _take_person_again(reading)
    way = "BEFORE" if match.group("way") == "before" else "AFTER"
    return {**_build_relative(way, bool(match.group("soon"))), **anchor, **({"samePerson": True} if same else {})}


def _build_relative(way: str, soon: bool, *, earlier: bool = False) -> dict[str, Any]:
    relative: dict[str, Any] = {"when": way}
    if soon:
        relative["within"] = SOON_SECONDS
    if earlier:
        relative["earlier"] = True
    return relative


def _anchor(clause: str, main: str) -> dict[str, Any] | None:
    """The event that a clause names; None if it names none. The other clause may say who did it."""
    reading = RemainingText(clause + ("지" if clause.endswith(("하", "르", "나", "오", "지", "치", "우")) else ""))
    fields: dict[str, Any] = {}
    take_people(reading, {}, fields)
    nth = reading.take(NTH)
    if nth is not None:
        fields["nth"] = parse_ordinal(nth.group("ko") or nth.group("en"))
    happened = take_event_types(RemainingText(_stem_ended(clause)) if nth is None else reading)
    if not happened.types:
        return None
    if _PRONOUN_EN.match(clause) or SAME_PERSON.search(main):
        others: dict[str, Any] = {}
        take_people(RemainingText(main), {}, others)
        for field in ("genders", "ageGroups"):
            fields[field] = fields.get(field) or others.get(field)
    fields["types"] = happened.types
    return {name: value for name, value in fields.items() if value}


def _stem_ended(clause: str) -> str:
    """A Korean stem before -기, with -지 appended so that the patterns of verbs match ("훔치" → "훔치지")."""
    return clause + ("지" if re.search(r"[가-힣]$", clause) else "")


def _take_person_again(reading: RemainingText) -> None:
    """Remove the person of both clauses, who is already given by the track."""
    fields: dict[str, Any] = {}
    take_people(reading, {"earlier": [{}]}, fields)
