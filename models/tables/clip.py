"""Clips."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Double, text
from sqlmodel import Field

from models.tables.columns import (
    TableBase,
    foreign_key_column,
    id_column,
    json_column,
    optional_text_column,
    text_column,
    timestamp_column,
)


class Clip(TableBase, table=True):
    """A clip: the range that was requested, the range that it shows, and its object in the highlights bucket."""

    id: UUID = id_column()
    organization: str = text_column()
    video_id: UUID = foreign_key_column("video.id")
    asked_start: float = Field(sa_type=Double)
    asked_end: float = Field(sa_type=Double)
    exact: bool
    start_seconds: float = Field(sa_type=Double)
    end_seconds: float = Field(sa_type=Double)
    object_key: str = text_column()
    size_bytes: int = Field(sa_type=BigInteger)
    checksum_sha256: str = text_column()
    etag: str | None = optional_text_column()
    object_version: str | None = optional_text_column()
    made_by: str = text_column("clip/1")
    encoded: bool = Field(sa_column_kwargs={"server_default": text("false")})
    reasons: list[list[str]] = json_column("[]")
    omitted: list[list[str]] = json_column("[]")
    created_at: datetime = timestamp_column()
