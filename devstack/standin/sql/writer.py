# ruff: noqa: S608 - it writes SQL, which the guard checks like a model's
"""Writes the SQL of a question: counts, averages, the busiest, the first, by camera or hour."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from devstack.standin.nlu.groups import Grouping, read_grouping
from devstack.standin.nlu.question_plan import read_question
from devstack.standin.nlu.text.consumable_text import normalize_text
from devstack.standin.nlu.text.language import detect_language
from devstack.standin.nlu.text.spelling import fix_spelling

_EXPRESSIONS = {
    "camera": "camera",
    "video": "video_name",
    "hour": "extract(hour FROM local_time)::int",
    "minute": "floor(start_seconds / 60)::int",
    "day": "local_time::date",
    "weekday": "extract(isodow FROM local_time)::int",
    "type": "type",
    "gender": "gender",
    "age_group": "age_group",
    "location": "location",
}
_VISITS = (["STANDING", "LOITERING", "SITTING"], ["PERSON_ENTER"])
_OF_THE_CLOCK = ("hour", "day", "weekday")
_AT_ONCE = frozenset(["PERSON_ENTER", "PERSON_EXIT", "PICKING", "THEFT", "COLLAPSE", "INTRUSION"])
# A shorter video is grouped by minutes instead of hours.
_SHORT_SECONDS = 7200.0
_LISTS = {
    "types": "type",
    "locations": "location",
    "genders": "gender",
    "ageGroups": "age_group",
    "trackIds": "track_id",
    "cameras": "camera",
}


# "사람이 가장 많이 들어온", "most people": compares people, not events.
_MOST_PEOPLE = re.compile(
    r"(?:사람|손님|고객|방문자|방문객|인원|여[자성]|남[자성]|아이|노인)(?:들)?(?:이|가|은|는)?\s*(?:가장|제일|젤)"
    r"|\b(?:most|fewest|least)\s+(?:\w+\s+)?(?:people|persons|customers|visitors|shoppers|guests|men|women|children)\b"
)
# Fields that SQL cannot express: free text, and references to earlier answers.
_UNSUPPORTED_FIELDS = ("text", "aboutEarlier", "visitor", "withoutTypes", "relative", "together", "eitherTime")


@dataclass(frozen=True, slots=True)
class _SqlQuestion:
    plan: Mapping[str, Any]
    group: Grouping
    people: bool
    one_video: bool

    @property
    def measure(self) -> str:
        return "people" if self.people else "events"


def plan_with_sql(question: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """The input of plan_question, with SQL if the question is about numbers."""
    said = fix_spelling(normalize_text(question))
    plan, group = _read_plan(question, read_grouping(said), context)
    if group.column == "minute" and group.extreme and not plan.get("types"):
        # Asks when most people were there at once, which a count of events cannot say.
        return {**plan, "want": "MOST", "groupBy": "MOMENT"} if group.extreme == "most" else plan
    if not plan["aboutFootage"] or any(plan.get(field) for field in _UNSUPPORTED_FIELDS):
        return plan if not group.is_asked_for else read_question(question, context)
    people = _counts_people(plan, group, said)
    sql = _write_query(_SqlQuestion(plan, group, people, bool(context.get("video"))))
    if not sql:
        return plan
    plan["sql"] = sql
    if group.is_asked_for:
        # The answer also shows the moments that the table counts.
        plan["want"] = "COUNT_PEOPLE" if people else "COUNT_EVENTS"
        plan.pop("groupBy", None)
    return plan


def _read_plan(question: str, group: Grouping, context: Mapping[str, Any]) -> tuple[dict[str, Any], Grouping]:
    """The plan without SQL, and the grouping as the footage and the plan allow it."""
    if group.column == "hour":
        group = replace(group, column=_choose_time_column(context))
    plan = read_question(group.rest if group.is_asked_for else question, context)
    plan["language"] = detect_language(question)
    if _asks_when_most_came(plan):
        group = replace(group, column=_choose_time_column(context), extreme="most")
    if group.stay and plan.get("types") in _VISITS:
        # "체류", "visit": being there, from coming to going, whatever was done.
        plan.pop("types")
    if group.is_asked_for and not plan.get("text"):
        plan["aboutFootage"] = True
    return plan, group


def _asks_when_most_came(plan: Mapping[str, Any]) -> bool:
    """Whether it asks "when did most people come in?": what is over at once adds up over an hour, not at one moment."""
    at_one_moment = plan["want"] == "MOST" and plan.get("groupBy") == "MOMENT"
    return at_one_moment and _AT_ONCE.issuperset(plan.get("types") or ["-"])


def _choose_time_column(context: Mapping[str, Any]) -> str:
    return "minute" if _is_short(context) else "hour"


def write_sql(question: str, context: Mapping[str, Any]) -> dict[str, Any]:
    """The input of write_sql, which replaces a query that failed. The rules know one query per question."""
    return {"sql": plan_with_sql(question, context).get("sql", "")}


def _is_short(context: Mapping[str, Any]) -> bool:
    """Whether the question is about a video that is too short for hours."""
    seconds = (context.get("video") or {}).get("durationSeconds")
    return seconds is not None and float(seconds) < _SHORT_SECONDS


def _counts_people(plan: Mapping[str, Any], group: Grouping, said: str) -> bool:
    if group.extreme and _MOST_PEOPLE.search(said):
        return True
    if plan["want"] in ("COUNT_EVENTS", "COUNT_PEOPLE"):
        return bool(plan["want"] == "COUNT_PEOPLE")
    return not plan.get("types") and group.column != "type"


def _write_query(question: _SqlQuestion) -> str:
    group, want = question.group, question.plan["want"]
    where = _where(question.plan, clock=group.column in _OF_THE_CLOCK, one_video=question.one_video)
    if group.average:
        return _average(question, where)
    if group.column:
        return _groups(question, where)
    if want in ("COUNT_EVENTS", "COUNT_PEOPLE"):
        return f"SELECT count(*) AS events, count(DISTINCT person) AS people FROM event_view{where}"
    if want in ("FIRST", "LAST"):
        end = "ASC NULLS LAST" if want == "FIRST" else "DESC NULLS FIRST"
        direction = "ASC" if want == "FIRST" else "DESC"
        nth = int(question.plan.get("nth", 1))
        order = f"occurred_at {end}, start_seconds {direction}, end_seconds {direction}"
        return f"SELECT id FROM event_view{where} ORDER BY {order} LIMIT 1 OFFSET {nth - 1}"
    return ""


def _groups(question: _SqlQuestion, where: str) -> str:
    group = question.group
    if group.column in (*_OF_THE_CLOCK, "minute") and not group.extreme:
        order = group.column
    else:
        order = f"{question.measure} {'ASC' if group.extreme == 'least' else 'DESC'}, {group.column}"
    counts = "count(DISTINCT person) AS people, count(*) AS events"
    return f"SELECT {_named(group.column)}, {counts} FROM event_view{where} GROUP BY 1 ORDER BY {order} LIMIT 200"


def _average(question: _SqlQuestion, where: str) -> str:
    group = question.group
    if group.stay:
        return _average_length(question, where) if question.plan.get("types") else _average_stay(group.column, where)
    if group.column not in ("hour", "day", "camera", "video"):
        return ""
    # "On average per hour" means hours of single days, not hours of the day.
    part = "date_trunc('hour', local_time)" if group.column == "hour" else _EXPRESSIONS[group.column]
    counted = "count(DISTINCT person)" if question.people else "count(*)"
    parts = f"SELECT {part} AS part, {counted} AS counted FROM event_view{where} GROUP BY 1"
    columns = f"round(avg(counted)::numeric, 1) AS average_{question.measure}, count(*) AS {group.column}s"
    return f"SELECT {columns} FROM ({parts}) AS parts"


def _average_length(question: _SqlQuestion, where: str) -> str:
    """The average length of such events."""
    column = question.group.column
    first, last = (f"{_named(column)}, ", f" GROUP BY 1 ORDER BY {column}") if column else ("", "")
    average = "round(avg(duration_seconds)::numeric, 1) AS average_seconds"
    return f"SELECT {first}{average}, count(DISTINCT person) AS people, count(*) AS events FROM event_view{where}{last}"


def _average_stay(column: str, where: str) -> str:
    """The average time from a person's first event to the last."""
    known = f"{where} AND person IS NOT NULL" if where else " WHERE person IS NOT NULL"
    by = column if column in ("camera", "video", "gender") else ""
    inner, outer, last = (f"{_named(by)}, ", f"{by}, ", f" GROUP BY {by} ORDER BY {by}") if by else ("", "", "")
    seconds = "max(end_seconds) - min(start_seconds) AS seconds"
    stays = f"SELECT {inner}{seconds} FROM event_view{known} GROUP BY {'1, ' if by else ''}person"
    average = "round(avg(seconds)::numeric, 1) AS average_seconds"
    return f"SELECT {outer}{average}, count(*) AS people FROM ({stays}) AS stays{last}"


