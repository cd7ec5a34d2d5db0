"""What an object store says of objects and of the parts of unfinished uploads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Bucket = Literal["storage", "thumbnails", "highlights"]
# S3's classes whose objects have to be restored before they can be read.
ARCHIVE_CLASSES = frozenset({"GLACIER", "DEEP_ARCHIVE"})


@dataclass(frozen=True, slots=True)
class ObjectHead:
    """What the store says of an object. etag without quotation marks; checksums are hexadecimal.

    checksum_sha256 is null where none was sent with the upload. composite_sha256 is the SHA-256 of the SHA-256s of its
    parts, null where they were sent without. version is null where the bucket keeps no versions. storage_class is as S3
    names it. is_restoring: a copy of an archived object is being made; restored_until: there is one until then.
    """

    size_bytes: int
    content_type: str | None
    etag: str
    checksum_sha256: str | None
    composite_sha256: str | None = None
    version: str | None = None
    storage_class: str = "STANDARD"
    is_restoring: bool = False
    restored_until: datetime | None = None

    @property
    def is_archived(self) -> bool:
        """Whether it cannot be read now: it is archived, and no copy was restored."""
        return self.storage_class in ARCHIVE_CLASSES and self.restored_until is None


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


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """A state of an object that a bucket keeps. version: "null" where it was stored while the bucket kept none.

    is_latest: it is what a reader of the key gets. is_marker: it says that the object was deleted, and has no content.
    storage_class: as S3 names it, such as STANDARD_IA.
    """

    key: str
    version: str
    etag: str
    size_bytes: int
    modified_at: datetime
    storage_class: str
    is_latest: bool
    is_marker: bool


@dataclass(frozen=True, slots=True)
class DeletedObjects:
    """How many objects went, and how many more states of them: former versions, and markers of deletions."""

    objects: int = 0
    versions: int = 0

    def __add__(self, other: "DeletedObjects") -> "DeletedObjects":
        return DeletedObjects(self.objects + other.objects, self.versions + other.versions)
