"""Killed, replaced or deleted in the middle: nothing is lost, and nothing is there twice."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from datasources.s3 import ObjectStore
from datasources.s3.copying import CopyOperations
from domain.inbox import services
from domain.inbox.import_job import ImportSettings
from domain.inbox.transfer import TransferLimits
from models.enums import JobStatus
from tests.worker.inbox.conftest import NAME, InboxHarness

pytestmark = pytest.mark.slow
KEY = f"inbox/s/till/{NAME}.mp4"
MEBIBYTE = 1024**2
Copy = Callable[..., Awaitable[Any]]


def pad(content: bytes, size: int) -> bytes:
    """The same video in a longer file: the rest is a box that players skip."""
    rest = size - len(content)
    return content + rest.to_bytes(4, "big") + b"free" + bytes(rest - 8)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is copied in parts, the smallest that S3 takes."""

    def build(delete: bool, attempts: int) -> ImportSettings:
        return ImportSettings(delete, attempts, TransferLimits(0, 5 * MEBIBYTE))

    monkeypatch.setattr(services, "ImportSettings", build)


async def test_a_copy_in_parts_goes_on_where_it_was(
    harness: InboxHarness, crossing: bytes, tmp_path: Path, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = pad(crossing, 18 * MEBIBYTE)
    copy, wanted = CopyOperations._copy_ranges, list[list[int]]()

    async def die_after_two(
        self: CopyOperations, request: dict[str, Any], upload_id: str, parts: Sequence[tuple[int, int]], *sizes: int
    ) -> Any:
        wanted.append([number for number, _ in parts])
        if len(wanted) == 1:
            await copy(self, request, upload_id, parts[:2], *sizes)
            raise RuntimeError("the process is killed here")
        return await copy(self, request, upload_id, parts, *sizes)

    monkeypatch.setattr(CopyOperations, "_copy_ranges", die_after_two)
    await harness.drop(KEY, content)
    async with harness.run_importer(tmp_path):
        [job] = await harness.wait_for_imports()
    assert job.status is JobStatus.DONE
    assert wanted == [[1, 2, 3, 4], [3, 4]]
    [video] = await harness.videos()
    assert await harness.data.objects.get("storage", video.object_key) == content
    folder = f"{harness.principal.organization}/"
    assert await harness.data.objects.list_keys("storage", folder) == [video.object_key]
    assert await harness.data.objects.abort_multiparts("storage", folder) == 0


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("in_parts", [False, True])
async def test_an_object_that_is_replaced_while_it_is_copied_is_imported_as_it_is_then(
    harness: InboxHarness,
    crossing: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    after: bool,
    in_parts: bool,
) -> None:
    if in_parts:
        request.getfixturevalue("small_parts")
    new = crossing + b"\0\0\0\x08free"
    await tamper(monkeypatch, lambda: harness.put(KEY, new), after=after)
    await harness.drop(KEY, crossing)
    async with harness.run_importer(tmp_path):
        await harness.wait_for_imports(2)
    [video] = await harness.videos()
    assert await harness.data.objects.get("storage", video.object_key) == new
    keys = await harness.data.objects.list_keys("storage", f"{harness.principal.organization}/")
    assert keys == [video.object_key]
    states = sorted(row.state for row in await harness.rows("SELECT state FROM inbox_object"))
    assert states == ["REPLACED", "STORED"]


@pytest.mark.parametrize("after", [False, True])
async def test_an_object_that_is_deleted_while_it_is_copied_is_kept_if_it_was_copied(
    harness: InboxHarness, crossing: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    await tamper(monkeypatch, lambda: harness.data.objects.delete("storage", KEY), after=after)
    await harness.drop(KEY, crossing)
    async with harness.run_importer(tmp_path):
        [job] = await harness.wait_for_imports()
    assert job.error_code == (None if after else "INBOX_OBJECT_MISSING")
    assert len(await harness.videos()) == int(after)


async def tamper(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Awaitable[Any]], *, after: bool) -> None:
    """Do something once, right before or right after an object is copied."""
    acted = asyncio.Event()

    def wrap(copy: Copy) -> Copy:
        async def copy_and_act(self: ObjectStore, *arguments: Any, **options: Any) -> Any:
            is_first = not acted.is_set()
            acted.set()
            if is_first and not after:
                await act()
            made = await copy(self, *arguments, **options)
            if is_first and after:
                await act()
            return made

        return copy_and_act

    for name in ("copy", "copy_missing_parts"):
        monkeypatch.setattr(ObjectStore, name, wrap(getattr(ObjectStore, name)))


async def test_workers_that_are_killed_again_and_again_import_every_object_once(
    harness: InboxHarness, crossing: bytes, tmp_path: Path
) -> None:
    """SIGKILL at random moments, while the inbox is emptied."""
    chance = random.Random(7)
    contents = {f"inbox/s/till/2026112{day}T120000Z.mp4": pad(crossing, len(crossing) + 8 + day) for day in range(8)}
    for key, content in contents.items():
        await harness.drop(key, content, times=2)
    changed = {"JOB_LEASE_SECONDS": "1", "INGEST_DELETE_IMPORTED": "true", "WORKER_IMPORT_SLOTS": "3"}
    # Killed in attempts that it did not end, a job must not use its attempts up.
    changed |= {"JOB_ATTEMPTS": "20", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": "http://127.0.0.1:9"}
    for turn in range(6):
        process = await harness.start_process(tmp_path / f"worker-{turn}.log", **changed)
        await asyncio.sleep(chance.uniform(0.1, 1.5))
        process.kill()
        await process.wait()
    process = await harness.start_process(tmp_path / "worker-last.log", **changed)
    try:
        jobs = await harness.wait_for_imports(len(contents))
    finally:
        process.kill()
        await process.wait()
    assert {job.status for job in jobs} == {JobStatus.DONE}
    videos = await harness.videos()
    assert sorted(video.size_bytes for video in videos) == sorted(len(content) for content in contents.values())
    stored = [await harness.data.objects.get("storage", video.object_key) for video in videos]
    assert sorted(stored) == sorted(contents.values())
    assert [await harness.analyses(video.id) for video in videos] == [1] * len(videos)
    assert await harness.data.objects.list_keys("storage", "inbox/") == []
