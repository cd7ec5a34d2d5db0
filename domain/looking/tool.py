"""The tools that a model is forced to call when it looks: what it tells is an event as the contract has it."""

from typing import Any

from models.asking.conversation import Tool
from models.event_types import LOOKED_FOR_TYPES

MAX_EVENTS = 12
_NAMES = [kind.value for kind in LOOKED_FOR_TYPES]
_EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["type", "people", "frames", "confidence", "description", "descriptionKo"],
    "properties": {
        "type": {"type": "string", "enum": _NAMES, "description": "What happened."},
        "people": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Ids of the people who did it, from the frames section. Empty: none of them.",
        },
        "action": {"type": "string", "description": "What they do, in a few English words: 'takes a bottle'."},
        "target": {"type": "string", "description": "What or whom they do it to, in a few English words."},
        "objects": {"type": "array", "items": {"type": "string"}, "description": "Things that matter, in English."},
        "frames": {"type": "array", "items": {"type": "integer"}, "description": "Numbers of the frames that show it."},
        "confidence": {"type": "number", "description": "0 to 1: how sure the frames make you."},
        "description": {"type": "string", "description": "One plain English sentence that says what the frames show."},
        "descriptionKo": {"type": "string", "description": "The same in Korean, in the polite formal style."},
    },
}

LOOK_TOOL = Tool(
    name="report_look",
    description="Report what the frames show. Call it once.",
    schema={
        "type": "object",
        "required": ["description", "descriptionKo", "peopleInView", "events", "cannotTell"],
        "properties": {
            "description": {"type": "string", "description": "What the frames show, in one or two English sentences."},
            "descriptionKo": {"type": "string", "description": "The same in Korean, in the polite formal style."},
            "peopleInView": {"type": "integer", "description": "Most people who are in view in one frame."},
            "events": {
                "type": "array",
                "maxItems": MAX_EVENTS,
                "items": _EVENT,
                "description": "What happened that a guard must know. Empty where nothing of these types did.",
            },
            "cannotTell": {
                "type": "array",
                "items": {"type": "string", "enum": _NAMES},
                "description": "Types of which the frames cannot show whether they happened: too dark, too small, "
                "hidden, or beyond what you can judge.",
            },
        },
    },
)
# A cheap model decides whether the expensive one looks.
GATE_TOOL = Tool(
    name="decide_look",
    description="Decide whether an expert has to look at the frames. Call it once.",
    schema={
        "type": "object",
        "required": ["look", "description", "descriptionKo", "peopleInView", "cannotTell"],
        "properties": {
            "look": {
                "type": "boolean",
                "description": "true if anything but ordinary walking, standing, sitting or leaving may be happening, "
                "or if you are not sure.",
            },
            **{
                name: LOOK_TOOL.schema["properties"][name]
                for name in ("description", "descriptionKo", "peopleInView", "cannotTell")
            },
        },
    },
)
