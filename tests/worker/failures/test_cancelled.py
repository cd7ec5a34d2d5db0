"""What is called off stops, with every process that it started."""

import asyncio
import time
from pathlib import Path

import pytest

from domain.isolation import child
from models.enums import JobKind, JobStatus, ProgressKind
from models.jobs import NewJob
from tests.support.rows import add_question
from tests.worker.conftest import PATIENCE, WorkerHarness

pytestmark = pytest.mark.slow


def children() -> set[Path]:
    """Processes that look at footage, or wait for it, as children of this one."""
    mine = Path("/proc/self/task").glob("*/children")
    pids = [pid for path in mine for pid in path.read_text().split()]
    return {path for pid in pids if child.__name__.encode() in (path := Path(f"/proc/{pid}/cmdline")).read_bytes()}


def looking(besides: set[Path], *, any_: bool) -> bool:
    """Whether somebody looks, or nobody any more, before long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if bool(children() - besides) is any_:
            return True
        time.sleep(0.02)
    return False


async def test_an_analysis_that_is_called_off_stops_and_can_be_started_again(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path
) -> None:
    jobs = worker_harness.data.jobs
    # An API that serves other tests in this process keeps a child ready for chats.
    before = children()
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        video = await worker_harness.upload(crossing)
        await worker_harness.wait_for_stage(video, "DETECTING")
        # The stage is told just before.
        assert await asyncio.to_thread(looking, before, any_=True)
        async with worker_harness.data.postgres.transaction(worker_harness.principal) as connection:
            assert await jobs.cancel(connection, worker_harness.principal, await worker_harness.job(video))
        steps = await worker_harness.wait_for_end(video)
        assert (steps[-1].status, steps[-1].terminal) == ("CANCELLED", True)
        assert await asyncio.to_thread(looking, before, any_=False)
        assert (await worker_harness.video(video)).status == "CANCELLED"
        assert await worker_harness.rows("SELECT 1 FROM event") == []

        job = await worker_harness.job(video)
        await worker_harness.enqueue(NewJob(JobKind.ANALYZE, job.pipeline_version, video_id=video, restart_failed=True))
        assert (await worker_harness.wait_for_end(video))[-1].status == "READY"
    assert (await worker_harness.job(video)).status is JobStatus.DONE


async def test_a_question_that_is_called_off_before_a_worker_takes_it_is_never_answered(
    worker_harness: WorkerHarness, tmp_path: Path
) -> None:
    question = await add_question(worker_harness.data.postgres, worker_harness.principal)
    job = await worker_harness.enqueue(NewJob(JobKind.PROMPT, "prompt/1", history_id=question))
    async with worker_harness.data.postgres.transaction(worker_harness.principal) as connection:
        assert await worker_harness.data.jobs.cancel(connection, worker_harness.principal, job)
    other = await add_question(worker_harness.data.postgres, worker_harness.principal, number=2)
    async with worker_harness.run_worker(tmp_path):
        await worker_harness.enqueue(NewJob(JobKind.PROMPT, "prompt/1", history_id=other))
        await worker_harness.wait_for_end(other, ProgressKind.PROMPT)
    [row] = await worker_harness.rows("SELECT status, response FROM prompt_history WHERE id = :id", id=question)
    assert (row.status, row.response) == ("CANCELLED", None)
