"""An upload sent at once: the server signs and checks, the bytes go to S3, and the analysis is queued once."""

import asyncio
import hashlib
from typing import Any

import httpx
import pytest

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from tests.schema.uploads.sending import (
    ABORT,
    PARTS,
    confirm_upload,
    error_codes,
    fetch_status,
    list_objects,
    make_video,
    request_upload,
    send,
    upload_video,
)
from tests.support.serving import ApiTestClient

STRANGER = Principal("stranger", "another organization", frozenset(Role))


async def jobs(postgres: Postgres, principal: Principal) -> int:
    from datasources.postgres.jobs.rows import job

    async with postgres.transaction(principal) as connection:
        return len((await connection.execute(job.select().where(job.c.kind == "ANALYZE"))).all())


async def test_an_upload_that_arrived_is_queued_for_analysis_once_however_often_it_is_confirmed(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    content = make_video()
    ticket = await request_upload(
        api, content, camera="Till", timezone="Asia/Seoul", recordedAt="2026-11-20T21:00:00+09:00", name="  Evening "
    )
    assert ticket["userErrors"] == []
    assert ticket["method"] == "SINGLE"
    assert ticket["video"] == {
        "id": ticket["video"]["id"],
        "name": "Evening",
        "originalFilename": "till.mp4",
        "camera": "Till",
        "timezone": "Asia/Seoul",
        "recordedAt": "2026-11-20T12:00:00+00:00",
        "status": "UPLOADING",
        "sizeBytes": len(content),
        "checksumSha256": None,
        "downloadUrl": None,
    }
    assert (await send(ticket, content)).status_code == 200
    first, again = await confirm_upload(api, ticket), await confirm_upload(api, ticket)
    assert first["userErrors"] == []
    assert first["video"]["id"] == ticket["video"]["id"]
    assert first["video"]["status"] == "QUEUED"
    assert first["video"]["analysis"] == {
        "status": "QUEUED",
        "stage": "QUEUED",
        "percent": 0,
        "attempt": 0,
        "pipelineVersion": "watchgraph-vision/5",
    }
    assert again["video"]["analysis"] == first["video"]["analysis"]
    assert await jobs(postgres, principal) == 1
    async with httpx.AsyncClient() as http:
        download = await http.get(first["video"]["downloadUrl"])
    assert download.content == content
    assert download.headers["content-disposition"] == "attachment; filename*=UTF-8''till.mp4"


async def test_a_confirmation_before_the_bytes_says_to_send_them_and_may_be_repeated(api: ApiTestClient) -> None:
    ticket = await request_upload(api, make_video())
    early = await confirm_upload(api, ticket)
    assert early["video"] is None
    assert [error["code"] for error in early["userErrors"]] == ["UPLOAD_MISSING"]
    await send(ticket, make_video())
    assert (await confirm_upload(api, ticket))["video"]["status"] == "QUEUED"


async def test_what_the_file_tells_is_known_when_it_is_confirmed(api: ApiTestClient) -> None:
    content = make_video("2026-11-20T12:00:00.000000Z")
    video = await upload_video(api, content)
    assert video["durationSeconds"] == pytest.approx(1.0, abs=0.05)
    assert (video["width"], video["height"], video["codec"]) == (96, 64, "h264")
    assert video["frameRate"] == pytest.approx(25, abs=0.5)
    assert video["recordedAt"] == "2026-11-20T12:00:00+00:00"
    told = await upload_video(api, make_video(), recordedAt="2026-11-19T12:00:00Z")
    assert told["recordedAt"] == "2026-11-19T12:00:00+00:00"


async def test_confirming_twice_at_once_gives_one_video_and_one_job(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    ticket = await request_upload(api, make_video())
    await send(ticket, make_video())
    answers = await asyncio.gather(*(confirm_upload(api, ticket) for _ in range(3)))
    assert [answer["userErrors"] for answer in answers] == [[], [], []]
    assert {answer["video"]["id"] for answer in answers} == {ticket["video"]["id"]}
    assert await jobs(postgres, principal) == 1


async def test_s3_refuses_other_bytes_than_announced(api: ApiTestClient) -> None:
    content = make_video()
    ticket = await request_upload(api, content)
    for other in (b"", content + b"!", content[:-1]):
        assert (await send(ticket, other)).status_code in (400, 403)
    assert (await send(ticket, content, Content_Type="text/html")).status_code == 403
    ticket = await request_upload(api, content, checksumSha256=hashlib.sha256(content).hexdigest())
    assert (await send(ticket, content[::-1])).status_code == 400
    assert (await send(ticket, content)).status_code == 200
    assert (await confirm_upload(api, ticket))["userErrors"] == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"sizeBytes": 0}, "EMPTY_FILE", "sizeBytes"),
        ({"sizeBytes": -1}, "SIZE_NOT_ACCEPTED", "sizeBytes"),
        ({"sizeBytes": 50 * 1024**3 + 1}, "SIZE_NOT_ACCEPTED", "sizeBytes"),
        ({"contentType": "application/pdf"}, "CONTENT_TYPE_NOT_ACCEPTED", "contentType"),
        ({"checksumSha256": "abc"}, "BAD_CHECKSUM", "checksumSha256"),
        ({"filename": "  "}, "BAD_FILENAME", "filename"),
        ({"filename": "../.."}, "BAD_FILENAME", "filename"),
        ({"filename": "../../etc/till.mp4"}, "BAD_FILENAME", "filename"),
        ({"filename": "..\\\\till.mp4"}, "BAD_FILENAME", "filename"),
        ({"filename": "footage/"}, "BAD_FILENAME", "filename"),
        ({"filename": "till\x074pm.exe"}, "CONTROL_CHARACTERS", "filename"),
        ({"filename": "till\r\nSet-Cookie: a.mp4"}, "CONTROL_CHARACTERS", "filename"),
        ({"filename": "a\u0000b.mp4"}, "CONTROL_CHARACTERS", "filename"),
        ({"filename": "a" * 1000}, "TEXT_TOO_LONG", "filename"),
        ({"name": "line\nbreak"}, "CONTROL_CHARACTERS", "name"),
        ({"camera": "\ud800"}, "CONTROL_CHARACTERS", "camera"),
        ({"timezone": "Mars/Olympus"}, "UNKNOWN_TIME_ZONE", "timezone"),
        ({"timezone": "../../etc/passwd"}, "UNKNOWN_TIME_ZONE", "timezone"),
        ({"description": "x" * 2001}, "TEXT_TOO_LONG", "description"),
    ],
)
async def test_what_cannot_be_taken_is_told_with_its_field_and_leaves_nothing_behind(
    api: ApiTestClient, data: Datasources, principal: Principal, changes: dict[str, Any], code: str, field: str
) -> None:
    for caller in (api, api.with_language("ko")):
        refused = await request_upload(caller, make_video(), **changes)
        assert refused["video"] is refused["url"] is refused["uploadToken"] is None
        assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [(code, ["input", field])]
    assert (await api.data("{ videos { totalCount } }"))["videos"]["totalCount"] == 0
    assert await list_objects(data, principal) == []


