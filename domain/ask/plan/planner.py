"""Let a model read the question: the message to it, and the plan that it returns."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.ask.plan.examples import format_examples
from domain.ask.plan.filling import choose_tool, fill_in
from domain.ask.plan.plan import QuestionLanguage, SearchPlan, parse_plan
from domain.ask.plan.tool import MAX_CAMERAS, PLAN_TOOL
from domain.ask.question.question import ConversationTurn, Question, choose_language
from domain.ask.retrieval.text_to_sql import PLAN_TOOL_WITH_SQL
from domain.ask.services import AskServices, EventLookup
from domain.llm.prompts import PLANNER, PLANNER_SQL, format_sections
from domain.llm.usage_meter import UsageMeter
from models.asking.conversation import Conversation, Message
from models.asking.evidence import EventValues, FootageScope

# Of each kind, the most frequent; and of each no more than so many characters.
MAX_VALUES, _VALUE_CHARACTERS = 15, 40
# Keys of a stored plan that describe its answer.
_ANSWER_KEYS = ("people", "moments")
_MAX_CITED = 5


async def load_footage_context(question: Question, lookup: EventLookup) -> Question:
    """The question with the values that its footage has and, over everything, the cameras that it may name."""
    search, principal, video = lookup.search, lookup.principal, question.video
    listing = search.list_values(principal, None if video is None else video.id, MAX_VALUES)
    values = await lookup.meter.attempt("values", listing) or EventValues()
    if video is not None:
        return replace(question, values=values)
    scope = await lookup.meter.attempt("cameras", search.describe_footage(principal, MAX_CAMERAS))
    return replace(question, values=values, reach=scope or FootageScope())


async def plan_question(question: Question, services: AskServices, meter: UsageMeter) -> SearchPlan:
    """The planner's reading of the question; if the planner fails, a search for the question's own words.

    Raises ModelMisconfigured if the model cannot be used at all, ModelDeclined if it refuses.
    """
    query, settings = services.query_runner, services.settings
    views = None if query is None else await query.describe_views()
    if query is not None and views is None and settings.text_to_sql:
        meter.mark_degraded("sql")
    conversation = Conversation(
        model_id=settings.model_id,
        system=build_system_text(views),
        messages=[Message("user", build_planning_message(question, services.clock()))],
        tool=choose_tool(PLAN_TOOL if views is None else PLAN_TOOL_WITH_SQL, settings),
        max_tokens=1200,
    )

    def read(tool_input: Mapping[str, Any] | None) -> SearchPlan:
        return parse_plan(tool_input, question.zone, zoned=question.video is not None)

    filling = fill_in(conversation, read, question, services, meter)
    plan = await meter.attempt("planner", filling, needs_model=True)
    return plan or SearchPlan(
        language=QuestionLanguage(choose_language(question).value.lower()), about_footage=True, text=question.text
    )


def build_system_text(views: str | None) -> str:
    """The planner's system text. Nothing in it depends on the question, so that it may be cached. views: for SQL."""
    if views is None:
        return f"{PLANNER}\n{format_examples(with_sql=False)}"
    return f"{PLANNER}\n{PLANNER_SQL}\n{views}\n{format_examples(with_sql=True)}"


def _format_turn(turn: ConversationTurn) -> dict[str, Any]:
    """An earlier question: its plan, and the people and moments that its answer cited."""
    plan = turn.plan or {}
    return {
        "question": turn.text,
        "plan": {key: value for key, value in plan.items() if key not in _ANSWER_KEYS},
        "people": [person["trackId"] for person in plan.get("people") or ()][:_MAX_CITED],
        "cited": [
            {"startSeconds": round(citation["start_seconds"], 2), "endSeconds": round(citation["end_seconds"], 2)}
            for citation in turn.citations[:_MAX_CITED]
        ],
    }


def _format_footage(question: Question) -> dict[str, Any]:
    """The period in which anything was recorded, and the length of the longest video."""
    first, last = question.reach.recorded_period or (None, None)
    return {
        "from": None if first is None else first.astimezone(question.zone).isoformat(timespec="seconds"),
        "to": None if last is None else last.astimezone(question.zone).isoformat(timespec="seconds"),
        "longestSeconds": question.reach.longest_seconds,
    }


def _format_values(values: EventValues) -> dict[str, list[str]]:
    """The values that occur, without empty lists."""
    kinds = {"types": values.types, "actions": values.actions, "objects": values.objects, "people": values.people}
    return {kind: [value[:_VALUE_CHARACTERS] for value in found] for kind, found in kinds.items() if found}


def build_planning_message(question: Question, now: datetime) -> str:
    """The planner's message: the present time, the video and the earlier turns, then the question."""
    video = question.video
    local_now = now.astimezone(question.zone)
    context: dict[str, Any] = {
        "timezone": question.zone.key,
        "video": None,
        "earlier": [_format_turn(turn) for turn in question.earlier],
    }
    if video is None:
        context["cameras"] = question.reach.camera_names
        if question.reach.sites:
            context["sites"] = list(question.reach.sites)
        context["footage"] = _format_footage(question)
    else:
        recorded = video.recorded_at.astimezone(question.zone).isoformat() if video.recorded_at else None
        context["video"] = {
            "name": video.name,
            "camera": video.camera,
            "recordedAt": recorded,
            "durationSeconds": video.duration_seconds,
        }
    if found := _format_values(question.values):
        context["values"] = found
    # Last and to the minute: what stands before it is the same for the questions of a while, and so may be cached.
    context |= {"weekday": local_now.strftime("%A"), "now": local_now.isoformat(timespec="minutes")}
    return format_sections({"context": context, "question": question.text})
