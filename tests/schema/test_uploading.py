"""Uploading: the server signs and checks, the bytes go to S3, and the analysis is queued once."""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from config import Settings
from datasources.postgres.engine import Postgres
from datasources.tokens import Tokens
from models.enums import Role
from models.principal import Principal
from tests.serving import Api

BYTES = b"not really a video, but bytes that can be counted"
STRANGER = Principal("stranger", "another organization", frozenset(Role))
REQUEST = """mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
  video { id name originalFilename camera timezone recordedAt status sizeBytes checksumSha256 downloadUrl }
  uploadToken method url headers { name value } expiresAt userErrors { code message field }
} }"""
CONFIRM = """mutation ($token: String!) { confirmUpload(input: {uploadToken: $token}) {
  video { id status analysis { status stage percent attempt pipelineVersion } downloadUrl }
  userErrors { code message field }
} }"""


def announcement(**changes: Any) -> dict[str, Any]:
    usual = {"filename": "till.mp4", "contentType": "video/mp4", "sizeBytes": len(BYTES)}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


async def requested(api: Api, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(REQUEST, input=announcement(**changes)))["requestUpload"]
    return found


async def put(ticket: dict[str, Any], body: bytes) -> httpx.Response:
    headers = {header["name"]: header["value"] for header in ticket["headers"]}
    headers["Content-Length"] = str(len(body))
    async with httpx.AsyncClient() as http:
        return await http.put(ticket["url"], content=body, headers=headers)


async def confirmed(api: Api, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(CONFIRM, token=ticket["uploadToken"]))["confirmUpload"]
    return found


async def jobs(postgres: Postgres, principal: Principal) -> int:
    from datasources.postgres.job_rows import job

    async with postgres.transaction(principal) as connection:
        return len((await connection.execute(job.select())).all())


async def test_an_upload_that_arrived_is_queued_for_analysis_once_however_often_it_is_confirmed(
    api: Api, postgres: Postgres, principal: Principal
) -> None:
    ticket = await requested(
        api, camera="Till", timezone="Asia/Seoul", recordedAt="2026-11-20T21:00:00+09:00", name="  Evening "
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
        "sizeBytes": len(BYTES),
        "checksumSha256": None,
        "downloadUrl": None,
    }
    assert (await put(ticket, BYTES)).status_code == 200
    first, again = await confirmed(api, ticket), await confirmed(api, ticket)
    assert first["userErrors"] == []
    assert first["video"]["id"] == ticket["video"]["id"]
    assert first["video"]["status"] == "QUEUED"
    assert first["video"]["analysis"] == {
        "status": "QUEUED",
        "stage": "QUEUED",
        "percent": 0,
        "attempt": 0,
        "pipelineVersion": "watchgraph-vision/1",
    }
    assert again["video"]["analysis"] == first["video"]["analysis"]
    assert await jobs(postgres, principal) == 1
    async with httpx.AsyncClient() as http:
        download = await http.get(first["video"]["downloadUrl"])
    assert download.content == BYTES
    assert download.headers["content-disposition"] == "attachment; filename*=UTF-8''till.mp4"


async def test_a_confirmation_before_the_bytes_says_to_send_them_and_may_be_repeated(api: Api) -> None:
    ticket = await requested(api)
    early = await confirmed(api, ticket)
    assert early["video"] is None
    assert [error["code"] for error in early["userErrors"]] == ["UPLOAD_MISSING"]
    await put(ticket, BYTES)
    assert (await confirmed(api, ticket))["video"]["status"] == "QUEUED"


