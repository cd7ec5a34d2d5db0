"""What happens to a video between a request and its turn: deleted, archived, without events; and in which language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from domain.ask.question.question import Answer, Question
from domain.chat.chat_job import FrameAnswerer
from domain.jobs.context import JobContext
from domain.summary.summary_job import SummaryJobHandler, build_automatic_summary
from models.asking.evidence import VideoContext
from models.enums import JobKind, JobStatus, Language, OriginalState, PromptStage
from models.errors import InvalidInput, NotFound, WrongState
from models.footage.originals import Original
from models.jobs import Claim, Job, ProgressUpdate
from tests.domain.chat.chats import ANSWER, ScriptedFrames, ScriptedVision
from tests.domain.doubles import NOW, VIDEO, VISITS, InMemorySearch, ScriptedModels, make_services

ORIGINAL = {"id": VIDEO.id, "object_key": "acme/v/original.mp4", "etag": "e", "object_version": None}
READY = {
    "status": "READY",
    "tier": "HOT",
    "duration_seconds": 600.0,
    "clock": None,
    "gaps": None,
    **ORIGINAL,
    "original_fault": None,
}
ARCHIVED = {**READY, "tier": "COLD"}


class VideoRow:
    """The videos table, in which there is this row; or none."""

    def __init__(self, row: Mapping[str, Any] | None) -> None:
        self._row = row
        self.noted: list[Any] = []

    async def record_original_fault(self, _who: Any, original: Original, fault: Any, request_id: str) -> bool:
        self.noted.append((original.video_id, fault, request_id))
        return True

    async def get_by_ids(self, *_asked: Any) -> list[Mapping[str, Any] | None]:
        return [None if self._row is None else {"summary_draft": None, **self._row}]

    async def contexts(self, *_asked: Any) -> list[VideoContext | None]:
        return [None if self._row is None else VIDEO]


class RecordingStore:
    """Keeps what was told."""

    def __init__(self) -> None:
        self.told: list[ProgressUpdate] = []

    async def report(self, _claim: Claim, telling: ProgressUpdate) -> int:
        self.told.append(telling)
        return len(self.told)

    async def end(self, _claim: Claim, _status: JobStatus, telling: ProgressUpdate, **_more: Any) -> None:
        self.told.append(telling)


def job_context(ledger: Any, kind: JobKind, payload: Mapping[str, Any]) -> JobContext:
    job = Job(
        id=UUID(int=5), organization="acme", kind=kind, video_id=VIDEO.id, history_id=None, pipeline_version="1",
        status=JobStatus.RUNNING, stage="QUEUED", percent=0, attempt=1, payload=payload, usage=None, chunks=(),
        skipped_seconds=0.0, error_code=None, error_values=None, created_at=NOW, started_at=NOW, finished_at=None,
    )  # fmt: skip
    return JobContext(Claim(job, "worker", 60.0), ledger)


async def run_summary_job(
    row: Mapping[str, Any] | None, rows: Any = VISITS, *, kind: str = "EVENTS", language: str = "EN"
) -> ProgressUpdate:
    """The step that ends the job."""
    videos: Any = VideoRow(row)
    ledger = RecordingStore()
    handler = SummaryJobHandler(
        videos.contexts, make_services(InMemorySearch(rows), ScriptedModels()), videos, ScriptedFrames()
    )  # fmt: skip
    await handler.run(job_context(ledger, JobKind.SUMMARIZE, {"kind": kind, "language": language}))
    return ledger.told[-1]


async def run_chat_job(row: Mapping[str, Any] | None, look: Mapping[str, Any] | None = None) -> Answer:
    videos: Any = VideoRow(row)

    async def tell(_stage: PromptStage, _text: str) -> None:
        """Nobody follows."""

    async def ask(_question: Question) -> Answer:
        raise AssertionError

    looking = FrameAnswerer(ScriptedFrames(), videos, make_services(InMemorySearch(), ScriptedVision(says=[ANSWER])))
    asked = job_context(RecordingStore(), JobKind.PROMPT, {"look": look or {}})
    return await looking.answer(asked, Question("Who is there?", video=VIDEO), tell, ask)


@dataclass
class ReplacedOriginal(ScriptedFrames):
    """The original is another by now."""

    async def extract(self, *_wanted: Any, clock: Any = None) -> Any:
        raise WrongState("ORIGINAL_REPLACED")


@pytest.mark.parametrize("kind", ["FULL", "EVENTS"])
async def test_frames_of_an_original_that_was_replaced_are_not_told_and_that_is_noted(kind: str) -> None:
    videos: Any = VideoRow(READY)
    handler = SummaryJobHandler(
        videos.contexts, make_services(InMemorySearch(VISITS), ScriptedModels()), videos, ReplacedOriginal()
    )  # fmt: skip
    asked = job_context(RecordingStore(), JobKind.SUMMARIZE, {"kind": kind, "language": "EN"})
    if kind == "EVENTS":
        # What was seen before is still so.
        await handler.run(asked)
        assert videos.noted == []
        return
    with pytest.raises(WrongState) as refused:
        await handler.run(asked)
    assert refused.value.code == "ORIGINAL_REPLACED"
    assert videos.noted == [(VIDEO.id, OriginalState.REPLACED, str(UUID(int=5)))]


@pytest.mark.parametrize("work", [run_summary_job, run_chat_job])
async def test_a_video_that_was_deleted_meanwhile_is_not_found(work: Callable[..., Any]) -> None:
    with pytest.raises(NotFound):
        await work(None)


async def test_a_video_that_was_archived_meanwhile_cannot_be_looked_at_but_its_events_can_be_told() -> None:
    with pytest.raises(WrongState) as refused:
        await run_chat_job(ARCHIVED)
    assert refused.value.code == "FOOTAGE_ARCHIVED"
    with pytest.raises(WrongState) as refused:
        await run_summary_job(ARCHIVED, kind="FULL")
    assert refused.value.code == "FOOTAGE_ARCHIVED"
    assert (await run_summary_job(ARCHIVED, kind="EVENTS")).status == "COMPLETED"


async def test_a_range_is_measured_again_once_the_length_of_the_video_is_known() -> None:
    with pytest.raises(InvalidInput) as refused:
        await run_chat_job(READY, {"from": 700.0, "to": 710.0})
    assert refused.value.code == "RANGE_OUTSIDE_VIDEO"


async def test_a_summary_of_a_video_without_events_is_empty() -> None:
    done = await run_summary_job(READY, ())
    assert (done.status, done.stage) == ("EMPTY", "DONE")
    assert (done.columns["summary_status"], done.columns["summary"]) == ("EMPTY", None)


@pytest.mark.parametrize(
    ("wish", "headline"), [("KO", "방문자 3명, 최장 체류 4분 29초"), ("EN", "3 visitors, longest stay 4 min 29 s")]
)
async def test_a_summary_is_in_the_language_that_its_job_names(wish: str, headline: str) -> None:
    done = await run_summary_job(READY, language=wish)
    assert (done.columns["summary"]["language"], done.columns["summary"]["headline"]) == (wish, headline)


@pytest.mark.parametrize(
    ("zone", "language"), [("Asia/Seoul", Language.KO), ("UTC", Language.EN), ("America/New_York", Language.EN)]
)
def test_the_summary_after_an_analysis_is_in_the_language_of_where_the_camera_stands(
    zone: str, language: Language
) -> None:
    assert build_automatic_summary(VIDEO.id, zone).payload == {"kind": "EVENTS", "language": language.value}
