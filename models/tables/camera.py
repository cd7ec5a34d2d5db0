"""Cameras, and corrections that their footage follows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Double, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.tables.columns import (
    TableBase,
    foreign_key_column,
    id_column,
    json_column,
    optional_text_column,
    optional_timestamp_column,
    sort_column,
    text_column,
    timestamp_column,
)


class Camera(TableBase, table=True):
    """A camera: where it hangs, how its clock is off, and what its zones and hours mean.

    clock_offset_seconds: added to the times that it stamps. last_footage_at: the end of its latest recording.
    last_change: the newest of its camera_change rows. deletion: who ordered that it be deleted with its footage.
    """

    id: UUID = id_column()
    organization: str = text_column()
    name: str = text_column()
    site: str | None = optional_text_column()
    timezone: str = text_column("UTC")
    clock_offset_seconds: float = Field(default=0, sa_type=Double, sa_column_kwargs={"server_default": "0"})
    zones: list[dict[str, Any]] = json_column("[]")
    expected_hours: list[dict[str, Any]] = json_column("[]")
    loitering_seconds: float | None = Field(default=None, sa_type=Double)
    retention_days: int | None = None
    last_footage_at: datetime | None = optional_timestamp_column()
    last_change: UUID | None = Field(default=None, nullable=True)
    created_at: datetime = timestamp_column()
    updated_at: datetime = timestamp_column()
    deletion: dict[str, Any] | None = json_column()
    footage_sort: datetime = sort_column("last_footage_at", "'-infinity'", DateTime(timezone=True))
    site_sort: str = sort_column("site", "''", Text)


class CameraChange(TableBase, table=True):
    """A correction of a camera that its existing footage has to follow.

    change: see models.footage.cameras. videos: how many have followed it; moved: of how many it moved the times, by
    least_seconds to most_seconds. finished_at: when none was left.
    """

    __tablename__ = "camera_change"

    id: UUID = id_column()
    organization: str = text_column()
    camera_id: UUID = foreign_key_column("camera.id")
    change: dict[str, Any] = Field(sa_type=JSONB)
    user_id: str = text_column()
    request_id: str = text_column()
    created_at: datetime = timestamp_column()
    videos: int = Field(sa_column_kwargs={"server_default": "0"})
    moved: int = Field(sa_column_kwargs={"server_default": "0"})
    least_seconds: float | None = Field(default=None, sa_type=Double)
    most_seconds: float | None = Field(default=None, sa_type=Double)
    finished_at: datetime | None = optional_timestamp_column()
