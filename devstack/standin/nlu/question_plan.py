"""Turns a question into the input of plan_question: rules take what they understand out of the text, piece by piece."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from devstack.standin.nlu.admission import find_not_understood
from devstack.standin.nlu.attributes import DESCRIPTIVE, FOLLOWS, FOOTAGE, PERSON_WORD, POLITE
from devstack.standin.nlu.cameras import take_cameras
from devstack.standin.nlu.event_types import EventTypeMentions, take_event_types
from devstack.standin.nlu.follow_ups import complete_follow_up
from devstack.standin.nlu.leftover import find_unknown_words
from devstack.standin.nlu.people import take_order, take_people
from devstack.standin.nlu.text.consumable_text import TAKEN_MARK, RemainingText, normalize_text
from devstack.standin.nlu.text.language import detect_language
from devstack.standin.nlu.text.numbers import write_digits
from devstack.standin.nlu.text.spelling import fix_spelling
from devstack.standin.nlu.things import is_thing
from devstack.standin.nlu.time.clock import TimeContext, is_bare, take_clock, take_latest
from devstack.standin.nlu.time.positions import take_positions
from devstack.standin.nlu.time.present import read_now
from devstack.standin.nlu.time.relative import take_relative
from devstack.standin.nlu.wants import NEGATED_EXISTENCE, detect_want, find_compared

# The rest of "가운데는요?" and "the other side?" after the side is taken.
_NOTHING_ELSE = re.compile(rf"[\s{TAKEN_MARK}]*(?:은|는|에서는|에는|쪽은)?(?:요)?[\s?.!]*")
_DOING = re.compile(r"\bwhat (?:did|was|were|else|is|does)\b|(?:뭘|뭐|무엇을|무슨\s*일|어디)")

_ANYBODY = re.compile(r"누가|누구|무슨\s*일|\bwho\b|\bhappen")


def read_question(question: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """The input of plan_question for a question. context: as the planner gets it."""
    plan: dict[str, Any] = {"language": detect_language(question)}
    reading = RemainingText(
        write_digits(fix_spelling(_without_name(complete_follow_up(normalize_text(question), context), context)))
    )
    reading.take(POLITE)
    follows = reading.take(FOLLOWS) is not None and bool(context.get("earlier"))
    plan["cameras"] = take_cameras(reading, context)
    _take_when(reading, context, plan)
    plan["relative"] = take_relative(reading, context)
    if (plan["relative"] or {}).get("earlier") and _DOING.search(reading.text) and not _ANYBODY.search(reading.text):
        plan["aboutEarlier"] = True
    take_people(reading, context, plan)
    whole = reading.text
    take_order(reading, plan)
    plan["want"] = detect_want(reading.text)
    happened = take_event_types(reading)
    _add_event_types(happened, plan, reading.text)
    _inherit_event_types(plan)
    _resolve_order(plan, reading.text)
    plan["aboutFootage"] = _about_footage(plan, whole)
    plan["text"] = _text(plan, whole, reading.text)
    if follows or _is_elliptic(reading.text, plan, context):
        _inherit(plan, context["earlier"][-1].get("plan") or {}, whole)
    if plan["aboutFootage"]:
        plan["notUnderstood"] = find_not_understood(normalize_text(question), reading.text, plan)
    if plan["want"] == "EXISTS" and not plan.get("notUnderstood"):
        plan["yesMeans"] = "NOTHING_FOUND" if plan.get("negated") else "FOUND"
    return {name: value for name, value in plan.items() if value not in (None, [], "")}


def _without_name(text: str, context: Mapping[str, Any]) -> str:
    """The text without the video's name: 'Left aisle' is not a side."""
    video = context.get("video") or {}
    for name in (video.get("name"), video.get("camera")):
        if name and len(str(name)) > 2:
            text = re.sub(rf"['\"]?{re.escape(normalize_text(str(name)))}['\"]?", TAKEN_MARK, text)
    return text


def _take_when(reading: RemainingText, context: Mapping[str, Any], plan: dict[str, Any]) -> None:
    _take_clock_times(reading, _read_time_context(context), plan)
    duration = (context.get("video") or {}).get("durationSeconds")
    positions = take_positions(reading, None if duration is None else float(duration))
    for name, ends in (("seconds", positions.seconds), ("lasting", positions.lasting)):
        if ends is not None and ends != (None, None):
            plan[name] = {"from": ends[0], "to": ends[1]}


