"""A picture that somebody chose: only one that can be drawn anew is shown, and nothing of the file itself."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image
from sqlalchemy import text

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.schema.uploads.sending import error_codes, list_objects, make_video, request_upload, send, upload_video
from tests.support.serving import ApiTestClient

STRANGER = Principal("stranger", "another organization", frozenset(Role))
REQUEST = """mutation ($id: ID!, $type: String!, $size: BigInt!) {
  requestThumbnailUpload(videoId: $id, contentType: $type, sizeBytes: $size) {
    url headers { name value } uploadToken expiresAt userErrors { code message field }
  }
}"""
CONFIRM = """mutation ($token: String!) { confirmThumbnailUpload(uploadToken: $token) {
  video { id thumbnailUrl } userErrors { code message field }
} }"""


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(file, kind, **options)
    return file.getvalue()


def enormous() -> bytes:
    """A PNG of a few bytes that announces 100,000 × 100,000 pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


async def offer_picture(api: ApiTestClient, video: str, content: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    found: dict[str, Any] = await api.data(REQUEST, id=video, type=kind, size=len(content))
    return dict(found["requestThumbnailUpload"])


async def confirm_picture(api: ApiTestClient, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(CONFIRM, token=ticket["uploadToken"]))["confirmThumbnailUpload"]
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_it_is_drawn_anew_and_shown(
    api: ApiTestClient, data: Datasources, principal: Principal, kind: str
) -> None:
    video = (await upload_video(api, make_video()))["id"]
    exif = Image.Exif()
    exif[0x010E] = "a secret in the metadata"
    content = picture(kind, (2000, 1000), exif=exif)
    ticket = await offer_picture(api, video, content, f"image/{kind.lower()}")
    assert ticket["userErrors"] == []
    assert error_codes(await confirm_picture(api, ticket)) == ["UPLOAD_MISSING"]
    assert (await send(ticket, content + b"!")).status_code in (400, 403)
    assert (await send(ticket, content)).status_code == 200
    answer = await confirm_picture(api, ticket)
    assert answer["userErrors"] == []
    async with httpx.AsyncClient() as http:
        found = await http.get(answer["video"]["thumbnailUrl"])
    assert found.headers["content-type"] == "image/jpeg"
    assert b"secret" not in found.content
    with Image.open(io.BytesIO(found.content)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (1280, 640))
    again = await confirm_picture(api, ticket)
    assert again["video"]["thumbnailUrl"].partition("?")[0] == answer["video"]["thumbnailUrl"].partition("?")[0]
    pictures = [one for one in await list_objects(data, principal) if one.startswith("thumbnails")]
    assert len(pictures) == 1
    assert "/chosen/" in pictures[0]


@pytest.mark.parametrize(
    ("make", "kind", "code"),
    [
        (lambda: b"<svg onload='alert(1)'/>", "image/png", "NOT_A_PICTURE"),
        (lambda: picture("GIF"), "image/png", "NOT_A_PICTURE"),
        (lambda: picture()[:200], "image/jpeg", "NOT_A_PICTURE"),
        (enormous, "image/png", "PICTURE_TOO_LARGE"),
    ],
)
async def test_what_is_no_picture_is_never_shown(
    api: ApiTestClient, data: Datasources, principal: Principal, make: Callable[[], bytes], kind: str, code: str
) -> None:
    video = (await upload_video(api, make_video()))["id"]
    content = make()
    ticket = await offer_picture(api, video, content, kind)
    assert (await send(ticket, content)).status_code == 200
    refused = await confirm_picture(api, ticket)
    assert (refused["video"], error_codes(refused)) == (None, [code])
    assert [one for one in await list_objects(data, principal) if one.startswith("thumbnails")] == []


async def test_what_cannot_be_taken_is_told(api: ApiTestClient, tokens: Callable[[Principal], str]) -> None:
    video = (await upload_video(api, make_video()))["id"]
    assert error_codes(await offer_picture(api, video, b"x", "image/svg+xml")) == ["CONTENT_TYPE_NOT_ACCEPTED"]
    assert error_codes(await offer_picture(api, video, b"")) == ["SIZE_NOT_ACCEPTED"]
    large = (await api.data(REQUEST, id=video, type="image/png", size=5 * 1024**2 + 1))["requestThumbnailUpload"]
    assert error_codes(large) == ["SIZE_NOT_ACCEPTED"]
    stranger = api.with_token(tokens(STRANGER))
    for caller, id_ in ((stranger, video), (api, encode(Kind.VIDEO, UUID(int=5))), (api, "x")):
        assert error_codes(await offer_picture(caller, id_, b"x")) == ["NOT_FOUND"]
    ticket = await offer_picture(api, video, picture())
    await send(ticket, picture())
    assert error_codes(await confirm_picture(stranger, ticket)) == ["NOT_FOUND"]
    upload = await request_upload(api, make_video(), allowDuplicate=True)
    assert error_codes(await confirm_picture(api, upload)) == ["BAD_UPLOAD_TOKEN"]
    assert error_codes(await offer_picture(api, upload["video"]["id"], b"x")) == ["NOT_UPLOADED"]


async def test_one_that_is_never_confirmed_is_deleted_later(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    video = (await upload_video(api, make_video()))["id"]
    ticket = await offer_picture(api, video, picture())
    await send(ticket, picture())
    async with data.postgres.transaction(principal) as connection:
        query = text(
            "SELECT payload, run_after > now() + interval '1 hour' AS later FROM job WHERE payload ->> 'bucket' <> ''"
        )
        [job] = (await connection.execute(query)).all()
    assert job.later
    assert f"thumbnails: {job.payload['key']}" in await list_objects(data, principal)
