"""Videos go from tier to tier with clips and vectors, whoever dies meanwhile; S3 is believed when it can be read."""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text

from config import Settings
from datasources.bootstrap import Datasources
from domain.keeping.archive_job import build_archive_job
from domain.keeping.restoring import RestoreSweep
from models.access.principal import Principal
from models.enums import StorageTier
from models.errors import WrongState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import ObjectHead
from models.keeping.tiers import RestoreOrder
from models.tables import Clip
from tests.support.rows import add_video, event_row, hold_video
from tests.worker.conftest import PATIENCE, WorkerHarness
from worker_commands import build_tiering

HOT, WARM, COLD, RESTORING = StorageTier


async def add_stored(data: Datasources, principal: Principal, number: int = 0) -> UUID:
    """A video of 30 bytes with a clip and an event that has a vector."""
    video = await add_video(data.postgres, principal, status="READY", size_bytes=30, name=f"{number}")
    folder = f"{principal.organization}/{video}"
    original = await data.objects.put("storage", f"{folder}/original/x.mp4", b"f" * 30, "video/mp4")
    clip = await data.objects.put("highlights", f"{folder}/clips/1-2.mp4", b"c" * 5, "video/mp4")
    await data.videos.update(principal, video, object_key=original.key, etag=original.etag)
    [event] = await data.events.store(principal, video, [event_row(1, clip_key=clip.key)])
    await data.events.store_embeddings(principal, video, "model", {event: [1.0, 0.0]})
    values = {
        "organization": principal.organization, "video_id": video, "asked_start": 1, "asked_end": 2, "exact": False,
        "start_seconds": 1, "end_seconds": 2, "object_key": clip.key, "size_bytes": 5, "checksum_sha256": "c",
        "etag": clip.etag,
    }  # fmt: skip
    async with data.postgres.transaction(principal) as connection:
        await connection.execute(insert(Clip.__table__).values(**values))
    return video


async def order(data: Datasources, principal: Principal, videos: Sequence[UUID], tier: StorageTier) -> None:
    async with data.postgres.transaction(principal) as connection:
        for video in videos:
            await data.jobs.enqueue(connection, principal, build_archive_job(video, tier))


async def read(data: Datasources, principal: Principal, statement: str, **values: Any) -> list[Any]:
    async with data.postgres.transaction(principal) as connection:
        return list((await connection.execute(text(statement), values)).all())


async def count_tiers(data: Datasources, principal: Principal) -> dict[str, int]:
    return dict(Counter(row.tier for row in await read(data, principal, "SELECT tier FROM video")))


async def check_agreement(data: Datasources, principal: Principal, storage_class: str) -> None:
    """Each row names an object of this class, its clip too; vectors are archived where the footage is not HOT."""
    rows = await read(
        data,
        principal,
        "SELECT video.*, clip.object_key AS clip_key, clip.etag AS clip_etag, event.clip_key AS linked, archived"
        " FROM video JOIN clip ON clip.video_id = video.id JOIN event ON event.video_id = video.id"
        " JOIN event_embedding ON event_embedding.video_id = video.id",
    )
    for row in rows:
        original = await data.objects.head("storage", row.object_key)
        clip = await data.objects.head("highlights", row.clip_key)
        assert original is not None
        assert clip is not None
        assert (original.etag, original.size_bytes, original.storage_class) == (row.etag, 30, storage_class)
        assert (clip.etag, clip.size_bytes, clip.storage_class) == (row.clip_etag, 5, storage_class)
        assert row.linked == row.clip_key
        assert row.archived is (row.tier != "HOT")


