"""Sends a package to the store while it is written, in parts of a multipart upload."""

from collections.abc import Sequence
from typing import Literal, Protocol

from models.errors import Unavailable
from models.footage.object_keys import escape_segment
from models.footage.originals import ObjectRef
from models.footage.stored_objects import ObjectHead, PartHead

# S3 takes parts of 5 MiB and more, and 10,000 of them: packages of up to 80 GB.
PART_BYTES = 8 << 20
CONTENT_TYPE = "application/zip"
_Bucket = Literal["highlights"]


class PackageStorage(Protocol):
    async def begin_multipart(
        self, bucket: _Bucket, key: str, content_type: str, /, *, part_checksums: bool = ...
    ) -> str: ...

    async def send_part(self, bucket: _Bucket, key: str, upload_id: str, number: int, body: bytes, /) -> PartHead: ...

    async def complete_multipart(
        self, bucket: _Bucket, key: str, upload_id: str, parts: Sequence[PartHead], /
    ) -> bool: ...

    async def abort_multipart(self, bucket: _Bucket, key: str, upload_id: str, /) -> None: ...

    async def abort_multiparts(self, bucket: _Bucket, prefix: str, /) -> int: ...

    async def delete_prefix(self, bucket: _Bucket, prefix: str, /) -> int: ...

    async def head(self, bucket: _Bucket, key: str, /) -> ObjectHead | None: ...


def package_folder(organization: str, package_id: object) -> str:
    """The folder of a package's object in the highlights bucket. It ends in a slash."""
    return f"{escape_segment(organization)}/evidence/{package_id}/"


class PackageObjects(Protocol):
    async def head(self, bucket: _Bucket, key: str, version: str | None, /) -> ObjectHead | None: ...


async def is_intact(objects: PackageObjects, stored: ObjectRef) -> bool:
    """Whether the object is the one that was stored. Raises Unavailable where it cannot be checked."""
    head = await objects.head("highlights", stored.key, stored.version)
    return head is not None and stored.etag in (None, head.etag)


class PackageUpload:
    """An upload that was begun. It keeps one part in memory."""

    def __init__(self, storage: PackageStorage, key: str, upload_id: str, part_bytes: int = PART_BYTES) -> None:
        self._storage = storage
        self._key, self._upload_id = key, upload_id
        self._part_bytes = part_bytes
        self._buffer = bytearray()
        self._parts: list[PartHead] = []

    async def write(self, data: bytes) -> None:
        """Take the next bytes. Raises Unavailable."""
        self._buffer += data
        while len(self._buffer) >= self._part_bytes:
            part = bytes(memoryview(self._buffer)[: self._part_bytes])
            del self._buffer[: self._part_bytes]
            await self._send(part)

    async def complete(self) -> ObjectRef:
        """Send what is left, and make the object of all parts. Raises Unavailable where the store lost the upload."""
        if self._buffer or not self._parts:
            await self._send(bytes(self._buffer))
            self._buffer.clear()
        await self._storage.complete_multipart("highlights", self._key, self._upload_id, self._parts)
        # It may have been completed although the answer was lost: what is there decides.
        head = await self._storage.head("highlights", self._key)
        if head is None:
            raise Unavailable(service="S3")
        return ObjectRef(self._key, head.etag, head.version)

    async def _send(self, part: bytes) -> None:
        number = len(self._parts) + 1
        self._parts.append(await self._storage.send_part("highlights", self._key, self._upload_id, number, part))
