"""Chats in tests: frames that are what was asked for, and models that say what a test scripts."""

from collections.abc import AsyncIterator, Mapping, Sequence
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
from models.asking.evidence import Evidence
from models.enums import Language, PromptStage
from models.errors import Throttled
from models.filters import EventFilter, SecondsRange
from models.footage.originals import ObjectRef, Original
from tests.domain.doubles import OPERATOR, VIDEO, VISITS, InMemorySearch, make_services
from tests.domain.scripted_models import ScriptedModels, read_sections
from vision.media.clock import FootageClock
from vision.stills.stills import StillsRequest

ANSWER = "One person stands at the left shelf at the beginning, and nobody else is there [1][2]."
KOREAN = "왼쪽 선반 앞에 한 사람이 서 있고 다른 사람은 보이지 않습니다. 그 사람은 계속 같은 자리에 있습니다 [1]."


class ByRetrieval(Exception):
    """The question was passed on to be answered from events."""


def look(**fields: Any) -> Mapping[str, Any]:
    """The tool input of a planner that read an English question about the scene, unless `fields` differ."""
    return {"language": "en", "aboutFootage": True, "want": "LIST", "intent": "SCENE", **fields}


def look_at(seconds: float, **fields: Any) -> Mapping[str, Any]:
    """The plan of a question about one instant."""
    return look(seconds={"from": max(0.0, seconds - 3), "to": seconds + 3}, point=True, **fields)


@dataclass
class ScriptedFrames(FrameExtractor):
    """Extracts a frame at both ends of what is wanted, and records what was wanted and stored."""

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
            FrameImage(seconds, f"{organization}/{original.video_id}/frames/{seconds:g}.jpg", Image(b"jpeg", "jpeg"))
            for seconds in times
        ]
        return FrameBatch(frames, 600.0, self.undecodable, 1000, cut_short=False)

    async def store(self, frames: Any) -> None:
        self.stored += [frame.seconds for frame in frames]

    async def reload(self, kept: Any) -> list[FrameImage]:
        return [FrameImage(seconds, key, Image(b"jpeg", "jpeg")) for seconds, key in kept] if self.kept else []


@dataclass
class ScriptedVision(ScriptedModels):
    """says: the text of each call in order; the last is repeated. "|" cuts it into pieces, BREAK ends the stream."""

    says: list[str] = field(default_factory=lambda: [ANSWER])
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
    reported: str
    stages: list[PromptStage]

    @property
    def wanted_frames(self) -> StillsRequest:
        return self.camera.wanted[0]

    @property
    def request(self) -> Mapping[str, Any]:
        """What the model that looks was told of the question."""
        request: Mapping[str, Any] = read_sections(self.models.shown[0])["request"]
        return request


@dataclass
class UnfinishedSearch(InMemorySearch):
    """The video is there, and its analysis is not finished."""

    async def measure_coverage(self, who: Principal, wanted: EventFilter | None, /) -> Coverage:
        coverage = await super().measure_coverage(who, wanted)
        return coverage.model_copy(update={"videos_analyzed": 0, "seconds_analyzed": 0.0})


@dataclass
class ChatOptions:
    """What a chat finds, beside the question and the models' scripts. seconds: the range that the caller gives."""

    seconds: SecondsRange | None = None
    rows: Sequence[Evidence] = VISITS
    earlier: tuple[ConversationTurn, ...] = ()
    language: Language | None = None
    camera: ScriptedFrames = field(default_factory=ScriptedFrames)
    search: InMemorySearch | None = None


async def chat(
    text: str,
    plan: Mapping[str, Any] | Exception | None = None,
    *,
    says: Sequence[str] = (ANSWER,),
    stop_reason: str = "end_turn",
    **options: Any,
) -> ChatRun:
    """Answer a question about VIDEO from frames. plan: as the planner read it, else `look()`. options: ChatOptions."""
    given = ChatOptions(**options)
    models = ScriptedVision(look() if plan is None else plan, says=list(says), stop_reason=stop_reason)
    pieces: list[str] = []
    stages: list[PromptStage] = []

    async def report(stage: PromptStage, piece: str) -> None:
        stages.append(stage)
        pieces.append(piece)

    async def ask(question: Question) -> Answer:
        raise ByRetrieval(question.text)

    services = make_services(given.search or InMemorySearch(given.rows), models)
    context = ChatContext(OPERATOR, services, given.camera, report, ask)
    question = Question(text, given.language, None, VIDEO, given.earlier)
    footage = ChatFootage(VIDEO, Original(VIDEO.id, ObjectRef("acme/v/original.mp4"), None))
    answer = await answer_from_frames(context, question, footage, given.seconds)
    return ChatRun(answer, given.camera, models, "".join(pieces), stages)
