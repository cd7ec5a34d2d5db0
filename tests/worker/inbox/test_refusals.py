"""What cannot become a video says why, in the dead letters; what can be mended is tried again from there."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import worker_commands
from domain.inbox import transfer
from models.enums import JobStatus
from tests.worker.inbox.conftest import NAME, InboxHarness

pytestmark = pytest.mark.slow


async def command(harness: InboxHarness, capsys: pytest.CaptureFixture[str], **options: Any) -> tuple[bool, str]:
    arguments = argparse.Namespace(**{"redrive": [], "redrive_all": False, "discard": [], **options})
    well = await worker_commands.run_dead_letter_command(harness.settings, arguments)
    return well, capsys.readouterr().out


async def test_every_object_that_cannot_become_a_video_is_listed_with_its_key_and_its_reason(
    harness: InboxHarness,
    crossing: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(transfer, "LARGEST_BYTES", len(crossing))
    soon = f"{datetime.now(UTC) + timedelta(days=1):%Y%m%dT%H%M%SZ}"
    dropped = {
        f"inbox/s/empty/{NAME}.mp4": b"",
        f"inbox/s/text/{NAME}.txt": b"hello",
        f"inbox/s/broken/{NAME}.mp4": b"no video at all",
        f"inbox/s/large/{NAME}.mp4": crossing + b"\0",
        f"inbox/s/early/{soon}.mp4": crossing,
        "inbox/s/named/till.mp4": b"x",
        f"inbox/short/{NAME}.mp4": b"x",
        f"inbox/another-organization/s/c/{NAME}.mp4": b"x",
    }
    for key, content in dropped.items():
        await harness.drop(key, content)
    gone = f"inbox/s/gone/{NAME}.mp4"
    await harness.send(
        harness.notification(gone, "e"),
        harness.notification("other/key.mp4", "e"),
        harness.notification(gone, "e", s3={"bucket": {"name": "elsewhere"}, "object": {"key": "k", "eTag": "e"}}),
        harness.notification(gone, "e", eventName="ObjectRemoved:Delete"),
        json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"}),
        "secret=hunter2, not JSON",
    )
    async with harness.run_importer(tmp_path):
        await harness.wait_for_imports(6)
        await harness.wait_for_dead_letters(5)
    assert await harness.videos() == []
    assert await harness.data.objects.list_keys("storage", f"{harness.principal.organization}/") == []
    _, shown = await command(harness, capsys)
    lines = shown.splitlines()
    for told, reason in {
        "s/empty": "The file is empty",
        "s/text": "content type is not accepted",
        "s/broken": "not a video that can be opened",
        "s/large": f"1 to {len(crossing)} bytes",
        "s/gone": "not in the bucket",
        "s/named": "is no time",
        "inbox/short": "no site and camera",
        "another-organization": "no site and camera",
        "IMPORT": "would have begun at",
        "elsewhere": "AWS_STORAGE_BUCKET_NAME",
        "Unreadable": "not JSON",
    }.items():
        assert [line for line in lines if told in line and reason in line], (told, reason, shown)
    assert len(lines) == 12
    assert "hunter2" not in shown
    # The objects stay where they are.
    assert len(await harness.data.objects.list_keys("storage", "inbox/")) == len(dropped)


async def test_what_was_mended_is_tried_again_from_the_dead_letters(
    harness: InboxHarness, crossing: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The camera of one object was missing; the notification of the other came to a server of another organization."""
    first, second = f"inbox/s/till/{NAME}.mp4", f"inbox/s/door/{NAME}.mp4"
    await harness.deliver_again_after(5)
    await harness.drop(first, crossing)
    async with harness.run_importer(tmp_path, ingest_create_cameras=False):
        [job] = await harness.wait_for_imports()
    assert (job.status, job.error_code) == (JobStatus.FAILED, "INBOX_OBJECT_REFUSED")
    assert job.error_values is not None
    assert job.error_values["reason_values"] == {"site": "s", "camera": "till"}
    await harness.drop(second, crossing + b"\0\0\0\x08free")
    async with harness.run_importer(tmp_path, aws_ingest_organization=""):
        await harness.wait_for_dead_letters(1)
    _, shown = await command(harness, capsys)
    assert "There is no camera “till” at the site “s”. Create it" in shown
    assert f"{second}: the key says no site and camera" in shown

    well, told = await command(harness, capsys, redrive_all=True)
    assert (well, told.count("queued again")) == (True, 2)
    async with harness.run_importer(tmp_path):
        await harness.wait_for_imports(2)
    assert sorted(video.camera for video in await harness.videos()) == ["door", "till"]
    assert (await command(harness, capsys))[1] == "There are no dead letters.\n"


async def test_an_object_that_s3_keeps_from_us_says_what_to_allow(
    harness: InboxHarness, crossing: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await harness.drop(f"inbox/s/till/{NAME}.mp4", crossing)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another key")
    async with harness.run_importer(tmp_path):
        [job] = await harness.wait_for_imports()
    assert (job.status, job.error_code, job.attempt) == (JobStatus.FAILED, "INBOX_ACCESS_DENIED", 1)


@pytest.mark.parametrize("quota", ["organization_stored_bytes", "organization_analyses_per_day"])
async def test_what_has_no_room_in_a_quota_waits_and_is_not_lost(
    harness: InboxHarness, crossing: bytes, tmp_path: Path, quota: str
) -> None:
    await harness.drop(f"inbox/s/till/{NAME}.mp4", crossing)
    await harness.drop(f"inbox/s/door/{NAME}.mp4", crossing + b"\0\0\0\x08free")
    limit = len(crossing) + 10 if quota == "organization_stored_bytes" else 1
    async with harness.run_importer(tmp_path, **{quota: limit}):
        await harness.wait_for_imports(1)
        [waiting] = await harness.wait_for_status(JobStatus.QUEUED, error_code="QUOTA_EXCEEDED")
    assert waiting.attempt <= 1
    assert len(await harness.videos()) == 1
    assert await harness.dead_letters() == []
    async with harness.run_importer(tmp_path):
        await harness.wait_for_imports(2)
    assert len(await harness.videos()) == 2


async def test_a_notification_on_the_queue_of_the_workers_is_followed_and_said_to_be_in_the_wrong_place(
    harness: InboxHarness, crossing: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = f"inbox/s/till/{NAME}.mp4"
    head = await harness.put(key, crossing)
    queue = harness.settings.aws_sqs_queue_url
    await harness.send(harness.notification(key, head.etag), harness.notification("inbox/a.mp4", "e"), queue=queue)
    async with harness.run_importer(tmp_path):
        await harness.wait_for_imports()
        [(_, reason)] = await harness.wait_for_dead_letters(1, of_workers=True)
    assert len(await harness.videos()) == 1
    assert reason is not None
    assert "no site and camera" in reason
    assert "AWS_INGEST_QUEUE_URL" in caplog.text
