"""A folder that is deleted is gone with every version that the bucket keeps."""

from typing import Any

import pytest

from datasources.s3 import ObjectStore
from models.footage.stored_objects import DeletedObjects


async def list_states(store: ObjectStore, prefix: str) -> list[tuple[str, bool, bool]]:
    found = [one async for page in store.list_versions("storage", prefix) for one in page]
    return sorted((one.key, one.is_latest, one.is_marker) for one in found)


async def test_a_bucket_without_versions_has_objects_only(either: ObjectStore) -> None:
    for key in ("a/1", "a/b/2", "ab/3"):
        await either.put("storage", key, b"x", "video/mp4")
    assert await list_states(either, "a/") == [("a/1", True, False), ("a/b/2", True, False)]
    assert await either.delete_folder("storage", "a/", lambda rest: "/" not in rest) == DeletedObjects(1, 0)
    assert await list_states(either, "") == [("a/b/2", True, False), ("ab/3", True, False)]


async def test_former_versions_and_markers_go_with_the_object(either: ObjectStore) -> None:
    client: Any = either._client
    settings = {"Status": "Enabled"}
    await client.put_bucket_versioning(Bucket=either._buckets["storage"], VersioningConfiguration=settings)
    for body in (b"first", b"second"):
        await either.put("storage", "a/1", body, "video/mp4")
    await either.put("storage", "a/2", b"only", "video/mp4")
    await either.delete("storage", "a/2")
    assert len(await list_states(either, "a/")) == 4
    assert await either.delete_folder("storage", "a/") == DeletedObjects(1, 3)
    assert await list_states(either, "") == []


async def test_a_folder_is_named_to_its_end(store: ObjectStore) -> None:
    with pytest.raises(ValueError, match="slash"):
        await store.delete_folder("storage", "org/a")
