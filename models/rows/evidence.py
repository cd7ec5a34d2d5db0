"""Rows of evidence packages, of their disclosures and of links to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from models.rows.row import Row


class EvidencePackageRow(Row, total=False):
    """A row of `evidence_package`, with the state of its job.

    status, percent, error: see EvidenceStatus; error is {code, values}.
    """

    organization: str
    sites: list[str] | None
    user_id: str
    job_id: UUID | None
    video_ids: list[UUID]
    ordered: dict[str, Any]
    object_key: str | None
    upload_id: str | None
    etag: str | None
    object_version: str | None
    size_bytes: int | None
    checksum_sha256: str | None
    key_id: str | None
    created_at: datetime
    completed_at: datetime | None
    status: str
    percent: int
    error: dict[str, Any] | None


class DisclosureRow(Row, total=False):
    """A row of `disclosure`."""

    organization: str
    package_id: UUID
    recipient: str
    purpose: str
    requested_at: datetime | None
    legal_basis: str | None
    masked: str | None
    user_id: str
    at: datetime


class ShareRow(Row, total=False):
    """A row of `evidence_share`."""

    organization: str
    package_id: UUID
    token_hash: bytes
    password_hash: str | None
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None
    opened_count: int
    failed_attempts: int
    locked_until: datetime | None
    user_id: str
    created_at: datetime
