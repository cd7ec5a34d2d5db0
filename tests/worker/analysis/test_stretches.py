"""A recording in several files is analyzed like one, in whatever order the files come."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from evals.stretches.footage import CutFile, cut
from models.enums import JobStatus, ProgressKind
from models.filters import EventFilter
from tests.datasources.postgres.jobs.stretch_files import add_camera
from tests.worker.conftest import PATIENCE, WorkerHarness

pytestmark = pytest.mark.slow
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
# By the time of day, since ids and positions differ.
EVENTS = """
SELECT event.type, event.track_id, event.occurred_at, event.end_seconds, event.continues,
  (SELECT begun.recorded_at FROM video AS begun WHERE begun.id = event.visit_video_id) AS visit_began_in
FROM event JOIN video ON video.id = event.video_id WHERE video.camera_id = :camera ORDER BY 3, 1, 2, 4
"""


@pytest.fixture
def files(crossing: bytes, tmp_path: Path) -> list[CutFile]:
    whole = tmp_path / "whole.mp4"
    whole.write_bytes(crossing)
    return cut(whole, 4, tmp_path / "cut")[:2]


async def upload(harness: WorkerHarness, camera: UUID, files: Sequence[CutFile]) -> list[UUID]:
    return [
        await harness.upload(
            file.path.read_bytes(),
            camera_id=camera,
            recorded_at=NINE + timedelta(seconds=file.begin),
            duration_seconds=4.0,
            status="QUEUED",
        )
        for file in files
    ]


async def settle(harness: WorkerHarness, videos: Sequence[UUID]) -> None:
    """Wait until no analysis is open any more: a finished one may have another one repeated."""
    while True:
        for video in videos:
            await harness.wait_for_end(video)
        jobs = [await harness.job(video) for video in videos]
        if all(job.status is JobStatus.DONE for job in jobs):
            return


async def wait_for_reason(harness: WorkerHarness, video: UUID) -> None:
    """Until its progress says that it waits for the file before."""
    async with asyncio.timeout(PATIENCE):
        async for step in harness.data.listener.subscribe(harness.principal, ProgressKind.ANALYSIS, video, after=0):
            if (step.payload.get("error") or {}).get("code") == "FILE_BEFORE_PENDING":
                return


async def list_events(harness: WorkerHarness, camera: UUID) -> list[Any]:
    return list(await harness.rows(EVENTS, camera=camera))


async def test_files_in_any_order_tell_the_same_and_each_person_once(
    worker_harness: WorkerHarness, files: list[CutFile], tmp_path: Path
) -> None:
    data, principal = worker_harness.data, worker_harness.principal
    in_order, backwards = [await add_camera(data.postgres, principal, name) for name in ("Door", "Till")]
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        first = await upload(worker_harness, in_order, files)
        await settle(worker_harness, first)
        second: list[UUID] = []
        for file in reversed(files):
            second += await upload(worker_harness, backwards, [file])
            await settle(worker_harness, second)
    told = await list_events(worker_harness, in_order)
    assert told == await list_events(worker_harness, backwards)
    types = [row.type for row in told]
    assert (types.count("PERSON_ENTER"), types.count("PERSON_EXIT")) == (2, 0)
    assert any(row.continues and row.visit_began_in is not None for row in told)
    for videos in (first, second):
        assert (await data.search.count(principal, EventFilter(video_ids=videos))).people == 2


async def test_a_file_waits_for_the_one_before_without_losing_a_try_and_only_so_long(
    worker_harness: WorkerHarness, files: list[CutFile], tmp_path: Path
) -> None:
    camera = await add_camera(worker_harness.data.postgres, worker_harness.principal)
    _, second = await upload(worker_harness, camera, files[:2])
    # The first one is held by a worker that is silent.
    [held] = await worker_harness.rows(
        "UPDATE job SET status = 'RUNNING', lease_owner = 'x', lease_until = now() + interval '1 hour'"
        " WHERE video_id <> :second RETURNING id",
        second=second,
    )
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False):
        await wait_for_reason(worker_harness, second)
        waiting = await worker_harness.job(second)
        assert (waiting.status, waiting.attempt) == (JobStatus.QUEUED, 0)
    assert held
    changed = {"summarize_after_analysis": False, "file_before_seconds": 0.0}
    await worker_harness.rows("UPDATE job SET run_after = now() WHERE id = :id RETURNING id", id=waiting.id)
    async with worker_harness.run_worker(tmp_path, **changed):
        assert (await worker_harness.wait_for_end(second))[-1].status == "READY"
    done = await worker_harness.job(second)
    # What it saw stays, for when the first one comes.
    assert (done.attempt, len(done.chunks)) == (1, 1)
