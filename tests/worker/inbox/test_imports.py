"""An object in the inbox becomes one video, however often and in whatever order somebody tells of it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.enums import JobStatus
from tests.worker.inbox.conftest import NAME, InboxHarness

pytestmark = pytest.mark.slow
KEY = f"inbox/seoul-3/till/{NAME}.mp4"
LATER = KEY.replace("T12", "T13")


async def test_an_object_becomes_a_video_of_its_site_and_camera_and_is_analyzed(
    harness: InboxHarness, crossing: bytes, tmp_path: Path
) -> None:
    head = await harness.drop(KEY, crossing)
    async with harness.run_worker(tmp_path):
        [job] = await harness.wait_for_imports()
        assert (job.status, job.error_code) == (JobStatus.DONE, None)
        [video] = await harness.videos()
        assert (await harness.wait_for_end(video.id))[-1].status == "READY"
    [video] = await harness.videos()
    assert (video.site, video.camera, video.timezone) == ("seoul-3", "till", "UTC")
    assert video.recorded_at == datetime(2026, 11, 29, 12, tzinfo=UTC)
    assert video.name == "till 2026-11-29 12:00:00"
    assert (video.original_filename, video.content_type) == (f"{NAME}.mp4", "video/mp4")
    assert (video.size_bytes, video.etag) == (len(crossing), head.etag)
    assert video.object_key.startswith(f"{harness.principal.organization}/{video.id}/original/")
    assert await harness.data.objects.get("storage", video.object_key) == crossing
    # It is deleted only where a setting says so.
    assert await harness.data.objects.get("storage", KEY) == crossing
    [camera] = await harness.rows("SELECT id, site, name FROM camera")
    assert (camera.id, camera.site, camera.name) == (video.camera_id, "seoul-3", "till")
    [event] = await harness.rows("SELECT DISTINCT site FROM event")
    assert event.site == "seoul-3"
    [entry] = await harness.rows("SELECT * FROM audit_entry WHERE action = 'importVideo'")
    assert (entry.target_id, entry.site, entry.details) == (video.id, "seoul-3", {"sizeBytes": len(crossing)})


async def test_whoever_tells_of_an_object_twice_gets_one_video(
    harness: InboxHarness, crossing: bytes, tmp_path: Path
) -> None:
    await harness.drop(KEY, crossing, times=3)
    async with harness.run_importer(tmp_path):
        await harness.wait_for_imports()
        await harness.send(harness.notification(KEY, (await harness.put(KEY, crossing)).etag), json.dumps({"a": 1}))
        await harness.wait_for_dead_letters(1)
    [video] = await harness.videos()
    assert await harness.analyses(video.id) == 1
    assert len(await harness.imports()) == 1


async def test_an_object_that_was_replaced_before_its_turn_is_imported_as_it_is_now(
    harness: InboxHarness, crossing: bytes, tmp_path: Path
) -> None:
    """The notification of the second object comes first, or not at all."""
    old = await harness.put(KEY, b"another content")
    new = await harness.put(KEY, crossing)
    await harness.send(harness.notification(KEY, new.etag), harness.notification(KEY, old.etag))
    async with harness.run_importer(tmp_path):
        jobs = await harness.wait_for_imports(2)
    assert [job.status for job in jobs] == [JobStatus.DONE] * 2
    [video] = await harness.videos()
    assert video.etag == new.etag
    states = {row.etag: row.state for row in await harness.rows("SELECT etag, state FROM inbox_object")}
    assert states == {new.etag: "STORED", old.etag: "REPLACED"}


async def test_two_objects_with_the_same_content_become_one_video(
    harness: InboxHarness, crossing: bytes, tmp_path: Path
) -> None:
    await harness.drop(KEY, crossing)
    await harness.drop(LATER, crossing)
    async with harness.run_importer(tmp_path, worker_import_slots=1):
        jobs = await harness.wait_for_imports(2)
    assert {job.status for job in jobs} == {JobStatus.DONE}
    [video] = await harness.videos()
    states = sorted(row.state for row in await harness.rows("SELECT state FROM inbox_object"))
    assert states == ["DUPLICATE", "STORED"]
    keys = await harness.data.objects.list_keys("storage", f"{harness.principal.organization}/")
    assert keys == [video.object_key]


async def test_an_object_is_deleted_once_its_video_is_stored_where_that_is_wanted(
    harness: InboxHarness, crossing: bytes, tmp_path: Path
) -> None:
    await harness.drop(KEY, crossing)
    broken = LATER
    await harness.drop(broken, b"no video")
    async with harness.run_importer(tmp_path, ingest_delete_imported=True):
        await harness.wait_for_imports(2)
    assert await harness.data.objects.list_keys("storage", "inbox/") == [broken]
    [video] = await harness.videos()
    assert await harness.data.objects.get("storage", video.object_key) == crossing


async def test_a_shared_bucket_names_the_organization_in_the_key(
    harness: InboxHarness, crossing: bytes, tmp_path: Path
) -> None:
    organization = harness.principal.organization
    await harness.drop(f"inbox/{organization}/seoul-3/till/{NAME}.mp4", crossing)
    await harness.drop(f"inbox/somebody else/seoul-3/till/{NAME}.mp4", crossing)
    async with harness.run_importer(tmp_path, aws_ingest_organization=""):
        await harness.wait_for_imports()
        [video] = await harness.videos()
    assert video.site == "seoul-3"
