"""`python -m worker dead-letters`: every reason can be read, and what is tried again ends well."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

import pytest

import worker_commands
from datasources.sqs.queue import encode_wake_up
from models.enums import JobKind, JobStatus, ProgressKind
from models.jobs import NewJob, WakeUp
from tests.support.rows import add_video
from tests.worker.conftest import PATIENCE, WorkerHarness
from tests.worker.failures.test_messages import message, send, wait_until_all_read

pytestmark = pytest.mark.slow


async def command(
    worker_harness: WorkerHarness, capsys: pytest.CaptureFixture[str], **options: Any
) -> tuple[bool, str]:
    arguments = argparse.Namespace(**{"redrive": [], "redrive_all": False, "discard": [], **options})
    well = await worker_commands.run_dead_letter_command(worker_harness.settings, arguments)
    return well, capsys.readouterr().out


async def test_nothing_to_show_is_said(worker_harness: WorkerHarness, capsys: pytest.CaptureFixture[str]) -> None:
    assert await command(worker_harness, capsys) == (True, "There are no dead letters.\n")


async def test_a_poisoned_message_is_shown_with_a_reason_and_discarded(
    worker_harness: WorkerHarness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await send(worker_harness, "secret=hunter2, not JSON", message(job="../../etc/passwd"))
    async with worker_harness.run_worker(tmp_path):
        await worker_harness.wait_for_end(await worker_harness.upload(b"no video"))
        await wait_until_all_read(worker_harness)
    _, shown = await command(worker_harness, capsys)
    first, second, total = sorted(shown.splitlines(), key=lambda line: ("in all" in line, "job is missing" in line))
    assert "Unreadable: the body is not JSON." in first
    assert "Unreadable: job is missing or not a UUID." in second
    assert total.startswith("2 in all. ")
    # It might be anybody's words.
    assert "hunter2" not in shown
    assert await command(worker_harness, capsys) == (True, shown)

    id_ = first.split()[0]
    well, told = await command(worker_harness, capsys, redrive=[id_])
    assert (well, "names no job" in told) == (False, True)
    assert (await command(worker_harness, capsys, discard=[id_]))[0]
    assert id_ not in (await command(worker_harness, capsys))[1]
    assert (await command(worker_harness, capsys, discard=["nothing"]))[0] is False


async def test_a_job_that_was_given_up_says_why_and_can_be_tried_again(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone: dict[str, Any] = {"aws_endpoint_url_bedrock_runtime": "http://127.0.0.1:9", "job_attempts": 1}
    async with worker_harness.run_worker(tmp_path, **gone):
        video = await worker_harness.upload(crossing)
        assert (await worker_harness.wait_for_end(video))[-1].status == "FAILED"
    job = await worker_harness.job(video)
    _, shown = await command(worker_harness, capsys)
    [line, _] = shown.splitlines()
    assert line.startswith(str(job.id))
    assert "ANALYZE" in line
    assert "failed 1 times and was given up" in line
    assert "(Bedrock embeddings) does not answer" in line

    well, told = await command(worker_harness, capsys, redrive_all=True)
    assert (well, told) == (True, f"{job.id}  queued again\n")
    assert (await worker_harness.job(video)).status is JobStatus.QUEUED
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        assert (await worker_harness.wait_for_end(video))[-1].status == "READY"
    assert await command(worker_harness, capsys) == (True, "There are no dead letters.\n")


async def test_a_message_that_only_names_what_is_done_is_shown_and_removed(
    worker_harness: WorkerHarness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with worker_harness.run_worker(tmp_path):
        video = await worker_harness.upload(b"no video")
        await worker_harness.wait_for_end(video)
    job = await worker_harness.job(video)
    await worker_harness.data.queue.dead_letters.send(
        encode_wake_up(WakeUp(job.id, job.organization)), "It was in the way."
    )
    _, shown = await command(worker_harness, capsys)
    assert "The file is not a video" in shown
    # What the user has to mend is tried again when asked, and fails again.
    assert (await command(worker_harness, capsys, redrive=[str(job.id)]))[0]
    assert (await worker_harness.job(video)).status is JobStatus.QUEUED


async def test_work_that_another_version_asked_for_says_so(
    worker_harness: WorkerHarness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    video = await add_video(
        worker_harness.data.postgres, worker_harness.principal, status="READY", duration_seconds=60.0
    )
    newer = [
        NewJob(JobKind.SUMMARIZE, "summary/99", video_id=video, payload={"kind": "FILM", "language": "EN"}),
        NewJob(JobKind.CLIP, "clip/99", video_id=video, payload={"chapters": [1, 2]}),
        NewJob(JobKind.DELETE, "delete/99", payload={"bucket": "elsewhere", "key": "x"}),
    ]
    async with worker_harness.run_worker(tmp_path, job_attempts=1):
        ids = [(await worker_harness.enqueue(new)).id for new in newer]
        step = (await worker_harness.wait_for_end(video, ProgressKind.SUMMARY))[-1]
        async with asyncio.timeout(PATIENCE):
            while await worker_harness.rows("SELECT 1 FROM job WHERE status IN ('QUEUED', 'RUNNING')"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    error = step.payload["error"]
    assert (step.status, error["code"], error["values"]["reason_code"]) == (
        "FAILED",
        "ATTEMPTS_EXHAUSTED",
        "JOB_OF_ANOTHER_VERSION",
    )
    _, shown = await command(worker_harness, capsys)
    for id_, new in zip(ids, newer, strict=True):
        [line] = [line for line in shown.splitlines() if line.startswith(str(id_))]
        assert f"another version of Watchgraph ({new.pipeline_version})" in line
