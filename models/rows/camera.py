"""Rows of cameras."""

from datetime import datetime
from typing import Any
from uuid import UUID

from models.rows.row import Row


class CameraRow(Row, total=False):
    """A row of `camera`, or those of its columns that a read asked for."""

    organization: str
    name: str
    site: str | None
    timezone: str
    clock_offset_seconds: float
    zones: list[dict[str, Any]]
    expected_hours: list[dict[str, Any]]
    loitering_seconds: float | None
    retention_days: int | None
    last_footage_at: datetime | None
    last_change: UUID | None
    created_at: datetime
    updated_at: datetime
    deletion: dict[str, Any] | None
    footage_sort: datetime
    site_sort: str
