"""What shows footage and plays it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Integer, Text
from sqlmodel import Field

from models.tables.columns import TableBase, optional_text_column, text_column, timestamp_column


class RenditionRow(TableBase, table=True):
    """What browsers play of a video whose original they do not: an object in the highlights bucket.

    encoded: the pictures were encoded again. made_by: which code made it, and whether with sound.
    """

    __tablename__ = "rendition"

    video_id: UUID = Field(primary_key=True, sa_column_args=[ForeignKey("video.id", ondelete="CASCADE")])
    organization: str = text_column()
    object_key: str = text_column()
    etag: str | None = optional_text_column()
    object_version: str | None = optional_text_column()
    size_bytes: int = Field(sa_type=BigInteger)
    checksum_sha256: str = text_column()
    made_by: str = text_column()
    encoded: bool
    created_at: datetime = timestamp_column()


class TrackRow(TableBase, table=True):
    """Where a person was: boxes has x, y, width, height in pixels of the upright frame for each of the milliseconds."""

    __tablename__ = "track"

    video_id: UUID = Field(primary_key=True, sa_column_args=[ForeignKey("video.id", ondelete="CASCADE")])
    track_id: str = Field(sa_type=Text, primary_key=True)
    organization: str = text_column()
    milliseconds: list[int] = Field(sa_type=ARRAY(Integer))
    boxes: list[int] = Field(sa_type=ARRAY(Integer))
