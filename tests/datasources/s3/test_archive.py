"""Storage classes: a copy has the one that was asked for, and what is archived is restored before it is read."""

import random
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from datasources.s3 import ObjectStore
from datasources.s3.base import parse_restore
from datasources.s3.copying import CopyLimits
from devstack.stack.s3 import make_buckets
from models.errors import NotFound, WrongState
from models.footage.originals import ObjectRef
from models.keeping.tiers import KeptObject
from tests.conftest import Buckets
from tests.datasources.s3.conftest import opening

MEBIBYTE = 1024**2
CONTENT = random.Random(5).randbytes(6 * MEBIBYTE)
KEY, COPY = "org/video/original/x.mp4", "org/video/original/x~cold.mp4"


@pytest_asyncio.fixture(loop_scope="session")
async def archiving(stack: dict[str, str], moto: Any) -> AsyncIterator[ObjectStore]:
    """Over a store that keeps archived objects from being read."""
    made = uuid.uuid4().hex
    names = Buckets(f"storage-{made}", f"thumbnails-{made}", f"highlights-{made}")
    make_buckets(moto, [names.storage, names.thumbnails, names.highlights])
    async with opening(stack["AWS_ENDPOINT_URL_SQS"], names) as opened:
        yield opened


@pytest.mark.parametrize("storage_class", ["STANDARD", "STANDARD_IA", "GLACIER"])
@pytest.mark.parametrize("at_once", [len(CONTENT), MEBIBYTE])
async def test_a_copy_has_its_class(either: ObjectStore, storage_class: str, at_once: int) -> None:
    stored = await either.put("storage", KEY, CONTENT, "video/mp4")
    limits = CopyLimits(at_once, 5 * MEBIBYTE, storage_class)
    await either.copy("storage", stored, COPY, size_bytes=len(CONTENT), content_type="video/mp4", limits=limits)
    head = await either.head("storage", COPY)
    assert head is not None
    assert (head.storage_class, head.size_bytes) == (storage_class, len(CONTENT))
    [listed] = [one async for page in either.list_versions("storage", "") for one in page if one.key == COPY]
    assert listed.storage_class == storage_class


async def test_what_is_archived_is_restored_before_it_is_read(either: ObjectStore) -> None:
    """Where the store restores nothing, it can be read at once."""
    stored = await either.put("storage", KEY, b"footage", "video/mp4")
    await either.copy_into(KeptObject("storage", stored, 7, "video/mp4"), COPY, "GLACIER")
    head = await either.head("storage", COPY)
    assert head is not None
    assert head.is_archived
    copy = ObjectRef(COPY, head.etag)
    if not await either.is_readable("storage", copy):
        for act in (either.open_ranged("storage", copy), either.get("storage", COPY)):
            with pytest.raises(WrongState, match="archived"):
                await act
    for _ in range(2):
        assert await either.request_restore("storage", copy, 3)
    assert await either.is_readable("storage", copy)
    assert await either.get("storage", COPY) == b"footage"


async def test_what_is_not_archived_or_not_there_is_not_restored(archiving: ObjectStore) -> None:
    stored = await archiving.put("storage", KEY, b"footage", "video/mp4")
    assert not await archiving.request_restore("storage", stored, 3)
    with pytest.raises(NotFound):
        await archiving.request_restore("storage", ObjectRef("org/none"), 3)
    assert not await archiving.is_readable("storage", ObjectRef("org/none"))


def test_what_s3_says_of_a_restoration_is_read() -> None:
    assert parse_restore(None) == {}
    assert parse_restore('ongoing-request="true"') == {"is_restoring": True}
    there = parse_restore('ongoing-request="false", expiry-date="Fri, 21 Dec 2029 00:00:00 GMT"')
    assert there["restored_until"].isoformat() == "2029-12-21T00:00:00+00:00"
    assert parse_restore("something else") == {}
