"""An upload whose parts are sent with their SHA-256: S3 refuses another content, and compares the whole at its end."""

import hashlib
from dataclasses import replace
from typing import Any

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from tests.schema.uploads.sending import (
    PARTS,
    confirm_upload,
    error_codes,
    fetch_status,
    list_objects,
    make_padded_video,
    make_video,
    put,
    request_upload,
    send,
    send_parts,
)
from tests.support.serving import ApiTestClient

PART = 5 * 1024**2
CONTENT = make_padded_video(PART + 12_345, b"with checksums")
SMALL = make_padded_video(300_000, b"with checksums")


def digests(content: bytes) -> list[str]:
    return [hashlib.sha256(content[at : at + PART]).hexdigest() for at in range(0, len(content), PART)]


async def sign(api: ApiTestClient, ticket: dict[str, Any], checksums: list[str] | None) -> dict[str, Any]:
    numbers = list(range(1, len(checksums or "x") + 1))
    answer = await api.data(PARTS, token=ticket["uploadToken"], numbers=numbers, checksums=checksums)
    found: dict[str, Any] = answer["requestUploadParts"]
    return found


def with_checksums(parts: list[dict[str, Any]], checksums: list[str]) -> list[dict[str, Any]]:
    return [{**part, "checksumSha256": checksum} for part, checksum in zip(parts, checksums, strict=True)]


async def test_the_parts_and_all_of_them_together_are_compared(api: ApiTestClient) -> None:
    ticket = await request_upload(api, CONTENT, partChecksums=True)
    assert (ticket["userErrors"], ticket["method"], ticket["parts"]) == ([], "MULTIPART", [])
    parts = await sign(api, ticket, digests(CONTENT))
    assert parts["userErrors"] == []
    first = parts["parts"][0]
    headers = {header["name"]: header["value"] for header in first["headers"]}
    assert list(headers) == ["x-amz-checksum-sha256"]
    assert (await put(first["url"], CONTENT[:PART][::-1], headers)).status_code == 400
    assert (await put(first["url"], CONTENT[:PART])).status_code == 403
    assert (await fetch_status(api, ticket))["uploadedParts"] == []
    sent = await send_parts({**ticket, **parts}, CONTENT)
    answer = await confirm_upload(api, ticket, with_checksums(sent, digests(CONTENT)))
    assert (answer["userErrors"], answer["video"]["status"]) == ([], "QUEUED")
    # The SHA-256 of all parts is not the file's, and never told as such.
    assert answer["video"]["checksumSha256"] is None


async def test_a_part_that_changed_since_it_was_sent_is_told_and_can_be_mended(api: ApiTestClient) -> None:
    ticket = await request_upload(api, SMALL, partChecksums=True)
    sent = await send_parts({**ticket, **await sign(api, ticket, digests(SMALL))}, SMALL)
    whole = ["input", "parts"]
    for given, code, field in (
        (None, "PART_CHECKSUMS_MISSING", whole),
        (sent, "PART_CHECKSUMS_MISSING", whole),
        (with_checksums(sent, ["abc"]), "BAD_CHECKSUM", [*whole, "0", "checksumSha256"]),
        (with_checksums(sent, digests(SMALL[::-1])), "PART_CHECKSUMS_DIFFER", whole),
    ):
        for caller in (api, api.with_language("ko")):
            refused = await confirm_upload(caller, ticket, given)
            assert (refused["video"], error_codes(refused)) == (None, [code])
            assert refused["userErrors"][0]["field"] == field
    assert (await confirm_upload(api, ticket, with_checksums(sent, digests(SMALL))))["userErrors"] == []


async def test_a_whole_that_was_put_together_of_other_parts_is_taken_away(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    """As where a confirmation died after it had put the parts together, and the next one tells others."""
    ticket = await request_upload(api, SMALL, partChecksums=True)
    sent = await send_parts({**ticket, **await sign(api, ticket, digests(SMALL))}, SMALL)
    [key] = [one.removeprefix("storage, in parts: ") for one in await list_objects(data, principal)]
    uploads = await data.objects._client.list_multipart_uploads(Bucket=data.objects._buckets["storage"], Prefix=key)
    upload_id = uploads["Uploads"][0]["UploadId"]
    parts = await data.objects.list_parts("storage", key, upload_id)
    assert parts is not None
    named = [replace(part, checksum_sha256=one) for part, one in zip(parts, digests(SMALL), strict=True)]
    assert await data.objects.complete_multipart("storage", key, upload_id, named)
    assert error_codes(await confirm_upload(api, ticket, [])) == ["PARTS_NOT_NAMED"]
    assert error_codes(await confirm_upload(api, ticket, with_checksums(sent, digests(SMALL[::-1])))) == [
        "CHECKSUM_MISMATCH"
    ]
    assert await list_objects(data, principal) == []


async def test_checksums_are_given_where_they_were_announced_and_nowhere_else(api: ApiTestClient) -> None:
    ticket = await request_upload(api, SMALL, partChecksums=True)
    assert error_codes(await sign(api, ticket, None)) == ["PART_CHECKSUMS_MISSING"]
    assert error_codes(await sign(api, ticket, ["x"])) == ["BAD_CHECKSUM"]
    few = await api.data(PARTS, token=ticket["uploadToken"], numbers=[1], checksums=[])
    assert error_codes(few["requestUploadParts"]) == ["PART_CHECKSUMS_MISSING"]
    without = await request_upload(api, SMALL)
    assert error_codes(await sign(api, without, digests(SMALL))) == ["PART_CHECKSUMS_NOT_ANNOUNCED"]
    sent = await send_parts(without, SMALL)
    refused = await confirm_upload(api, without, with_checksums(sent, digests(SMALL)))
    assert error_codes(refused) == ["PART_CHECKSUMS_NOT_ANNOUNCED"]
    assert (await confirm_upload(api, without, sent))["userErrors"] == []


async def test_they_change_nothing_where_the_file_is_sent_at_once(api: ApiTestClient) -> None:
    ticket = await request_upload(api, make_video(), partChecksums=True)
    assert ticket["method"] == "SINGLE"
    await send(ticket, make_video())
    assert (await confirm_upload(api, ticket))["userErrors"] == []