async def test_a_path_is_cut_to_its_file_name(api: ApiTestClient) -> None:
    for path in ("/home/me/till.mp4", "C:\\footage\\till.mp4"):
        assert (await request_upload(api, make_video(), filename=path))["video"]["originalFilename"] == "till.mp4"


async def test_the_status_of_an_upload_tells_what_arrived_and_what_is_missing(api: ApiTestClient) -> None:
    content = make_video()
    ticket = await request_upload(api, content)
    before = await fetch_status(api, ticket)
    assert before["video"] == {"id": ticket["video"]["id"], "status": "UPLOADING"}
    assert (before["method"], before["uploadedParts"], before["missingPartNumbers"]) == ("SINGLE", [], [1])
    await send(ticket, content)
    after = await fetch_status(api, ticket)
    etag = hashlib.md5(content).hexdigest()
    assert after["uploadedParts"] == [{"partNumber": 1, "etag": etag, "sizeBytes": len(content)}]
    assert after["missingPartNumbers"] == []


async def test_what_is_sent_at_once_has_no_parts(api: ApiTestClient) -> None:
    ticket = await request_upload(api, make_video())
    assert ticket["parts"] is ticket["partSizeBytes"] is None
    refused = (await api.data(PARTS, token=ticket["uploadToken"], numbers=[1]))["requestUploadParts"]
    assert (refused["parts"], error_codes(refused)) == (None, ["NOT_IN_PARTS"])
    await send(ticket, make_video())
    assert error_codes(await confirm_upload(api, ticket, [{"partNumber": 1, "etag": "x"}])) == ["NOT_IN_PARTS"]


async def test_an_upload_that_is_given_up_leaves_nothing(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    ticket = await request_upload(api, make_video())
    await send(ticket, make_video())
    assert len(await list_objects(data, principal)) == 1
    gone = (await api.data(ABORT, token=ticket["uploadToken"]))["abortUpload"]
    assert gone == {"abortedVideoId": ticket["video"]["id"], "userErrors": []}
    assert await list_objects(data, principal) == []
    assert (await api.data("{ videos { totalCount } }"))["videos"]["totalCount"] == 0
    assert error_codes(await confirm_upload(api, ticket)) == ["NOT_FOUND"]
    assert error_codes((await api.data(ABORT, token=ticket["uploadToken"]))["abortUpload"]) == ["NOT_FOUND"]


async def test_a_confirmed_upload_cannot_be_given_up(api: ApiTestClient) -> None:
    ticket = await request_upload(api, make_video())
    await send(ticket, make_video())
    await confirm_upload(api, ticket)
    refused = (await api.data(ABORT, token=ticket["uploadToken"]))["abortUpload"]
    assert (refused["abortedVideoId"], error_codes(refused)) == (None, ["UPLOAD_CONFIRMED"])
