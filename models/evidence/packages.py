"""A package that was made, and a link to one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.footage.originals import ObjectRef


@dataclass(frozen=True, slots=True)
class StoredPackage:
    """A finished package: its object in the highlights bucket, its SHA-256 (hexadecimal), and who signed it."""

    stored: ObjectRef
    size_bytes: int
    checksum_sha256: str
    key_id: str


@dataclass(frozen=True, slots=True)
class AbandonedUpload:
    """An upload of a package that was given up while it was sent."""

    package_id: UUID
    organization: str
    object_key: str
    upload_id: str


@dataclass(frozen=True, slots=True)
class OpenableShare:
    """A link to a package, as an outsider's token finds it. password_hash: None where it needs no password."""

    id: UUID
    organization: str
    package_id: UUID
    language: str
    expires_at: datetime
    password_hash: str | None
    locked_until: datetime | None
    object_key: str
    etag: str | None
    object_version: str | None
    size_bytes: int
    checksum_sha256: str
    key_id: str
    created_at: datetime
