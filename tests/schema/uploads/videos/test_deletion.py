"""A video that is deleted is gone from every store, whoever dies meanwhile; one under legal hold stays."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from config import Settings
from datasources.bootstrap import Datasources
from domain.videos.deletion import DeleteJobHandler, Remover, UploadSweep
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, Role
from models.errors import Unavailable
from models.jobs import LeaseLost
from resolvers.core.ids import Kind, decode, encode
from tests.schema.uploads.conftest import run_worker
from tests.schema.uploads.sending import (
    error_codes,
    list_objects,
    make_padded_video,
    make_video,
    put,
    request_upload,
    send,
    send_parts,
    upload_video,
    wait_until,
)
from tests.support.rows import add_question, event_row, hold_video
from tests.support.serving import ApiTestClient

STRANGER = Principal("stranger", "another organization", frozenset(Role))
DELETE = """mutation ($id: ID!) { deleteVideo(id: $id) {
  deletedVideoId receipt { store deleted } userErrors { code message field }
} }"""
# Every table that holds rows of an organization, but for the log that outlives everything and the removal itself.
_ROWS = """
SELECT 'video' AS store FROM video UNION ALL SELECT 'event' FROM event
UNION ALL SELECT 'event_embedding' FROM event_embedding UNION ALL SELECT 'upload' FROM upload
UNION ALL SELECT 'prompt_session' FROM prompt_session UNION ALL SELECT 'prompt_history' FROM prompt_history
UNION ALL SELECT 'progress' FROM progress UNION ALL SELECT 'job' FROM job WHERE kind <> 'DELETE'
"""


def decode_video_id(video: dict[str, Any]) -> UUID:
    key = decode(Kind.VIDEO, video["id"])
    assert key is not None
    return key


async def delete_video(api: ApiTestClient, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(DELETE, id=id_))["deleteVideo"]
    return found


async def rows(data: Datasources, principal: Principal, statement: str = _ROWS, **values: Any) -> list[Any]:
    async with data.postgres.transaction(principal) as connection:
        return list((await connection.execute(text(statement), values)).scalars())


async def make_furnished_video(api: ApiTestClient, data: Datasources, principal: Principal) -> dict[str, Any]:
    """A video with everything that a video can have."""
    video = await upload_video(api, make_video())
    key, folder = decode_video_id(video), f"{principal.organization}/{decode_video_id(video)}"
    async with data.postgres.transaction(principal) as connection:
        ids = await data.events.store_in(connection, principal, key, [event_row(0), event_row(1)])
        await data.events.store_embeddings_in(connection, principal, key, "model", {ids[0]: [1.0, 0.0]})
    history = await add_question(data.postgres, principal)
    await rows(
        data,
        principal,
        "UPDATE prompt_session SET video_id = :video WHERE id = "
        "(SELECT session_id FROM prompt_history WHERE id = :history) RETURNING id",
        video=key,
        history=history,
    )
    for name in ("thumbnail.jpg", "events/a.jpg"):
        await data.objects.put("thumbnails", f"{folder}/{name}", b"picture", "image/jpeg")
    await data.objects.put("highlights", f"{folder}/clip.mp4", b"clip", "video/mp4")
    # An upload in parts that somebody began under the same name.
    await data.objects.begin_multipart("storage", f"{folder}/original.mp4", "video/mp4")
    return video


async def run_work(settings: Settings, done: Callable[[], Awaitable[bool]]) -> None:
    """A worker that deletes and sweeps until it is done."""

    def sweep(data: Datasources) -> Any:
        return UploadSweep(data.uploads, Remover(data.removals, data.objects, 900)).run

    async with run_worker(settings, lambda data: {JobKind.DELETE: DeleteJobHandler(data.objects, data.videos)}, sweep):
        await wait_until(done)


async def test_no_store_keeps_anything_and_the_receipt_counts_what_went(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    video = await make_furnished_video(api, data, principal)
    other = await upload_video(api, make_padded_video(150_000))
    left = (await list_objects(data, principal), await rows(data, principal))
    answer = await delete_video(api, video["id"])
    assert (answer["deletedVideoId"], answer["userErrors"]) == (video["id"], [])
    assert {one["store"]: one["deleted"] for one in answer["receipt"]} == {
        "videos": 1,
        "events": 2,
        "superseded_events": 0,
        "vectors": 1,
        "prompt_sessions": 1,
        "jobs": 1,
        "parts": 0,
        "originals": 1,
        "original_versions": 0,
        "thumbnails": 2,
        "thumbnail_versions": 0,
        "clips": 1,
        "clip_versions": 0,
        "renditions": 0,
        "rendition_versions": 0,
    }
    [kept] = await list_objects(data, principal)
    assert kept.startswith(f"storage: {principal.organization}/{decode_video_id(other)}/original/")
    assert sorted(await rows(data, principal, "SELECT kind FROM job")) == ["ANALYZE", "DELETE", "DELETE"]
    assert sorted(await rows(data, principal)) == ["job", "progress", "video"]
    assert len(left[0]) > 1
    assert len(left[1]) > 3
    assert (await api.data("query ($id: ID!) { video(id: $id) { id } }", id=video["id"]))["video"] is None
    assert error_codes(await delete_video(api, video["id"])) == ["NOT_FOUND"]
    log = (await api.data("{ auditLog(first: 1) { edges { node { action target details } } } }"))["auditLog"]
    assert log["edges"][0]["node"]["action"] == "deleteVideo"
    assert log["edges"][0]["node"]["details"]["events"] == 2


async def test_under_legal_hold_it_stays(api: ApiTestClient, data: Datasources, principal: Principal) -> None:
    video = await make_furnished_video(api, data, principal)
    await hold_video(data.postgres, principal, decode_video_id(video))
    before = (await list_objects(data, principal), sorted(await rows(data, principal)))
    for caller in (api, api.with_language("ko")):
        refused = await delete_video(caller, video["id"])
        assert (refused["deletedVideoId"], refused["receipt"], error_codes(refused)) == (None, None, ["LEGAL_HOLD"])
    assert (await list_objects(data, principal), sorted(await rows(data, principal))) == before


async def test_another_organization_s_answers_as_a_missing_one(
    api: ApiTestClient, data: Datasources, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    video = await upload_video(api, make_video())
    foreign = await delete_video(api.with_token(tokens(STRANGER)), video["id"])
    for id_ in (encode(Kind.VIDEO, UUID(int=5)), encode(Kind.EVENT, decode_video_id(video)), "", "x"):
        assert await delete_video(api, id_) == foreign
    assert error_codes(foreign) == ["NOT_FOUND"]
    assert len(await list_objects(data, principal)) == 1


async def test_an_upload_under_way_can_be_deleted_with_its_parts(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    content = make_padded_video(300_000)
    ticket = await request_upload(api, content)
    await send_parts(ticket, content)
    answer = await delete_video(api, ticket["video"]["id"])
    assert {"store": "parts", "deleted": 1} in answer["receipt"]
    assert await list_objects(data, principal) == []
    assert await rows(data, principal) == []


@pytest.mark.slow
async def test_what_a_crash_left_is_deleted_by_a_worker_and_what_came_late_too(
    api: ApiTestClient,
    settings: Settings,
    data: Datasources,
    principal: Principal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def gone(*_: object) -> int:
        raise Unavailable(service="S3")

    ticket = await request_upload(api, make_video())
    late = ticket["url"], {header["name"]: header["value"] for header in ticket["headers"]}
    await send(ticket, make_video())
    with monkeypatch.context() as patch:
        # The rows are gone, the objects are not reached: as after a crash, or while S3 is away.
        patch.setattr("datasources.s3.store.ObjectStore.delete_folder", gone)
        answer = await delete_video(api, ticket["video"]["id"])
    assert answer["userErrors"] == []
    assert "originals" not in {one["store"] for one in answer["receipt"]}
    assert len(await list_objects(data, principal)) == 1
    # An address that was handed out still takes the file, for a while.
    assert (await put(late[0], make_video(), late[1])).status_code == 200
    [job] = await rows(
        data, principal, "SELECT run_after > now() + interval '14 minutes' FROM job WHERE kind = 'DELETE'"
    )
    assert job is True
    await rows(data, principal, "UPDATE job SET run_after = now() WHERE kind = 'DELETE' RETURNING id")

    async def done() -> bool:
        ended = "SELECT status FROM job WHERE kind = 'DELETE'"
        return await rows(data, principal, ended) == [JobStatus.DONE]

    await run_work(settings, done)
    assert await list_objects(data, principal) == []
    assert await rows(data, principal) == []


@pytest.mark.slow
async def test_an_upload_that_nobody_confirms_is_taken_away_after_its_token_s_life(
    api: ApiTestClient, settings: Settings, data: Datasources, principal: Principal
) -> None:
    single, parts = await request_upload(api, make_video()), await request_upload(api, make_padded_video(300_000))
    kept = await request_upload(api, make_padded_video(310_000))
    await send(single, make_video())
    await send_parts(parts, make_padded_video(300_000))
    await upload_video(api, make_padded_video(150_000))
    assert len(await list_objects(data, principal)) == 4
    for ticket in (single, parts):
        await rows(
            data,
            principal,
            "UPDATE upload SET expires_at = now() - interval '1 second' WHERE video_id = :video RETURNING video_id",
            video=decode_video_id(ticket["video"]),
        )

    async def done() -> bool:
        gone = len(await rows(data, principal, "SELECT id FROM video")) == 2
        return gone and len(await list_objects(data, principal)) == 2

    await run_work(settings, done)
    left = await list_objects(data, principal)
    assert f"storage, in parts: {principal.organization}/{decode_video_id(kept['video'])}/original.mp4" in left
    assert await rows(data, principal, "SELECT video_id FROM upload") == [decode_video_id(kept["video"])]


@pytest.mark.slow
async def test_a_video_that_is_being_analyzed_can_be_deleted(
    api: ApiTestClient, settings: Settings, data: Datasources, principal: Principal
) -> None:
    video = await upload_video(api, make_video())
    key = decode_video_id(video)
    [job] = await data.jobs.list_latest_by_video(principal, JobKind.ANALYZE, [key])
    assert job is not None
    claim = await data.jobs.claim(principal, job.id, "a worker", 30)
    assert claim is not None
    assert (await delete_video(api, video["id"]))["userErrors"] == []
    # The worker finds out with its next word, and stops.
    with pytest.raises(LeaseLost):
        await data.jobs.heartbeat(claim)
    # A picture that it stored before it did is deleted, too.
    await data.objects.put("thumbnails", f"{principal.organization}/{key}/events/late.jpg", b"picture", "image/jpeg")
    await rows(data, principal, "UPDATE job SET run_after = now() WHERE kind = 'DELETE' RETURNING id")

    async def done() -> bool:
        return await rows(data, principal, "SELECT status FROM job") == [JobStatus.DONE]

    await run_work(settings, done)
    assert await list_objects(data, principal) == []
