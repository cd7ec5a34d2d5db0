"""The message to the model that looks at frames: frames with their times, the events around them, the question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.ask.question.question import ConversationTurn, Question
from domain.ask.writing.writer import to_prompt_event
from domain.chat.frames import FrameImage
from domain.chat.plan import LookPlan
from domain.chat.stored_answer import ShownMaterial
from domain.language.timecode import format_clock, format_timecode, zone_or_utc
from domain.llm.prompts import format_sections
from models.asking.conversation import Image, Message
from models.asking.evidence import VideoContext
from models.enums import Language
from models.footage.clock_jumps import time_at_position

_MAX_TURNS, _MAX_TURN_CHARACTERS = 3, 600


def build_look_message(question: Question, plan: LookPlan, shown: ShownMaterial, language: Language) -> Message:
    """The frames in order, then their times, events and the question as data. Events are numbered after the frames."""
    video = shown.video
    request = {
        "language": language.value.lower(),
        "intent": plan.intent.value,
        "video": video.name,
        "camera": video.camera,
        "want": plan.want.value,
        "sides": [side.value for side in plan.locations],
        "moment": None if shown.moment is None else format_timecode(shown.moment),
        "momentSeconds": shown.moment,
    }
    first = len(shown.frames) + 1
    events = [to_prompt_event(row, number, language) for number, row in enumerate(shown.rows, start=first)]
    text = format_sections(
        {
            "earlier": [_format_turn(turn) for turn in question.earlier[-_MAX_TURNS:]],
            "request": {name: value for name, value in request.items() if value not in (None, [])},
            "frames": [_format_frame(frame, number, video) for number, frame in enumerate(shown.frames, start=1)],
            "events": events,
            "question": question.text,
        }
    )
    return Message("user", text, label_frames(shown.frames))


def label_frames(frames: Sequence[FrameImage], first: int = 1) -> tuple[Image, ...]:
    """The pictures, each with its number and time before it: models confuse pictures that only a list names."""
    return tuple(
        replace(frame.image, label=f"Picture [{number}], {format_timecode(frame.seconds)}:")
        for number, frame in enumerate(frames, start=first)
    )


def _format_frame(frame: FrameImage, number: int, video: VideoContext) -> dict[str, Any]:
    fields: dict[str, Any] = {"n": number, "time": format_timecode(frame.seconds), "seconds": frame.seconds}
    recorded_at = time_at_position(video.recorded_at, video.jumps, frame.seconds)
    if recorded_at is not None:
        fields["clock"] = format_clock(recorded_at, zone_or_utc(video.timezone))
    return fields


def _format_turn(turn: ConversationTurn) -> dict[str, str]:
    return {"question": turn.text[:_MAX_TURN_CHARACTERS], "answer": (turn.response or "")[:_MAX_TURN_CHARACTERS]}
