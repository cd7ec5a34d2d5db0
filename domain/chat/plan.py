"""The plan of a chat question: where to look, and what for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from domain.ask.plan.plan import SearchPlan, parse_plan_as
from domain.ask.plan.tool import PLAN_TOOL
from domain.ask.question.question import Question
from models.asking.conversation import Tool


class Intent(StrEnum):
    """What a chat question is about.

    SCENE: what is there. TIMELINE: what happened, in order. LOCATION: who was on which side. BEHAVIOUR: what somebody
    does. GENERAL: what recorded events answer better than frames, such as counts over the whole video.
    """

    SCENE = "SCENE"
    TIMELINE = "TIMELINE"
    LOCATION = "LOCATION"
    BEHAVIOUR = "BEHAVIOUR"
    GENERAL = "GENERAL"


class LookPlan(SearchPlan):
    """A plan whose fields say where to look.

    point: it means one instant ("at 1:20"), not a stretch. same_frames: it is about the frames of the earlier answer.
    """

    intent: Intent = Intent.SCENE
    point: bool = False
    same_frames: bool = False


def parse_look_plan(tool_input: Mapping[str, Any] | None, question: Question) -> LookPlan:
    """The plan in a model's tool input. Raises ModelFailed for one that cannot be used."""
    return parse_plan_as(LookPlan, tool_input, question.zone)


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
# A look is at one video, and at what can be seen in a frame.
_OMITTED_FIELDS = frozenset({"sql", "sites", "company", "groupBy"})

LOOK_TOOL = Tool(
    name="plan_look",
    description="Say which part of the video to look at, and what for. Leave out every field that it does not ask for.",
    schema={
        **PLAN_TOOL.schema,
        "required": [*PLAN_TOOL.schema["required"], "intent"],
        "properties": {
            **{name: field for name, field in PLAN_TOOL.schema["properties"].items() if name not in _OMITTED_FIELDS},
            **_FRAME_FIELDS,
        },
    },
)
