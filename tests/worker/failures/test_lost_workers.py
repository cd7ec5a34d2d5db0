"""A worker that dies or is stopped loses nothing, and no event comes twice."""

import asyncio
import signal
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from evals.scenes.catalogue import SCENES
from evals.scenes.render import render
from models.enums import JobKind, JobStatus, ProgressKind
from models.jobs import NewJob, WakeUp
from tests.support.rows import add_question
from tests.worker.conftest import PATIENCE, WorkerHarness

pytestmark = pytest.mark.slow
LEASE = {"JOB_LEASE_SECONDS": "2", "SUMMARIZE_AFTER_ANALYSIS": "false"}


async def fetch_events(worker_harness: WorkerHarness, video: UUID) -> list[Any]:
    return await worker_harness.rows(
        "SELECT type, track_id, start_seconds, end_seconds FROM event WHERE video_id = :video", video=video
    )


def is_each_once(rows: list[Any]) -> bool:
    """One visit has one entering and one leaving; and no two rows are alike."""
    ways = Counter((row.type, row.track_id) for row in rows if row.type in ("PERSON_ENTER", "PERSON_EXIT"))
    return bool(rows) and max(Counter(rows).values()) == 1 and max(ways.values()) == 1


def nobody_writes(log: Path) -> bool:
    """No process has the log open any more: neither the worker nor a child of it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        holders = [link for link in Path("/proc").glob("[0-9]*/fd/2") if target(link) == str(log)]
        if not holders:
            return True
        time.sleep(0.05)
    return False


def target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


async def test_a_killed_workers_analysis_is_finished_by_another(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path
) -> None:
    first = await worker_harness.start_process(tmp_path / "first.log", **LEASE)
    video = await worker_harness.upload(crossing)
    await worker_harness.wait_for_stage(video, "DETECTING")
    first.send_signal(signal.SIGKILL)
    assert await first.wait() == -signal.SIGKILL
    # Whatever it had started ends with it, although nobody told it to.
    assert await asyncio.to_thread(nobody_writes, tmp_path / "first.log")
    assert (await worker_harness.job(video)).status is JobStatus.RUNNING

    second = await worker_harness.start_process(tmp_path / "second.log", **LEASE)
    steps = await worker_harness.wait_for_end(video)
    second.send_signal(signal.SIGTERM)
    assert await second.wait() == 0

    assert steps[-1].status == "READY"
    assert [step.sequence for step in steps] == list(range(1, len(steps) + 1))
    assert [step.percent for step in steps] == sorted(step.percent for step in steps)
    assert sum(step.terminal for step in steps) == 1
    job = await worker_harness.job(video)
    assert (job.status, job.attempt) == (JobStatus.DONE, 2)
    assert is_each_once(await fetch_events(worker_harness, video))


async def test_a_stopped_worker_gives_its_analysis_back_with_what_it_has_seen(
    worker_harness: WorkerHarness, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # So many frames take longer than a worker that is told to stop goes on for.
    frames = 12.5
    footage = render(replace(SCENES["crossing"], fps=frames), tmp_path)[0].read_bytes()
    process = await worker_harness.start_process(tmp_path / "worker.log", ANALYSIS_FPS=str(frames))
    video = await worker_harness.upload(footage)
    async with asyncio.timeout(PATIENCE):
        async for step in worker_harness.data.listener.subscribe(
            worker_harness.principal, ProgressKind.ANALYSIS, video, after=0
        ):
            if step.stage == "DETECTING" and step.percent >= 20:
                break
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(20):
        assert await process.wait() == 0
    job = await worker_harness.job(video)
    assert (job.status, job.attempt, job.error_code) == (JobStatus.QUEUED, 0, None)
    # Its footage is shorter than a piece: what was seen was stored on the way out.
    assert len(job.chunks) == 1
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False, analysis_fps=frames):
        assert (await worker_harness.wait_for_end(video))[-1].status == "READY"
    assert "The analysis resumes from stored detections" in [record.getMessage() for record in caplog.records]
    assert is_each_once(await fetch_events(worker_harness, video))


async def test_a_message_that_comes_often_has_one_effect(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path
) -> None:
    video = await worker_harness.upload(crossing)
    job = await worker_harness.job(video)
    again = [WakeUp(job.id, job.organization)] * 5
    await worker_harness.data.queue.send(again)
    alone = {"summarize_after_analysis": False}
    async with worker_harness.run_worker(tmp_path, **alone), worker_harness.run_worker(tmp_path, **alone):
        steps = await worker_harness.wait_for_end(video)
        await worker_harness.data.queue.send(again)
        other = await worker_harness.upload(b"no video")
        await worker_harness.wait_for_end(other)
    assert sum(step.terminal for step in steps) == 1
    assert (await worker_harness.job(video)).attempt == 1
    assert await worker_harness.wait_for_end(video) == steps
    assert is_each_once(await fetch_events(worker_harness, video))


async def test_a_video_that_is_deleted_meanwhile_does_not_hold_the_worker_up(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path
) -> None:
    async with worker_harness.run_worker(tmp_path, job_lease_seconds=2.0):
        video = await worker_harness.upload(crossing)
        await worker_harness.wait_for_stage(video, "DETECTING")
        async with worker_harness.data.postgres.transaction(worker_harness.principal) as connection:
            await connection.execute(text("DELETE FROM video WHERE id = :id"), {"id": video})
        other = await worker_harness.upload(b"no video")
        assert (await worker_harness.wait_for_end(other))[-1].status == "FAILED"
    assert await worker_harness.rows("SELECT 1 FROM event") == []


async def test_a_question_whose_api_process_died_is_answered_by_a_worker(
    worker_harness: WorkerHarness, tmp_path: Path
) -> None:
    question = await add_question(worker_harness.data.postgres, worker_harness.principal, prompt="Who came in?")
    async with worker_harness.data.postgres.transaction(worker_harness.principal) as connection:
        job = await worker_harness.data.jobs.enqueue(
            connection, worker_harness.principal, NewJob(JobKind.PROMPT, "prompt/1", history_id=question)
        )
        assert await worker_harness.data.jobs.claim_in(connection, job.id, "an API process that died", 0)
    async with worker_harness.run_worker(tmp_path):
        steps = await worker_harness.wait_for_end(question, ProgressKind.PROMPT)
    assert steps[-1].status in ("COMPLETED", "NOT_FOUND")
    [row] = await worker_harness.rows("SELECT status, response FROM prompt_history")
    assert row.status == steps[-1].status
    assert row.response


async def test_without_a_queue_the_table_is_polled(worker_harness: WorkerHarness, tmp_path: Path) -> None:
    video = await worker_harness.upload(b"no video", send=False)
    async with worker_harness.run_worker(tmp_path, aws_sqs_queue_url=""):
        assert (await worker_harness.wait_for_end(video))[-1].status == "FAILED"


async def test_while_the_queue_is_away_the_table_is_polled(worker_harness: WorkerHarness, tmp_path: Path) -> None:
    video = await worker_harness.upload(b"no video", send=False)
    async with worker_harness.run_worker(tmp_path, aws_endpoint_url_sqs="http://127.0.0.1:9"):
        assert (await worker_harness.wait_for_end(video))[-1].status == "FAILED"


async def test_a_long_analysis_does_not_delay_an_answer(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path
) -> None:
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False, analysis_fps=5.0):
        video = await worker_harness.upload(crossing)
        waiting = await worker_harness.upload(b"no video")
        await worker_harness.wait_for_stage(video, "DETECTING")
        question = await add_question(worker_harness.data.postgres, worker_harness.principal)
        await worker_harness.enqueue(NewJob(JobKind.PROMPT, "prompt/1", history_id=question))
        await worker_harness.wait_for_end(question, ProgressKind.PROMPT)
        assert (await worker_harness.job(video)).status is JobStatus.RUNNING
        assert (await worker_harness.job(waiting)).status is JobStatus.QUEUED
        async with asyncio.timeout(PATIENCE):
            await worker_harness.wait_for_end(video)
            await worker_harness.wait_for_end(waiting)
