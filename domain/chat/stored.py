"""What is stored of an answer that looked, or that found nothing to look at."""

from typing import Any

from domain.chat.frames import Frame
from domain.chat.plan import LookPlan
from domain.meter import Meter
from domain.prompts import PROMPTS_VERSION
from domain.question import Answer, Question
from models.answers import Coverage, StoredCitation
from models.enums import Language, PromptStatus
from models.evidence import Evidence, VideoContext


def citation(number: int, one: Frame | Evidence, video: VideoContext) -> StoredCitation:
    if isinstance(one, Frame):
        return StoredCitation(
            number=number,
            video_id=video.id,
            start_seconds=one.seconds,
            end_seconds=one.seconds,
            frame_key=one.key,
        )
    return StoredCitation(
        number=number,
        video_id=one.video_id,
        event_id=one.event_id,
        start_seconds=one.start_seconds,
        end_seconds=one.end_seconds,
    )


def unfound(question: Question, language: Language, meter: Meter, text: str, plan: LookPlan) -> Answer:
    """An answer that found nothing; domain.chat.answer makes the other kind of it."""
    # By its intent the planner knows, in a follow-up, that frames were looked at.
    stored: dict[str, Any] = {**plan.stored(), "intent": plan.intent.value}
    return Answer(
        status=PromptStatus.NOT_FOUND,
        response=text,
        language=language,
        interpretation=None,
        methods=(),
        plan=stored,
        citations=(),
        coverage=Coverage(),
        degraded=tuple(meter.degraded),
        usage=meter.usage,
        timings=tuple(meter.timings),
        prompts_version=PROMPTS_VERSION,
    )
