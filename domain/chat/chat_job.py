"""VLM_CHAT questions: PROMPT jobs whose payload says where to look."""

from collections.abc import Mapping
from typing import Any

from domain.ask.question.question import Answer, Question
from domain.ask.services import AskServices
from domain.chat.answer import AskQuestion, ChatContext, ChatFootage, answer_from_frames
from domain.chat.critic import CitationCritic
from domain.chat.footage_check import VIDEO_COLUMNS, check_footage
from domain.chat.frames import FrameExtractor, clock_from_row
from domain.jobs.context import JobContext
from domain.ports import ReportStage, VideoStore
from domain.videos.original_integrity import record_faults
from models.access.principal import Principal
from models.errors import InvalidInput, NotFound
from models.filters import SecondsRange
from models.footage.originals import Original
from models.rows.video import VideoRow


def to_look_payload(seconds: SecondsRange | None) -> dict[str, Any]:
    """The payload of a job that looks at frames. seconds: the range that the caller chose, if any."""
    return {"look": {} if seconds is None else {"from": seconds.start, "to": seconds.end}}


def _parse_range(look: Mapping[str, Any]) -> SecondsRange | None:
    return SecondsRange(look["from"], look["to"]) if look else None


def check_range(seconds: SecondsRange | None, video: VideoRow, field: tuple[str, ...] = ()) -> None:
    """Raises InvalidInput for a range that is reversed, empty, or outside of the video. Ends may be open."""
    if seconds is None:
        return
    start, end = seconds.start or 0.0, seconds.end
    if end is not None and end < start:
        raise InvalidInput("RANGE_REVERSED", field=field, start=seconds.start, end=end)
    if end is not None and end == start:
        raise InvalidInput("RANGE_EMPTY", field=field, start=start)
    length = video["duration_seconds"]
    if start < 0 or (length is not None and start >= length):
        raise InvalidInput("RANGE_OUTSIDE_VIDEO", field=field, duration="?" if length is None else round(length, 2))


class FrameAnswerer:
    """Answers questions by looking at frames."""

    def __init__(self, frames: FrameExtractor, videos: VideoStore, services: AskServices) -> None:
        self._frames = frames
        self._videos = videos
        self._services = services

    async def answer(self, context: JobContext, question: Question, report: ReportStage, ask: AskQuestion) -> Answer:
        """Answer the question of a job. `ask` answers by retrieval what frames cannot.

        Raises NotFound if the video was deleted in the meantime, WrongState if it was archived or its original was
        replaced.
        """
        if question.video is None:
            raise NotFound
        [video] = await self._videos.get_by_ids(context.principal, [question.video.id], VIDEO_COLUMNS)
        if video is None:
            raise NotFound
        check_footage(video)
        seconds = context.claim.job.parse_payload(lambda payload: _parse_range(payload["look"]))
        check_range(seconds, video)
        chat = ChatContext(context.principal, self._services, self._frames, report, ask)
        footage = ChatFootage(question.video, Original.from_row(video), clock_from_row(video))
        async with record_faults(self._videos, context.principal, footage.original, str(context.claim.job.id)):
            return await answer_from_frames(chat, question, footage, seconds)

    async def verify(self, principal: Principal, question: Question, answer: Answer, report: ReportStage) -> Answer:
        """The answer with what a model that looks at the cited frames says of them."""
        return await CitationCritic(self._frames, self._videos, self._services).verify(
            principal, question, answer, report
        )
