"""`python -m worker orphans` finds what database and buckets do not both know, and mends what it may."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from config import Settings
from datasources.bootstrap import Datasources, open_datasources
from datasources.postgres.keeping.orphans import KnownObjects
from datasources.postgres.tables.object_keys import MovedKeys
from domain.keeping.mending import OrphanCommand
from domain.keeping.orphans import parse_key
from models.access.principal import Principal
from models.footage.stored_objects import Bucket
from models.tables import RenditionRow
from tests.support.rows import add_video, event_row


@pytest_asyncio.fixture(loop_scope="session")
async def data(settings: Settings) -> AsyncIterator[Datasources]:
    async with open_datasources(settings) as opened:
        yield opened


async def look(data: Datasources, *, mend: bool = False, older_than: datetime | None = None) -> tuple[bool, str]:
    stream = io.StringIO()
    command = OrphanCommand(
        KnownObjects(data.postgres),
        MovedKeys(data.postgres),
        data.objects,
        (data.videos, data.clips, data.pictures),
        stream,
        older_than or datetime.now(UTC) + timedelta(minutes=1),
    )
    return await command.run(mend=mend), stream.getvalue()


async def list_all(data: Datasources) -> list[str]:
    found = []
    for bucket in ("storage", "thumbnails", "highlights"):
        async for page in data.objects.list_versions(bucket, ""):
            found += [f"{bucket}: {one.key}" for one in page]
    return sorted(found)


async def add_stored(data: Datasources, principal: Principal, **columns: Any) -> UUID:
    """A video whose original is in the bucket, pinned."""
    video = await add_video(data.postgres, principal, **{"status": "READY", **columns})
    key = f"{principal.organization}/{video}/original/x.mp4"
    stored = await data.objects.put("storage", key, b"footage", "video/mp4")
    pinned = {"object_key": key, "etag": stored.etag, "object_version": stored.version}
    await data.videos.update(principal, video, **pinned)
    return video


async def test_where_both_agree_there_is_nothing_to_tell(data: Datasources, principal: Principal) -> None:
    video = await add_stored(data, principal)
    picture = f"{principal.organization}/{video}/events/1.jpg"
    await data.objects.put("thumbnails", picture, b"picture", "image/jpeg")
    await data.events.store(principal, video, [event_row(1, thumbnail_key=picture)])
    agreed, told = await look(data)
    assert agreed, told
    assert "Database and buckets agree." in told


async def test_orphans_go_and_uploads_in_progress_stay(data: Datasources, principal: Principal) -> None:
    mine = principal.organization
    video = await add_stored(data, principal)
    uploading = await add_video(data.postgres, principal, status="UPLOADING")
    gone = uuid4()
    orphans: list[tuple[Bucket, str]] = [
        ("storage", f"{mine}/{gone}/original/x.mp4"),
        ("thumbnails", f"{mine}/{gone}/frames/1.jpg"),
        ("storage", f"{mine}/{video}/original/a copy.mp4"),
        ("highlights", f"{mine}/{video}/clips/1-2.mp4"),
        ("thumbnails", f"{mine}/{video}/events/none.jpg"),
    ]
    kept: list[tuple[Bucket, str]] = [
        ("storage", f"{mine}/{uploading}/incoming/original.mp4"),
        ("storage", "inbox/seoul/till/20260301T120000.mp4"),
        ("thumbnails", f"{mine}/{video}/frames/of an answer.jpg"),
        # Something else than a video's folder, and no name of an organization.
        ("highlights", f"{mine}/evidence/{gone}/package.zip"),
        ("highlights", f"a%zz/{gone}/clip.mp4"),
    ]
    for bucket, key in (*orphans, *kept):
        await data.objects.put(bucket, key, b"x", "video/mp4")
    parts = await data.objects.begin_multipart("storage", f"{mine}/{video}/original.mp4", "video/mp4")
    opened = await data.objects.begin_multipart("storage", f"{mine}/{uploading}/original.mp4", "video/mp4")
    before = await list_all(data)
    young, _ = await look(data, mend=True, older_than=datetime.now(UTC) - timedelta(hours=1))
    assert young
    agreed, told = await look(data)
    assert not agreed
    assert await list_all(data) == before
    for bucket, key in orphans:
        assert f"{bucket}: {key} " in told
    for _, key in kept:
        assert f"{key} " not in told
    assert "2 UNNAMED" in told or "3 UNNAMED" in told
    mended, _ = await look(data, mend=True)
    assert mended
    left = await list_all(data)
    assert left == sorted({*before} - {f"{bucket}: {key}" for bucket, key in orphans})
    assert await data.objects.list_parts("storage", f"{mine}/{video}/original.mp4", parts) is None
    assert await data.objects.list_parts("storage", f"{mine}/{uploading}/original.mp4", opened) == []
    assert (await look(data))[0]


async def test_renditions_and_storyboards_that_rows_name_stay_and_former_ones_go(
    data: Datasources, principal: Principal
) -> None:
    video = await add_stored(data, principal)
    folder = f"{principal.organization}/{video}/"
    keys: list[tuple[Bucket, str]] = [
        ("highlights", f"{folder}playback/1.mp4"),
        ("highlights", f"{folder}playback/former.mp4"),
        ("thumbnails", f"{folder}storyboard-1.jpg"),
        ("thumbnails", f"{folder}storyboard-former.jpg"),
    ]
    for bucket, key in keys:
        await data.objects.put(bucket, key, b"x", "video/mp4")
    await data.videos.update(principal, video, storyboard={"key": f"{folder}storyboard-1.jpg"})
    values = {"organization": principal.organization, "video_id": video, "object_key": f"{folder}playback/1.mp4"}
    values |= {"size_bytes": 1, "checksum_sha256": "0" * 64, "made_by": "playback/1", "encoded": True}
    async with data.postgres.transaction(principal) as connection:
        await connection.execute(RenditionRow.__table__.insert().values(**values))
    await look(data, mend=True)
    left = [key for key in await list_all(data) if str(video) in key and "original" not in key]
    assert left == [f"highlights: {folder}playback/1.mp4", f"thumbnails: {folder}storyboard-1.jpg"]


async def test_old_versions_go_and_the_one_that_was_confirmed_stays(data: Datasources, principal: Principal) -> None:
    client: Any = data.objects._client
    enabled = {"Status": "Enabled"}
    await client.put_bucket_versioning(Bucket=data.objects._buckets["storage"], VersioningConfiguration=enabled)
    video = await add_stored(data, principal)
    [row] = await data.videos.get_by_ids(principal, [video], ["object_key", "object_version"])
    assert row is not None
    await data.objects.put("storage", row["object_key"], b"something else", "video/mp4")
    await data.objects.delete("storage", row["object_key"])
    # Of this one, what was confirmed is gone: whatever is left may be all that there is.
    lost = await add_stored(data, principal)
    [other] = await data.videos.get_by_ids(principal, [lost], ["object_key", "object_version"])
    assert other is not None
    await data.objects.put("storage", other["object_key"], b"something else", "video/mp4")
    name = {"Bucket": data.objects._buckets["storage"], "Key": other["object_key"]}
    await client.delete_object(**name, VersionId=other["object_version"])
    assert len(await list_all(data)) == 4
    agreed, told = await look(data, mend=True)
    assert agreed
    assert "2 FORMER, 1 ORIGINAL_MISSING: mended." in told
    assert len(await list_all(data)) == 2
    assert await data.objects.head("storage", row["object_key"], row["object_version"]) is not None


async def test_rows_whose_objects_are_gone_say_so(data: Datasources, principal: Principal) -> None:
    video = await add_stored(data, principal)
    await data.videos.update(principal, video, object_key=f"{principal.organization}/{video}/original/none.mp4")
    assert not (await look(data))[0]
    [row] = await data.videos.get_by_ids(principal, [video], ["original_fault"])
    assert row is not None
    assert row["original_fault"] is None
    await look(data, mend=True)
    [row] = await data.videos.get_by_ids(principal, [video], ["original_fault"])
    assert row is not None
    assert row["original_fault"] == "MISSING"
    # Known is not news.
    assert (await look(data))[0]


@pytest.mark.parametrize("key", ["x", "inbox/a/01a22e5f-f575-7353-ac80-3f389647aaf3/x", "a/b/c", "a%2/b/c"])
def test_only_keys_in_a_video_s_folder_are_judged(key: str) -> None:
    assert parse_key(key) is None
