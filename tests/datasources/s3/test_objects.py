"""Uploads and downloads through S3's own protocol; what a presigned URL does not allow, S3 itself refuses."""

import base64
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from datasources.s3 import ObjectStore
from models.errors import NotFound, Unavailable
from models.footage.originals import ObjectRef
from models.media.signed_urls import SignedUrl, SteadyGet

CONTENT = b"x" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
OTHER = b"y" * 1000
KEY = "org/video/original.mp4"


@pytest_asyncio.fixture(loop_scope="session")
async def unreachable() -> AsyncIterator[ObjectStore]:
    names: dict[str, Any] = {
        "storage_bucket": "a-secret-bucket",
        "thumbnails_bucket": "bbb",
        "highlights_bucket": "ccc",
    }
    async with ObjectStore.open(region="ap-northeast-2", endpoint="http://127.0.0.1:9", **names) as opened:
        yield opened


def in_base64(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


async def upload(store: ObjectStore, content: bytes, *, checksum: str | None = DIGEST, **changed: str) -> int:
    """PUT to an address that was signed for CONTENT as video/mp4; the answer's status."""
    url, headers = await store.presign_put(
        "storage", KEY, content_type="video/mp4", size_bytes=len(CONTENT), checksum_sha256=checksum, expires_in=300
    )
    sent = {**headers, **{name.replace("_", "-"): value for name, value in changed.items()}}
    async with httpx.AsyncClient() as http:
        return (await http.put(url, content=content, headers=sent)).status_code


class TestPresignedUpload:
    async def test_takes_what_was_announced(self, store: ObjectStore) -> None:
        assert await upload(store, CONTENT) == 200
        head = await store.head("storage", KEY)
        assert head is not None
        assert (head.size_bytes, head.content_type, head.checksum_sha256) == (1000, "video/mp4", DIGEST)

    async def test_without_a_checksum_takes_any_content_of_the_size(self, either: ObjectStore) -> None:
        assert await upload(either, OTHER, checksum=None) == 200

    @pytest.mark.parametrize("content", [CONTENT + b"x", CONTENT[:-1], b""])
    @pytest.mark.parametrize("checksum", [DIGEST, None])
    async def test_refuses_another_size(self, store: ObjectStore, content: bytes, checksum: str | None) -> None:
        assert await upload(store, content, checksum=checksum, Content_Length=str(len(content))) == 403
        assert await store.head("storage", KEY) is None

    async def test_refuses_another_type(self, store: ObjectStore) -> None:
        assert await upload(store, CONTENT, Content_Type="text/html") == 403

    async def test_refuses_another_content(self, store: ObjectStore) -> None:
        assert await upload(store, OTHER) == 400
        assert await upload(store, OTHER, x_amz_checksum_sha256=in_base64(OTHER)) == 403
        assert await store.head("storage", KEY) is None


class TestDownload:
    async def test_counts_the_bytes_and_answers_their_digest(self, either: ObjectStore, tmp_path: Path) -> None:
        content = bytes(range(256)) * 10_000
        await either.put("storage", KEY, content, "video/mp4")
        counted: list[int] = []
        digest = await either.download("storage", ObjectRef(KEY), tmp_path / "file", counted.append)
        assert digest == hashlib.sha256(content).hexdigest()
        assert hashlib.sha256((tmp_path / "file").read_bytes()).hexdigest() == digest
        assert counted == sorted(counted)
        assert counted[-1] == len(content)

    async def test_of_what_is_not_there_is_not_found(self, either: ObjectStore, tmp_path: Path) -> None:
        with pytest.raises(NotFound):
            await either.download("storage", ObjectRef("org/none"), tmp_path / "file")
        assert await either.head("storage", "org/none") is None

    async def test_by_a_presigned_address_keeps_the_name(self, either: ObjectStore) -> None:
        await either.put("storage", KEY, CONTENT, "video/mp4")
        url = await either.presign_get("storage", KEY, expires_in=60, attachment='입구 "1".mp4')
        async with httpx.AsyncClient() as http:
            answer = await http.get(url)
        assert answer.content == CONTENT
        name = "%EC%9E%85%EA%B5%AC%20%221%22.mp4"
        assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"

    async def test_by_a_presigned_address_is_of_that_object_only(self, store: ObjectStore) -> None:
        """Another organization's object is refused as one that is not there, and so is a longer life."""
        await store.put("storage", KEY, CONTENT, "video/mp4")
        await store.put("storage", "their/video/original.mp4", OTHER, "video/mp4")
        url = await store.presign_get("storage", KEY, expires_in=60)
        theirs, missing = (url.replace(KEY, key) for key in ("their/video/original.mp4", "their/video/missing.mp4"))
        assert theirs != url
        async with httpx.AsyncClient() as http:
            assert (await http.get(url)).status_code == 200
            refused = [await http.get(one) for one in (theirs, missing, url.replace("Expires=60", "Expires=600"))]
            refused.append(await http.delete(url))
        assert [one.status_code for one in refused] == [403] * 4
        assert OTHER not in refused[0].content


class TestSteadyUrl:
    NOW = datetime.now(UTC)
    LIFE = 900

    async def sign(self, store: ObjectStore, *, after: float = 0, key: str = KEY) -> SignedUrl:
        now = self.NOW + timedelta(seconds=after)
        return await store.presign_steady_get(SteadyGet("thumbnails", key, self.LIFE), now)

    async def test_is_the_same_for_minutes_and_then_another(self, either: ObjectStore) -> None:
        urls = [(await self.sign(either, after=seconds)).url for seconds in range(0, 900, 30)]
        changes = [number for number, (one, next_one) in enumerate(pairwise(urls)) if one != next_one]
        assert len(changes) in (2, 3)
        assert all(later - earlier == 10 for earlier, later in pairwise(changes))

    async def test_is_never_good_for_longer_than_its_life_and_for_two_thirds_of_it_at_least(
        self, either: ObjectStore
    ) -> None:
        for after in range(0, 600, 7):
            now = self.NOW + timedelta(seconds=after)
            left = ((await self.sign(either, after=after)).expires_at - now).total_seconds()
            assert self.LIFE * 2 / 3 - 1 < left <= self.LIFE

    async def test_of_other_objects_changes_at_other_times(self, either: ObjectStore) -> None:
        expiries = {(await self.sign(either, key=f"org/video/{number}.jpg")).expires_at for number in range(20)}
        assert len(expiries) > 10

    async def test_lets_browsers_keep_what_they_got_and_nobody_else(self, either: ObjectStore) -> None:
        await either.put("thumbnails", KEY, CONTENT, "image/jpeg")
        signed = await self.sign(either)
        async with httpx.AsyncClient() as http:
            answer = await http.get(signed.url)
            part = await http.get(signed.url, headers={"Range": "bytes=10-19"})
        assert (answer.status_code, answer.content) == (200, CONTENT)
        assert answer.headers["cache-control"] == "private, max-age=900, immutable"
        assert (part.status_code, part.content) == (206, CONTENT[10:20])
        assert part.headers["content-range"] == "bytes 10-19/1000"

    async def test_is_refused_once_it_has_expired(self, store: ObjectStore) -> None:
        await store.put("thumbnails", KEY, CONTENT, "image/jpeg")
        async with httpx.AsyncClient() as http:
            assert (await http.get((await self.sign(store, after=-1000)).url)).status_code == 403

    async def test_does_not_change_how_other_urls_are_signed(self, store: ObjectStore) -> None:
        await self.sign(store, after=-1000)
        await store.put("storage", KEY, CONTENT, "video/mp4")
        async with httpx.AsyncClient() as http:
            assert (await http.get(await store.presign_get("storage", KEY, expires_in=60))).status_code == 200


async def test_deleting_a_prefix_leaves_the_others(either: ObjectStore) -> None:
    for key in ("org/a/1", "org/a/2", "org/b/1"):
        await either.put("thumbnails", key, b"picture", "image/jpeg")
    assert await either.delete_prefix("thumbnails", "org/a/") == 2
    assert await either.head("thumbnails", "org/a/1") is None
    assert await either.head("thumbnails", "org/b/1") is not None


async def test_a_file_is_stored_where_s3_finds_its_checksum_right(either: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "clip").write_bytes(CONTENT)
    await either.upload("highlights", KEY, tmp_path / "clip", "video/mp4", DIGEST)
    assert await either.get("highlights", KEY) == CONTENT
    head = await either.head("highlights", KEY)
    assert head is not None
    assert (head.size_bytes, head.content_type) == (1000, "video/mp4")
    # moto does not keep the checksum of what was sent as a stream.
    assert head.checksum_sha256 in (DIGEST, None)


async def test_a_store_that_does_not_answer_is_unavailable_and_nothing_of_the_address_is_told(
    store: ObjectStore, unreachable: ObjectStore, caplog: pytest.LogCaptureFixture
) -> None:
    assert await store.is_reachable()
    assert not await unreachable.is_reachable()
    with pytest.raises(Unavailable) as raised:
        await unreachable.head("storage", "org/secret-key")
    assert raised.value.values == {"service": "S3"}
    assert "127.0.0.1" not in caplog.text
    assert "secret" not in caplog.text
    assert raised.value.__suppress_context__
