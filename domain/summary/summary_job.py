"""SUMMARIZE jobs: a video's summary is written while it is told, and takes the old one's place when it is complete."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from domain.ask.question.question import AskSettings
from domain.chat.chat_job import COLUMNS, Videos, check_footage
from domain.chat.frames import Frames, Looked, known_clock
from domain.jobs.context import Desk
from domain.jobs.outcomes import Done, GiveUp
from domain.ports import Models, Retrieval, VideoContexts
from domain.summary.draft import Draft
from domain.summary.segment_writer import Look
from domain.summary.summarize import PIPELINE, summarize
from domain.videos.original_integrity import noticing
from models.access.spending import Price
from models.asking.answers import StoredSummary
from models.enums import JobKind, Language, SummaryKind, SummaryStage, SummaryStatus
from models.errors import NotFound
from models.footage.originals import Original
from models.jobs import NewJob, Telling
from models.paging import Row
from vision.stills.stills import Wanted

# Of a day's model work, see docs/access.md.
UNITS = 2
_KOREAN_ZONES = ("Asia/Seoul", "Asia/Pyongyang", "ROK")


def after_analysis(video_id: UUID, timezone: str, price: Price | None = None) -> NewJob:
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
        unpaid = Telling(SummaryStatus.FAILED, SummaryStage.QUEUED, 0, told, columns)
    return NewJob(
        JobKind.SUMMARIZE, PIPELINE, video_id=video_id, payload=payload, restart=True, price=price, unpaid=unpaid
    )


class Summarizing:
    """The handler of SUMMARIZE jobs. Their payload: kind (SummaryKind) and language.

    What is written is kept with the video in the same transaction that tells it (summary_draft): a worker that dies, or
    a model that asks for patience, costs the step that was being written and no other.
    """

    def __init__(
        self,
        contexts: VideoContexts,
        search: Retrieval,
        models: Models,
        settings: AskSettings,
        clock: Callable[[], datetime],
        videos: Videos,
        frames: Frames,
    ) -> None:
        self._contexts = contexts
        self._search = search
        self._models = models
        self._settings = settings
        self._clock = clock
        self._videos = videos
        self._frames = frames

    async def run(self, desk: Desk) -> Done:
        """Write and store. Raises NotFound where the video was deleted meanwhile, WrongState where FULL cannot look."""
        video_id = desk.claim.job.video_id
        kind, language = desk.claim.job.read(_asked)
        [video] = [None] if video_id is None else await self._contexts(desk.principal, [video_id])
        if video is None:
            raise NotFound
        [row] = await self._videos.by_ids(desk.principal, [video.id], (*COLUMNS, "summary_draft"))
        if row is None:
            raise NotFound
        stage: SummaryStage | None = None

        async def tell(now: SummaryStage, percent: int, text: str) -> None:
            nonlocal stage
            telling = _telling(now, percent, text)
            if now is stage:
                desk.post(telling)
            else:
                stage = now
                await desk.tell(telling)

        async def keep(draft: Draft) -> None:
            assert stage is not None
            columns = {"summary_draft": draft.model_dump(mode="json")}
            await desk.tell(_telling(stage, desk.last.percent if desk.last else 0, "", columns))

        summary = await summarize(
            video,
            language=language,
            principal=desk.principal,
            search=self._search,
            models=self._models,
            settings=self._settings,
            now=self._clock(),
            tell=tell,
            look=self._look(desk, row) if kind is SummaryKind.FULL else None,
            draft=_draft(row["summary_draft"]),
            keep=keep,
        )
        await self._end(desk, summary)
        return Done()

    def _look(self, desk: Desk, video: Row) -> Look:
        """How frames are taken."""
        check_footage(video)
        original, clock = Original.of(video), known_clock(video)

        async def look(wanted: Wanted) -> Looked:
            async with noticing(self._videos, desk.principal, original, str(desk.claim.job.id)):
                looked = await self._frames.take(desk.principal.organization, original, wanted, clock=clock)
            await self._frames.keep(looked.frames)
            return looked

        return look

    async def _end(self, desk: Desk, summary: StoredSummary | None) -> None:
        status = SummaryStatus.EMPTY if summary is None else SummaryStatus.COMPLETED
        stored = None if summary is None else summary.model_dump(mode="json")
        columns = {"summary_status": status.value, "summary": stored, "summary_draft": None}
        done = Telling(status, SummaryStage.DONE, 100, _payload(""), columns)
        await desk.end(done, usage=None if summary is None else summary.usage.model_dump(mode="json"))

    def waiting(self, _desk: Desk) -> Telling:
        """The text of a try that failed is void: a step of stage QUEUED begins it anew, with what the draft has."""
        return Telling(SummaryStatus.QUEUED, SummaryStage.QUEUED, 0, _payload(""), {"summary_status": "QUEUED"})

    def failed(self, desk: Desk, give_up: GiveUp) -> Telling:
        """An older summary stays, and is shown beside the failure."""
        error = give_up.error
        told = {"textDelta": "", "error": {"code": error.code, "values": dict(error.values)}}
        stage = desk.last.stage if desk.last else SummaryStage.QUEUED
        return Telling(SummaryStatus.FAILED, stage, 0, told, {"summary_status": SummaryStatus.FAILED.value})


def _asked(payload: Mapping[str, Any]) -> tuple[SummaryKind, Language]:
    return SummaryKind(payload.get("kind", SummaryKind.EVENTS)), Language(payload.get("language", Language.EN))


def _draft(stored: Mapping[str, Any] | None) -> Draft | None:
    """A draft that another version wrote may not be one any more: then all is written anew."""
    try:
        return None if stored is None else Draft.model_validate(stored)
    except ValidationError:
        return None


def _telling(stage: SummaryStage, percent: int, text: str, columns: Mapping[str, Any] | None = None) -> Telling:
    changed = {"summary_status": SummaryStatus.GENERATING.value, **(columns or {})}
    return Telling(SummaryStatus.GENERATING, stage, percent, _payload(text), changed)


def _payload(text: str) -> dict[str, Any]:
    return {"textDelta": text, "error": None}
