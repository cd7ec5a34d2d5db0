"""Clips in lists."""

from datetime import datetime
from uuid import UUID

from models.rows.row import Row


class ClipRow(Row, total=False):
    """A row of `clip`, or those of its columns that a read asked for."""

    organization: str
    video_id: UUID
    start_seconds: float
    end_seconds: float
    object_key: str
    size_bytes: int
    checksum_sha256: str
    etag: str | None
    object_version: str | None
    made_by: str
    encoded: bool
    created_at: datetime
