"""Checks that clips are the objects that were stored."""

import asyncio
from collections.abc import Sequence
from typing import Literal, Protocol

from domain.ports import TaggedObject
from models.errors import Unavailable
from models.footage.clips import StoredClip

_CONCURRENT_HEADS = 16


class ClipHead(TaggedObject, Protocol):
    @property
    def size_bytes(self) -> int: ...

    @property
    def checksum_sha256(self) -> str | None: ...


class StoredFile(Protocol):
    """A file that was made of footage: a clip, or what browsers play."""

    @property
    def object_key(self) -> str: ...

    @property
    def object_version(self) -> str | None: ...

    @property
    def size_bytes(self) -> int: ...

    @property
    def etag(self) -> str | None: ...

    @property
    def checksum_sha256(self) -> str: ...


class StoredClipStorage(Protocol):
    async def head(self, bucket: Literal["highlights"], key: str, version: str | None, /) -> ClipHead | None: ...


async def check_clips(objects: StoredClipStorage, clips: Sequence[StoredClip]) -> list[bool | Unavailable]:
    """check_files, of clips."""
    return await check_files(objects, clips)


async def check_files(objects: StoredClipStorage, files: Sequence[StoredFile]) -> list[bool | Unavailable]:
    """For each file, whether it is the object that was stored; Unavailable where it cannot be checked now."""
    slots = asyncio.Semaphore(_CONCURRENT_HEADS)

    async def check(clip: StoredFile) -> bool | Unavailable:
        try:
            async with slots:
                head = await objects.head("highlights", clip.object_key, clip.object_version)
        except Unavailable as error:
            return error
        return head is not None and _matches(head, clip)

    return list(await asyncio.gather(*(check(clip) for clip in files)))


def _matches(head: ClipHead, clip: StoredFile) -> bool:
    if head.size_bytes != clip.size_bytes or clip.etag not in (None, head.etag):
        return False
    # Clips that were cut before ETags were kept have a checksum only, which not every store returns.
    return head.checksum_sha256 in (None, clip.checksum_sha256)
