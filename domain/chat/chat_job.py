"""VLM_CHAT questions: a PROMPT job whose payload says where to look."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.ask.question.question import Answer, AskSettings, Question
from domain.chat.answer import AskQuestion, ChatContext, ReportStage, answer_from_frames
from domain.chat.frames import FrameExtractor, clock_from_row
from domain.jobs.context import JobContext
from domain.ports import Models, Retrieval
from domain.videos.original_integrity import record_faults
from models.access.principal import Principal
from models.enums import OriginalState, StorageTier, VideoStatus
from models.errors import InvalidInput, NotFound, WrongState
from models.filters import SecondsRange
from models.footage.originals import Original
from models.rows.video import VideoRow

VIDEO_COLUMNS = ("status", "tier", "duration_seconds", "clock", "gaps", *Original.COLUMNS)


class ChatVideos(Protocol):
    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str], /
    ) -> list[VideoRow | None]: ...

    async def record_original_fault(
        self, principal: Principal, original: Original, fault: OriginalState | None, request_id: str, /
    ) -> bool: ...


def to_look_payload(seconds: SecondsRange | None) -> dict[str, Any]:
    """The payload of a job that looks. seconds: where the caller says to."""
    return {"look": {} if seconds is None else {"from": seconds.start, "to": seconds.end}}


def _parse_range(look: Mapping[str, Any]) -> SecondsRange | None:
    return SecondsRange(look["from"], look["to"]) if look else None


def check_footage(video: VideoRow, field: tuple[str, ...] = ()) -> None:
    """Raises WrongState where there is nothing to look at: still uploaded, not readable, or archived.

    A video that is not analyzed yet can be looked at.
    """
    if video["status"] == VideoStatus.UPLOADING:
        raise WrongState("FOOTAGE_NOT_UPLOADED", field=field)
    if video["status"] == VideoStatus.FAILED:
        raise WrongState("FOOTAGE_FAILED", field=field)
    if video["tier"] in (StorageTier.COLD, StorageTier.RESTORING):
        raise WrongState("FOOTAGE_ARCHIVED", field=field, tier=video["tier"])


def check_range(seconds: SecondsRange | None, video: VideoRow, field: tuple[str, ...] = ()) -> None:
    """Raises InvalidInput for a range that is reversed, without length, or outside of the video. Ends may be open."""
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
    """Answers by looking at frames."""

    def __init__(
        self,
        frames: FrameExtractor,
        videos: ChatVideos,
        search: Retrieval,
        models: Models,
        settings: AskSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._frames = frames
        self._videos = videos
        self._search = search
        self._models = models
        self._settings = settings
        self._clock = clock

    async def answer(self, context: JobContext, question: Question, tell: ReportStage, ask: AskQuestion) -> Answer:
        """The answer. Raises NotFound where the video was deleted meanwhile, WrongState where it was archived or its
        original is another by now."""
        if question.video is None:
            raise NotFound
        [video] = await self._videos.get_by_ids(context.principal, [question.video.id], VIDEO_COLUMNS)
        if video is None:
            raise NotFound
        check_footage(video)
        seconds = context.claim.job.parse_payload(lambda payload: _parse_range(payload["look"]))
        check_range(seconds, video)
        chat = ChatContext(context.principal, self._search, self._models, self._settings, self._frames, tell, ask)
        original = Original.from_row(video)
        async with record_faults(self._videos, context.principal, original, str(context.claim.job.id)):
            return await answer_from_frames(
                chat, question, question.video, original, seconds, self._clock(), clock_from_row(video)
            )
