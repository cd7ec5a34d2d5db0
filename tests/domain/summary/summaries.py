"""Writing summaries in tests: models that see, frames, and what a subscriber gets."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.chat.frames import FrameBatch, FrameImage
from domain.summary.draft import SummaryDraft
from domain.summary.summarize import SummaryOutput, summarize
from models.asking.answers import StoredSummary
from models.asking.conversation import Conversation, Image, StreamEnd, TextDelta, TokenCount
from models.enums import EventType, Language, SummaryStage
from models.errors import Throttled
from tests.domain.doubles import (
    OPERATOR,
    VIDEO,
    VISITS,
    InMemorySearch,
    ScriptedModels,
    event,
    make_services,
)
from vision.stills.stills import StillsRequest

KINDS = list(EventType)


@dataclass
class ScriptedWriters(ScriptedModels):
    """The local reader, and for pictures a paragraph that cites the first of them. fails: calls that are throttled."""

    seeing: str | None = None
    fails: frozenset[int] = frozenset()
    stop_reason: str = "end_turn"
    calls: list[Conversation] = field(default_factory=list)

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        self.calls.append(conversation)
        if len(self.calls) in self.fails:
            raise Throttled(service="Bedrock")
        if conversation.messages[0].images:
            number = conversation.messages[0].text.split('"n":')[1].split(",")[0]
            yield TextDelta(self.seeing or f"A person stands at the left shelf and looks at it [{number}].")
            yield StreamEnd(self.stop_reason, TokenCount(1000, 10))
            return
        async for piece in super().converse_stream(conversation):
            yield piece


async def extract_frames(wanted: StillsRequest) -> FrameBatch:
    times = [wanted.start, wanted.end or 0.0]
    frames = [FrameImage(seconds, f"acme/v/frames/{seconds:g}.jpg", Image(b"jpeg", "jpeg")) for seconds in times]
    return FrameBatch(frames, 600.0, 0, 1000, cut_short=False)


@dataclass
class SummaryLog:
    """What a subscriber gets, and the last draft that was kept."""

    text: str = ""
    stages: list[SummaryStage] = field(default_factory=list)
    draft: SummaryDraft | None = None

    async def tell(self, stage: SummaryStage, _percent: int, text: str) -> None:
        self.stages.append(stage)
        self.text += text

    async def keep(self, draft: SummaryDraft) -> None:
        self.draft = draft.model_copy(deep=True)


async def run_summary(
    told: SummaryLog, models: ScriptedModels, rows: Sequence[Any] = VISITS, *, full: bool = True,
    language: Language = Language.EN, draft: SummaryDraft | None = None, look: Any = extract_frames,
) -> StoredSummary | None:  # fmt: skip
    return await summarize(
        VIDEO,
        language,
        OPERATOR,
        make_services(InMemorySearch(rows), models),
        SummaryOutput(told.tell, draft, told.keep),
        look if full else None,
    )


MANY = [event(number, KINDS[number % 17], number, number + 0.5, f"P{number % 300}") for number in range(2000)]
KOREAN = "세 명이 다녀간 조용한 저녁\n\n세 사람이 차례로 들어와 왼쪽 선반 앞에 잠시 서 있다가 나갔습니다 [1]. " * 2
