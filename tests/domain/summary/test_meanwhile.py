"""What happens to a video between a request and its job: deleted, archived, without events; and the language."""

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
from models.jobs import Claim, Job, JobResult, ProgressUpdate
from tests.domain.chat.chats import ANSWER, ScriptedFrames, ScriptedVision, look
from tests.domain.doubles import NOW, VIDEO, VISITS, InMemorySearch, make_services
from tests.domain.summary.summaries import HEADLINE, KOREAN, OVERVIEW, ScriptedWriters

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
    """A videos table with this row, or with none."""

    def __init__(self, row: Mapping[str, Any] | None) -> None:
        self._row = row
        self.faults: list[Any] = []

    async def record_original_fault(self, _who: Any, original: Original, fault: Any, request_id: str) -> bool:
        self.faults.append((original.video_id, fault, request_id))
        return True

    async def get_by_ids(self, *_args: Any) -> list[Mapping[str, Any] | None]:
        return [None if self._row is None else {"summary_draft": None, **self._row}]

    async def contexts(self, *_args: Any) -> list[VideoContext | None]:
        return [None if self._row is None else VIDEO]


class RecordingStore:
    """Keeps the progress updates."""

    def __init__(self) -> None:
        self.updates: list[ProgressUpdate] = []

    async def report(self, _claim: Claim, update: ProgressUpdate) -> int:
        self.updates.append(update)
        return len(self.updates)

    async def end(self, _claim: Claim, _status: JobStatus, update: ProgressUpdate, _result: JobResult, /) -> None:
        self.updates.append(update)


def job_context(store: Any, kind: JobKind, payload: Mapping[str, Any]) -> JobContext:
    job = Job(
        id=UUID(int=5), organization="acme", kind=kind, video_id=VIDEO.id, history_id=None, pipeline_version="1",
        status=JobStatus.RUNNING, stage="QUEUED", percent=0, attempt=1, payload=payload, usage=None, chunks=(),
        skipped_seconds=0.0, error_code=None, error_values=None, created_at=NOW, started_at=NOW, finished_at=None,
    )  # fmt: skip
    return JobContext(Claim(job, "worker", 60.0), store)


async def run_summary_job(
    row: Mapping[str, Any] | None, rows: Any = VISITS, *, kind: str = "EVENTS", language: str = "EN",
    models: ScriptedWriters | None = None,
) -> ProgressUpdate:  # fmt: skip
    """The update that ends the job."""
    videos: Any = VideoRow(row)
    store = RecordingStore()
    handler = SummaryJobHandler(
        videos.contexts, make_services(InMemorySearch(rows), models or ScriptedWriters()), videos, ScriptedFrames()
    )  # fmt: skip
    await handler.run(job_context(store, JobKind.SUMMARIZE, {"kind": kind, "language": language}))
    return store.updates[-1]


async def run_chat_job(row: Mapping[str, Any] | None, seconds: Mapping[str, Any] | None = None) -> Answer:
    videos: Any = VideoRow(row)

    async def report(_stage: PromptStage, _text: str) -> None:
        """Nobody is subscribed."""

    async def ask(_question: Question) -> Answer:
        raise AssertionError

    services = make_services(InMemorySearch(), ScriptedVision(look(), says=[ANSWER]))
    answerer = FrameAnswerer(ScriptedFrames(), videos, services)
    context = job_context(RecordingStore(), JobKind.PROMPT, {"look": seconds or {}})
    return await answerer.answer(context, Question("Who is there?", video=VIDEO), report, ask)


@dataclass
class ReplacedOriginal(ScriptedFrames):
    """Frames of an original that was replaced."""

    async def extract(self, *_wanted: Any, clock: Any = None) -> Any:
        raise WrongState("ORIGINAL_REPLACED")


@pytest.mark.parametrize("kind", ["FULL", "EVENTS"])
async def test_frames_of_an_original_that_was_replaced_are_not_used_and_the_fault_is_recorded(kind: str) -> None:
    videos: Any = VideoRow(READY)
    handler = SummaryJobHandler(
        videos.contexts, make_services(InMemorySearch(VISITS), ScriptedWriters()), videos, ReplacedOriginal()
    )  # fmt: skip
    context = job_context(RecordingStore(), JobKind.SUMMARIZE, {"kind": kind, "language": "EN"})
    if kind == "EVENTS":
        # Its events stay true.
        await handler.run(context)
        assert videos.faults == []
        return
    with pytest.raises(WrongState) as refused:
        await handler.run(context)
    assert refused.value.code == "ORIGINAL_REPLACED"
    assert videos.faults == [(VIDEO.id, OriginalState.REPLACED, str(UUID(int=5)))]


@pytest.mark.parametrize("work", [run_summary_job, run_chat_job])
async def test_a_video_that_was_deleted_meanwhile_is_not_found(work: Callable[..., Any]) -> None:
    with pytest.raises(NotFound):
        await work(None)


async def test_a_video_that_was_archived_meanwhile_cannot_be_looked_at_but_its_events_can_be_summarized() -> None:
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
    update = await run_summary_job(READY, ())
    assert (update.status, update.stage) == ("EMPTY", "DONE")
    assert (update.columns["summary_status"], update.columns["summary"]) == ("EMPTY", None)


@pytest.mark.parametrize(("language", "overview"), [("KO", KOREAN), ("EN", f"{HEADLINE}\n\n{OVERVIEW}")])
async def test_a_summary_is_in_the_language_that_its_job_names(language: str, overview: str) -> None:
    models = ScriptedWriters(overview=overview)
    update = await run_summary_job(READY, language=language, models=models)
    assert {given["request"]["language"] for given in models.given} == {language.lower()}
    assert update.columns["summary"]["language"] == language
    assert overview.startswith(update.columns["summary"]["headline"])


@pytest.mark.parametrize(
    ("zone", "language"), [("Asia/Seoul", Language.KO), ("UTC", Language.EN), ("America/New_York", Language.EN)]
)
def test_the_summary_after_an_analysis_is_in_the_language_of_where_the_camera_stands(
    zone: str, language: Language
) -> None:
    assert build_automatic_summary(VIDEO.id, zone).payload == {"kind": "EVENTS", "language": language.value}
