"""Footage that cannot be used ends as a FAILED video with its reason, and the worker goes on with the next."""

import io
import os
import signal
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from domain.analysis import detection as detecting
from models.enums import JobStatus, Language, ProgressKind
from models.messages.errors import format_message
from tests.vision.media_files import steady_times, write_video
from tests.worker.conftest import WorkerHarness
from vision.analyze import Analysis, EarlierRuns, analyze

pytestmark = pytest.mark.slow


def footage(frames: int, width: int = 320, height: int = 240) -> bytes:
    """A grey picture for so many frames at 25 a second."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        noise = np.random.default_rng(7)
        for _ in range(frames):
            picture = noise.integers(0, 255, (height, width, 3), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return file.getvalue()


def sound() -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=16000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 16000), dtype=np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 16000, 0, Fraction(1, 16000)
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "a text": (lambda: b"This is not a video. " * 100, "NOT_A_VIDEO"),
    "nothing": (lambda: b"", "EMPTY_FILE"),
    "only sound": (sound, "NO_VIDEO_STREAM"),
    "the first half of an MP4": (lambda: (whole := footage(50))[: len(whole) // 2], "TRUNCATED_VIDEO"),
}


async def test_each_bad_file_says_why_and_the_next_one_is_analyzed(
    worker_harness: WorkerHarness, tmp_path: Path
) -> None:
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        bad = {name: await worker_harness.upload(make()) for name, (make, _) in BAD.items()}
        good = await worker_harness.upload(footage(1))
        found = {name: (await worker_harness.wait_for_end(video))[-1] for name, video in bad.items()}
        assert (await worker_harness.wait_for_end(good))[-1].status == "READY"

    assert {name: step.payload["error"]["code"] for name, step in found.items()} == {
        name: code for name, (_, code) in BAD.items()
    }
    for name, video in bad.items():
        row, job = await worker_harness.video(video), await worker_harness.job(video)
        assert (row.status, row.failure_code, row.failure_values) == ("FAILED", BAD[name][1], {})
        assert (job.status, job.attempt, job.error_code) == (JobStatus.FAILED, 1, BAD[name][1])
    assert (await worker_harness.video(good)).duration_seconds == pytest.approx(1 / 25)
    assert await worker_harness.rows("SELECT 1 FROM event") == []


@pytest.mark.parametrize(("rotated", "size"), [(False, (240, 320)), (True, (240, 320))])
async def test_an_upright_picture_keeps_its_sides(
    worker_harness: WorkerHarness, tmp_path: Path, rotated: bool, size: tuple[int, int]
) -> None:
    width, height = (320, 240) if rotated else (240, 320)
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        video = await worker_harness.upload(make_turned_video(width, height) if rotated else footage(5, width, height))
        await worker_harness.wait_for_end(video)
    row = await worker_harness.video(video)
    assert (row.status, row.width, row.height) == ("READY", *size)


async def test_a_file_that_is_not_the_announced_one_is_refused(worker_harness: WorkerHarness, tmp_path: Path) -> None:
    async with worker_harness.run_worker(tmp_path):
        video = await worker_harness.upload(footage(2), checksum_sha256="0" * 64)
        last = (await worker_harness.wait_for_end(video))[-1]
    assert last.payload["error"]["code"] == "CHECKSUM_MISMATCH"


async def test_an_original_that_was_written_over_is_not_analyzed(worker_harness: WorkerHarness, tmp_path: Path) -> None:
    """Whoever uploaded it holds a URL that still takes a PUT for some minutes after the confirmation."""
    video = await worker_harness.upload(footage(2), send=False)
    key = f"{worker_harness.principal.organization}/{video}/original.mp4"
    confirmed = await worker_harness.data.objects.head("storage", key)
    assert confirmed is not None
    await worker_harness.data.videos.update(worker_harness.principal, video, etag=confirmed.etag)
    await worker_harness.data.objects.put("storage", key, footage(3), "video/mp4")
    async with worker_harness.run_worker(tmp_path):
        last = (await worker_harness.wait_for_end(video))[-1]
    assert last.payload["error"]["code"] == "ORIGINAL_REPLACED"
    row = await worker_harness.video(video)
    assert (row.status, row.original_fault) == ("FAILED", "REPLACED")
    assert (await worker_harness.rows("SELECT action FROM audit_entry"))[0].action == "originalReplaced"


async def test_an_original_that_vanished_is_said_so(worker_harness: WorkerHarness, tmp_path: Path) -> None:
    video = await worker_harness.upload(footage(2), send=False)
    await worker_harness.data.objects.delete_prefix("storage", f"{worker_harness.principal.organization}/{video}/")
    async with worker_harness.run_worker(tmp_path):
        last = (await worker_harness.wait_for_end(video))[-1]
    assert last.payload["error"]["code"] == "ORIGINAL_MISSING"


async def test_a_service_that_stays_away_is_given_up_with_its_name(
    worker_harness: WorkerHarness, tmp_path: Path, crossing: bytes
) -> None:
    """The last try: what was wrong is told in both languages, and nothing of the tries is left."""
    gone: dict[str, Any] = {"aws_endpoint_url_bedrock_runtime": "http://127.0.0.1:9", "job_attempts": 1}
    async with worker_harness.run_worker(tmp_path, **gone):
        video = await worker_harness.upload(crossing)
        last = (await worker_harness.wait_for_end(video))[-1]
    error = last.payload["error"]
    assert (error["code"], error["values"]["attempts"]) == ("ATTEMPTS_EXHAUSTED", 1)
    assert "(Bedrock embeddings)" in format_message(error["code"], Language.EN, error["values"])
    assert "응답하지 않습니다" in format_message(error["code"], Language.KO, error["values"])
    assert await worker_harness.rows("SELECT 1 FROM event") == []


async def test_a_failure_that_may_pass_is_tried_again_later(
    worker_harness: WorkerHarness, tmp_path: Path, crossing: bytes
) -> None:
    async with worker_harness.run_worker(tmp_path, aws_endpoint_url_bedrock_runtime="http://127.0.0.1:9"):
        video = await worker_harness.upload(crossing)
        steps = worker_harness.data.listener.subscribe(worker_harness.principal, ProgressKind.ANALYSIS, video, after=0)
        stages = []
        async for step in steps:
            stages.append(step.stage)
            if stages[-2:] == ["EMBEDDING", "QUEUED"]:
                break
        await steps.aclose()
    job = await worker_harness.job(video)
    assert (job.status, job.error_code) == (JobStatus.QUEUED, "UNAVAILABLE")
    assert job.percent >= 90
    assert (await worker_harness.video(video)).status == "QUEUED"
    # When the service is back, the same job ends well.
    await worker_harness.rows("UPDATE job SET run_after = now() RETURNING id")
    async with worker_harness.run_worker(tmp_path):
        assert (await worker_harness.wait_for_end(video))[-1].status == "READY"


def make_turned_video(width: int, height: int) -> bytes:
    """A lying picture whose metadata say: show it upright."""
    file = io.BytesIO(footage(5, width, height))
    data = bytearray(file.getvalue())
    # The track header's matrix: 90 degrees, as phones write it.
    unity = b"".join(n.to_bytes(4, "big") for n in (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000))
    quarter = b"".join(
        n.to_bytes(4, "big", signed=True) for n in (0, 0x10000, 0, -0x10000, 0, 0, height << 16, 0, 0x40000000)
    )
    place = data.index(unity, data.index(b"tkhd"))
    data[place : place + len(unity)] = quarter
    return bytes(data)


def crashing(path: Path, *, on_progress: Callable[..., None], earlier: EarlierRuns, **more: Any) -> Analysis:
    """The analysis, whose decoder dies as by a bug of its own once it comes to the third second."""

    def told(done: float, *rest: Any) -> None:
        on_progress(done, *rest)
        if done > 2 and not earlier.excluded:
            os.kill(os.getpid(), signal.SIGSEGV)

    return analyze(path, on_progress=told, earlier=earlier, **more)


async def test_a_stretch_that_brings_the_decoder_down_is_left_out_and_counted(
    worker_harness: WorkerHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detecting, "analyze", crashing)
    content = write_video(tmp_path / "v.mp4", steady_times(8, 10)).read_bytes()
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        video = await worker_harness.upload(content)
        steps = await worker_harness.wait_for_end(video)
    assert steps[-1].status == "READY"
    assert [step.percent for step in steps] == sorted(step.percent for step in steps)
    job = await worker_harness.job(video)
    assert (job.status, job.attempt) == (JobStatus.DONE, 1)
    assert 1.5 < job.skipped_seconds < 4
    assert steps[-1].payload["skippedSeconds"] == job.skipped_seconds
