"""The planner's tool: the JSON schema of what the model fills in."""

from enum import StrEnum
from typing import Any

from domain.ask.plan.plan import (
    MAX_NOT_UNDERSTOOD,
    MAX_TEXT_CHARACTERS,
    MAX_WORDS_CHARACTERS,
    AnswerKind,
    Company,
    GroupBy,
    QuestionLanguage,
    YesMeaning,
)
from domain.ask.plan.relation import TimeRelation
from models.asking.conversation import Tool
from models.enums import AgeGroup, EventType, FrameLocation, Gender

MAX_NAME_CHARACTERS = 200
MAX_PEOPLE = 20
# The context names at most so many; a caller with more cameras names the video instead.
MAX_CAMERAS = 200
# A date with a time, perhaps with an offset.
MOMENT_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$"


def _to_enum_schema(values: type[StrEnum], description: str) -> dict[str, Any]:
    return {"type": "string", "enum": [value.value for value in values], "description": description}


def _to_array_schema(values: type[StrEnum], description: str) -> dict[str, Any]:
    known = [value.value for value in values if value.value != "UNKNOWN"]
    return {
        "type": "array",
        "items": {"type": "string", "enum": known},
        "maxItems": len(known),
        "description": description,
    }


def _to_names_schema(most: int, description: str, longest: int = MAX_NAME_CHARACTERS) -> dict[str, Any]:
    items = {"type": "string", "minLength": 1, "maxLength": longest}
    return {"type": "array", "items": items, "maxItems": most, "description": description}


def _to_seconds_schema(description: str) -> dict[str, Any]:
    """One end may be left out: the range is open then."""
    end = {"type": "number", "minimum": 0}
    return {"type": "object", "properties": {"from": end, "to": end}, "description": description}


def _to_times_schema(description: str) -> dict[str, Any]:
    end = {"type": "string", "pattern": MOMENT_PATTERN, "maxLength": 32}
    return {"type": "object", "properties": {"from": end, "to": end}, "description": description}


def _build_relative_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "Asked relative to another event (who left after the fight): types and the rest name that one.",
        "required": ["when"],
        "properties": {
            "when": _to_enum_schema(TimeRelation, "Whether what is asked was before, after or during it."),
            "types": _to_array_schema(EventType, "Its kind."),
            "locations": _to_array_schema(FrameLocation, "Its side of the frame, if named."),
            "genders": _to_array_schema(Gender, "Of its person, if named."),
            "ageGroups": _to_array_schema(AgeGroup, "Of its person, if named."),
            "trackIds": _to_names_schema(
                MAX_PEOPLE, "Its person: P2 in 'who left before P2' (types is leaving then, as is what is asked)."
            ),
            "nth": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "Which of several, from 1."},
            "earlier": {
                "type": "boolean",
                "description": "It is what the answer before was about (before that); with types, such an event of the "
                "person of that answer (who left before her).",
            },
            "within": {
                "type": "number",
                "minimum": 0,
                "description": "At most so many seconds away, more than 0; 60 for 'right after'.",
            },
            "samePerson": {"type": "boolean", "description": "What is asked is about the person of that event."},
        },
    }