async def wait_until(is_done: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if await is_done():
                return
            await asyncio.sleep(0.02)


async def wait_for(data: Datasources, principal: Principal, tier: StorageTier, least: int) -> None:
    """Wait until so many videos are in a tier."""

    async def is_done() -> bool:
        return (await count_tiers(data, principal)).get(tier.value, 0) >= least

    await wait_until(is_done)


def sweep(data: Datasources) -> RestoreSweep:
    return RestoreSweep(data.keeping.tiers, data.objects, lambda: datetime.now(UTC))


async def restore(data: Datasources, principal: Principal, videos: Sequence[UUID], days: int = 7) -> None:
    for video in videos:
        async with data.postgres.transaction(principal) as connection:
            wanted = RestoreOrder(days, datetime.now(UTC))
            assert await data.keeping.tiers.begin_restore_in(connection, video, wanted)


@pytest.mark.slow
async def test_a_whole_life_with_workers_that_are_killed(
    archive: Settings, data: Datasources, principal: Principal, tmp_path: Path
) -> None:
    """Scaled down from 1,000 videos and five kills: TIER_VIDEOS=1000 TIER_KILLS=5 is the whole."""
    harness = WorkerHarness(archive, data, principal)
    count, most = int(os.environ.get("TIER_VIDEOS", "12")), int(os.environ.get("TIER_KILLS", "2"))
    videos = [await add_stored(data, principal, number) for number in range(count)]
    for tier, storage_class, kills in ((WARM, "STANDARD_IA", most - most // 2), (COLD, "GLACIER", most // 2)):
        await order(data, principal, videos, tier)
        for number in range(kills):
            process = await harness.start_process(tmp_path / f"{tier}-{number}.log", JOB_LEASE_SECONDS="1")
            await wait_for(data, principal, tier, count * (number + 1) // 6)
            process.kill()
            await process.wait()
        process = await harness.start_process(tmp_path / f"{tier}.log", JOB_LEASE_SECONDS="1")
        await wait_for(data, principal, tier, len(videos))
        process.kill()
        await process.wait()
        await check_agreement(data, principal, storage_class)
    await restore(data, principal, videos)
    await sweep(data).run_round()
    await sweep(data).run_round()
    await check_agreement(data, principal, "GLACIER")
    assert await count_tiers(data, principal) == {"HOT": len(videos)}
    for row in await read(data, principal, "SELECT object_key FROM video"):
        assert await data.objects.get("storage", row.object_key) == b"f" * 30
    # What a death left behind is what DELETE jobs are for: every object is named by a row or by a job.
    named = {row.key for row in await read(data, principal, "SELECT payload ->> 'key' AS key FROM job")}
    named |= {row.object_key for row in await read(data, principal, "SELECT object_key FROM video")}
    async for page in data.objects.list_versions("storage", ""):
        assert {one.key for one in page} <= named


async def test_what_is_archived_is_not_handed_out_and_comes_back_in_its_time(
    data: Datasources, principal: Principal, slow_restores: None, archive: Settings, tmp_path: Path
) -> None:
    video = await add_stored(data, principal)
    harness = WorkerHarness(archive, data, principal)
    await order(data, principal, [video], COLD)
    async with harness.run_worker(tmp_path):
        await wait_for(data, principal, COLD, 1)
    [row] = await read(data, principal, "SELECT * FROM video")
    with pytest.raises(WrongState, match="archived"):
        await data.objects.open_ranged("storage", ObjectRef(row.object_key, row.etag))
    await restore(data, principal, [video], days=3)
    seen = []
    for _ in range(8):
        await sweep(data).run_round()
        [row] = await read(data, principal, "SELECT tier, restore, restored_until FROM video")
        seen.append(row.tier)
    assert seen[0] == "RESTORING"
    assert seen[-1] == "HOT"
    assert abs(row.restored_until - datetime.now(UTC) - timedelta(days=3)) < timedelta(days=1)
    # Its days are over, and S3 has taken the copy away.
    await read(data, principal, "UPDATE video SET restored_until = now() - interval '1 second' RETURNING id")
    stale = _Told(data, replace_head=lambda head: replace(head, restored_until=None))
    await RestoreSweep(data.keeping.tiers, stale, lambda: datetime.now(UTC)).run_round()
    assert await count_tiers(data, principal) == {"COLD": 1}
    [vector] = await read(data, principal, "SELECT archived FROM event_embedding")
    assert vector.archived


class _Told:
    """An object store that says of objects what a test wants."""

    def __init__(self, data: Datasources, replace_head: Any, *, readable: bool = True, accepts: bool = True) -> None:
        self._objects = data.objects
        self._replace = replace_head
        self._readable, self._accepts = readable, accepts
        self.asked = 0

    async def head(self, bucket: Any, key: str, version: str | None = None, /) -> ObjectHead | None:
        head = await self._objects.head(bucket, key, version)
        return None if head is None else self._replace(head)

    async def request_restore(self, bucket: Any, pinned: ObjectRef, days: int, /) -> bool:
        self.asked += 1
        return self._accepts

    async def is_readable(self, bucket: Any, pinned: ObjectRef, /) -> bool:
        return self._readable


def _archived(head: ObjectHead) -> ObjectHead:
    return replace(head, storage_class="GLACIER", is_restoring=False, restored_until=None)


def _restored(head: ObjectHead) -> ObjectHead:
    return replace(head, storage_class="GLACIER", restored_until=datetime.now(UTC) + timedelta(days=2))


async def make_restoring(data: Datasources, principal: Principal) -> UUID:
    video = await add_stored(data, principal)
    await read(data, principal, "UPDATE video SET tier = 'COLD' RETURNING id")
    await restore(data, principal, [video])
    return video


async def test_s3_is_asked_again_where_it_forgot_and_given_up_in_the_end(
    data: Datasources, principal: Principal
) -> None:
    await make_restoring(data, principal)
    forgets = _Told(data, _archived, readable=False)
    looks = RestoreSweep(data.keeping.tiers, forgets, lambda: datetime.now(UTC))
    for _ in range(25):
        await looks.run_round()
    # The original and the clip, twenty times.
    assert forgets.asked == 42
    assert await count_tiers(data, principal) == {"COLD": 1}
    [entry] = await read(data, principal, "SELECT details FROM audit_entry WHERE action = 'restoreFailed'")
    assert entry.details == {"code": "RESTORE_FAILED"}


async def test_s3_is_not_believed_before_the_footage_can_be_read(data: Datasources, principal: Principal) -> None:
    await make_restoring(data, principal)
    lies = _Told(data, _restored, readable=False)
    await RestoreSweep(data.keeping.tiers, lies, lambda: datetime.now(UTC)).run_round()
    assert await count_tiers(data, principal) == {"RESTORING": 1}
    told = _Told(data, _restored)
    await RestoreSweep(data.keeping.tiers, told, lambda: datetime.now(UTC)).run_round()
    assert await count_tiers(data, principal) == {"HOT": 1}


async def test_held_footage_whose_copy_ends_is_restored_again(data: Datasources, principal: Principal) -> None:
    video = await make_restoring(data, principal)
    await RestoreSweep(data.keeping.tiers, _Told(data, _restored), lambda: datetime.now(UTC)).run_round()
    await hold_video(data.postgres, principal, video)
    await read(data, principal, "UPDATE video SET restored_until = now() - interval '1 second' RETURNING id")
    await RestoreSweep(
        data.keeping.tiers, _Told(data, _archived, readable=False), lambda: datetime.now(UTC)
    ).run_round()
    assert await count_tiers(data, principal) == {"RESTORING": 1}


async def test_what_changed_after_the_order_does_not_move(
    archive: Settings, data: Datasources, principal: Principal, tmp_path: Path
) -> None:
    """A hold came, or an analysis began: the job says why, and nothing was copied."""
    held, busy = [await add_stored(data, principal, number) for number in range(2)]
    await order(data, principal, [held, busy], COLD)
    await hold_video(data.postgres, principal, held)
    await read(data, principal, "UPDATE video SET status = 'ANALYZING' WHERE id = :id RETURNING id", id=busy)
    ended = "SELECT video_id, error_code FROM job WHERE kind = 'ARCHIVE' AND status = 'FAILED'"

    async def is_done() -> bool:
        return len(await read(data, principal, ended)) == 2

    async with WorkerHarness(archive, data, principal).run_worker(tmp_path):
        await wait_until(is_done)
    failed = await read(data, principal, ended)
    assert {row.video_id: row.error_code for row in failed} == {held: "LEGAL_HOLD", busy: "TIER_OF_ANALYZED"}
    assert await count_tiers(data, principal) == {"HOT": 2}


async def test_originals_that_a_rule_has_moved_are_taken_over(
    archive: Settings, data: Datasources, principal: Principal, moto: Any
) -> None:
    moved, warm, held, same = [await add_stored(data, principal, number) for number in range(4)]
    await hold_video(data.postgres, principal, held)
    for video, storage_class in ((moved, "GLACIER"), (warm, "STANDARD_IA"), (held, "DEEP_ARCHIVE")):
        key = f"{principal.organization}/{video}/original/x.mp4"
        where = {"Bucket": archive.aws_storage_bucket_name, "Key": key}
        await asyncio.to_thread(moto.copy_object, **where, CopySource=where, StorageClass=storage_class)
    proposal = await build_tiering(archive, data).propose(principal)
    assert proposal.adopted == 3
    tiers = {row.id: row.tier for row in await read(data, principal, "SELECT id, tier FROM video")}
    # Held footage must not stay where it takes hours to read.
    assert tiers == {moved: "COLD", warm: "WARM", held: "RESTORING", same: "HOT"}
    assert (await build_tiering(archive, data).propose(principal)).adopted == 0
