"""Copies within the store are the whole object, and only of the one that was meant."""

import random

import pytest

from datasources.s3 import ObjectStore
from datasources.s3.copying import CopyLimits
from models.errors import NotFound, WrongState
from models.footage.originals import ObjectRef

MEBIBYTE = 1024**2
CONTENT = random.Random(3).randbytes(11 * MEBIBYTE)
KEY, COPY = "org/video/incoming/한국 매장+1%.mp4", "org/video/original/copy.mp4"


@pytest.mark.parametrize("at_once", [len(CONTENT), MEBIBYTE])
async def test_a_copy_has_the_content_and_the_type(either: ObjectStore, at_once: int) -> None:
    """Also in parts, as of an object that is too large to be copied at once."""
    await either.put("storage", KEY, CONTENT, "video/quicktime")
    head = await either.head("storage", KEY)
    assert head is not None
    await either.copy(
        "storage",
        ObjectRef(KEY, head.etag),
        COPY,
        size_bytes=len(CONTENT),
        content_type="video/quicktime",
        limits=CopyLimits(at_once, 5 * MEBIBYTE),
    )
    copied = await either.head("storage", COPY)
    assert copied is not None
    assert (copied.size_bytes, copied.content_type) == (len(CONTENT), "video/quicktime")
    assert await either.get("storage", COPY) == CONTENT
    assert await either.abort_multiparts("storage", "org/") == 0


@pytest.mark.parametrize("at_once", [10, MEBIBYTE])
async def test_another_state_of_the_source_is_not_copied(store: ObjectStore, at_once: int) -> None:
    await store.put("storage", KEY, b"x" * 100, "video/mp4")
    with pytest.raises(WrongState):
        await store.copy(
            "storage",
            ObjectRef(KEY, "0" * 32),
            COPY,
            size_bytes=100,
            content_type="video/mp4",
            limits=CopyLimits(at_once),
        )
    assert await store.head("storage", COPY) is None
    assert await store.abort_multiparts("storage", "org/") == 0


async def test_what_is_not_there_is_not_found(either: ObjectStore) -> None:
    with pytest.raises(NotFound):
        await either.copy("storage", ObjectRef("org/none"), COPY, size_bytes=1, content_type="video/mp4")


async def test_a_folder_is_named_to_its_end(either: ObjectStore) -> None:
    """org/a is also the beginning of org/ab."""
    for act in (either.delete_prefix, either.abort_multiparts, either.list_keys):
        with pytest.raises(ValueError, match="slash"):
            await act("storage", "org/a")
