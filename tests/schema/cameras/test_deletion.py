"""A camera is deleted with its footage only where that is said, holds are kept, and no kill leaves a half of it."""

from typing import Any
from uuid import UUID

import pytest

from config import Settings
from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from resolvers.core.ids import Kind, decode, encode
from tests.schema.cameras.test_camera import DELETE, create
from tests.support.rows import add_video, event_row, hold_video
from tests.support.serving import ApiTestClient
from worker import build_camera_schedule

LISTED = "query ($id: ID!) { camera(id: $id) { name } videos(filter: {cameraIds: [$id]}) { totalCount } }"


@pytest.fixture
async def camera(api: ApiTestClient) -> str:
    return str((await create(api))["camera"]["id"])


async def add(postgres: Postgres, principal: Principal, camera: str, **columns: Any) -> UUID:
    key = decode(Kind.CAMERA, camera)
    return await add_video(postgres, principal, camera="till", camera_id=key, status="READY", **columns)


async def test_a_camera_without_footage_is_gone_at_once(api: ApiTestClient, camera: str) -> None:
    gone = (await api.data(DELETE, id=camera))["deleteCamera"]
    assert gone == {"deletedCameraId": camera, "receipt": [], "userErrors": []}
    assert (await api.data(LISTED, id=camera))["camera"] is None


async def test_footage_keeps_a_camera_unless_it_goes_along(
    api: ApiTestClient, served_data: Datasources, postgres: Postgres, principal: Principal, camera: str
) -> None:
    for _ in range(2):
        video = await add(postgres, principal, camera)
        await served_data.events.store(principal, video, [event_row(1), event_row(2)])
    refused = (await api.data(DELETE, id=camera))["deleteCamera"]
    assert refused["userErrors"] == [
        {
            "code": "CAMERA_HAS_FOOTAGE",
            "message": "The camera has 2 videos. Delete them first, or delete the camera with withFootage: true.",
            "field": ["id"],
        }
    ]
    assert await api.data(LISTED, id=camera) == {"camera": {"name": "till"}, "videos": {"totalCount": 2}}
    gone = (await api.data(DELETE, id=camera, footage=True))["deleteCamera"]
    assert gone["deletedCameraId"] == camera
    receipt = {each["store"]: each["deleted"] for each in gone["receipt"]}
    assert (receipt["videos"], receipt["events"]) == (2, 4)
    assert await api.data(LISTED, id=camera) == {"camera": None, "videos": {"totalCount": 0}}
    log = "{ auditLog(first: 4) { edges { node { action userId } } } }"
    told = [edge["node"] for edge in (await api.data(log))["auditLog"]["edges"]]
    assert [entry["action"] for entry in told][:3] == ["deleteVideo", "deleteVideo", "deleteCamera"]
    assert {entry["userId"] for entry in told} == {principal.user_id}


async def test_footage_under_legal_hold_keeps_all_of_it(
    api: ApiTestClient, postgres: Postgres, principal: Principal, camera: str
) -> None:
    await add(postgres, principal, camera)
    await hold_video(postgres, principal, await add(postgres, principal, camera))
    refused = (await api.data(DELETE, id=camera, footage=True))["deleteCamera"]
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("CAMERA_ON_HOLD", ["id"])]
    assert await api.data(LISTED, id=camera) == {"camera": {"name": "till"}, "videos": {"totalCount": 2}}


async def test_the_rest_of_a_lot_of_footage_is_deleted_by_the_workers_and_the_name_is_free_at_once(
    api: ApiTestClient,
    settings: Settings,
    served_data: Datasources,
    postgres: Postgres,
    principal: Principal,
    camera: str,
) -> None:
    for _ in range(45):
        await add(postgres, principal, camera)
    gone = (await api.data(DELETE, id=camera, footage=True))["deleteCamera"]
    assert gone["deletedCameraId"] == camera
    assert {each["store"]: each["deleted"] for each in gone["receipt"]}["videos"] == 20
    assert await api.data(LISTED, id=camera) == {"camera": None, "videos": {"totalCount": 25}}
    again = (await create(api))["camera"]["id"]
    assert again != camera
    await build_camera_schedule(settings, served_data).run_round()
    assert (await api.data(LISTED, id=camera))["videos"]["totalCount"] == 0
    assert await served_data.camera_deletions.list_begun(principal) == []
    assert (await api.data(LISTED, id=again))["camera"] == {"name": "till"}


@pytest.mark.parametrize("taken", [False, True])
async def test_a_hold_that_comes_meanwhile_keeps_its_video_and_brings_the_camera_back(
    api: ApiTestClient,
    settings: Settings,
    served_data: Datasources,
    postgres: Postgres,
    principal: Principal,
    camera: str,
    taken: bool,
) -> None:
    videos = [await add(postgres, principal, camera) for _ in range(30)]
    await api.data(DELETE, id=camera, footage=True)
    await hold_video(postgres, principal, videos[25])
    if taken:
        await create(api)
    await build_camera_schedule(settings, served_data).run_round()
    found = await api.data(LISTED, id=camera)
    assert found["videos"]["totalCount"] == 1
    assert found["camera"]["name"] == (f"till {decode(Kind.CAMERA, camera)}" if taken else "till")
    log = "query ($id: ID!) { auditLog(filter: {targets: [$id]}) { edges { node { action details } } } }"
    told = (await api.data(log, id=camera))["auditLog"]["edges"][0]["node"]
    assert told == {"action": "deleteCameraStopped", "details": {"held": 1}}
    kept = await api.data("query ($id: ID!) { video(id: $id) { legalHold } }", id=encode(Kind.VIDEO, videos[25]))
    assert kept["video"] == {"legalHold": True}


async def test_no_upload_begins_for_a_camera_that_is_being_deleted(
    api: ApiTestClient, postgres: Postgres, principal: Principal, camera: str
) -> None:
    for _ in range(21):
        await add(postgres, principal, camera)
    await api.data(DELETE, id=camera, footage=True)
    request = """mutation ($input: RequestUploadInput!) {
      requestUpload(input: $input) { video { recordedBy { id } } userErrors { code field } } }"""
    file = {"filename": "v.mp4", "contentType": "video/mp4", "sizeBytes": 1000}
    refused = (await api.data(request, input={**file, "cameraId": camera}))["requestUpload"]
    assert refused["userErrors"] == [{"code": "NOT_FOUND", "field": ["input", "cameraId"]}]
    by_name = (await api.data(request, input={**file, "camera": "till"}))["requestUpload"]
    assert by_name["video"]["recordedBy"]["id"] != camera
