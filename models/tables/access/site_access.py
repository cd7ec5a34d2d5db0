"""Grants of sites, and service tokens."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field

from models.tables.columns import (
    TableBase,
    id_column,
    optional_text_array_column,
    optional_text_column,
    optional_timestamp_column,
    text_column,
    timestamp_column,
)


class SiteGrant(TableBase, table=True):
    """The sites that a user may see at most, whatever the token says; null: every site."""

    __tablename__ = "site_grant"

    id: UUID = id_column()
    organization: str = text_column()
    user_id: str = text_column()
    sites: list[str] | None = optional_text_array_column()
    created_at: datetime = timestamp_column()
    created_by: str = text_column()


class ServiceToken(TableBase, table=True):
    """A token for a device. token_hash: its SHA-256; the token itself is not kept. sites: null: every site."""

    __tablename__ = "service_token"

    id: UUID = id_column()
    organization: str = text_column()
    name: str = text_column()
    role: str = text_column()
    sites: list[str] | None = optional_text_array_column()
    token_hash: bytes = Field(sa_type=LargeBinary)
    expires_at: datetime | None = optional_timestamp_column()
    last_used_at: datetime | None = optional_timestamp_column()
    created_at: datetime = timestamp_column()
    created_by: str = text_column()
    revoked_at: datetime | None = optional_timestamp_column()
    revoked_by: str | None = optional_text_column()
