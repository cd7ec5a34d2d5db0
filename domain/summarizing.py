"""SUMMARIZE jobs: a video's summary is written while it is told, and takes the old one's place when it is complete."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.answering import VideoContexts
from domain.desk import Desk
from domain.outcomes import Done, GiveUp
from domain.ports import Models, Retrieval
from domain.question import AskSettings
from domain.summarize import PIPELINE, summarize
from models.enums import JobKind, Language, SummaryKind, SummaryStage, SummaryStatus
from models.errors import NotFound
from models.jobs import NewJob, Telling

_KOREAN_ZONES = ("Asia/Seoul", "Asia/Pyongyang", "ROK")


def after_analysis(video_id: UUID, timezone: str) -> NewJob:
    """The summary that a finished analysis queues; in Korean for a camera that stands in Korea."""
    language = Language.KO if timezone in _KOREAN_ZONES else Language.EN
    payload = {"kind": SummaryKind.EVENTS.value, "language": language.value}
    return NewJob(JobKind.SUMMARIZE, PIPELINE, video_id=video_id, payload=payload, restart=True)


class Summarizing:
    """The handler of SUMMARIZE jobs. Their payload: kind (SummaryKind) and language."""

    def __init__(
        self,
        contexts: VideoContexts,
        search: Retrieval,
        models: Models,
        settings: AskSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._contexts = contexts
        self._search = search
        self._models = models
        self._settings = settings
        self._clock = clock

    async def run(self, desk: Desk) -> Done:
        """Write and store. Raises NotFound where the video was deleted meanwhile."""
        video_id = desk.claim.job.video_id
        [video] = [None] if video_id is None else await self._contexts(desk.principal, [video_id])
        if video is None:
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

        summary = await summarize(
            video,
            language=Language(desk.claim.job.payload.get("language", Language.EN)),
            principal=desk.principal,
            search=self._search,
            models=self._models,
            settings=self._settings,
            now=self._clock(),
            tell=tell,
        )
        status = SummaryStatus.EMPTY if summary is None else SummaryStatus.COMPLETED
        stored = None if summary is None else summary.model_dump(mode="json")
        done = Telling(
            status, SummaryStage.DONE, 100, _payload(""), {"summary_status": status.value, "summary": stored}
        )
        await desk.end(done, usage=None if summary is None else summary.usage.model_dump(mode="json"))
        return Done()

    def waiting(self, _desk: Desk) -> Telling:
        """The text of a try that failed is void: a step of stage QUEUED begins it anew."""
        return Telling(SummaryStatus.QUEUED, SummaryStage.QUEUED, 0, _payload(""), {"summary_status": "QUEUED"})

    def failed(self, desk: Desk, give_up: GiveUp) -> Telling:
        """An older summary stays, and is shown beside the failure."""
        error = give_up.error
        told = {"textDelta": "", "error": {"code": error.code, "values": dict(error.values)}}
        stage = desk.last.stage if desk.last else SummaryStage.QUEUED
        return Telling(SummaryStatus.FAILED, stage, 0, told, {"summary_status": SummaryStatus.FAILED.value})


def _telling(stage: SummaryStage, percent: int, text: str) -> Telling:
    columns = {"summary_status": SummaryStatus.GENERATING.value}
    return Telling(SummaryStatus.GENERATING, stage, percent, _payload(text), columns)


def _payload(text: str) -> dict[str, Any]:
    return {"textDelta": text, "error": None}
