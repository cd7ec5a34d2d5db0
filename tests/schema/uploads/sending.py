"""Uploading as a client does it, and what the store holds."""

import asyncio
import functools
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from tests.support.serving import ApiTestClient
from tests.vision.media_files import steady_times, write_video

PATIENCE = 120
REQUEST = """mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
  video { id name originalFilename camera timezone recordedAt status sizeBytes checksumSha256 downloadUrl }
  uploadToken method url headers { name value } partSizeBytes parts { partNumber url sizeBytes headers { name value } }
  expiresAt
  duplicateOf { id } userErrors { code message field }
} }"""
PARTS = """mutation ($token: String!, $numbers: [Int!]!, $checksums: [String!]) {
  requestUploadParts(uploadToken: $token, partNumbers: $numbers, checksumsSha256: $checksums) {
    parts { partNumber url sizeBytes headers { name value } } userErrors { code message field }
  }
}"""
CONFIRM = """mutation ($token: String!, $parts: [UploadedPartInput!]) {
  confirmUpload(input: {uploadToken: $token, parts: $parts}) {
    video { id status recordedAt durationSeconds frameRate width height codec checksumSha256 downloadUrl
      analysis { status stage percent attempt pipelineVersion } }
    duplicateOf { id } userErrors { code message field }
  }
}"""
STATUS = """query ($token: String!) { uploadStatus(uploadToken: $token) {
  video { id status } method uploadedParts { partNumber etag sizeBytes } missingPartNumbers expiresAt
} }"""
ABORT = """mutation ($token: String!) { abortUpload(uploadToken: $token) {
  abortedVideoId userErrors { code message field }
} }"""


@functools.cache
def make_video(created: str = "") -> bytes:
    """A small video."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.mp4"
        return write_video(
            path, steady_times(1, 25), metadata={"creation_time": created} if created else None
        ).read_bytes()


def make_padded_video(size_bytes: int, stamp: bytes = b"") -> bytes:
    """A video of just this size: what fills it is skipped by whoever opens it. stamp makes another file of it."""
    video = make_video()
    filler = size_bytes - len(video)
    assert filler >= 8 + len(stamp)
    return video + filler.to_bytes(4, "big") + b"free" + stamp + bytes(filler - 8 - len(stamp))


def build_announcement(content: bytes, **changes: Any) -> dict[str, Any]:
    usual = {"filename": "till.mp4", "contentType": "video/mp4", "sizeBytes": len(content)}
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


async def request_upload(api: ApiTestClient, content: bytes, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(REQUEST, input=build_announcement(content, **changes)))["requestUpload"]
    return found


async def put(url: str, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    async with httpx.AsyncClient(timeout=30) as http:
        return await http.put(url, content=body, headers=headers)


async def send(ticket: dict[str, Any], body: bytes, **changed: str) -> httpx.Response:
    """PUT the whole file as the ticket says."""
    headers = {header["name"]: header["value"] for header in ticket["headers"]}
    headers |= {"Content-Length": str(len(body)), **{name.replace("_", "-"): value for name, value in changed.items()}}
    return await put(ticket["url"], body, headers)


async def send_parts(ticket: dict[str, Any], body: bytes, numbers: list[int] | None = None) -> list[dict[str, Any]]:
    """PUT these of the ticket's parts, or all: as confirmUpload wants them named."""
    size, sent = ticket["partSizeBytes"], []
    for part in ticket["parts"]:
        number = part["partNumber"]
        if numbers is None or number in numbers:
            headers = {header["name"]: header["value"] for header in part["headers"]}
            answer = await put(part["url"], body[(number - 1) * size : number * size], headers)
            assert answer.status_code == 200, answer.text
            sent.append({"partNumber": number, "etag": answer.headers["etag"]})
    return sent


async def confirm_upload(
    api: ApiTestClient, ticket: dict[str, Any], parts: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(CONFIRM, token=ticket["uploadToken"], parts=parts))["confirmUpload"]
    return found


async def fetch_status(api: ApiTestClient, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(STATUS, token=ticket["uploadToken"]))["uploadStatus"]
    return found


async def upload_video(api: ApiTestClient, content: bytes, **changes: Any) -> dict[str, Any]:
    """The video that the content became."""
    ticket = await request_upload(api, content, **changes)
    assert ticket["userErrors"] == []
    if ticket["method"] == "SINGLE":
        assert (await send(ticket, content)).status_code == 200
    else:
        await send_parts(ticket, content)
    answer = await confirm_upload(api, ticket)
    assert answer["userErrors"] == []
    video: dict[str, Any] = answer["video"]
    return video


async def wait_until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that another process or task does."""
    async with asyncio.timeout(PATIENCE):
        found = await condition()
        while not found:
            await asyncio.sleep(0.05)
            found = await condition()


def error_codes(answer: dict[str, Any]) -> list[str]:
    return [error["code"] for error in answer["userErrors"]]


async def list_objects(data: Datasources, principal: Principal) -> list[str]:
    """Everything that any bucket holds of an organization: objects, and uploads in parts that are not put together."""
    client, found = data.objects._client, []
    for name, bucket in data.objects._buckets.items():
        prefix = f"{principal.organization}/"
        listed = await client.list_objects_v2(Bucket=bucket, Prefix=prefix)
        found += [f"{name}: {one['Key']}" for one in listed.get("Contents", ())]
        uploads = await client.list_multipart_uploads(Bucket=bucket, Prefix=prefix)
        found += [f"{name}, in parts: {one['Key']}" for one in uploads.get("Uploads", ())]
    return found
