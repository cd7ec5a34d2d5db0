"""Let the model that sees look at the frames that an answer cites: does each show what is said of it?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from domain.ask.plan.base import PlanModel
from domain.ask.question.question import Answer, Question
from domain.ask.services import AskServices
from domain.chat.footage_check import VIDEO_COLUMNS, check_footage
from domain.chat.frames import FrameExtractor, FrameImage, clock_from_row
from domain.chat.image_sizes import choose_picture_size
from domain.language.timecode import format_timecode
from domain.llm.prompts import CRITIC, format_sections
from domain.llm.usage_meter import UsageMeter
from domain.ports import ReportStage, VideoStore
from models.access.principal import Principal
from models.asking.answers import StoredCitation
from models.asking.conversation import Conversation, Message, Tool
from models.enums import PromptStage, Verification
from models.errors import ModelFailed, Unavailable, UserMistake
from models.footage.originals import Original
from models.messages.catalog import translate
from models.text.text import normalize_json
from vision.stills.frame_selection import Moment
from vision.stills.stills import StillsRequest

# Citations that are looked at, and frames of each.
_MAX_CITATIONS, _FRAMES_EACH = 8, 2
_MAX_TOKENS = 600
_NEAR_SECONDS = 2.0
_VERDICTS = [verdict.value for verdict in Verification if verdict is not Verification.NOT_LOOKED_AT]
CRITIC_TOOL = Tool(
    name="judge_citations",
    description="Say of each claim whether its pictures show it.",
    schema={
        "type": "object",
        "required": ["verdicts"],
        "properties": {
            "verdicts": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["n", "verdict"],
                    "properties": {
                        "n": {"type": "integer", "description": "The number of the claim."},
                        "verdict": {
                            "type": "string",
                            "enum": _VERDICTS,
                            "description": "VERIFIED: a picture shows it. REFUTED: the pictures show that it is "
                            "not so. UNSURE: they can show neither.",
                        },
                    },
                },
            }
        },
    },
)


class _Verdict(PlanModel):
    n: int
    verdict: Verification


class _Verdicts(PlanModel):
    verdicts: tuple[_Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationCritic:
    """Looks at what answers cite. What it cannot look at stays NOT_LOOKED_AT; nothing is taken out of the answer."""

    frames: FrameExtractor
    videos: VideoStore
    services: AskServices

    async def verify(self, principal: Principal, question: Question, answer: Answer, report: ReportStage) -> Answer:
        """The answer with a verification of each citation; a note says which ones the frames refute."""
        chosen = [citation for citation in answer.citations if citation.event_id is not None][:_MAX_CITATIONS]
        meter = UsageMeter(answer.usage)
        found: dict[int, Verification] = {}
        with meter.time_stage("verifying"):
            for video_id in dict.fromkeys(citation.video_id for citation in chosen):
                of_video = [citation for citation in chosen if citation.video_id == video_id]
                found |= await self._verify_video(principal, question, answer, video_id, of_video, meter)
        citations = [
            citation.model_copy(update={"verification": found.get(citation.number, citation.verification)})
            for citation in answer.citations
        ]
        refuted = [number for number, verdict in sorted(found.items()) if verdict is Verification.REFUTED]
        response = answer.response
        if refuted:
            marks = "".join(f"[{number}]" for number in refuted)
            note = f" {translate(answer.language, 'reply-refuted', numbers=marks)}"
            await report(PromptStage.WRITING, note)
            response += note
        degraded = tuple(dict.fromkeys([*answer.degraded, *meter.degraded]))
        timings = [*answer.timings, *meter.timings]
        return replace(
            answer, response=response, citations=citations, degraded=degraded, usage=meter.usage, timings=timings
        )

    async def _verify_video(
        self,
        principal: Principal,
        question: Question,
        answer: Answer,
        video_id: UUID,
        citations: Sequence[StoredCitation],
        meter: UsageMeter,
    ) -> Mapping[int, Verification]:
        """The verdicts on citations of one video; none where its footage or the model cannot be had."""
        try:
            frames = await self._extract(principal, video_id, citations)
            return await self._ask(question, answer, citations, frames, meter) if frames else {}
        except (Unavailable, UserMistake):
            meter.mark_degraded("verify")
            return {}

    async def _extract(
        self, principal: Principal, video_id: UUID, citations: Sequence[StoredCitation]
    ) -> Sequence[FrameImage]:
        [row] = await self.videos.get_by_ids(principal, [video_id], VIDEO_COLUMNS)
        if row is None:
            return []
        check_footage(row)
        moments = [
            Moment(citation.start_seconds + share * (citation.end_seconds - citation.start_seconds), 0.5)
            for citation in citations
            for share in (0.3, 0.7)
        ]
        start = max(0.0, min(moment.seconds for moment in moments) - _NEAR_SECONDS)
        end = max(moment.seconds for moment in moments) + _NEAR_SECONDS
        size = choose_picture_size(self.services.settings.frame_model_id)
        request = StillsRequest(start, end, moments, _FRAMES_EACH * len(citations), size)
        batch = await self.frames.extract(
            principal.organization, Original.from_row(row), request, clock=clock_from_row(row)
        )
        return batch.frames

    async def _ask(
        self,
        question: Question,
        answer: Answer,
        citations: Sequence[StoredCitation],
        frames: Sequence[FrameImage],
        meter: UsageMeter,
    ) -> Mapping[int, Verification]:
        model_id = self.services.settings.frame_model_id
        sections = {
            "frames": [
                {"n": number, "time": format_timecode(frame.seconds), "claims": _list_near(frame, citations)}
                for number, frame in enumerate(frames, start=1)
            ],
            "claims": [
                {"n": citation.number, "sentences": _list_sentences(answer.response, citation.number)}
                for citation in citations
            ],
            "question": question.text,
        }
        images = tuple(frame.image for frame in frames)
        conversation = Conversation(
            model_id=model_id,
            system=CRITIC,
            messages=[Message("user", format_sections(sections), images)],
            tool=CRITIC_TOOL,
            max_tokens=_MAX_TOKENS,
        )
        reply = await self.services.models.converse(conversation)
        meter.record_tokens(model_id, reply.tokens, images=len(images))
        return _parse_verdicts(reply.tool_input, {citation.number for citation in citations})


def _list_near(frame: FrameImage, citations: Sequence[StoredCitation]) -> list[int]:
    """The numbers of the citations that a frame is of."""
    return [
        citation.number
        for citation in citations
        if citation.start_seconds - _NEAR_SECONDS <= frame.seconds <= citation.end_seconds + _NEAR_SECONDS
    ]


def _list_sentences(text: str, number: int) -> list[str]:
    """The sentences of an answer that cite a number, without their marks."""
    sentences = re.split(r"(?<=[.!?])\s+|\n", text)
    return [re.sub(r"\s*\[\d+\]", "", sentence) for sentence in sentences if f"[{number}]" in sentence]


def _parse_verdicts(tool_input: Mapping[str, Any] | None, asked: set[int]) -> Mapping[int, Verification]:
    """The verdicts on what was asked. Raises ModelFailed for a reply that holds none."""
    try:
        read = _Verdicts.model_validate(normalize_json(tool_input or {}))
    except ValidationError as error:
        raise ModelFailed(problem=f"its verdicts cannot be read: {error.errors()[0]['msg']}") from None
    return {verdict.n: verdict.verdict for verdict in read.verdicts if verdict.n in asked}
