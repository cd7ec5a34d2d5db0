"""The stored Answer of a chat: with the frames it looked at, or without any."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.ask.question.question import Answer
from domain.chat.frames import FrameImage
from domain.chat.plan import LookPlan
from domain.chat.writer import WrittenFrameAnswer
from domain.llm.prompts import PROMPTS_VERSION
from domain.llm.usage_meter import UsageMeter
from models.asking.answers import Coverage, StoredCitation
from models.asking.evidence import Evidence, VideoContext
from models.enums import Language, PromptStatus, SearchMethod


@dataclass(frozen=True, slots=True)
class ShownMaterial:
    """What the model is shown: frames of a video, numbered from 1, then events. moment: the instant that is meant."""

    video: VideoContext
    frames: Sequence[FrameImage]
    rows: Sequence[Evidence]
    moment: float | None = None


def to_citation(number: int, source: FrameImage | Evidence, video: VideoContext) -> StoredCitation:
    if isinstance(source, FrameImage):
        return StoredCitation(
            number=number,
            video_id=video.id,
            start_seconds=source.seconds,
            end_seconds=source.seconds,
            frame_key=source.key,
        )
    return StoredCitation(
        number=number,
        video_id=source.video_id,
        event_id=source.event_id,
        start_seconds=source.start_seconds,
        end_seconds=source.end_seconds,
    )


def build_empty_answer(
    text: str, language: Language, meter: UsageMeter, plan: LookPlan, coverage: Coverage | None = None
) -> Answer:
    """An answer that looked at nothing; `add_frames` adds what it looked at."""
    # By its intent, the planner of a follow-up knows that frames were looked at.
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
        not_understood=plan.not_understood,
    )


def add_frames(answer: Answer, shown: ShownMaterial, written: WrittenFrameAnswer, interpretation: str) -> Answer:
    """The answer with what was looked at, what its text cites, and what a follow-up needs.

    An answer without citations cites every frame.
    """
    numbers = sorted(set(written.cited_numbers)) or range(1, len(shown.frames) + 1)
    sources: list[FrameImage | Evidence] = [*shown.frames, *shown.rows]
    cited = [(number, sources[number - 1]) for number in numbers]
    people = [(str(row.video_id), row.track_id) for _, row in cited if isinstance(row, Evidence) and row.track_id]
    return replace(
        answer,
        status=PromptStatus.COMPLETED if written.has_answer else PromptStatus.NOT_FOUND,
        interpretation=interpretation,
        methods=(SearchMethod.FRAMES,),
        plan={
            **answer.plan,
            "frames": [{"seconds": frame.seconds, "key": frame.key} for frame in shown.frames],
            "moment": shown.moment,
            "people": [{"videoId": video_id, "trackId": track} for video_id, track in dict.fromkeys(people)],
        },
        citations=[to_citation(number, source, shown.video) for number, source in cited],
        # The model that looks reads the whole question.
        not_understood=(),
        main_event_id=next((row.event_id for _, row in cited if isinstance(row, Evidence)), None),
    )
