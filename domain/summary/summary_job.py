"""SUMMARIZE jobs: write a video's summary, sent while it is written; it replaces the old one when it is complete."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from domain.ask.services import AskServices
from domain.chat.footage_check import VIDEO_COLUMNS, check_footage
from domain.chat.frames import FrameBatch, FrameExtractor, clock_from_row
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from domain.ports import LoadVideoContexts, VideoStore
from domain.summary.draft import SummaryDraft
from domain.summary.segment_writer import ExtractFrames
from domain.summary.summarize import SUMMARY_PIPELINE, SummaryOutput, summarize
from domain.videos.original_integrity import record_faults
from models.access.spending import Price
from models.asking.answers import StoredSummary
from models.enums import JobKind, Language, SummaryKind, SummaryStage, SummaryStatus
from models.errors import NotFound
from models.footage.originals import Original
from models.jobs import NewJob, ProgressUpdate
from models.rows.video import VideoRow
from vision.stills.stills import StillsRequest

# Units of the daily budget of model work, see docs/access.md.
SUMMARY_UNITS = 2
_KOREAN_ZONES = ("Asia/Seoul", "Asia/Pyongyang", "ROK")


def build_automatic_summary(video_id: UUID, timezone: str, price: Price | None = None) -> NewJob:
    """The summary that is queued after an analysis; in Korean for a camera in Korea.

    If its price exceeds the budget, the summary is FAILED and says why; it is written on demand only.
    """
    language = Language.KO if timezone in _KOREAN_ZONES else Language.EN
    payload = {"kind": SummaryKind.EVENTS.value, "language": language.value}
    return NewJob(
        JobKind.SUMMARIZE,
        SUMMARY_PIPELINE,
        video_id=video_id,
        payload=payload,
        restart=True,
        price=price,
    )


class SummaryJobHandler:
    """The handler of SUMMARIZE jobs. Their payload: kind (SummaryKind) and language.

    Each complete step is stored with the video (summary_draft) in the transaction that reports it: if a worker dies, or
    a model asks to wait, only the current step is written again.
    """

    def __init__(
        self, contexts: LoadVideoContexts, services: AskServices, videos: VideoStore, frames: FrameExtractor
    ) -> None:
        self._contexts = contexts
        self._services = services
        self._videos = videos
        self._frames = frames

    async def run(self, context: JobContext) -> Done:
        """Write and store the summary. Raises NotFound if the video was deleted in the meantime, WrongState if FULL
        cannot read the footage."""
        video_id = context.claim.job.video_id
        kind, language = context.claim.job.parse_payload(_parse_payload)
        [video] = [None] if video_id is None else await self._contexts(context.principal, [video_id])
        if video is None:
            raise NotFound
        [row] = await self._videos.get_by_ids(context.principal, [video.id], (*VIDEO_COLUMNS, "summary_draft"))
        if row is None:
            raise NotFound
        reporter = _SummaryReporter(context)
        summary = await summarize(
            video,
            language,
            context.principal,
            self._services,
            SummaryOutput(reporter.report, _parse_draft(row["summary_draft"]), reporter.store_draft),
            self._build_extractor(context, row) if kind is SummaryKind.FULL else None,
        )
        await self._finish(context, summary)
        return Done()

    def _build_extractor(self, context: JobContext, video: VideoRow) -> ExtractFrames:
        """A function that extracts frames of the video, and stores them."""
        check_footage(video)
        original, clock = Original.from_row(video), clock_from_row(video)

        async def extract(request: StillsRequest) -> FrameBatch:
            async with record_faults(self._videos, context.principal, original, str(context.claim.job.id)):
                batch = await self._frames.extract(context.principal.organization, original, request, clock=clock)
            await self._frames.store(batch.frames)
            return batch

        return extract

    async def _finish(self, context: JobContext, summary: StoredSummary | None) -> None:
        status = SummaryStatus.EMPTY if summary is None else SummaryStatus.COMPLETED
        stored = None if summary is None else summary.model_dump(mode="json")
        columns = {"summary_status": status.value, "summary": stored, "summary_draft": None}
        done = ProgressUpdate(status, SummaryStage.DONE, 100, _build_payload(""), columns)
        await context.end(done, usage=None if summary is None else summary.usage.model_dump(mode="json"))


class _SummaryReporter:
    """Waits for the report of a new stage; sends the text of a stage without waiting."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self._stage: SummaryStage | None = None

    async def report(self, stage: SummaryStage, percent: int, text: str) -> None:
        update = _build_update(stage, percent, text)
        if stage is self._stage:
            self._context.report_soon(update)
        else:
            self._stage = stage
            await self._context.report(update)

    async def store_draft(self, draft: SummaryDraft) -> None:
        assert self._stage is not None
        columns = {"summary_draft": draft.model_dump(mode="json")}
        percent = self._context.last_update.percent if self._context.last_update else 0
        await self._context.report(_build_update(self._stage, percent, "", columns))


def _parse_payload(payload: Mapping[str, Any]) -> tuple[SummaryKind, Language]:
    return SummaryKind(payload.get("kind", SummaryKind.EVENTS)), Language(payload.get("language", Language.EN))


def _parse_draft(stored: Mapping[str, Any] | None) -> SummaryDraft | None:
    """None for a draft that another version wrote and this one cannot read: all is written anew."""
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
