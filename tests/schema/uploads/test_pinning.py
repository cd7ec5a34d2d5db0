"""What was confirmed is what is served: not what is sent to the same address later, nor what is put in its place."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from config import Settings
from datasources.bootstrap import Datasources
from domain.jobs.context import JobContext
from domain.videos.deletion import DeleteJobHandler
from models.access.principal import Principal
from resolvers.core.ids import Kind, decode
from tests.schema.uploads.conftest import Start, run_worker
from tests.schema.uploads.sending import (
    CONFIRM,
    confirm_upload,
    error_codes,
    fetch_status,
    list_objects,
    make_padded_video,
    request_upload,
    send,
    send_parts,
    upload_video,
    wait_until,
)
from tests.schema.uploads.test_crash import has_waiting_lock
from tests.schema.uploads.videos.test_clips import cut, long_footage, run_clip_worker
from tests.schema.uploads.videos.test_thumbnails import confirm_picture, offer_picture, picture
from tests.support.rows import event_row
from tests.support.serving import ApiTestClient

STATE = """query ($id: ID!) { video(id: $id) { originalState } }"""
DOWNLOAD = """query ($id: ID!) { video(id: $id) { originalState downloadUrl } }"""
FIRST, OTHER = make_padded_video(150_000, b"first"), make_padded_video(150_000, b"other")


def decode_video_id(video: str) -> UUID:
    key = decode(Kind.VIDEO, video)
    assert key is not None
    return key


async def object_key(data: Datasources, principal: Principal, video: str) -> str:
    [row] = await data.videos.get_by_ids(principal, [decode_video_id(video)], ["object_key"])
    assert row is not None
    return str(row["object_key"])


async def fetch_state(api: ApiTestClient, video: str) -> str:
    found: str = (await api.data(STATE, id=video))["video"]["originalState"]
    return found


async def fetch_refusal(api: ApiTestClient, video: str) -> list[str]:
    """The codes of the errors that answer whoever wants to download."""
    answer = await api.post(DOWNLOAD, id=video)
    assert answer["data"]["video"]["downloadUrl"] is None
    return [error["extensions"]["code"] for error in answer["errors"]]


async def download(api: ApiTestClient, video: str) -> bytes:
    url = (await api.data(DOWNLOAD, id=video))["video"]["downloadUrl"]
    async with httpx.AsyncClient() as http:
        return (await http.get(url)).content


async def fetch_audit(api: ApiTestClient, *actions: str) -> list[str]:
    found = await api.data(
        "query ($actions: [String!]) { auditLog(filter: {actions: $actions}) { edges { node { action } } } }",
        actions=list(actions),
    )
    return [edge["node"]["action"] for edge in found["auditLog"]["edges"]]


async def remove_strays(data: Datasources, principal: Principal, video: str) -> None:
    """What the worker does when the address is good no more."""
    async with data.postgres.transaction(principal) as connection:
        query = text("UPDATE job SET run_after = now() WHERE pipeline_version = :what RETURNING id")
        job = (await connection.execute(query, {"what": f"strays/{decode_video_id(video)}"})).scalar_one()
    claim = await data.jobs.claim(principal, job, "a worker", 30)
    assert claim is not None
    await DeleteJobHandler(data.objects, data.videos).run(JobContext(claim, data.jobs))


@pytest.mark.parametrize("size", [150_000, 6 * 1024**2])
async def test_an_address_that_is_used_again_changes_nothing(
    api: ApiTestClient, data: Datasources, principal: Principal, size: int
) -> None:
    content, other = make_padded_video(size, b"first"), make_padded_video(size, b"other")
    ticket = await request_upload(api, content)
    single = ticket["method"] == "SINGLE"
    sent = None if single else await send_parts(ticket, content)
    if single:
        await send(ticket, content)
    video = (await confirm_upload(api, ticket, sent))["video"]["id"]
    if single:
        await send(ticket, other)
    else:
        async with httpx.AsyncClient() as http:
            answers = [await http.put(part["url"], content=other[: part["sizeBytes"]]) for part in ticket["parts"]]
        assert {answer.status_code for answer in answers} == {404}
    again = await confirm_upload(api, ticket, sent)
    assert (again["video"]["id"], again["userErrors"]) == (video, [])
    assert await download(api, video) == content
    assert await fetch_state(api, video) == "PINNED"
    assert (await fetch_status(api, ticket))["missingPartNumbers"] == []
    if single:
        assert len(await list_objects(data, principal)) == 2
        await remove_strays(data, principal, video)
    [left] = await list_objects(data, principal)
    assert left == f"storage: {await object_key(data, principal, video)}"
    assert await download(api, video) == content


async def test_what_is_put_in_its_place_is_told_and_never_served(
    api: ApiTestClient, data: Datasources, principal: Principal, settings: Settings, tmp_path: Path
) -> None:
    one, well = (
        (await upload_video(api, FIRST))["id"],
        (await upload_video(api, make_padded_video(150_000, b"well")))["id"],
    )
    key = await object_key(data, principal, one)
    assert await fetch_state(api, one) == "PINNED"
    await data.objects.put("storage", key, OTHER, "video/mp4")
    assert await fetch_refusal(api, one) == ["ORIGINAL_REPLACED"]
    assert await fetch_refusal(api.with_language("ko"), one) == ["ORIGINAL_REPLACED"]
    assert await fetch_state(api, one) == "REPLACED"
    # In a list, the others are served.
    answer = await api.post("{ videos { edges { node { id downloadUrl } } } }")
    urls = {edge["node"]["id"]: edge["node"]["downloadUrl"] for edge in answer["data"]["videos"]["edges"]}
    assert (urls[one] is None, urls[well] is None, len(answer["errors"])) == (True, False, 1)
    async with run_worker(settings, run_clip_worker(tmp_path)):
        assert error_codes(await cut(api, one, 0, 0.5)) == ["ORIGINAL_REPLACED"]
        assert error_codes(await cut(api, well, 0, 0.5)) == []
    assert await fetch_audit(api, "originalReplaced", "originalMissing", "originalRestored") == ["originalReplaced"]

    await data.objects.put("storage", key, FIRST, "video/mp4")
    assert await download(api, one) == FIRST
    assert await fetch_state(api, one) == "PINNED"
    await data.objects.delete("storage", key)
    assert await fetch_refusal(api, one) == ["ORIGINAL_MISSING"]
    assert await fetch_state(api, one) == "MISSING"
    assert await fetch_audit(api, "originalReplaced", "originalMissing", "originalRestored") == [
        "originalMissing",
        "originalRestored",
        "originalReplaced",
    ]
    # Whoever has the file still may send it again, and is not told that it is here.
    assert (await upload_video(api, FIRST))["id"] != one


async def test_a_cut_notices_too(
    api: ApiTestClient, data: Datasources, principal: Principal, settings: Settings, tmp_path: Path
) -> None:
    video = (await upload_video(api, FIRST))["id"]
    await data.objects.put("storage", await object_key(data, principal, video), OTHER, "video/mp4")
    async with run_worker(settings, run_clip_worker(tmp_path)):
        assert error_codes(await cut(api, video, 0, 0.5)) == ["ORIGINAL_REPLACED"]
        assert error_codes(await cut(api, video, 0, 0.5)) == ["ORIGINAL_REPLACED"]
    assert await fetch_state(api, video) == "REPLACED"
    assert await fetch_audit(api, "originalReplaced") == ["originalReplaced"]


@pytest.mark.slow
async def test_a_clip_that_was_replaced_is_not_served_and_cut_anew(
    api: ApiTestClient, data: Datasources, principal: Principal, settings: Settings, tmp_path: Path
) -> None:
    video = (await upload_video(api, long_footage()))["id"]
    async with data.postgres.transaction(principal) as connection:
        await data.events.store_in(connection, principal, decode_video_id(video), [event_row(2.0, 3.5)])
    clips = "{ events { edges { node { clipUrl } } } }"
    async with run_worker(settings, run_clip_worker(tmp_path)), httpx.AsyncClient() as http:
        clip = await cut(api, video, 2, 4)
        content = (await http.get(clip["url"])).content
        [edge] = (await api.data(clips))["events"]["edges"]
        assert edge["node"]["clipUrl"] is not None
        [key] = [one.partition(": ")[2] for one in await list_objects(data, principal) if one.startswith("highlights")]
        for another in (bytes(len(content)), content[:-1]):
            await data.objects.put("highlights", key, another, "video/mp4")
            answer = await api.post(clips)
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["CLIP_REPLACED"]
            [edge] = (await api.data(clips))["events"]["edges"]
            assert edge["node"]["clipUrl"] is None
            anew = await cut(api, video, 2, 4)
            assert (await http.get(anew["url"])).content == content
            assert anew["checksumSha256"] == clip["checksumSha256"]
        await data.objects.put("highlights", key, bytes(len(content)), "video/mp4")
        assert (await http.get((await cut(api, video, 2, 4))["url"])).content == content
    assert await fetch_audit(api, "clipReplaced") == ["clipReplaced"] * 3


@pytest.fixture
def owner(_aws: tuple[Any, Any]) -> Any:
    """A plain client of the store, for its owner."""
    return _aws[0]


@pytest.fixture
def versioned(served_data: Datasources, owner: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket that keeps versions, for the API's originals."""
    s3 = owner
    name = f"versioned-{uuid4().hex}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    monkeypatch.setitem(served_data.objects._buckets, "storage", name)
    yield name
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
        for one in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]:
            s3.delete_object(Bucket=name, Key=one["Key"], VersionId=one["VersionId"])
    s3.delete_bucket(Bucket=name)


