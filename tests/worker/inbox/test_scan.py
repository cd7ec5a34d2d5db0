"""The scan finds what nobody told of, and nothing else; a flood of notifications costs no memory."""

import asyncio
import resource
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

import worker_commands
from datasources.bootstrap import open_datasources
from domain.inbox.receiver import InboxReceiver
from domain.inbox.scan import InboxScan, InboxSweep, ScanResult
from domain.inbox.services import InboxServices
from models.enums import JobStatus
from models.errors import Unavailable
from tests.worker.inbox.conftest import NAME, PATIENCE, InboxHarness

pytestmark = pytest.mark.slow


async def test_the_scan_imports_what_nobody_told_of_once_and_says_what_it_cannot(
    harness: InboxHarness, crossing: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = f"inbox/s/till/{NAME}.mp4", f"inbox/s/door/{NAME}.mp4"
    await harness.drop(first, crossing)
    async with harness.run_importer(tmp_path):
        await harness.wait_for_imports()
    await harness.put(second, crossing + b"\0\0\0\x08free")
    await harness.put("inbox/notes\u202e.txt", b"x")
    assert await worker_commands.scan_inbox(harness.settings) is False
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].startswith("inbox/notes\\u202e.txt: the key says no site and camera")
    assert shown[1].startswith("3 objects: 1 to import now, 1 known before, 1 that cannot be imported")
    await harness.data.objects.delete("storage", "inbox/notes\u202e.txt")
    async with harness.run_importer(tmp_path):
        await harness.wait_for_imports(2)
    assert await worker_commands.scan_inbox(harness.settings) is True
    assert capsys.readouterr().out.startswith("2 objects: 0 to import now, 2 known before, 0 that cannot")
    assert len(await harness.videos()) == 2


async def test_the_scan_leaves_what_failed_and_what_was_deleted_as_a_video(
    harness: InboxHarness, crossing: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await harness.drop(f"inbox/s/till/{NAME}.mp4", crossing)
    await harness.drop(f"inbox/s/door/{NAME}.mp4", b"no video")
    async with harness.run_importer(tmp_path):
        await harness.wait_for_imports(2)
    await harness.rows("DELETE FROM video RETURNING id")
    assert await worker_commands.scan_inbox(harness.settings) is True
    assert capsys.readouterr().out.startswith("2 objects: 0 to import now, 2 known before")
    assert sorted(job.status for job in await harness.imports()) == [JobStatus.DONE, JobStatus.FAILED]


async def test_the_worker_scans_by_itself_where_a_setting_says_so(
    harness: InboxHarness, crossing: bytes, tmp_path: Path
) -> None:
    await harness.put(f"inbox/s/till/{NAME}.mp4", crossing)
    async with harness.run_importer(tmp_path, ingest_scan_seconds=0.2, aws_ingest_queue_url=""):
        await harness.wait_for_imports()
    assert len(await harness.videos()) == 1


async def test_a_scan_that_fails_is_repeated(caplog: pytest.LogCaptureFixture) -> None:
    outcomes: list[Any] = [Unavailable(service="S3"), RuntimeError("odd"), ScanResult(3, 2, 1, [("key", "it is odd")])]
    ended = asyncio.Event()

    async def run() -> ScanResult:
        if not outcomes:
            ended.set()
            await asyncio.Event().wait()
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        found: ScanResult = outcome
        return found

    task = asyncio.create_task(InboxSweep(MagicMock(spec=InboxScan, run=run), 0.01).run())
    async with asyncio.timeout(PATIENCE):
        await ended.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    for said in ("scanned later", "it is repeated", "nobody had told of", "1 objects of the inbox cannot be imported"):
        assert said in caplog.text


async def test_a_flood_of_notifications_becomes_a_job_each_in_little_memory(harness: InboxHarness) -> None:
    count = 100
    records = [
        harness.notification(f"inbox/s/camera {number % 7}/{1_796_000_000 + number}.mp4", f"etag{number}")
        for number in range(count)
    ]
    # Delivered twice, the second time backwards.
    await harness.send(*records, *reversed(records))
    async with open_datasources(harness.settings) as data:
        intake = InboxServices.from_configuration(data, harness.settings).intake
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        receivers = [asyncio.create_task(InboxReceiver(data.inbox_queue, intake).run()) for _ in range(2)]
        async with asyncio.timeout(3 * PATIENCE):
            while True:
                if not await waiting_messages(harness):
                    break
                await asyncio.sleep(0.1)
        for receiver in receivers:
            receiver.cancel()
        await asyncio.gather(*receivers, return_exceptions=True)
        grown_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mib < 64
    [row] = await harness.rows(
        "SELECT count(*) AS jobs, (SELECT count(*) FROM inbox_object) AS objects FROM job WHERE kind = 'IMPORT'"
    )
    assert (row.jobs, row.objects) == (count, count)
    assert await harness.dead_letters() == []


async def waiting_messages(harness: InboxHarness) -> bool:
    """Whether a notification waits, or was taken and may come again."""
    client = harness.data.inbox_queue._client
    found = await client.get_queue_attributes(
        QueueUrl=harness.settings.aws_ingest_queue_url,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )
    return set(found["Attributes"].values()) != {"0"}
