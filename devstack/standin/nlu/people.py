"""Finds the people that a question is about: ids, genders and ages, sides of the frame, and the nth to appear."""

import re
from collections.abc import Mapping
from typing import Any

from devstack.standin.nlu.attributes import (
    NTH,
    OBJECT_AFTER,
    OBJECT_BEFORE,
    PEOPLE,
    SAME_PERSON,
    SIDES,
    TRACK,
    VISITOR_EN,
    VISITOR_KO,
    VISITOR_NUMBERED,
)
from devstack.standin.nlu.text.consumable_text import TAKEN_MARK, RemainingText
from devstack.standin.nlu.text.numbers import parse_ordinal

_EXCEPT_AFTER = re.compile(rf"^{TAKEN_MARK}*\s*(?:말고|빼고|제외|이?\s*아닌|아니[고라])")
_EXCEPT_BEFORE = re.compile(r"(?:\bnot|\bexcept(?: for)?|\bexcluding|\bother than|\bbut not)\s*$")
_ALL = {
    "locations": ("LEFT", "CENTER", "RIGHT"),
    "genders": ("FEMALE", "MALE"),
    "ageGroups": ("CHILD", "YOUNG", "MIDDLE", "OLD"),
}


def take_people(reading: RemainingText, context: Mapping[str, Any], plan: dict[str, Any]) -> None:
    tracks = [f"P{match.group(1) or match.group(2)}" for match in reading.take_all(TRACK)]
    plan["trackIds"] = list(dict.fromkeys(tracks))
    if context.get("earlier") and not tracks and reading.take(SAME_PERSON):
        plan["aboutEarlier"] = True
    for field in _ALL:
        plan[field] = []
    for genders, ages, pattern in PEOPLE:
        while (match := pattern.search(reading.text)) is not None:
            if not _is_done_to(reading, match):
                _add(plan, "genders", genders, reading, match)
                _add(plan, "ageGroups", ages, reading, match)
            reading.remove(*match.span())
    for side, pattern in SIDES:
        while (match := pattern.search(reading.text)) is not None:
            _add(plan, "locations", (side,), reading, match)
            reading.remove(*match.span())


def _is_done_to(reading: RemainingText, match: re.Match[str]) -> bool:
    """Whether a person is only the object of an action: "남자를 도와준", "help the man"."""
    before, after = reading.text[: match.start()], reading.text[match.end() :]
    korean = match.group().endswith(("를", "을")) and OBJECT_AFTER.match(after) is None
    return korean or OBJECT_BEFORE.search(before) is not None


def _add(
    plan: dict[str, Any], field: str, values: tuple[str, ...], reading: RemainingText, match: re.Match[str]
) -> None:
    """Add values to a field; if the question excludes them ("여자 말고"), add all others."""
    if not values:
        return
    before, after = reading.text[: match.start()], reading.text[match.end() :]
    excluded = _EXCEPT_AFTER.search(after) or _EXCEPT_BEFORE.search(before)
    wanted = [value for value in _ALL[field] if value not in values] if excluded else list(values)
    plan[field] = list(dict.fromkeys([*plan[field], *wanted]))


def take_order(reading: RemainingText, plan: dict[str, Any]) -> None:
    """Take a person by order of appearance: "두 번째 손님", "the last visitor". Later it may apply to the verb."""
    match = reading.take(VISITOR_KO) or reading.take(VISITOR_EN) or reading.take(VISITOR_NUMBERED)
    if match is not None:
        word = match.group("n").strip()
        plan["visitor"] = parse_ordinal("마지막" if "마지막" in word else word)
        return
    match = reading.take(NTH)
    if match is not None:
        plan["nth"] = parse_ordinal(match.group("ko") or match.group("en"))