async def test_a_bucket_that_keeps_versions_serves_the_one_that_was_confirmed(
    api: ApiTestClient, data: Datasources, principal: Principal, versioned: str, owner: Any
) -> None:
    s3 = owner
    video = (await upload_video(api, FIRST))["id"]
    key = await object_key(data, principal, video)
    for change in (
        lambda: s3.put_object(Bucket=versioned, Key=key, Body=OTHER, ContentType="video/mp4"),
        lambda: s3.delete_object(Bucket=versioned, Key=key),
    ):
        await asyncio.to_thread(change)
        assert await download(api, video) == FIRST
        assert await fetch_state(api, video) == "PINNED"
    [row] = await data.videos.get_by_ids(principal, [decode_video_id(video)], ["object_version"])
    assert row is not None
    await asyncio.to_thread(s3.delete_object, Bucket=versioned, Key=key, VersionId=row["object_version"])
    assert await fetch_refusal(api, video) == ["ORIGINAL_MISSING"]


@pytest.mark.slow
async def test_killed_between_the_copy_and_the_commit_nothing_is_lost_and_nothing_stays(
    api: ApiTestClient, data: Datasources, principal: Principal, start_api: Start
) -> None:
    ticket = await request_upload(api, FIRST)
    await send(ticket, FIRST)
    # Whoever holds the video's row keeps the confirmation from its commit.
    async with data.postgres.transaction(principal) as connection:
        await data.uploads.lock_video(connection, decode_video_id(ticket["video"]["id"]))
        process, address = await start_api()
        async with httpx.AsyncClient(base_url=address, timeout=60) as http:
            dying = asyncio.create_task(ApiTestClient(http, api.token).post(CONFIRM, token=ticket["uploadToken"]))
            await wait_until(lambda: has_waiting_lock(data))
            process.kill()
            await process.wait()
            with pytest.raises(httpx.TransportError):
                await dying
    assert len(await list_objects(data, principal)) == 2
    video = (await confirm_upload(api, ticket))["video"]["id"]
    assert await download(api, video) == FIRST
    # The copy of the one that died is left for the look after it.
    assert len(await list_objects(data, principal)) == 2
    await remove_strays(data, principal, video)
    assert await list_objects(data, principal) == [f"storage: {await object_key(data, principal, video)}"]
    assert await download(api, video) == FIRST


