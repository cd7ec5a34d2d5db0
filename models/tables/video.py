"""Videos, uploads that are not confirmed yet, and pictures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Double, ForeignKey, Text, text
from sqlmodel import Field

from models.tables.columns import (
    TableBase,
    float_array_column,
    foreign_key_column,
    id_column,
    json_column,
    optional_text_column,
    optional_timestamp_column,
    sort_column,
    text_array_column,
    text_column,
    timestamp_column,
)


class Video(TableBase, table=True):
    """An upload and the footage it became.

    clock: of vision.media.clock, null until the file was inspected. jumps: see models.footage.clock_jumps.
    gaps: [start, end, reason] in seconds, null until it was analyzed; missing_seconds: their sum. other_tracks: video
    tracks that are not analyzed. camera: its camera's name. site: where it was recorded. camera_change: the camera's
    latest change that the row has followed. clock_offset_seconds: what recorded_at has of the camera's clock offset;
    null: recorded_at was set by hand. recorded_offset_seconds: the UTC offset that it was given with, if it was given.
    looking: how a vision model looked at it, null: not at all. examined: types of events that need a setting and were
    looked for, or that a model could have told wherever something happened; partly_examined: in a part of that. See
    domain.looking.totals. analysis_version: the number of the analysis that its events are from, null: of none.
    play_obstacles: why browsers do not play the original, [kind, detail] each; null: not known. storyboard: see
    models.media.storyboards. tracks_kept: whether the latest analysis kept where people were. uploaded_by: the user who
    requested its upload; null: not known.
    held_until: the end of the last of its legal holds, see datasources/postgres/sql/holds.sql. retention_days: those
    that expires_at follows from, null: not computed yet. expiry_warned_at: when its expiry was announced. tier: see
    models.keeping.tiers. tier_changed_at: null while it is where it was stored first. restore: a restoration that goes
    on, {days, at, percent, tries}. restored_until: until when a copy of an archived original is there.
    """

    id: UUID = id_column()
    organization: str = text_column()
    name: str = text_column()
    original_filename: str = text_column()
    description: str | None = optional_text_column()
    camera: str | None = optional_text_column()
    camera_id: UUID | None = foreign_key_column("camera.id", nullable=True, on_delete="RESTRICT")
    site: str | None = optional_text_column()
    camera_change: UUID | None = Field(default=None, nullable=True)
    timezone: str = text_column("UTC")
    zones: list[dict[str, Any]] = json_column("[]")
    recorded_at: datetime | None = optional_timestamp_column()
    clock_offset_seconds: float | None = Field(
        default=0, sa_type=Double, nullable=True, sa_column_kwargs={"server_default": text("0")}
    )
    recorded_offset_seconds: int | None = None
    created_at: datetime = timestamp_column()
    updated_at: datetime = timestamp_column()
    content_type: str = text_column()
    size_bytes: int = Field(sa_type=BigInteger)
    checksum_sha256: str | None = optional_text_column()
    duration_seconds: float | None = Field(default=None, sa_type=Double)
    frame_rate: float | None = Field(default=None, sa_type=Double)
    width: int | None = None
    height: int | None = None
    codec: str | None = optional_text_column()
    status: str = text_column("UPLOADING")
    failure_code: str | None = optional_text_column()
    failure_values: dict[str, Any] | None = json_column()
    tier: str = text_column("HOT")
    tier_changed_at: datetime | None = optional_timestamp_column()
    restore: dict[str, Any] | None = json_column()
    restored_until: datetime | None = optional_timestamp_column()
    held_until: datetime | None = optional_timestamp_column()
    expires_at: datetime | None = optional_timestamp_column()
    retention_days: int | None = None
    expiry_warned_at: datetime | None = optional_timestamp_column()
    object_key: str = text_column()
    etag: str | None = optional_text_column()
    object_version: str | None = optional_text_column()
    original_fault: str | None = optional_text_column()
    thumbnail_key: str | None = optional_text_column()
    clock: dict[str, Any] | None = json_column()
    jumps: list[float | None] = float_array_column()
    gaps: list[list[Any]] | None = json_column()
    missing_seconds: float = Field(sa_type=Double, sa_column_kwargs={"server_default": text("0")})
    other_tracks: list[str] = text_array_column()
    summary_status: str = text_column("NONE")
    summary: dict[str, Any] | None = json_column()
    summary_draft: dict[str, Any] | None = json_column()
    looking: dict[str, Any] | None = json_column()
    examined: list[str] = text_array_column()
    partly_examined: list[str] = text_array_column()
    analysis_version: int | None = None
    play_obstacles: list[list[str]] | None = json_column()
    storyboard: dict[str, Any] | None = json_column()
    tracks_kept: bool = Field(sa_column_kwargs={"server_default": text("false")})
    uploaded_by: str | None = optional_text_column()
    recorded_sort: datetime = sort_column("recorded_at", "'-infinity'", DateTime(timezone=True))
    duration_sort: float = sort_column("duration_seconds", "-1", Double)


class Upload(TableBase, table=True):
    """An upload that is not confirmed yet. After expires_at, what was sent of it is deleted."""

    video_id: UUID = Field(primary_key=True, sa_column_args=[ForeignKey("video.id", ondelete="CASCADE")])
    organization: str = text_column()
    allow_duplicate: bool = Field(sa_column_kwargs={"server_default": text("false")})
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))


class Picture(TableBase, table=True):
    """A picture of a video or an event, by its object in the thumbnails bucket. fault: of the last check."""

    organization: str = Field(sa_type=Text, primary_key=True)
    object_key: str = Field(sa_type=Text, primary_key=True)
    video_id: UUID = foreign_key_column("video.id")
    etag: str = text_column()
    fault: str | None = optional_text_column()
