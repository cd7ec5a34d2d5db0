"""What is stored of an answer that looked, or that found nothing to look at."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.ask.question.question import Answer, Question
from domain.chat.frames import FrameImage
from domain.chat.plan import LookPlan
from domain.chat.writer import WrittenFrameAnswer
from domain.llm.prompts import PROMPTS_VERSION
from domain.llm.usage_meter import UsageMeter
from models.asking.answers import Coverage, StoredCitation
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language, PromptStatus, SearchMethod


def to_citation(number: int, one: FrameImage | Evidence, video: VideoContext) -> StoredCitation:
    if isinstance(one, FrameImage):
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


def build_empty_answer(
    question: Question,
    language: Language,
    meter: UsageMeter,
    text: str,
    plan: LookPlan,
    coverage: Coverage | None = None,
) -> Answer:
    """An answer that found nothing; `shown` makes the other kind of it."""
    # By its intent the planner knows, in a follow-up, that frames were looked at.
    stored: dict[str, Any] = {**plan.to_stored(), "intent": plan.intent.value}
    return Answer(
        status=PromptStatus.NOT_FOUND,
        response=text,
        language=language,
        interpretation=None,
        methods=(),
        plan=stored,
        citations=(),
        coverage=coverage or Coverage(),
        degraded=tuple(meter.degraded),
        usage=meter.usage,
        timings=tuple(meter.timings),
        prompts_version=PROMPTS_VERSION,
    )


def add_frames(
    answer: Answer,
    video: VideoContext,
    frames: Sequence[FrameImage],
    rows: Sequence[Evidence],
    seen: WrittenFrameAnswer,
    interpretation: str,
    moment: float | None,
) -> Answer:
    """The answer with what was looked at, what its text cites, and what a follow-up needs.

    moment: the one instant that is meant, if one is.
    """
    numbers = sorted(set(seen.cited_numbers)) or range(1, len(frames) + 1)
    given: list[FrameImage | Evidence] = [*frames, *rows]
    cited = [(number, given[number - 1]) for number in numbers]
    people = [(str(row.video_id), row.track_id) for _, row in cited if isinstance(row, Evidence) and row.track_id]
    return replace(
        answer,
        status=PromptStatus.COMPLETED if seen.has_answer else PromptStatus.NOT_FOUND,
        interpretation=interpretation,
        methods=(SearchMethod.FRAMES,),
        plan={
            **answer.plan,
            "frames": [{"seconds": frame.seconds, "key": frame.key} for frame in frames],
            "moment": moment,
            "people": [{"videoId": video_id, "trackId": track} for video_id, track in dict.fromkeys(people)],
        },
        citations=[to_citation(number, one, video) for number, one in cited],
        main_event_id=next((row.event_id for _, row in cited if isinstance(row, Evidence)), None),
    )
