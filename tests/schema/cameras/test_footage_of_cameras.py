"""Uploads have of their camera what they do not say themselves, and follow its corrections."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from resolvers.core.ids import Kind, decode, encode
from tests.schema.cameras.test_camera import ALL, TRIANGLE, UPDATE, create
from tests.schema.uploads.sending import CONFIRM, make_video
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient

SHOWN = "id camera timezone recordedAt zones { name purpose polygon } recordedBy { id name site }"
REQUEST = f"""mutation ($input: RequestUploadInput!) {{ requestUpload(input: $input) {{
  video {{ {SHOWN} }} uploadToken url headers {{ name value }} userErrors {{ code message field }}
}} }}"""
CHANGE = f"""mutation ($id: ID!, $input: UpdateVideoInput!) {{ updateVideo(id: $id, input: $input) {{
  video {{ {SHOWN} }} userErrors {{ code field }}
}} }}"""
READ = f"query ($id: ID!) {{ video(id: $id) {{ {SHOWN} events {{ edges {{ node {{ occurredAt }} }} }} }} }}"


async def request(api: ApiTestClient, **given: Any) -> dict[str, Any]:
    announced = {"filename": "v.mp4", "contentType": "video/mp4", "sizeBytes": len(make_video()), **given}
    found: dict[str, Any] = (await api.data(REQUEST, input=announced))["requestUpload"]
    return found


async def test_an_upload_inherits_all_of_its_camera(api: ApiTestClient) -> None:
    camera = (await create(api, **{**ALL, "clockOffsetSeconds": 90.5}))["camera"]
    video = (await request(api, cameraId=camera["id"], recordedAt="2026-03-01T21:00:00+09:00"))["video"]
    assert video == {
        "id": video["id"],
        "camera": "till",
        "timezone": "Asia/Seoul",
        "recordedAt": "2026-03-01T12:01:30.500000+00:00",
        "zones": [{"name": "counter", "purpose": "TILL", "polygon": TRIANGLE}],
        "recordedBy": {"id": camera["id"], "name": "till", "site": "seoul-3"},
    }
    own = (await request(api, cameraId=camera["id"], timezone="UTC", camera="till"))["video"]
    assert (own["timezone"], own["recordedBy"]["id"]) == ("UTC", camera["id"])


async def test_a_text_means_the_camera_without_a_site_or_the_only_one_or_makes_one(api: ApiTestClient) -> None:
    async def meant(name: str, **given: Any) -> Any:
        return (await request(api, camera=name, **given))["video"]["recordedBy"]

    made = await meant("new", timezone="Asia/Seoul")
    assert made == {"id": made["id"], "name": "new", "site": None}
    assert await meant("new") == made
    here = (await create(api, name="till", site="seoul-3"))["camera"]
    assert (await meant("till"))["id"] == here["id"]
    there = (await create(api, name="till", site="busan-1"))["camera"]
    unclear = await request(api, camera="till")
    assert unclear["video"] is None
    assert unclear["userErrors"] == [
        {
            "code": "CAMERA_AMBIGUOUS",
            "message": "2 cameras are called till, at different sites. Say by cameraId which of them is meant.",
            "field": ["input", "camera"],
        }
    ]
    assert (await request(api, cameraId=there["id"]))["video"]["recordedBy"]["id"] == there["id"]
    nowhere = (await create(api, name="till"))["camera"]
    assert (await meant("till"))["id"] == nowhere["id"]
    several = await asyncio.gather(*(meant("at once") for _ in range(6)))
    assert len({each["id"] for each in several}) == 1


async def test_an_id_and_a_name_that_differ_and_a_missing_camera_are_refused(api: ApiTestClient) -> None:
    camera = (await create(api))["camera"]
    for given, code, field in (
        ({"cameraId": camera["id"], "camera": "door"}, "CAMERA_TWICE", "camera"),
        ({"cameraId": "x"}, "NOT_FOUND", "cameraId"),
        ({"cameraId": encode(Kind.CAMERA, UUID(int=5))}, "NOT_FOUND", "cameraId"),
    ):
        refused = await request(api, **given)
        assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [(code, ["input", field])]


@pytest.mark.parametrize(
    ("given", "before", "after"),
    [
        # The recorder's local time, read as UTC.
        ("2026-03-01T12:00:00+00:00", "2026-03-01T12:01:00+00:00", "2026-03-01T03:00:30+00:00"),
        # A sender that knew where the camera hangs.
        ("2026-03-01T21:00:00+09:00", "2026-03-01T12:01:00+00:00", "2026-03-01T12:00:30+00:00"),
    ],
)
async def test_recordings_and_events_follow_a_correction_and_the_audit_log_says_so(
    api: ApiTestClient, served_data: Datasources, principal: Principal, given: str, before: str, after: str
) -> None:
    camera = (await create(api, clockOffsetSeconds=60))["camera"]
    video = (await request(api, cameraId=camera["id"], recordedAt=given))["video"]
    key = decode(Kind.VIDEO, video["id"])
    assert key is not None
    await served_data.events.store(principal, key, [event_row(10)])
    assert video["recordedAt"] == before
    corrected = {"timezone": "Asia/Seoul", "clockOffsetSeconds": 30, "site": "seoul-3", "name": "door"}
    assert (await api.data(UPDATE, id=camera["id"], input=corrected))["updateCamera"]["userErrors"] == []
    now = (await api.data(READ, id=video["id"]))["video"]
    assert (now["recordedAt"], now["camera"], now["timezone"]) == (after, "door", "Asia/Seoul")
    assert now["recordedBy"] == {"id": camera["id"], "name": "door", "site": "seoul-3"}
    occurred = datetime.fromisoformat(now["events"]["edges"][0]["node"]["occurredAt"])
    assert (occurred - datetime.fromisoformat(after)).total_seconds() == 10
    log = "query ($id: ID!) { auditLog(filter: {targets: [$id]}) { edges { node { action userId details } } } }"
    told = [edge["node"] for edge in (await api.data(log, id=camera["id"]))["auditLog"]["edges"]]
    assert [entry["action"] for entry in told] == ["footageFollowedCamera", "updateCamera", "createCamera"]
    moved = (datetime.fromisoformat(after) - datetime.fromisoformat(before)).total_seconds()
    assert told[0]["userId"] == principal.user_id
    assert told[0]["details"] == {
        "settings": ["clock_offset_seconds", "name", "site", "timezone"],
        "videos": 1,
        "moved": 1,
        "leastSeconds": moved,
        "mostSeconds": moved,
    }


async def test_moments_stay_where_the_caller_keeps_them(api: ApiTestClient) -> None:
    camera = (await create(api))["camera"]
    video = (await request(api, cameraId=camera["id"], recordedAt="2026-03-01T12:00:00Z"))["video"]
    await api.data(UPDATE, id=camera["id"], input={"timezone": "Asia/Seoul", "keepMoments": True})
    now = (await api.data(READ, id=video["id"]))["video"]
    assert (now["recordedAt"], now["timezone"]) == ("2026-03-01T12:00:00+00:00", "Asia/Seoul")


async def test_what_was_set_for_one_video_stays(api: ApiTestClient) -> None:
    camera = (await create(api))["camera"]
    video = (await request(api, cameraId=camera["id"], recordedAt="2026-03-01T12:00:00Z"))["video"]
    zones = [{"name": "mine", "polygon": TRIANGLE}]
    own = {"timezone": "Europe/Paris", "zones": zones, "recordedAt": "2026-04-01T00:00:00Z"}
    await api.data(CHANGE, id=video["id"], input=own)
    corrected = {"timezone": "Asia/Seoul", "clockOffsetSeconds": 3600, "zones": []}
    await api.data(UPDATE, id=camera["id"], input=corrected)
    now = (await api.data(READ, id=video["id"]))["video"]
    assert (now["timezone"], now["recordedAt"]) == ("Europe/Paris", "2026-04-01T00:00:00+00:00")
    assert now["zones"] == [{**zones[0], "purpose": "NONE"}]


async def test_update_video_finds_or_makes_the_camera_of_a_name(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    camera = (await create(api, site="seoul-3", clockOffsetSeconds=5))["camera"]
    id_ = encode(Kind.VIDEO, await add_video(postgres, principal, recorded_at=datetime(2026, 3, 1, 12, tzinfo=UTC)))
    changed = (await api.data(CHANGE, id=id_, input={"camera": "till"}))["updateVideo"]["video"]
    assert changed["recordedBy"] == {"id": camera["id"], "name": "till", "site": "seoul-3"}
    assert changed["recordedAt"] == "2026-03-01T12:00:00+00:00"
    await api.data(UPDATE, id=camera["id"], input={"clockOffsetSeconds": 65})
    assert (await api.data(READ, id=id_))["video"]["recordedAt"] == "2026-03-01T12:01:00+00:00"
    made = (await api.data(CHANGE, id=id_, input={"camera": "new"}))["updateVideo"]["video"]
    assert (made["camera"], made["recordedBy"]["name"]) == ("new", "new")
    assert (await api.data(CHANGE, id=id_, input={"camera": None}))["updateVideo"]["video"]["recordedBy"] is None
    await create(api, name="till", site="busan-1")
    refused = (await api.data(CHANGE, id=id_, input={"camera": "till"}))["updateVideo"]
    assert refused == {"video": None, "userErrors": [{"code": "CAMERA_AMBIGUOUS", "field": ["input", "camera"]}]}


@pytest.mark.parametrize("corrected", [False, True])
async def test_the_time_in_the_file_gets_the_camera_s_offset_also_where_that_changes_during_the_upload(
    api: ApiTestClient, corrected: bool
) -> None:
    camera = (await create(api, timezone="Asia/Seoul", clockOffsetSeconds=60))["camera"]
    ticket = await request(
        api, cameraId=camera["id"], allowDuplicate=True, sizeBytes=len(make_video("2026-03-01T12:00:00Z"))
    )
    if corrected:
        await api.data(UPDATE, id=camera["id"], input={"clockOffsetSeconds": 90})
    async with httpx.AsyncClient() as client:
        headers = {header["name"]: header["value"] for header in ticket["headers"]}
        sent = await client.put(ticket["url"], content=make_video("2026-03-01T12:00:00Z"), headers=headers)
    assert sent.status_code == 200
    confirmed = (await api.data(CONFIRM, token=ticket["uploadToken"], parts=None))["confirmUpload"]
    assert confirmed["video"]["recordedAt"] == f"2026-03-01T12:01:{30 if corrected else 0:02}+00:00"
    shown = await api.data("query ($id: ID!) { camera(id: $id) { lastFootageAt } }", id=camera["id"])
    last = datetime.fromisoformat(shown["camera"]["lastFootageAt"])
    length = confirmed["video"]["durationSeconds"]
    assert (last - datetime.fromisoformat(confirmed["video"]["recordedAt"])).total_seconds() == pytest.approx(length)