def _read_time_context(context: Mapping[str, Any]) -> TimeContext:
    video = context.get("video") or {}
    now = read_now(context)
    footage = None
    if video.get("recordedAt"):
        begins = datetime.fromisoformat(video["recordedAt"])
        footage = (begins, begins + timedelta(seconds=float(video.get("durationSeconds") or 0)))
    last = (context.get("footage") or {}).get("to")
    latest = datetime.fromisoformat(last).astimezone(now.tzinfo) if last and not video else None
    return TimeContext(now, footage, bool(video), latest)


def _take_clock_times(reading: RemainingText, present: TimeContext, plan: dict[str, Any]) -> None:
    text_before = reading.text
    counted = take_latest(reading, present)
    window = counted or take_clock(reading, present)
    if window is None:
        return
    # Over all footage, times are those of each camera's clock; times counted from now are moments.
    are_moments = bool(counted) or present.about_video
    local = [end if end is None or are_moments else end.replace(tzinfo=None) for end in window]
    plan["occurredAt"] = {name: end and end.isoformat() for name, end in zip(("from", "to"), local, strict=True)}
    if not are_moments and is_bare(text_before, present):
        plan["eitherTime"] = True
        reading.text = text_before


def _add_event_types(happened: EventTypeMentions, plan: dict[str, Any], text: str) -> None:
    plan["types"], plan["withoutTypes"] = list(happened.types), []
    if happened.together and not happened.negated:
        plan["types"], plan["together"] = list(happened.in_order), True
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
        plan["groupBy"] = find_compared(text)


def _inherit_event_types(plan: dict[str, Any]) -> None:
    """Give the related event the types of the question: "Who left before P2?" means before P2 left."""
    relative = plan["relative"] or {}
    of_person = relative.pop("ofPerson", False) or bool(relative.get("trackIds"))
    if of_person and not relative.get("types") and plan["types"]:
        relative["types"] = list(plan["types"])


def _resolve_order(plan: dict[str, Any], text: str) -> None:
    """Decide between an event and a person: "the last to leave" is an event, "the first visitor's leaving" a person."""
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
        "cameras",
        "relative",
        "locations",
        "genders",
        "ageGroups",
        "trackIds",
        "visitor",
        "seconds",
        "occurredAt",
        "groupBy",
    )
    has_field = plan["want"] == "EMPTY" or any(plan.get(field) for field in (*fields, "aboutEarlier"))
    names_thing = plan["want"] == "EXISTS" and any(is_thing(word) for word in find_unknown_words(text))
    return has_field or names_thing or any(pattern.search(text) for pattern in (FOOTAGE, DESCRIPTIVE, PERSON_WORD))


def _text(plan: Mapping[str, Any], whole: str, rest: str) -> str:
    """The text to search for: always clothes and things; other unknown words only if nothing else was understood."""
    words = find_unknown_words(rest)
    if DESCRIPTIVE.search(whole):
        return " ".join(words)
    fields = (
        "types", "withoutTypes", "cameras", "relative", "locations", "genders", "ageGroups", "trackIds", "visitor",
        "aboutEarlier",
    )  # fmt: skip
    if plan["want"] == "EMPTY" or any(plan.get(field) for field in fields):
        words = [word for word in words if is_thing(word) or _is_object(word, rest)]
    return " ".join(words)


def _is_object(word: str, rest: str) -> bool:
    """Whether an unknown word is the object of a verb: "리모컨을 ▪", "▪ the remote"."""
    if "가" <= word[0] <= "힣":
        return re.search(rf"(?<![가-힣]){word}[을를](?=\s*{TAKEN_MARK})", rest) is not None
    return re.search(rf"{TAKEN_MARK}\s+(?:up\s+)?(?:the|an?)\s+{word}\b", rest) is not None


def _is_elliptic(rest: str, plan: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    """Whether a follow-up names only what differs from the previous question: "가운데는?"."""
    if not context.get("earlier") or plan.get("types") or plan.get("relative") or plan["want"] != "LIST":
        return False
    return _NOTHING_ELSE.fullmatch(rest) is not None


def _inherit(plan: dict[str, Any], earlier: Mapping[str, Any], text: str) -> None:
    """Fill in the fields that a follow-up does not name from the previous plan: "그럼 오른쪽은?"."""
    open_question = plan.get("relative") or (plan["want"] == "LIST" and not plan["types"] and _DOING.search(text))
    for field in (
        *(() if open_question else ("types", "together", "withoutTypes", "groupBy", "text")),
        "seconds",
        "occurredAt",
        "lasting",
        "cameras",
        "locations",
        "genders",
        "ageGroups",
    ):
        if not plan.get(field) and earlier.get(field):
            plan[field] = earlier[field]
    if plan["want"] in ("LIST", "EXISTS") and earlier.get("want") and not open_question:
        plan["want"] = earlier["want"]
    plan["aboutFootage"] = plan["aboutFootage"] or bool(earlier.get("aboutFootage"))