async def test_two_that_confirm_what_changes_in_between_agree_on_one_file(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    """Whichever comes first: what is served is one of the two files, whole, and nothing else is left of them."""
    for _ in range(3):
        ticket = await request_upload(api, FIRST)
        await send(ticket, FIRST)
        first, _, second = await asyncio.gather(
            confirm_upload(api, ticket), send(ticket, OTHER), confirm_upload(api, ticket)
        )
        answers = [one for one in (first, second, await confirm_upload(api, ticket)) if not one["userErrors"]]
        video = answers[0]["video"]["id"]
        assert await download(api, video) in (FIRST, OTHER)
        assert await fetch_state(api, video) == "PINNED"
        [row] = await data.videos.get_by_ids(principal, [decode_video_id(video)], ["status", "object_key"])
        assert row is not None
        assert row["status"] == "QUEUED"
        left = [one for one in await list_objects(data, principal) if "/original/" in one]
        assert left == [f"storage: {row['object_key']}"]
        await api.data("mutation ($id: ID!) { deleteVideo(id: $id) { deletedVideoId } }", id=video)


PICTURES = """query ($id: ID!) { video(id: $id) { thumbnailUrl events { edges { node { thumbnailUrl } } } } }"""
PICTURE_NOTES = ("pictureReplaced", "pictureMissing", "pictureRestored")


async def fetch_pictures(api: ApiTestClient, video: str) -> list[bytes | None]:
    """What a browser shows of a video and its events; None where there is no URL."""
    found = (await api.data(PICTURES, id=video))["video"]
    urls = [found["thumbnailUrl"], *(edge["node"]["thumbnailUrl"] for edge in found["events"]["edges"])]
    async with httpx.AsyncClient() as http:
        return [None if url is None else (await http.get(url)).content for url in urls]


async def test_an_address_of_a_picture_that_is_used_again_changes_nothing(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    video = (await upload_video(api, FIRST))["id"]
    first, other = picture("PNG", (64, 48)), picture("PNG", (48, 64))
    other += bytes(len(first) - len(other)) if len(first) > len(other) else b""
    ticket = await offer_picture(api, video, first, "image/png")
    assert (await send(ticket, first)).status_code == 200
    assert error_codes(await confirm_picture(api, ticket)) == []
    before = await fetch_pictures(api, video)
    for content in (other[: len(first)], bytes(len(first))):
        assert (await send(ticket, content)).status_code == 200
        assert error_codes(await confirm_picture(api, ticket)) == []
        assert await fetch_pictures(api, video) == before
    assert await fetch_audit(api, *PICTURE_NOTES) == []


async def test_a_picture_that_is_put_in_its_place_is_not_shown_and_told_once(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    video = (await upload_video(api, FIRST))["id"]
    ticket = await offer_picture(api, video, content := picture())
    await send(ticket, content)
    assert error_codes(await confirm_picture(api, ticket)) == []
    place = f"{principal.organization}/{decode_video_id(video)}/events"
    kept = {f"{place}/{name}.jpg": picture(size=(32, side)) for name, side in (("a", 8), ("b", 16))}
    etags = {
        key: (await data.objects.put("thumbnails", key, body, "image/jpeg")).etag or "" for key, body in kept.items()
    }
    # Of one of before, nothing is known to compare it with.
    await data.objects.put("thumbnails", f"{place}/old.jpg", b"old", "image/jpeg")
    rows = [event_row(float(at), thumbnail_key=key) for at, key in enumerate([*kept, f"{place}/old.jpg"])]
    async with data.postgres.transaction(principal) as connection:
        await data.events.store_in(connection, principal, decode_video_id(video), rows)
        await data.pictures.pin_in(connection, principal, decode_video_id(video), etags)
    whole = await fetch_pictures(api, video)
    assert whole[1:] == [*kept.values(), b"old"]
    [chosen] = [one.partition(": ")[2] for one in await list_objects(data, principal) if "/chosen/" in one]
    [a, b] = kept
    await data.objects.put("thumbnails", chosen, picture(size=(8, 8)), "image/jpeg")
    await data.objects.put("thumbnails", a, picture(size=(8, 8)), "image/jpeg")
    await data.objects.delete("thumbnails", b)
    for _ in range(2):
        assert await fetch_pictures(api, video) == [None, None, None, b"old"]
    assert sorted(await fetch_audit(api, *PICTURE_NOTES)) == ["pictureMissing", "pictureReplaced", "pictureReplaced"]
    await data.objects.put("thumbnails", a, kept[a], "image/jpeg")
    assert await fetch_pictures(api, video) == [None, kept[a], None, b"old"]
    assert await fetch_audit(api, "pictureRestored") == ["pictureRestored"]
