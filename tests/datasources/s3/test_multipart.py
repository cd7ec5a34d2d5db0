"""Uploads in parts: S3 keeps what arrived, refuses what was not announced, and forgets what is dropped."""

import asyncio
import base64
import hashlib
from dataclasses import replace

import httpx
import pytest

from datasources.s3 import ObjectStore
from models.errors import InvalidInput
from models.footage.stored_objects import PartHead
from models.footage.uploads import AnnouncedPart

KEY = "org/video/original.mp4"
# The smallest part that S3 takes, but for the last one.
PART = 5 * 1024**2
FIRST, SECOND = bytes(range(256)) * (PART // 256), b"the rest"


async def send(
    store: ObjectStore,
    upload_id: str,
    number: int,
    content: bytes,
    *,
    announced: int | None = None,
    checksum: str | None = None,
    **changed: str,
) -> int:
    size = len(content) if announced is None else announced
    url, headers = await store.presign_part(
        "storage", KEY, upload_id, AnnouncedPart(number, size, checksum), expires_in=300
    )
    headers |= {name.replace("_", "-"): value for name, value in changed.items()}
    async with httpx.AsyncClient(timeout=30) as http:
        return (await http.put(url, content=content, headers=headers)).status_code


async def test_parts_are_listed_and_put_together(either: ObjectStore) -> None:
    upload_id = await either.begin_multipart("storage", KEY, "video/mp4")
    assert await either.list_parts("storage", KEY, upload_id) == []
    # In any order: the number says where a part belongs.
    assert await send(either, upload_id, 2, SECOND) == 200
    assert await send(either, upload_id, 1, FIRST) == 200
    parts = await either.list_parts("storage", KEY, upload_id)
    assert parts == [
        PartHead(1, hashlib.md5(FIRST).hexdigest(), PART),
        PartHead(2, hashlib.md5(SECOND).hexdigest(), len(SECOND)),
    ]
    assert await either.head("storage", KEY) is None
    assert await either.complete_multipart("storage", KEY, upload_id, parts)
    head = await either.head("storage", KEY)
    assert head is not None
    assert (head.size_bytes, head.content_type) == (PART + len(SECOND), "video/mp4")
    # The same parts have the same name whoever sends them, which tells a file that comes again.
    both = hashlib.md5(hashlib.md5(FIRST).digest() + hashlib.md5(SECOND).digest()).hexdigest()
    assert head.etag == f"{both}-2"


async def test_a_part_that_is_sent_twice_at_once_is_held_once(either: ObjectStore) -> None:
    """As when a client is cut off and begins again while its last part is still on its way."""
    upload_id = await either.begin_multipart("storage", KEY, "video/mp4")
    for _ in range(5):
        assert set(await asyncio.gather(*(send(either, upload_id, 1, SECOND) for _ in range(4)))) == {200}
    parts = await either.list_parts("storage", KEY, upload_id)
    assert parts == [PartHead(1, hashlib.md5(SECOND).hexdigest(), len(SECOND))]
    assert await either.complete_multipart("storage", KEY, upload_id, parts)
    head = await either.head("storage", KEY)
    assert head is not None
    assert head.size_bytes == len(SECOND)


async def test_an_upload_that_was_put_together_is_not_known_any_more_and_its_object_stays(either: ObjectStore) -> None:
    upload_id = await either.begin_multipart("storage", KEY, "video/mp4")
    await send(either, upload_id, 1, SECOND)
    parts = await either.list_parts("storage", KEY, upload_id)
    assert parts is not None
    assert await either.complete_multipart("storage", KEY, upload_id, parts)
    assert await either.list_parts("storage", KEY, upload_id) is None
    await either.complete_multipart("storage", KEY, upload_id, parts)
    head = await either.head("storage", KEY)
    assert head is not None
    assert head.size_bytes == len(SECOND)


async def test_other_parts_than_those_held_make_no_object(either: ObjectStore) -> None:
    upload_id = await either.begin_multipart("storage", KEY, "video/mp4")
    await send(either, upload_id, 1, SECOND)
    wrong = [PartHead(1, hashlib.md5(b"another").hexdigest(), len(SECOND))]
    assert not await either.complete_multipart("storage", KEY, upload_id, wrong)
    assert await either.head("storage", KEY) is None


@pytest.mark.parametrize("content", [SECOND + b"!", SECOND[:-1], b""])
async def test_a_part_of_another_size_is_refused(store: ObjectStore, content: bytes) -> None:
    upload_id = await store.begin_multipart("storage", KEY, "video/mp4")
    assert await send(store, upload_id, 1, content, announced=len(SECOND)) == 403
    assert await store.list_parts("storage", KEY, upload_id) == []


async def test_parts_with_their_sha256_become_an_object_with_that_of_all_of_them(either: ObjectStore) -> None:
    upload_id = await either.begin_multipart("storage", KEY, "video/mp4", part_checksums=True)
    digests = [hashlib.sha256(content).digest() for content in (FIRST, SECOND)]
    for number, content in ((1, FIRST), (2, SECOND)):
        assert await send(either, upload_id, number, content, checksum=digests[number - 1].hex()) == 200
    held = await either.list_parts("storage", KEY, upload_id)
    assert held is not None
    named = [replace(part, checksum_sha256=digest.hex()) for part, digest in zip(held, digests, strict=True)]
    assert await either.complete_multipart("storage", KEY, upload_id, named)
    head = await either.head("storage", KEY)
    assert head is not None
    # It is none of the whole object: nobody may take it for that.
    assert (head.checksum_sha256, head.composite_sha256) == (None, hashlib.sha256(b"".join(digests)).hexdigest())


async def test_a_part_of_another_sha256_is_refused_when_it_is_sent_and_when_it_is_named(store: ObjectStore) -> None:
    upload_id = await store.begin_multipart("storage", KEY, "video/mp4", part_checksums=True)
    digest, other = hashlib.sha256(SECOND).digest(), hashlib.sha256(SECOND[::-1]).digest()
    assert await send(store, upload_id, 1, SECOND[::-1], checksum=digest.hex()) == 400
    own = base64.b64encode(other).decode()
    assert await send(store, upload_id, 1, SECOND[::-1], checksum=digest.hex(), x_amz_checksum_sha256=own) == 403
    assert await store.list_parts("storage", KEY, upload_id) == []
    assert await send(store, upload_id, 1, SECOND, checksum=digest.hex()) == 200
    held = await store.list_parts("storage", KEY, upload_id)
    assert held is not None
    with pytest.raises(InvalidInput) as raised:
        await store.complete_multipart("storage", KEY, upload_id, [replace(held[0], checksum_sha256=other.hex())])
    assert raised.value.code == "PART_CHECKSUMS_DIFFER"
    assert await store.complete_multipart("storage", KEY, upload_id, [replace(held[0], checksum_sha256=digest.hex())])


async def test_dropping_leaves_nothing_and_touches_no_other(either: ObjectStore) -> None:
    other = "org/another/original.mp4"
    kept = await either.begin_multipart("storage", other, "video/mp4")
    upload_id = await either.begin_multipart("storage", KEY, "video/mp4")
    await send(either, upload_id, 1, FIRST)
    await send(either, upload_id, 2, SECOND)
    assert await either.abort_multiparts("storage", "org/video/") == 2
    assert await either.list_parts("storage", KEY, upload_id) is None
    assert await either.list_parts("storage", other, kept) == []
    assert await either.abort_multiparts("storage", "org/") == 0
    assert await either.list_parts("storage", other, kept) is None
