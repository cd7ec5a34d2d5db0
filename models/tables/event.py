"""Events, their vectors, and events that a newer analysis replaced."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import Computed, DateTime, Double, ForeignKey, Integer, Text, text
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
    text_array_column,
    text_column,
    timestamp_column,
)


class Event(TableBase, table=True):
    """Something that happened in a video, from start_seconds to end_seconds after its first frame.

    site: its video's, which the database fills in. visit_video_id: the earlier video in which the visit began, where
    the person has the same track id; null: it began here. began_seconds: where the event began in an earlier file
    (below 0). continues: whether that file has a piece of it. person_id: the person over all videos, as an import told.
    seen_seconds: how long of it something was really seen; null: its source does not tell. review_verdict: what a
    person said of it who looked, who and when; null: nobody did.
    """

    id: UUID = id_column()
    organization: str = text_column()
    video_id: UUID = foreign_key_column("video.id")
    type: str = text_column()
    start_seconds: float = Field(sa_type=Double)
    end_seconds: float = Field(sa_type=Double)
    occurred_at: datetime | None = optional_timestamp_column()
    frame_number: int = Field(sa_type=Integer)
    bbox_x: int | None = None
    bbox_y: int | None = None
    bbox_width: int | None = None
    bbox_height: int | None = None
    location: str = text_column("UNKNOWN")
    track_id: str | None = optional_text_column()
    gender: str = text_column("UNKNOWN")
    gender_confidence: float | None = Field(default=None, sa_type=Double)
    age_group: str = text_column("UNKNOWN")
    age: float | None = Field(default=None, sa_type=Double)
    emotion: str | None = optional_text_column()
    action: str | None = optional_text_column()
    interaction_target: str | None = optional_text_column()
    objects: list[str] = text_array_column()
    description: str = text_column()
    description_ko: str | None = optional_text_column()
    confidence: float = Field(sa_type=Double)
    attributes: dict[str, Any] = json_column("{}")
    keywords: list[str] = text_array_column()
    source: str = text_column()
    thumbnail_key: str | None = optional_text_column()
    clip_key: str | None = optional_text_column()
    created_at: datetime = timestamp_column()
    site: str | None = optional_text_column()
    visit_video_id: UUID | None = Field(default=None, nullable=True)
    began_seconds: float | None = Field(default=None, sa_type=Double)
    person_id: str | None = optional_text_column()
    continues: bool = Field(sa_column_kwargs={"server_default": text("false")})
    seen_seconds: float | None = Field(default=None, sa_type=Double)
    review_verdict: str | None = optional_text_column()
    review_comment: str | None = optional_text_column()
    reviewed_by: str | None = optional_text_column()
    reviewed_at: datetime | None = optional_timestamp_column()
    occurred_sort: datetime = sort_column("occurred_at", "'-infinity'", DateTime(timezone=True))
    clock_sort: datetime = sort_column("occurred_at", "to_timestamp(start_seconds)", DateTime(timezone=True))


class EventEmbedding(TableBase, table=True):
    """An event's vector, by its model: only vectors of one model and one length are compared.

    dimensions: the vector's length, computed by the database. archived: its video is not HOT, so it is in no index.
    """

    __tablename__ = "event_embedding"

    event_id: UUID = Field(primary_key=True, sa_column_args=[ForeignKey("event.id", ondelete="CASCADE")])
    model_id: str = Field(primary_key=True, sa_type=Text)
    organization: str = text_column()
    video_id: UUID = foreign_key_column("video.id")
    embedding: list[float] = Field(sa_type=HALFVEC)
    site: str | None = optional_text_column()
    archived: bool = Field(sa_column_kwargs={"server_default": text("false")})
    dimensions: int | None = Field(
        default=None, primary_key=True, sa_type=Integer, sa_column_args=[Computed("vector_dims(embedding)")]
    )


class ChangedEvent(TableBase, table=True):
    """An event whose text was changed, until it has a vector of the new one."""

    __tablename__ = "changed_event"

    event_id: UUID = Field(primary_key=True, sa_column_args=[ForeignKey("event.id", ondelete="CASCADE")])
    organization: str = text_column()


class SupersededEvent(TableBase, table=True):
    """An event that a newer analysis replaced: in no list, but found by its id. told: its former row as JSON."""

    __tablename__ = "superseded_event"

    id: UUID = Field(primary_key=True)
    organization: str = text_column()
    video_id: UUID = foreign_key_column("video.id")
    told: dict[str, Any] = Field(sa_type=JSONB)
    superseded_at: datetime = timestamp_column()