PLAN_TOOL = Tool(
    name="plan_question",
    description="Say what the question asks of the recorded events. Leave out every field that it does not ask for: "
    "no null, no empty text, no empty list, no 'none'. List in notUnderstood what no field holds.",
    schema={
        "type": "object",
        "required": ["aboutFootage", "want"],
        "properties": {
            "language": _to_enum_schema(
                QuestionLanguage, "Language of the question; other: neither Korean nor English."
            ),
            "aboutFootage": {
                "type": "boolean",
                "description": "false for greetings, general knowledge and whatever footage cannot answer.",
            },
            "want": _to_enum_schema(
                AnswerKind,
                "LIST: who, when, where, what. COUNT_EVENTS: how many times. COUNT_PEOPLE: how many people. FIRST, "
                "LAST: the nth from either end. EXISTS: a yes-or-no question. DURATION: how long. LONGEST, SHORTEST: "
                "who did it for the longest or shortest time. MOST: who or which side most often, see groupBy. "
                "EMPTY: when nobody was there. SUMMARY: what happened at a time, over all events of it. ELAPSED: how "
                "long from one event to another: types is the one, relative the other.",
            ),
            "types": _to_array_schema(EventType, "Kinds of event asked for; all that would fit. Empty: any."),
            "withoutTypes": _to_array_schema(
                EventType, "The person must have no event of these kinds (did not leave)."
            ),
            "together": {"type": "boolean", "description": "One person did all of types (came in and then stole)."},
            "relative": _build_relative_schema(),
            "seconds": _to_seconds_schema("Part of the video, in seconds from its first frame."),
            "occurredAt": _to_times_schema(
                "Times of day where the camera hangs, without an offset: 2026-11-22T21:00:00. 'Around 9' is half an "
                "hour either side. With the offset of now only what counts from now: the last two hours.",
            ),
            "eitherTime": {
                "type": "boolean",
                "description": "Over everything: a bare 00:10 may be a time of day or a part of each video. Fill both "
                "seconds and occurredAt then, and leave out sql.",
            },
            "lasting": _to_seconds_schema("How long one event must have lasted, in seconds."),
            "locations": _to_array_schema(FrameLocation, "Sides of the frame."),
            "genders": _to_array_schema(Gender, "Only if the question names them."),
            "ageGroups": _to_array_schema(AgeGroup, "Only if the question names them."),
            "trackIds": _to_names_schema(MAX_PEOPLE, "Named people, such as P2."),
            "cameras": _to_names_schema(
                MAX_CAMERAS, "Cameras that the question names, written as the context writes them."
            ),
            "sites": _to_names_schema(
                MAX_CAMERAS, "Sites that the question names, written as the context writes them."
            ),
            "visitor": {"type": "integer", "description": "The person by order of appearance; -1 is the last."},
            "nth": {
                "type": "integer",
                "minimum": 1,
                "maximum": 1000,
                "description": "With FIRST and LAST: 2 is the second from that end.",
            },
            "groupBy": _to_enum_schema(
                GroupBy,
                "With MOST: who, which side, or when most people were there at once. With MOST and counts, CAMERA, "
                "SITE, DAY, HOUR, GENDER: compared group by group (is the till busier than the door: MOST by CAMERA).",
            ),
            "company": _to_enum_schema(
                Company,
                "ALONE: nobody else was there at the time. ACCOMPANIED: somebody was. WITH_WHOM: who was there with "
                "the person that the other fields name.",
            ),
            "yesMeans": _to_enum_schema(
                YesMeaning,
                "With EXISTS: what 'yes' says. FOUND: something fits. NOTHING_FOUND: nothing does (was nobody there?). "
                "EVERYBODY: all people there did types (did everyone leave?). "
                "Leave it out where the answer is no plain yes or no.",
            ),
            "negated": {"type": "boolean", "description": "The question expects no: was nobody there?"},
            "aboutEarlier": {"type": "boolean", "description": "It speaks of the person of the earlier answer."},
            "notUnderstood": _to_names_schema(
                MAX_NOT_UNDERSTOOD,
                "Words of the question, copied from it, that no other field accounts for: a time, a negation, "
                "'more than', a comparison, the name of a thing, the second of two questions (and when did they "
                "leave). They are told to whoever asked.",
                MAX_WORDS_CHARACTERS,
            ),
            "text": {
                "type": "string",
                "maxLength": MAX_TEXT_CHARACTERS,
                "description": "A condition that no other field holds, in the question's words (a red hat).",
            },
            "translatedText": {
                "type": "string",
                "maxLength": MAX_TEXT_CHARACTERS,
                "description": "With text: the same in the other language, Korean for English words and the reverse.",
            },
        },
    },
)
