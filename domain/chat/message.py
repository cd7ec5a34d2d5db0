"""What the model that looks is given: frames with their times, the events around them, and the question."""

from collections.abc import Sequence
from typing import Any

from domain.ask.question.question import ConversationTurn, Question
from domain.ask.writing.writer import to_prompt_event
from domain.chat.frames import FrameImage
from domain.chat.plan import LookPlan
from domain.language.timecode import format_clock, format_timecode, zone_or_utc
from domain.llm.prompts import format_sections
from models.asking.conversation import Message
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language
from models.footage.clock_jumps import time_at_position

_MAX_TURNS, _MAX_TURN_CHARACTERS = 3, 600


def build_look_message(
    question: Question,
    video: VideoContext,
    plan: LookPlan,
    frames: Sequence[FrameImage],
    rows: Sequence[Evidence],
    language: Language,
    point: float | None = None,
) -> Message:
    """The pictures in their order, then everything said about them as data. Frames are numbered from 1, events on."""
    zone = zone_or_utc(video.timezone)
    shown: list[dict[str, Any]] = []
    for number, frame in enumerate(frames, start=1):
        told: dict[str, Any] = {"n": number, "time": format_timecode(frame.seconds), "seconds": frame.seconds}
        moment = time_at_position(video.recorded_at, video.jumps, frame.seconds)
        if moment is not None:
            told["clock"] = format_clock(moment, zone)
        shown.append(told)
    request = {
        "language": language.value.lower(),
        "intent": plan.intent.value,
        "video": video.name,
        "camera": video.camera,
        "want": plan.want.value,
        "sides": [side.value for side in plan.locations],
        "moment": None if point is None else format_timecode(point),
        "momentSeconds": point,
    }
    events = [to_prompt_event(row, number, language) for number, row in enumerate(rows, start=len(frames) + 1)]
    text = format_sections(
        {
            "earlier": [_format_turn(turn) for turn in question.earlier[-_MAX_TURNS:]],
            "request": {name: value for name, value in request.items() if value not in (None, [])},
            "frames": shown,
            "events": events,
            "question": question.text,
        }
    )
    return Message("user", text, tuple(frame.image for frame in frames))


def _format_turn(turn: ConversationTurn) -> dict[str, str]:
    return {"question": turn.text[:_MAX_TURN_CHARACTERS], "answer": (turn.response or "")[:_MAX_TURN_CHARACTERS]}
