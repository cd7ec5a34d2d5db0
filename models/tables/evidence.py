"""Evidence packages, to whom they were disclosed, and links to them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, Integer, LargeBinary, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Field

from models.tables.columns import (
    TableBase,
    foreign_key_column,
    id_column,
    json_column,
    optional_text_array_column,
    optional_text_column,
    optional_timestamp_column,
    text_column,
    timestamp_column,
)


class EvidencePackage(TableBase, table=True):
    """A package: what was ordered, and its object in the highlights bucket once it is complete.

    sites: of its videos; whoever may see all of them sees the package; null: whoever may see every site. video_ids:
    its videos, which may be gone by now. ordered: see models.evidence.order. upload_id: of the upload that is being
    sent. key_id: of the key that signed it.
    """

    __tablename__ = "evidence_package"

    id: UUID = id_column()
    organization: str = text_column()
    sites: list[str] | None = optional_text_array_column()
    user_id: str = text_column()
    job_id: UUID | None = foreign_key_column("job.id", nullable=True, on_delete="SET NULL")
    video_ids: list[UUID] = Field(
        sa_type=ARRAY(PG_UUID(as_uuid=True)), sa_column_kwargs={"server_default": text("'{}'")}
    )
    ordered: dict[str, Any] = json_column("{}")
    object_key: str | None = optional_text_column()
    upload_id: str | None = optional_text_column()
    etag: str | None = optional_text_column()
    object_version: str | None = optional_text_column()
    size_bytes: int | None = Field(default=None, sa_type=BigInteger)
    checksum_sha256: str | None = optional_text_column()
    key_id: str | None = optional_text_column()
    created_at: datetime = timestamp_column()
    completed_at: datetime | None = optional_timestamp_column()


class Disclosure(TableBase, table=True):
    """To whom a package was given, for what, and on whose request. Rows are never changed or deleted."""

    id: UUID = id_column()
    organization: str = text_column()
    package_id: UUID = foreign_key_column("evidence_package.id", on_delete="RESTRICT")
    recipient: str = text_column()
    purpose: str = text_column()
    requested_at: datetime | None = optional_timestamp_column()
    legal_basis: str | None = optional_text_column()
    masked: str | None = optional_text_column()
    user_id: str = text_column()
    at: datetime = timestamp_column()


class EvidenceShare(TableBase, table=True):
    """A link to a package. Only the hash of its token is kept.

    failed_attempts: wrong passwords since the last right one, or since it was locked.
    """

    __tablename__ = "evidence_share"

    id: UUID = id_column()
    organization: str = text_column()
    package_id: UUID = foreign_key_column("evidence_package.id", on_delete="RESTRICT")
    token_hash: bytes = Field(sa_type=LargeBinary)
    password_hash: str | None = optional_text_column()
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))
    revoked_at: datetime | None = optional_timestamp_column()
    revoked_by: str | None = optional_text_column()
    opened_count: int = Field(sa_type=Integer, sa_column_kwargs={"server_default": text("0")})
    failed_attempts: int = Field(sa_type=Integer, sa_column_kwargs={"server_default": text("0")})
    locked_until: datetime | None = optional_timestamp_column()
    user_id: str = text_column()
    created_at: datetime = timestamp_column()
