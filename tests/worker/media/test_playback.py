"""A worker makes what browsers play, once, whatever happens to it meanwhile."""

import asyncio
import signal
from pathlib import Path
from uuid import UUID

import pytest

from domain.media.playback_job import build_playback_job
from models.enums import JobKind, JobStatus
from tests.footage.catalogue import ZOO
from tests.footage.make import write_specimen
from tests.support.rows import add_video
from tests.worker.conftest import PATIENCE, WorkerHarness
from vision.media.probe import inspect_media

pytestmark = pytest.mark.slow
_ZOO = {specimen.name: specimen for specimen in ZOO}


async def add_footage(harness: WorkerHarness, name: str, folder: Path) -> UUID:
    """A video with this file as its original, and the order of its rendition."""
    content = write_specimen(_ZOO[name], folder).read_bytes()
    video = await add_video(harness.data.postgres, harness.principal, status="READY", size_bytes=len(content))
    key = f"{harness.principal.organization}/{video}/original.mp4"
    stored = await harness.data.objects.put("storage", key, content, "video/mp4")
    await harness.data.videos.update(harness.principal, video, object_key=key, etag=stored.etag)
    await harness.enqueue(build_playback_job(video, sound=False))
    return video


async def wait_while(harness: WorkerHarness, video: UUID, *statuses: JobStatus) -> JobStatus:
    """The status of the rendition's job, once it is none of these."""
    async with asyncio.timeout(PATIENCE):
        while True:
            job = await harness.job(video, JobKind.PLAYBACK)
            if job.status not in statuses:
                return job.status
            await asyncio.sleep(0.02)


async def wait_for_end(harness: WorkerHarness, video: UUID) -> JobStatus:
    return await wait_while(harness, video, JobStatus.QUEUED, JobStatus.RUNNING)


@pytest.mark.parametrize(
    ("name", "encoded", "kinds"),
    [("h264-b2.mkv", False, ["CONTAINER"]), ("hevc-b2.mkv", True, ["CODEC", "CONTAINER"])],
)
async def test_a_rendition_is_stored_with_what_was_in_the_way(
    worker_harness: WorkerHarness, tmp_path: Path, name: str, encoded: bool, kinds: list[str]
) -> None:
    video = await add_footage(worker_harness, name, tmp_path)
    (tmp_path / "scratch").mkdir()
    async with worker_harness.run_worker(tmp_path / "scratch"):
        assert await wait_for_end(worker_harness, video) is JobStatus.DONE
    [row] = await worker_harness.rows("SELECT * FROM rendition")
    assert (row.video_id, row.encoded, row.made_by) == (video, encoded, "playback/1")
    made = await worker_harness.data.objects.get("highlights", row.object_key)
    assert len(made) == row.size_bytes
    (tmp_path / "made.mp4").write_bytes(made)
    assert inspect_media(tmp_path / "made.mp4").play_obstacles == ()
    assert [kind for kind, _ in (await worker_harness.video(video)).play_obstacles] == kinds
    assert not list((tmp_path / "scratch").iterdir())


async def test_of_what_browsers_play_nothing_is_made(worker_harness: WorkerHarness, tmp_path: Path) -> None:
    """Of videos from before that was known, the job is what finds it out."""
    video = await add_footage(worker_harness, "h264.mp4", tmp_path)
    async with worker_harness.run_worker(tmp_path):
        assert await wait_for_end(worker_harness, video) is JobStatus.DONE
    assert (await worker_harness.video(video)).play_obstacles == []
    assert await worker_harness.rows("SELECT * FROM rendition") == []


async def test_a_worker_that_is_killed_in_the_middle_leaves_the_job_to_the_next(
    worker_harness: WorkerHarness, tmp_path: Path
) -> None:
    worker = await worker_harness.start_process(tmp_path / "worker.log")
    video = await add_footage(worker_harness, "hevc-b2.mkv", tmp_path)
    await wait_while(worker_harness, video, JobStatus.QUEUED)
    worker.send_signal(signal.SIGKILL)
    assert await worker.wait() == -signal.SIGKILL
    # What was held dies with its lease, whose end need not be waited for here.
    held = "UPDATE job SET lease_until = now() WHERE video_id = :id AND status = 'RUNNING' RETURNING id"
    await worker_harness.rows(held, id=video)
    async with worker_harness.run_worker(tmp_path):
        assert await wait_for_end(worker_harness, video) is JobStatus.DONE
    [row] = await worker_harness.rows("SELECT * FROM rendition")
    folder = f"{worker_harness.principal.organization}/{video}/playback/"
    assert await worker_harness.data.objects.list_keys("highlights", folder) == [row.object_key]


async def test_an_original_that_is_gone_ends_the_job_and_says_why(
    worker_harness: WorkerHarness, tmp_path: Path
) -> None:
    video = await add_footage(worker_harness, "h264.mkv", tmp_path)
    await worker_harness.data.objects.delete("storage", f"{worker_harness.principal.organization}/{video}/original.mp4")
    async with worker_harness.run_worker(tmp_path):
        assert await wait_for_end(worker_harness, video) is JobStatus.FAILED
    assert (await worker_harness.job(video, JobKind.PLAYBACK)).error_code == "ORIGINAL_MISSING"
