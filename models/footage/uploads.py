"""Uploads that were announced and are not confirmed yet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UploadTerms:
    """The announced properties of an upload, as its token contains them. checksum_sha256 is hexadecimal.

    upload_id and part_size_bytes are null for an upload in one piece. With part_checksums, S3 accepts a part only with
    its SHA-256.
    """

    organization: str
    video_id: UUID
    key: str
    size_bytes: int
    content_type: str
    checksum_sha256: str | None
    expires_at: datetime
    upload_id: str | None = None
    part_size_bytes: int | None = None
    part_checksums: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncedPart:
    """A part that a client will send. checksum_sha256 is hexadecimal, null where none was announced."""

    number: int
    size_bytes: int
    checksum_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class ReportedPart:
    """A part that a client says it has sent. checksum_sha256 is as the client wrote it."""

    number: int
    etag: str
    checksum_sha256: str | None = None
