"""Summaries in tests: scripted writers, frames, and what a subscriber gets."""

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.chat.frames import FrameBatch, FrameImage
from domain.summary.draft import SummaryDraft
from domain.summary.summarize import SummaryOutput, summarize
from models.asking.answers import StoredSummary
from models.asking.conversation import Conversation, Image, StreamEnd, TextDelta, TokenCount
from models.enums import EventType, Language, SummaryStage
from models.errors import Throttled
from tests.domain.doubles import OPERATOR, VIDEO, VISITS, InMemorySearch, event, make_services
from tests.domain.scripted_models import ScriptedModels, UnscriptedCall, read_sections
from vision.stills.stills import StillsRequest

KINDS = list(EventType)


HEADLINE, OVERVIEW = "Three came by", "Three people were seen. The first came in at 00:02 [1]. P3 stayed the longest."
# What the scripted writer says of each visitor.
VISIT = "Came in, stood around and went out."
SEEN = "A person stands at the left shelf and looks at it"


@dataclass
class ScriptedWriters(ScriptedModels):
    """A writer for each part of a summary, told apart by the sections of its message.

    overview is the headline and the text; visit the line of each visitor that the writer was given; seeing the
    paragraph about pictures, which cites the first of them unless it is scripted. fails: the numbers of the calls
    that are throttled.
    """

    overview: str = f"{HEADLINE}\n\n{OVERVIEW}"
    visit: str = VISIT
    seeing: str | None = None
    fails: frozenset[int] = frozenset()
    stop_reason: str = "end_turn"
    calls: list[Conversation] = field(default_factory=list)

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        self.calls.append(conversation)
        if len(self.calls) in self.fails:
            raise Throttled(service="Bedrock")
        for piece in self._write(conversation):
            yield TextDelta(piece)
        reason = self.stop_reason if conversation.messages[0].images else "end_turn"
        yield StreamEnd(reason, TokenCount(1000, 10))

    def _write(self, conversation: Conversation) -> Iterator[str]:
        given = read_sections(conversation)
        if conversation.messages[0].images:
            yield self.seeing or f"{SEEN} [{given['frames'][0]['n']}]."
        elif "totals" in given:
            yield from re.findall(r"\S+\s*", self.overview)
        elif "visitors" in given:
            for visitor in given["visitors"]:
                yield f"{visitor['person']}: {self.visit}\n"
        else:
            raise UnscriptedCall(f"no writer for {sorted(given)}")

    @property
    def given(self) -> list[dict[str, Any]]:
        """The sections of each call's message."""
        return [read_sections(call) for call in self.calls]


async def extract_frames(wanted: StillsRequest) -> FrameBatch:
    times = [wanted.start, wanted.end or 0.0]
    frames = [FrameImage(seconds, f"acme/v/frames/{seconds:g}.jpg", Image(b"jpeg", "jpeg")) for seconds in times]
    return FrameBatch(frames, 600.0, 0, 1000, cut_short=False)


@dataclass
class SummaryLog:
    """What a subscriber gets, and the last draft that was stored."""

    text: str = ""
    stages: list[SummaryStage] = field(default_factory=list)
    draft: SummaryDraft | None = None

    async def report(self, stage: SummaryStage, _percent: int, text: str) -> None:
        self.stages.append(stage)
        self.text += text

    async def store_draft(self, draft: SummaryDraft) -> None:
        self.draft = draft.model_copy(deep=True)


async def run_summary(
    log: SummaryLog, models: ScriptedModels, rows: Sequence[Any] = VISITS, *, full: bool = True,
    language: Language = Language.EN, draft: SummaryDraft | None = None, look: Any = extract_frames,
    search: InMemorySearch | None = None,
) -> StoredSummary | None:  # fmt: skip
    return await summarize(
        VIDEO,
        language,
        OPERATOR,
        make_services(search or InMemorySearch(rows), models),
        SummaryOutput(log.report, draft, log.store_draft),
        look if full else None,
    )


MANY = [event(number, KINDS[number % 17], number, number + 0.5, f"P{number % 300}") for number in range(2000)]
KOREAN = "세 명이 다녀간 조용한 저녁\n\n세 사람이 차례로 들어와 왼쪽 선반 앞에 잠시 서 있다가 나갔습니다 [1]. " * 2
