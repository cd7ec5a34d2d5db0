"""Files that are no video are told so when they are confirmed, and leave nothing behind."""

import os
import struct
from collections.abc import Callable
from typing import Any

import pytest

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from resolvers.core.ids import Kind, decode
from tests.schema.uploads.sending import confirm_upload, error_codes, list_objects, make_video, request_upload, send
from tests.support.serving import ApiTestClient


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def announcing(frames: int) -> bytes:
    """A video whose tables of samples announce so many frames, in no more bytes than before."""
    video = make_video()
    old = video.index(b"stts") - 4
    length = int.from_bytes(video[old : old + 4], "big")
    stts = box(b"stts", bytes(4), struct.pack(">III", 1, frames, 512))
    video = video[:old] + stts + video[old + length :]
    sizes = video.index(b"stsz") - 4
    length, filler = int.from_bytes(video[sizes : sizes + 4], "big"), bytes(0)
    # A constant size of 1 byte needs no table, whatever the number; the rest of the box becomes free space.
    stsz = box(b"stsz", bytes(4), struct.pack(">II", 1, frames))
    filler = box(b"free", bytes(length - len(stsz) - 8))
    return video[:sizes] + stsz + filler + video[sizes + length :]


def key_of(ticket: dict[str, Any], principal: Principal) -> str:
    video = decode(Kind.VIDEO, ticket["video"]["id"])
    return f"{principal.organization}/{video}/incoming/original.mp4"


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "a program": (lambda: b"MZ\x90\x00" + os.urandom(2000) + b"This program cannot be run in DOS mode", "NOT_A_VIDEO"),
    "a web page": (lambda: b"<html><script>alert(1)</script></html>" * 50, "NOT_A_VIDEO"),
    "a playlist": (lambda: b"#EXTM3U\n#EXTINF:1,\nhttp://169.254.169.254/latest/meta-data\n", "NOT_A_VIDEO"),
    "half a video": (lambda: make_video()[: len(make_video()) // 2], "TRUNCATED_VIDEO"),
    "a header of 10⁹ frames": (lambda: announcing(10**9), "HEADER_TOO_LARGE"),
    "a header of 10⁸ frames": (lambda: announcing(10**8), "HEADER_TOO_LARGE"),
}


@pytest.mark.parametrize("name", BAD)
async def test_it_is_said_in_both_languages_and_nothing_is_stored(
    api: ApiTestClient, data: Datasources, principal: Principal, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    make, code = BAD[name]
    content = make()
    for caller in (api, api.with_language("ko")):
        ticket = await request_upload(caller, content, filename="여름휴가 secret.mp4")
        assert (await send(ticket, content)).status_code == 200
        refused = await confirm_upload(caller, ticket)
        assert (refused["video"], error_codes(refused)) == (None, [code])
        assert refused["userErrors"][0]["field"] == ["input", "uploadToken"]
        assert error_codes(await confirm_upload(caller, ticket)) == ["NOT_FOUND"]
    assert await list_objects(data, principal) == []
    assert (await api.data("{ videos { totalCount } }"))["videos"]["totalCount"] == 0
    for secret in (ticket["uploadToken"], "X-Amz-Signature", "secret.mp4"):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("changed", "content_type", "code"),
    [
        (lambda content: content + b"!", "video/mp4", "SIZE_MISMATCH"),
        (lambda content: content[:-1], "video/mp4", "SIZE_MISMATCH"),
        (lambda content: content, "text/html", "TYPE_MISMATCH"),
    ],
)
async def test_what_stands_there_and_is_not_what_was_announced_is_taken_away(
    api: ApiTestClient,
    data: Datasources,
    principal: Principal,
    changed: Callable[[bytes], bytes],
    content_type: str,
    code: str,
) -> None:
    """S3 refuses it by the signature; should it stand there all the same, the confirmation looks again."""
    content = make_video()
    ticket = await request_upload(api, content)
    await data.objects.put("storage", key_of(ticket, principal), changed(content), content_type)
    assert error_codes(await confirm_upload(api, ticket)) == [code]
    assert await list_objects(data, principal) == []


@pytest.mark.parametrize("lie", [1, -1])
async def test_a_size_that_lies_by_a_byte_brings_no_video(
    api: ApiTestClient, data: Datasources, principal: Principal, lie: int
) -> None:
    content = make_video()
    ticket = await request_upload(api, content, sizeBytes=len(content) + lie)
    assert (await send(ticket, content)).status_code == 403
    assert error_codes(await confirm_upload(api, ticket)) == ["UPLOAD_MISSING"]
    assert await list_objects(data, principal) == []
