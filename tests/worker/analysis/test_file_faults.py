"""An error of FFmpeg about a file is the file's: one try, a code, and a sentence that says what to do."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import pytest

from domain.analysis import detection as detecting
from domain.videos import clip_job as clipping
from models.enums import JobKind, JobStatus, Language
from models.footage.clips import ClipRange
from models.jobs import Job
from models.messages.errors import format_message
from tests.vision.media_files import steady_times, write_video
from tests.worker.conftest import WorkerHarness
from vision.analyze import Analysis
from vision.clips.clip import ClipResult
from vision.media.container import open_video

pytestmark = pytest.mark.slow
# What the sentence must offer, in both languages.
WAY_OUT = {
    "UNREADABLE_VIDEO": ("convert it to MP4", "MP4로 변환"),
    "NOTHING_IN_RANGE": ("Choose others", "다른 구간을 지정"),
    "TRUNCATED_VIDEO": ("Export it again", "다시 내보낸"),
}


def broken_cut(file: Any, _target: Path, _asked: ClipRange, *_how: Any, **_more: Any) -> ClipResult:
    """The cut of a file about which FFmpeg stumbles once it is open."""
    with open_video(file):
        raise av.error.InvalidDataError(1094995529, "Invalid data found when processing input")


def broken_analysis(path: Path, **_more: Any) -> Analysis:
    with open_video(path):
        raise av.error.InvalidDataError(1094995529, "Invalid data found when processing input")


def full_disk(_file: Any, _target: Path, _asked: ClipRange, *_how: Any, **_more: Any) -> ClipResult:
    """What is the machine's fault passes."""
    with open_video(_file):
        raise av.error.OSError(28, "No space left on device")


async def clip_job(worker_harness: WorkerHarness, video: UUID, start: float, end: float, *, exact: bool) -> Job:
    queued = await worker_harness.enqueue(clipping.build_clip_job(video, ClipRange(start, end, exact), sound=False))
    while True:
        job = await worker_harness.data.jobs.get(worker_harness.principal, queued.id)
        assert job is not None
        if job.status in (JobStatus.DONE, JobStatus.FAILED) or (job.status is JobStatus.QUEUED and job.error_code):
            return job
        await asyncio.sleep(0.1)


def print_job(job: Job) -> None:
    """It ended after one try, and says in both languages what to do."""
    assert (job.status, job.attempt) == (JobStatus.FAILED, 1)
    assert job.error_code in WAY_OUT
    for language, words in zip((Language.EN, Language.KO), WAY_OUT[job.error_code], strict=True):
        assert words in format_message(job.error_code, language, job.error_values or {})


@pytest.fixture
def plain(tmp_path: Path) -> bytes:
    return write_video(tmp_path / "plain.mp4", steady_times(4, 10)).read_bytes()


@pytest.mark.parametrize("exact", [False, True])
async def test_a_clip_of_a_file_that_ffmpeg_stumbles_about_is_tried_once(
    worker_harness: WorkerHarness, tmp_path: Path, plain: bytes, monkeypatch: pytest.MonkeyPatch, exact: bool
) -> None:
    monkeypatch.setattr(clipping, "cut_in_child", broken_cut)
    video = await worker_harness.upload(plain, send=False)
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        job = await clip_job(worker_harness, video, 1.0, 2.0, exact=exact)
    assert job.error_code == "UNREADABLE_VIDEO"
    print_job(job)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        # Whole as a file, and silent from its first second on.
        (lambda whole: whole, "NOTHING_IN_RANGE"),
        (lambda whole: whole[: len(whole) // 2], "TRUNCATED_VIDEO"),
    ],
)
async def test_a_clip_of_what_a_file_does_not_have_is_tried_once(
    worker_harness: WorkerHarness, tmp_path: Path, plain: bytes, damage: Callable[[bytes], bytes], code: str
) -> None:
    video = await worker_harness.upload(damage(plain), send=False)
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        job = await clip_job(worker_harness, video, 30.0, 31.0, exact=False)
    assert job.error_code == code
    print_job(job)


async def test_a_full_disk_is_no_fault_of_the_file(
    worker_harness: WorkerHarness, tmp_path: Path, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipping, "cut_in_child", full_disk)
    video = await worker_harness.upload(plain, send=False)
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        job = await clip_job(worker_harness, video, 1.0, 2.0, exact=False)
    assert job.status is JobStatus.QUEUED


async def test_an_analysis_that_ffmpeg_stumbles_about_is_tried_once(
    worker_harness: WorkerHarness, tmp_path: Path, plain: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detecting, "analyze", broken_analysis)
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        video = await worker_harness.upload(plain)
        last = (await worker_harness.wait_for_end(video))[-1]
    assert last.payload["error"]["code"] == "UNREADABLE_VIDEO"
    assert (await worker_harness.video(video)).status == "FAILED"
    print_job(await worker_harness.job(video, JobKind.ANALYZE))
