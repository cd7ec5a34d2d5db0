"""Rows of events."""

from datetime import datetime
from typing import Any
from uuid import UUID

from models.rows.row import Row


class EventRow(Row, total=False):
    """A row of `event`, or those of its columns that a read asked for. similarity: cosine, of a search by likeness.

    Reads that join the event's video also return its columns, as video__name, video__camera, …
    """

    organization: str
    video_id: UUID
    type: str
    start_seconds: float
    end_seconds: float
    occurred_at: datetime | None
    frame_number: int
    bbox_x: int | None
    bbox_y: int | None
    bbox_width: int | None
    bbox_height: int | None
    location: str
    track_id: str | None
    gender: str
    gender_confidence: float | None
    age_group: str
    age: float | None
    emotion: str | None
    action: str | None
    interaction_target: str | None
    objects: list[str]
    description: str
    description_ko: str | None
    confidence: float
    attributes: dict[str, Any]
    keywords: list[str]
    source: str
    thumbnail_key: str | None
    clip_key: str | None
    created_at: datetime
    site: str | None
    visit_video_id: UUID | None
    began_seconds: float | None
    person_id: str | None
    continues: bool
    seen_seconds: float | None
    review_verdict: str | None
    review_comment: str | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    occurred_sort: datetime
    clock_sort: datetime
    similarity: float
