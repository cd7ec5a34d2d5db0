"""An upload between its announcement and its confirmation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class UploadTerms:
    """What an upload was announced to be, as its token carries it. checksum_sha256 is hexadecimal.

    upload_id and part_size_bytes are those of an upload in parts, and null for one that is sent at once. With
    part_checksums, S3 takes a part only with its SHA-256.
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
class ReportedPart:
    """A part as the client says that it sent it. checksum_sha256 as it was given."""

    number: int
    etag: str
    checksum_sha256: str | None = None
