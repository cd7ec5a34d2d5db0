"""Rows of videos."""

from datetime import datetime
from typing import Any
from uuid import UUID

from models.rows.row import Row


class VideoRow(Row, total=False):
    """A row of `video`, or those of its columns that a read asked for."""

    organization: str
    name: str
    original_filename: str
    description: str | None
    camera: str | None
    camera_id: UUID | None
    site: str | None
    camera_change: UUID | None
    timezone: str
    zones: list[dict[str, Any]]
    recorded_at: datetime | None
    clock_offset_seconds: float | None
    recorded_offset_seconds: int | None
    created_at: datetime
    updated_at: datetime
    content_type: str
    size_bytes: int
    checksum_sha256: str | None
    duration_seconds: float | None
    frame_rate: float | None
    width: int | None
    height: int | None
    codec: str | None
    status: str
    failure_code: str | None
    failure_values: dict[str, Any] | None
    tier: str
    tier_changed_at: datetime | None
    restore: dict[str, Any] | None
    restored_until: datetime | None
    held_until: datetime | None
    expires_at: datetime | None
    retention_days: int | None
    expiry_warned_at: datetime | None
    object_key: str
    etag: str | None
    object_version: str | None
    original_fault: str | None
    thumbnail_key: str | None
    clock: dict[str, Any] | None
    jumps: list[float | None]
    gaps: list[list[Any]] | None
    missing_seconds: float
    other_tracks: list[str]
    summary_status: str
    summary: dict[str, Any] | None
    summary_draft: dict[str, Any] | None
    looking: dict[str, Any] | None
    examined: list[str]
    partly_examined: list[str]
    analysis_version: int | None
    play_obstacles: list[list[str]] | None
    storyboard: dict[str, Any] | None
    tracks_kept: bool
    uploaded_by: str | None
    recorded_sort: datetime
    duration_sort: float