async def test_s3_refuses_other_bytes_than_announced(api: Api) -> None:
    checksum = hashlib.sha256(BYTES).hexdigest()
    assert (await put(await requested(api), b"")).status_code in (400, 403)
    assert (await put(await requested(api), BYTES + b"!")).status_code in (400, 403)
    ticket = await requested(api, checksumSha256=checksum)
    assert (await put(ticket, BYTES[::-1])).status_code == 400
    assert (await put(ticket, BYTES)).status_code == 200
    assert (await confirmed(api, ticket))["userErrors"] == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"sizeBytes": 0}, "EMPTY_FILE", "sizeBytes"),
        ({"sizeBytes": -1}, "SIZE_NOT_ACCEPTED", "sizeBytes"),
        ({"sizeBytes": 5 * 1024**3 + 1}, "SIZE_NOT_ACCEPTED", "sizeBytes"),
        ({"contentType": "application/pdf"}, "CONTENT_TYPE_NOT_ACCEPTED", "contentType"),
        ({"checksumSha256": "abc"}, "BAD_CHECKSUM", "checksumSha256"),
        ({"filename": "  "}, "BAD_FILENAME", "filename"),
        ({"filename": "../.."}, "BAD_FILENAME", "filename"),
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
    api: Api, changes: dict[str, Any], code: str, field: str
) -> None:
    for caller in (api, api.speaking("ko")):
        refused = await requested(caller, **changes)
        assert refused["video"] is refused["url"] is refused["uploadToken"] is None
        assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [(code, ["input", field])]
    assert (await api.data("{ videos { totalCount } }"))["videos"]["totalCount"] == 0


async def test_a_path_is_cut_to_its_file_name(api: Api) -> None:
    for path in ("/home/me/till.mp4", "C:\\footage\\till.mp4"):
        assert (await requested(api, filename=path))["video"]["originalFilename"] == "till.mp4"


async def test_a_token_that_does_not_hold_confirms_nothing(
    api: Api, settings: Settings, tokens: Callable[[Principal], str]
) -> None:
    ticket = await requested(api)
    head, payload, _ = ticket["uploadToken"].split(".")
    forged = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    expired = Tokens(settings.secret_key).upload({"organization": "x"}, timedelta(seconds=-60))
    for token in ("", "x", f"{head}.{payload}.", f"{forged}.{payload}.", expired, tokens(STRANGER)):
        refused = (await api.data(CONFIRM, token=token))["confirmUpload"]
        assert [error["code"] for error in refused["userErrors"]] == ["BAD_UPLOAD_TOKEN"], token


async def test_another_organization_s_token_answers_as_a_missing_video(
    api: Api, tokens: Callable[[Principal], str]
) -> None:
    ticket = await requested(api)
    await put(ticket, BYTES)
    refused = await confirmed(api.bearing(tokens(STRANGER)), ticket)
    assert refused["video"] is None
    assert [error["code"] for error in refused["userErrors"]] == ["NOT_FOUND"]


async def test_an_upload_token_is_no_access_token(api: Api) -> None:
    ticket = await requested(api)
    assert await api.bearing(ticket["uploadToken"]).code("{ viewer { id } }") == "UNAUTHENTICATED"


async def test_the_status_of_an_upload_tells_what_arrived_and_what_is_missing(
    api: Api, tokens: Callable[[Principal], str]
) -> None:
    ticket = await requested(api)
    query = """query ($token: String!) { uploadStatus(uploadToken: $token) {
      video { id } method uploadedParts { partNumber etag sizeBytes } missingPartNumbers expiresAt
    } }"""
    before = (await api.data(query, token=ticket["uploadToken"]))["uploadStatus"]
    assert before["video"]["id"] == ticket["video"]["id"]
    assert (before["method"], before["uploadedParts"], before["missingPartNumbers"]) == ("SINGLE", [], [1])
    await put(ticket, BYTES)
    after = (await api.data(query, token=ticket["uploadToken"]))["uploadStatus"]
    etag = hashlib.md5(BYTES).hexdigest()
    assert after["uploadedParts"] == [{"partNumber": 1, "etag": etag, "sizeBytes": len(BYTES)}]
    assert after["missingPartNumbers"] == []
    assert await api.code(query, token="nonsense") == "BAD_UPLOAD_TOKEN"
    assert await api.bearing(tokens(STRANGER)).code(query, token=ticket["uploadToken"]) == "NOT_FOUND"
