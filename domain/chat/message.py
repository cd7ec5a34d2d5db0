"""What the model that looks is given: frames with their times, the events around them, and the question."""

from collections.abc import Sequence
from typing import Any

from domain.ask.question.question import Question, Turn
from domain.ask.writing.writer import row_given
from domain.chat.frames import Frame
from domain.chat.plan import LookPlan
from domain.language.timecode import clock, timecode, zone_named
from domain.llm.prompts import sections
from models.asking.conversation import Message
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language
from models.footage.clock_jumps import moment_of

_TURNS, _TURN_CHARACTERS = 3, 600


def look_message(
    question: Question,
    video: VideoContext,
    plan: LookPlan,
    frames: Sequence[Frame],
    rows: Sequence[Evidence],
    language: Language,
    point: float | None = None,
) -> Message:
    """The pictures in their order, then everything said about them as data. Frames are numbered from 1, events on."""
    zone = zone_named(video.timezone)
    shown: list[dict[str, Any]] = []
    for number, frame in enumerate(frames, start=1):
        told: dict[str, Any] = {"n": number, "time": timecode(frame.seconds), "seconds": frame.seconds}
        moment = moment_of(video.recorded_at, video.jumps, frame.seconds)
        if moment is not None:
            told["clock"] = clock(moment, zone)
        shown.append(told)
    request = {
        "language": language.value.lower(),
        "intent": plan.intent.value,
        "video": video.name,
        "camera": video.camera,
        "want": plan.want.value,
        "sides": [side.value for side in plan.locations],
        "moment": None if point is None else timecode(point),
        "momentSeconds": point,
    }
    events = [row_given(row, number, language) for number, row in enumerate(rows, start=len(frames) + 1)]
    text = sections(
        {
            "earlier": [_turn(turn) for turn in question.earlier[-_TURNS:]],
            "request": {name: value for name, value in request.items() if value not in (None, [])},
            "frames": shown,
            "events": events,
            "question": question.text,
        }
    )
    return Message("user", text, tuple(frame.image for frame in frames))


def _turn(turn: Turn) -> dict[str, str]:
    return {"question": turn.text[:_TURN_CHARACTERS], "answer": (turn.response or "")[:_TURN_CHARACTERS]}
