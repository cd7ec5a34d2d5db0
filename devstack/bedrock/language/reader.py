"""Turn a question into the input of plan_question, by taking what is understood out of it, piece by piece."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from devstack.bedrock.language.attributes import (
    DESCRIPTIVE,
    FOLLOWS,
    FOOTAGE,
    NTH,
    PEOPLE,
    PERSON_WORD,
    SAME_PERSON,
    SIDES,
    TRACK,
    VISITOR_EN,
    VISITOR_KO,
)  # fmt: skip
from devstack.bedrock.language.clock import Present, take_clock
from devstack.bedrock.language.happenings import Happenings, take_happenings
from devstack.bedrock.language.leftover import leftover
from devstack.bedrock.language.numbers import digits, ordinal
from devstack.bedrock.language.positions import take_positions
from devstack.bedrock.language.reading import GONE, Reading, plain
from devstack.bedrock.language.tongue import language_of
from devstack.bedrock.language.wants import NEGATED_EXISTENCE, compared, want_of

_EXCEPT_AFTER = re.compile(rf"^{GONE}*\s*(?:말고|빼고|제외|이?\s*아닌|아니[고라])")
_EXCEPT_BEFORE = re.compile(r"(?:\bnot|\bexcept(?: for)?|\bexcluding|\bother than|\bbut not)\s*$")
_ALL = {
    "locations": ("LEFT", "CENTER", "RIGHT"),
    "genders": ("FEMALE", "MALE"),
    "ageGroups": ("CHILD", "YOUNG", "MIDDLE", "OLD"),
}


def read_question(question: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of plan_question that a question's words fill. context: as the planner gets it."""
    plan: dict[str, Any] = {"language": language_of(question)}
    reading = Reading(digits(_without_name(plain(question), context)))
    follows = reading.take(FOLLOWS) is not None and bool(context.get("earlier"))
    _take_when(reading, context, plan)
    _take_people(reading, context, plan)
    whole = reading.text
    _take_order(reading, plan)
    plan["want"] = want_of(reading.text)
    happened = take_happenings(reading)
    _say_what(happened, plan, reading.text)
    _settle_order(plan, reading.text)
    plan["aboutFootage"] = _about_footage(plan, whole)
    plan["text"] = _text(plan, whole, reading.text)
    if follows:
        _inherit(plan, context["earlier"][-1].get("plan") or {})
    return {name: value for name, value in plan.items() if value not in (None, [], "")}


def _without_name(text: str, context: Mapping[str, Any]) -> str:
    """The question without the video's name: 'Left aisle' is no side."""
    video = context.get("video") or {}
    for name in (video.get("name"), video.get("camera")):
        if name and len(str(name)) > 2:
            text = re.sub(rf"['\"]?{re.escape(plain(str(name)))}['\"]?", GONE, text)
    return text


def _take_when(reading: Reading, context: Mapping[str, Any], plan: dict[str, Any]) -> None:
    video = context.get("video") or {}
    now = datetime.fromisoformat(context["now"]) if context.get("now") else datetime.now(UTC)
    duration = video.get("durationSeconds")
    footage = None
    if video.get("recordedAt"):
        begins = datetime.fromisoformat(video["recordedAt"])
        footage = (begins, begins + timedelta(seconds=float(duration or 0)))
    window = take_clock(reading, Present(now, footage, bool(video)))
    if window is not None:
        plan["occurredAt"] = {
            "from": window[0].isoformat() if window[0] else None,
            "to": window[1].isoformat() if window[1] else None,
        }
    positions = take_positions(reading, None if duration is None else float(duration))
    for name, ends in (("seconds", positions.seconds), ("lasting", positions.lasting)):
        if ends is not None and ends != (None, None):
            plan[name] = {"from": ends[0], "to": ends[1]}


def _take_people(reading: Reading, context: Mapping[str, Any], plan: dict[str, Any]) -> None:
    tracks = [f"P{match.group(1) or match.group(2)}" for match in reading.take_all(TRACK)]
    plan["trackIds"] = list(dict.fromkeys(tracks))
    if context.get("earlier") and not tracks and reading.take(SAME_PERSON):
        plan["aboutEarlier"] = True
    for field in _ALL:
        plan[field] = []
    for genders, ages, pattern in PEOPLE:
        while (match := pattern.search(reading.text)) is not None:
            _add(plan, "genders", genders, reading, match)
            _add(plan, "ageGroups", ages, reading, match)
            reading.remove(*match.span())
    for side, pattern in SIDES:
        while (match := pattern.search(reading.text)) is not None:
            _add(plan, "locations", (side,), reading, match)
            reading.remove(*match.span())


