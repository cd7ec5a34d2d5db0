"""SUMMARIZE jobs: a video's summary is written while it is told, and takes the old one's place when it is complete."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from domain.ask.question.question import AskSettings
from domain.chat.chat_job import VIDEO_COLUMNS, ChatVideos, check_footage
from domain.chat.frames import FrameBatch, FrameExtractor, clock_from_row
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done, GiveUp
from domain.ports import LoadVideoContexts, Models, Retrieval
from domain.summary.draft import SummaryDraft
from domain.summary.segment_writer import ExtractFrames
from domain.summary.summarize import PIPELINE, summarize
from domain.videos.original_integrity import record_faults
from models.access.spending import Price
from models.asking.answers import StoredSummary
from models.enums import JobKind, Language, SummaryKind, SummaryStage, SummaryStatus
from models.errors import NotFound
from models.footage.originals import Original
from models.jobs import NewJob, ProgressUpdate
from models.rows.video import VideoRow
from vision.stills.stills import StillsRequest

# Of a day's model work, see docs/access.md.
SUMMARY_UNITS = 2
_KOREAN_ZONES = ("Asia/Seoul", "Asia/Pyongyang", "ROK")


def build_automatic_summary(video_id: UUID, timezone: str, price: Price | None = None) -> NewJob:
    """The summary that a finished analysis queues; in Korean for a camera that stands in Korea.

    Where its price is not there, the summary is FAILED and says why: it is written when somebody asks for it.
    """
    language = Language.KO if timezone in _KOREAN_ZONES else Language.EN
    payload = {"kind": SummaryKind.EVENTS.value, "language": language.value}
    unpaid = None
    if price is not None:
        error = {"code": "AUTOMATIC_SHARE_SPENT", "values": {"limit": price.automatic_limit}}
        told = {"textDelta": "", "error": error}
        columns = {"summary_status": SummaryStatus.FAILED.value}
        unpaid = ProgressUpdate(SummaryStatus.FAILED, SummaryStage.QUEUED, 0, told, columns)
    return NewJob(
        JobKind.SUMMARIZE,
        PIPELINE,
        video_id=video_id,
        payload=payload,
        restart=True,
        price=price,
        over_budget_update=unpaid,
    )


class SummaryJobHandler:
    """The handler of SUMMARIZE jobs. Their payload: kind (SummaryKind) and language.

    What is written is kept with the video in the same transaction that tells it (summary_draft): a worker that dies, or
    a model that asks for patience, costs the step that was being written and no other.
    """

    def __init__(
        self,
        contexts: LoadVideoContexts,
        search: Retrieval,
        models: Models,
        settings: AskSettings,
        clock: Callable[[], datetime],
        videos: ChatVideos,
        frames: FrameExtractor,
    ) -> None:
        self._contexts = contexts
        self._search = search
        self._models = models
        self._settings = settings
        self._clock = clock
        self._videos = videos
        self._frames = frames

    async def run(self, context: JobContext) -> Done:
        """Write and store. Raises NotFound where the video was deleted meanwhile, WrongState where FULL cannot look."""
        video_id = context.claim.job.video_id
        kind, language = context.claim.job.parse_payload(_parse_payload)
        [video] = [None] if video_id is None else await self._contexts(context.principal, [video_id])
        if video is None:
            raise NotFound
        [row] = await self._videos.get_by_ids(context.principal, [video.id], (*VIDEO_COLUMNS, "summary_draft"))
        if row is None:
            raise NotFound
        stage: SummaryStage | None = None

        async def tell(now: SummaryStage, percent: int, text: str) -> None:
            nonlocal stage
            telling = _build_update(now, percent, text)
            if now is stage:
                context.report_soon(telling)
            else:
                stage = now
                await context.report(telling)

        async def keep(draft: SummaryDraft) -> None:
            assert stage is not None
            columns = {"summary_draft": draft.model_dump(mode="json")}
            await context.report(
                _build_update(stage, context.last_update.percent if context.last_update else 0, "", columns)
            )

        summary = await summarize(
            video,
            language=language,
            principal=context.principal,
            search=self._search,
            models=self._models,
            settings=self._settings,
            now=self._clock(),
            report=tell,
            extract_frames=self._build_extractor(context, row) if kind is SummaryKind.FULL else None,
            draft=_parse_draft(row["summary_draft"]),
            store_draft=keep,
        )
        await self._finish(context, summary)
        return Done()

    def _build_extractor(self, context: JobContext, video: VideoRow) -> ExtractFrames:
        """How frames are taken."""
        check_footage(video)
        original, clock = Original.from_row(video), clock_from_row(video)

        async def look(wanted: StillsRequest) -> FrameBatch:
            async with record_faults(self._videos, context.principal, original, str(context.claim.job.id)):
                looked = await self._frames.extract(context.principal.organization, original, wanted, clock=clock)
            await self._frames.store(looked.frames)
            return looked

        return look

    async def _finish(self, context: JobContext, summary: StoredSummary | None) -> None:
        status = SummaryStatus.EMPTY if summary is None else SummaryStatus.COMPLETED
        stored = None if summary is None else summary.model_dump(mode="json")
        columns = {"summary_status": status.value, "summary": stored, "summary_draft": None}
        done = ProgressUpdate(status, SummaryStage.DONE, 100, _build_payload(""), columns)
        await context.end(done, usage=None if summary is None else summary.usage.model_dump(mode="json"))

    def queued_update(self, _desk: JobContext) -> ProgressUpdate:
        """The text of a try that failed is void: a step of stage QUEUED begins it anew, with what the draft has."""
        return ProgressUpdate(
            SummaryStatus.QUEUED, SummaryStage.QUEUED, 0, _build_payload(""), {"summary_status": "QUEUED"}
        )

    def failed_update(self, desk: JobContext, give_up: GiveUp) -> ProgressUpdate:
        """An older summary stays, and is shown beside the failure."""
        error = give_up.error
        told = {"textDelta": "", "error": {"code": error.code, "values": dict(error.values)}}
        stage = desk.last_update.stage if desk.last_update else SummaryStage.QUEUED
        return ProgressUpdate(SummaryStatus.FAILED, stage, 0, told, {"summary_status": SummaryStatus.FAILED.value})


def _parse_payload(payload: Mapping[str, Any]) -> tuple[SummaryKind, Language]:
    return SummaryKind(payload.get("kind", SummaryKind.EVENTS)), Language(payload.get("language", Language.EN))


def _parse_draft(stored: Mapping[str, Any] | None) -> SummaryDraft | None:
    """A draft that another version wrote may not be one any more: then all is written anew."""
    try:
        return None if stored is None else SummaryDraft.model_validate(stored)
    except ValidationError:
        return None


def _build_update(
    stage: SummaryStage, percent: int, text: str, columns: Mapping[str, Any] | None = None
) -> ProgressUpdate:
    changed = {"summary_status": SummaryStatus.GENERATING.value, **(columns or {})}
    return ProgressUpdate(SummaryStatus.GENERATING, stage, percent, _build_payload(text), changed)


def _build_payload(text: str) -> dict[str, Any]:
    return {"textDelta": text, "error": None}
