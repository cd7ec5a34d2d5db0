"""What an object store says of objects and of the parts of unfinished uploads."""

from dataclasses import dataclass
from typing import Literal

Bucket = Literal["storage", "thumbnails", "highlights"]


@dataclass(frozen=True, slots=True)
class ObjectHead:
    """What the store says of an object. etag without quotation marks; checksums are hexadecimal.

    checksum_sha256 is null where none was sent with the upload. composite_sha256 is the SHA-256 of the SHA-256s of its
    parts, null where they were sent without. version is null where the bucket keeps no versions.
    """

    size_bytes: int
    content_type: str | None
    etag: str
    checksum_sha256: str | None
    composite_sha256: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class ListedObject:
    """An object in a list. etag without quotation marks; a list does not tell versions."""

    key: str
    etag: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class PartHead:
    """A part of an unfinished upload. etag without quotation marks.

    checksum_sha256 is hexadecimal; null where none was sent with it, or where the store does not tell (SeaweedFS).
    """

    number: int
    etag: str
    size_bytes: int
    checksum_sha256: str | None = None
