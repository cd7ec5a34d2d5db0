"""An upload whose parts are sent with their SHA-256: S3 refuses another content, and compares the whole at its end."""

import hashlib
from dataclasses import replace
from typing import Any

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from tests.schema.uploads.sending import (
    PARTS,
    arrived,
    codes,
    confirmed,
    footage,
    held,
    padded,
    put,
    requested,
    send,
    send_parts,
)
from tests.support.serving import Api

PART = 5 * 1024**2
CONTENT = padded(PART + 12_345, b"with checksums")
SMALL = padded(300_000, b"with checksums")


def digests(content: bytes) -> list[str]:
    return [hashlib.sha256(content[at : at + PART]).hexdigest() for at in range(0, len(content), PART)]


async def signed(api: Api, ticket: dict[str, Any], checksums: list[str] | None) -> dict[str, Any]:
    numbers = list(range(1, len(checksums or "x") + 1))
    answer = await api.data(PARTS, token=ticket["uploadToken"], numbers=numbers, checksums=checksums)
    found: dict[str, Any] = answer["requestUploadParts"]
    return found


def with_checksums(parts: list[dict[str, Any]], checksums: list[str]) -> list[dict[str, Any]]:
    return [{**part, "checksumSha256": checksum} for part, checksum in zip(parts, checksums, strict=True)]


async def test_the_parts_and_all_of_them_together_are_compared(api: Api) -> None:
    ticket = await requested(api, CONTENT, partChecksums=True)
    assert (ticket["userErrors"], ticket["method"], ticket["parts"]) == ([], "MULTIPART", [])
    parts = await signed(api, ticket, digests(CONTENT))
    assert parts["userErrors"] == []
    first = parts["parts"][0]
    headers = {header["name"]: header["value"] for header in first["headers"]}
    assert list(headers) == ["x-amz-checksum-sha256"]
    assert (await put(first["url"], CONTENT[:PART][::-1], headers)).status_code == 400
    assert (await put(first["url"], CONTENT[:PART])).status_code == 403
    assert (await arrived(api, ticket))["uploadedParts"] == []
    sent = await send_parts({**ticket, **parts}, CONTENT)
    answer = await confirmed(api, ticket, with_checksums(sent, digests(CONTENT)))
    assert (answer["userErrors"], answer["video"]["status"]) == ([], "QUEUED")
    # The SHA-256 of all parts is not the file's, and never told as such.
    assert answer["video"]["checksumSha256"] is None


async def test_a_part_that_changed_since_it_was_sent_is_told_and_can_be_mended(api: Api) -> None:
    ticket = await requested(api, SMALL, partChecksums=True)
    sent = await send_parts({**ticket, **await signed(api, ticket, digests(SMALL))}, SMALL)
    for given, code in (
        (None, "PART_CHECKSUMS_MISSING"),
        (sent, "PART_CHECKSUMS_MISSING"),
        (with_checksums(sent, ["abc"]), "BAD_CHECKSUM"),
        (with_checksums(sent, digests(SMALL[::-1])), "PART_CHECKSUMS_DIFFER"),
    ):
        for caller in (api, api.speaking("ko")):
            refused = await confirmed(caller, ticket, given)
            assert (refused["video"], codes(refused)) == (None, [code])
            assert refused["userErrors"][0]["field"] == ["input", "parts"]
    assert (await confirmed(api, ticket, with_checksums(sent, digests(SMALL))))["userErrors"] == []


async def test_a_whole_that_was_put_together_of_other_parts_is_taken_away(
    api: Api, data: Datasources, principal: Principal
) -> None:
    """As where a confirmation died after it had put the parts together, and the next one tells others."""
    ticket = await requested(api, SMALL, partChecksums=True)
    sent = await send_parts({**ticket, **await signed(api, ticket, digests(SMALL))}, SMALL)
    [key] = [one.removeprefix("storage, in parts: ") for one in await held(data, principal)]
    uploads = await data.objects._client.list_multipart_uploads(Bucket=data.objects._buckets["storage"], Prefix=key)
    upload_id = uploads["Uploads"][0]["UploadId"]
    parts = await data.objects.parts("storage", key, upload_id)
    assert parts is not None
    named = [replace(part, checksum_sha256=one) for part, one in zip(parts, digests(SMALL), strict=True)]
    assert await data.objects.complete_multipart("storage", key, upload_id, named)
    assert codes(await confirmed(api, ticket, [])) == ["PARTS_NOT_NAMED"]
    assert codes(await confirmed(api, ticket, with_checksums(sent, digests(SMALL[::-1])))) == ["CHECKSUM_MISMATCH"]
    assert await held(data, principal) == []


async def test_checksums_are_given_where_they_were_announced_and_nowhere_else(api: Api) -> None:
    ticket = await requested(api, SMALL, partChecksums=True)
    assert codes(await signed(api, ticket, None)) == ["PART_CHECKSUMS_MISSING"]
    assert codes(await signed(api, ticket, ["x"])) == ["BAD_CHECKSUM"]
    few = await api.data(PARTS, token=ticket["uploadToken"], numbers=[1], checksums=[])
    assert codes(few["requestUploadParts"]) == ["PART_CHECKSUMS_MISSING"]
    without = await requested(api, SMALL)
    assert codes(await signed(api, without, digests(SMALL))) == ["PART_CHECKSUMS_NOT_ANNOUNCED"]
    sent = await send_parts(without, SMALL)
    refused = await confirmed(api, without, with_checksums(sent, digests(SMALL)))
    assert codes(refused) == ["PART_CHECKSUMS_NOT_ANNOUNCED"]
    assert (await confirmed(api, without, sent))["userErrors"] == []


async def test_they_change_nothing_where_the_file_is_sent_at_once(api: Api) -> None:
    ticket = await requested(api, footage(), partChecksums=True)
    assert ticket["method"] == "SINGLE"
    await send(ticket, footage())
    assert (await confirmed(api, ticket))["userErrors"] == []
