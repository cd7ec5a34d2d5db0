"""Chats in tests: a camera that takes what is wanted, and models that see what a test says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from domain.ask.question.question import Answer, ConversationTurn, Question
from domain.chat.answer import ChatContext, ChatFootage, answer_from_frames
from domain.chat.frames import FrameBatch, FrameExtractor, FrameImage
from domain.isolation.subprocess import IsolatedProcess
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.conversation import Conversation, Image, StreamEnd, TextDelta, TokenCount
from models.enums import Language, PromptStage
from models.errors import Throttled
from models.filters import EventFilter, SecondsRange
from models.footage.originals import ObjectRef, Original
from tests.domain.doubles import OPERATOR, VIDEO, VISITS, InMemorySearch, ScriptedModels, make_services
from vision.media.clock import FootageClock
from vision.stills.stills import StillsRequest

ANSWER = "One person stands at the left shelf at the beginning, and nobody else is there [1][2]."
KOREAN = "왼쪽 선반 앞에 한 사람이 서 있고 다른 사람은 보이지 않습니다. 그 사람은 계속 같은 자리에 있습니다 [1]."


class ByRetrieval(Exception):
    """The question was passed on to be answered from events."""


@dataclass
class ScriptedFrames(FrameExtractor):
    """Takes one frame at both ends of what is wanted, and remembers what that was."""

    wanted: list[StillsRequest] = field(default_factory=list)
    kept: bool = True
    undecodable: int = 0
    stored: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def prepare_child(self, _organization: str) -> AsyncIterator[None]:
        yield None

    async def extract(
        self,
        organization: str,
        original: Original,
        wanted: StillsRequest,
        child: IsolatedProcess | None = None,
        clock: FootageClock | None = None,
    ) -> FrameBatch:
        self.wanted.append(wanted)
        times = [wanted.start, wanted.end or wanted.start]
        frames = [
            FrameImage(one, f"{organization}/{original.video_id}/frames/{one:g}.jpg", Image(b"jpeg", "jpeg"))
            for one in times
        ]
        return FrameBatch(frames, 600.0, self.undecodable, 1000, cut_short=False)

    async def store(self, frames: Any) -> None:
        self.stored += [frame.seconds for frame in frames]

    async def reload(self, kept: Any) -> list[FrameImage]:
        return [FrameImage(one, key, Image(b"jpeg", "jpeg")) for one, key in kept] if self.kept else []


@dataclass
class ScriptedVision(ScriptedModels):
    """The local reader plans; what is seen is scripted, one text a call. A text of None breaks the stream."""

    says: list[Any] = field(default_factory=lambda: [ANSWER])
    stop_reason: str = "end_turn"
    shown: list[Conversation] = field(default_factory=list)

    async def converse_stream(self, conversation: Conversation, /) -> AsyncIterator[TextDelta | StreamEnd]:
        self.shown.append(conversation)
        for piece in self.says[min(len(self.shown), len(self.says)) - 1].split("|"):
            if piece == "BREAK":
                raise Throttled(service="Bedrock")
            yield TextDelta(piece)
        yield StreamEnd(self.stop_reason, TokenCount(3000, 40))


@dataclass
class ChatRun:
    answer: Answer
    camera: ScriptedFrames
    models: ScriptedVision
    told: str
    stages: list[PromptStage]

    @property
    def wanted_frames(self) -> StillsRequest:
        return self.camera.wanted[0]


@dataclass
class UnfinishedSearch(InMemorySearch):
    """The video is there, and its analysis is not finished."""

    async def measure_coverage(self, who: Principal, wanted: EventFilter | None, /) -> Coverage:
        found = await super().measure_coverage(who, wanted)
        return found.model_copy(update={"videos_analyzed": 0, "seconds_analyzed": 0.0})


async def chat(
    text: str, *, says: list[Any] | None = None, seconds: SecondsRange | None = None, rows: Any = VISITS,
    earlier: tuple[ConversationTurn, ...] = (), language: Language | None = None, camera: ScriptedFrames | None = None,
    search: InMemorySearch | None = None, **more: Any,
) -> ChatRun:  # fmt: skip
    camera = camera or ScriptedFrames()
    models = ScriptedVision(says=says or [ANSWER], **more)
    told: list[str] = []
    stages: list[PromptStage] = []

    async def tell(stage: PromptStage, piece: str) -> None:
        stages.append(stage)
        told.append(piece)

    async def ask(question: Question) -> Answer:
        raise ByRetrieval(question.text)

    chatting = ChatContext(OPERATOR, make_services(search or InMemorySearch(rows), models), camera, tell, ask)
    question = Question(text, language, None, VIDEO, earlier)
    footage = ChatFootage(VIDEO, Original(VIDEO.id, ObjectRef("acme/v/original.mp4"), None))
    found = await answer_from_frames(chatting, question, footage, seconds)
    return ChatRun(found, camera, models, "".join(told), stages)
