"""How long footage is kept: legal holds, and the rules by which it expires."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from models.tables.columns import (
    TableBase,
    foreign_key_column,
    id_column,
    optional_text_column,
    optional_timestamp_column,
    text_column,
    timestamp_column,
)


class LegalHoldRow(TableBase, table=True):
    """A reason not to delete a video. until: null for no end. It is in force until then, or until it is released."""

    __tablename__ = "legal_hold"

    id: UUID = id_column()
    organization: str = text_column()
    video_id: UUID = foreign_key_column("video.id")
    reason: str = text_column()
    set_by: str = text_column()
    set_at: datetime = timestamp_column()
    until: datetime | None = optional_timestamp_column()
    released_by: str | None = optional_text_column()
    released_at: datetime | None = optional_timestamp_column()
    release_reason: str | None = optional_text_column()


class RetentionRule(TableBase, table=True):
    """For how many days an organization keeps footage; 0: for good. The organization "" stands for the setting."""

    __tablename__ = "retention_rule"

    organization: str = Field(sa_type=Text, primary_key=True)
    days: int
    set_by: str = text_column()
    set_at: datetime = timestamp_column()