def _add(plan: dict[str, Any], field: str, values: tuple[str, ...], reading: Reading, match: re.Match[str]) -> None:
    """Add values to a field; where the question excludes them ("여자 말고"), add all others."""
    if not values:
        return
    before, after = reading.text[: match.start()], reading.text[match.end() :]
    excluded = _EXCEPT_AFTER.search(after) or _EXCEPT_BEFORE.search(before)
    wanted = [value for value in _ALL[field] if value not in values] if excluded else list(values)
    plan[field] = list(dict.fromkeys([*plan[field], *wanted]))


def _take_order(reading: Reading, plan: dict[str, Any]) -> None:
    """ "두 번째 손님", "the last visitor": a person by order of appearance, unless the verb turns out to be meant."""
    match = reading.take(VISITOR_KO) or reading.take(VISITOR_EN)
    if match is not None:
        word = match.group("n").strip()
        plan["visitor"] = ordinal("마지막" if "마지막" in word else word)
        return
    match = reading.take(NTH)
    if match is not None:
        plan["nth"] = ordinal(match.group("ko") or match.group("en"))


def _say_what(happened: Happenings, plan: dict[str, Any], text: str) -> None:
    plan["types"], plan["withoutTypes"] = list(happened.types), []
    nothing = NEGATED_EXISTENCE.search(text) is not None
    if happened.negated:
        if plan["want"] == "EXISTS" and not happened.adnominal:
            plan["types"] = list(dict.fromkeys([*happened.types, *happened.negated]))
            plan["negated"] = True
        else:
            plan["withoutTypes"] = list(happened.negated)
    if nothing and plan["want"] in ("EXISTS", "LIST"):
        plan["want"] = "EXISTS"
        plan["negated"] = True
    if happened.presence and not plan["types"] and plan["want"] == "LIST":
        plan["types"] = ["STANDING", "LOITERING", "SITTING"]
    if plan["want"] == "MOST":
        plan["groupBy"] = compared(text)


def _settle_order(plan: dict[str, Any], text: str) -> None:
    """The last to leave and the first to come are events; "the first visitor's leaving" speaks of a person."""
    visitor, nth = plan.get("visitor"), plan.pop("nth", None)
    if visitor is not None:
        came, went = plan["types"] == ["PERSON_ENTER"], plan["types"] == ["PERSON_EXIT"]
        if plan["want"] in ("LIST", "EXISTS", "FIRST", "LAST") and (came or (went and visitor == -1)):
            plan.pop("visitor")
            plan["want"] = "LAST" if visitor < 0 else "FIRST"
            plan["nth"] = abs(visitor)
        elif plan["want"] in ("FIRST", "LAST"):
            plan["want"] = "LIST"
    elif nth is not None and plan["want"] in ("LIST", "FIRST", "LAST", "EXISTS"):
        plan["want"] = "LAST" if plan["want"] == "LAST" else "FIRST"
        plan["nth"] = nth


def _about_footage(plan: Mapping[str, Any], text: str) -> bool:
    fields = (
        "types",
        "withoutTypes",
        "locations",
        "genders",
        "ageGroups",
        "trackIds",
        "visitor",
        "seconds",
        "occurredAt",
        "groupBy",
    )
    said = plan["want"] == "EMPTY" or any(plan.get(field) for field in (*fields, "aboutEarlier"))
    return said or any(pattern.search(text) for pattern in (FOOTAGE, DESCRIPTIVE, PERSON_WORD))


def _text(plan: Mapping[str, Any], whole: str, rest: str) -> str:
    """What no field holds: clothes and things always; other unknown words only where nothing else was understood."""
    words = leftover(rest)
    if DESCRIPTIVE.search(whole):
        return " ".join(words)
    fields = ("types", "withoutTypes", "locations", "genders", "ageGroups", "trackIds", "visitor", "aboutEarlier")
    understood = plan["want"] == "EMPTY" or any(plan.get(field) for field in fields)
    return "" if understood else " ".join(words)


def _inherit(plan: dict[str, Any], earlier: Mapping[str, Any]) -> None:
    """ "그럼 오른쪽은?": what the follow-up leaves unsaid is as it was in the question before."""
    for field in (
        "types",
        "withoutTypes",
        "seconds",
        "occurredAt",
        "lasting",
        "locations",
        "genders",
        "ageGroups",
        "groupBy",
    ):
        if not plan.get(field) and earlier.get(field):
            plan[field] = earlier[field]
    if plan["want"] in ("LIST", "EXISTS") and earlier.get("want"):
        plan["want"] = earlier["want"]
    plan["aboutFootage"] = plan["aboutFootage"] or bool(earlier.get("aboutFootage"))