def _named(column: str) -> str:
    expression = _EXPRESSIONS[column]
    return expression if expression == column else f"{expression} AS {column}"


def _where(plan: Mapping[str, Any], *, clock: bool, one_video: bool) -> str:
    conditions = [
        f"{column} IN ({', '.join(map(_quoted, plan[field]))})" for field, column in _LISTS.items() if plan.get(field)
    ]
    conditions += _between("start_seconds", "end_seconds", plan.get("seconds"), str)
    # Over all footage, an event counts if it starts in the window, by each camera's clock; in one video, if it
    # overlaps the window.
    window = plan.get("occurredAt") or {}
    local = all(end is None or datetime.fromisoformat(end).tzinfo is None for end in window.values())
    starts = "local_time" if local else "occurred_at"
    conditions += _between(starts, "ended_at" if one_video else starts, window, _quoted)
    lasting = plan.get("lasting") or {}
    conditions += [
        f"duration_seconds {sign} {lasting[end]}" for end, sign in (("from", ">="), ("to", "<=")) if lasting.get(end)
    ]
    if clock:
        conditions.append("local_time IS NOT NULL")
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _between(starts: str, ends: str, window: Mapping[str, Any] | None, quote: Any) -> list[str]:
    """Conditions for overlapping a window, both ends included."""
    if not window:
        return []
    conditions = []
    if window.get("to") is not None:
        conditions.append(f"{starts} <= {quote(window['to'])}")
    if window.get("from") is not None:
        conditions.append(f"{ends} >= {quote(window['from'])}")
    return conditions


def _quoted(value: object) -> str:
    text = str(value).replace("'", "''")
    return f"'{text}'"
