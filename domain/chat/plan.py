"""What a question about a picture asks for: where to look, and what for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from domain.ask.plan.plan import SearchPlan
from domain.ask.plan.tool import PLAN_TOOL
from domain.ask.question.question import Question
from models.asking.conversation import Tool
from models.errors import ModelFailed
from models.text.text import normalize_json


class Intent(StrEnum):
    """SCENE: what is there. TIMELINE: what happened in order. LOCATION: who was on which side. BEHAVIOUR: what somebody
    does. GENERAL: what recorded events answer better than pictures, such as counts over the whole video."""

    SCENE = "SCENE"
    TIMELINE = "TIMELINE"
    LOCATION = "LOCATION"
    BEHAVIOUR = "BEHAVIOUR"
    GENERAL = "GENERAL"


class LookPlan(SearchPlan):
    """A plan whose fields say where to look. point: one instant is meant, not a stretch ("at 1:20").

    same_frames: it goes on about the frames of the answer before.
    """

    intent: Intent = Intent.SCENE
    point: bool = False
    same_frames: bool = False


def parse_look_plan(tool_input: Mapping[str, Any] | None, question: Question) -> LookPlan:
    """The plan that a model's tool input holds. Raises ModelFailed for one that cannot be used."""
    if tool_input is None:
        raise ModelFailed(problem="the planner did not call its tool")
    try:
        plan = LookPlan.model_validate(normalize_json(tool_input))
        if plan.occurred_at is None:
            return plan
        return plan.model_copy(update={"occurred_at": plan.occurred_at.to_zone(question.zone)})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the plan"
        raise ModelFailed(problem=f"{place}: {first['msg']}") from None
    except OverflowError:
        raise ModelFailed(problem="occurredAt: outside of the calendar") from None


_FRAME_FIELDS: Mapping[str, Any] = {
    "intent": {
        "type": "string",
        "enum": [intent.value for intent in Intent],
        "description": "SCENE: what is on screen, how many, which objects, clothes. TIMELINE: what happened, in order. "
        "LOCATION: who or what is on which side. BEHAVIOUR: what somebody does or how they move. GENERAL: counts, "
        "lengths and comparisons over the whole video, which recorded events answer.",
    },
    "point": {"type": "boolean", "description": "seconds mean one instant ('at 1:20'), which is in their middle."},
    "sameFrames": {
        "type": "boolean",
        "description": "A follow-up about the frames of the earlier answer: it names no other time or person.",
    },
}
_OMITTED_FIELDS = frozenset({"sql"})

LOOK_TOOL = Tool(
    name="plan_look",
    description="Say which part of the video to look at, and what for. Leave out every field that does not apply.",
    schema={
        **PLAN_TOOL.schema,
        "required": [*PLAN_TOOL.schema["required"], "intent"],
        "properties": {
            **{name: one for name, one in PLAN_TOOL.schema["properties"].items() if name not in _OMITTED_FIELDS},
            **_FRAME_FIELDS,
        },
    },
)
