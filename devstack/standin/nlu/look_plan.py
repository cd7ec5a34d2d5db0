# ruff: noqa: E501 - tables of patterns, which a line break would only make harder to read
"""Turns a question about what is on screen into the input of plan_look."""

import re
from collections.abc import Mapping
from typing import Any

from devstack.standin.nlu.question_plan import read_question
from devstack.standin.nlu.time.positions import AROUND_SECONDS, AT_SECONDS

_GREETING = re.compile(
    r"^\W*(?:안녕(?:하세요|하십니까)?|고마워요?|감사합니다|hello|hi|hey|thanks|thank you)\W*$", re.IGNORECASE
)
_TIMELINE = re.compile(
    r"타임라인|순서대로|시간\s*순|차례로|무슨\s*일|어떤\s*일|일어나|일어났|벌어"
    r"|\btimeline\b|\bin order\b|\bsequence\b|\bstep by step\b|\bwhat (?:is )?happen|\bwhat went on\b",
    re.IGNORECASE,
)
_BEHAVIOUR = re.compile(
    r"(?:뭐|무엇|뭘|무얼)(?:을)?\s*하|무슨\s*행동|행동|움직|가만히|\bdoing\b|\bbehav|\bmov(?:e|es|ing)\b|\bacting\b",
    re.IGNORECASE,
)
_LOCATION = re.compile(
    r"왼쪽|오른쪽|가운데|중앙|어디|어느\s*쪽|위치|\bwhere\b|\bleft\b|\bright\b|\bcent(?:re|er)\b|\bmiddle\b|\bwhich side\b",
    re.IGNORECASE,
)
_IN_ALL = re.compile(
    r"영상\s*전체|통틀어|모두\s*몇|총\s*몇|전부\s*몇|\bin total\b|\baltogether\b|\bin the whole\b|\bover(?:all| the whole)\b",
    re.IGNORECASE,
)
_ON_SCREEN = re.compile(r"화면|보이|\bon screen\b|\bvisible\b|\bin (?:the )?(?:view|picture|frame)\b", re.IGNORECASE)
_MEASURED = frozenset({"LONGEST", "SHORTEST", "MOST", "COUNT_EVENTS", "DURATION", "EMPTY"})
_POSTURES = frozenset({"STANDING", "SITTING", "WALKING", "RUNNING", "LOITERING"})
_STRETCH = re.compile(
    r"부터|사이|까지|동안|처음|마지막|\bbetween\b|\bfrom\b|\bfirst\b|\blast\b|\bto\b|[~–-]", re.IGNORECASE
)


def read_look(question: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """The input of plan_look for a question. context: as the planner gets it."""
    # A follow-up is about the same frames, which already reflect the times and people of the previous question.
    plan = read_question(question, {**context, "earlier": [{"plan": {}} for _ in context.get("earlier") or ()]})
    plan.pop("sql", None)
    plan["aboutFootage"] = _GREETING.match(question) is None
    plan["intent"] = _intent(question, plan)
    if _is_instant(question, plan.get("seconds")):
        plan |= {"point": True, "seconds": _around(float(plan["seconds"]["from"]), float(plan["seconds"]["to"]))}
    if _goes_on(plan, context):
        plan["sameFrames"] = True
    return plan


def _intent(question: str, plan: Mapping[str, Any]) -> str:
    placed = any(plan.get(name) for name in ("seconds", "occurredAt", "visitor", "nth"))
    if not placed and not _ON_SCREEN.search(question):
        counted = plan["want"] == "COUNT_PEOPLE" and (plan.get("types") or _IN_ALL.search(question))
        if plan["want"] in _MEASURED or counted:
            return "GENERAL"
    for intent, pattern in (("TIMELINE", _TIMELINE), ("BEHAVIOUR", _BEHAVIOUR), ("LOCATION", _LOCATION)):
        if pattern.search(question):
            return intent
    return "SCENE"


def _is_instant(question: str, seconds: Mapping[str, Any] | None) -> bool:
    """Whether the span is one that read_question made around a position: "At 1:20", "1분 20초쯤"."""
    if not seconds or seconds.get("from") is None or seconds.get("to") is None or _STRETCH.search(question):
        return False
    span = float(seconds["to"]) - float(seconds["from"])
    return span in (2 * AT_SECONDS, 2 * AROUND_SECONDS) or float(seconds["from"]) == 0.0


def _around(start: float, end: float) -> dict[str, float]:
    """The same span with the instant in its middle, even if the start of the video cut it off."""
    if start > 0:
        return {"from": start, "to": end}
    reach = AROUND_SECONDS if end >= AROUND_SECONDS else AT_SECONDS
    instant = max(0.0, end - reach)
    return {"from": 0.0, "to": 2 * instant} if instant else {"from": 0.0, "to": end}


def _goes_on(plan: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    """Whether a follow-up is about the same frames: it names no other time, person or event."""
    looked = any("intent" in (turn.get("plan") or {}) for turn in context.get("earlier") or ())
    elsewhere = any(plan.get(name) for name in ("seconds", "occurredAt", "visitor", "trackIds"))
    happened = not _POSTURES.issuperset(plan.get("types") or ())
    ordered = plan["want"] in ("FIRST", "LAST")
    return looked and not elsewhere and not happened and not ordered and plan["intent"] != "GENERAL"
