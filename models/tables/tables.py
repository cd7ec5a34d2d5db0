"""The tables. Columns are named as the contract's fields, in snake_case; every row belongs to one organization.

The migrations create what stands here, plus what SQLModel cannot say: roles, grants, row-level security, indexes.
A test compares both.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, Computed, DateTime, Double, ForeignKey, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.access.revocations import TokenRevocation as TokenRevocation
from models.access.spending import AnalysisSpending as AnalysisSpending
from models.access.spending import ClipSpending as ClipSpending
from models.access.spending import ModelSpending as ModelSpending
from models.footage.pictures import Picture as Picture
from models.tables.columns import TableBase as _Table
from models.tables.columns import float_array_column as _numbers
from models.tables.columns import foreign_key_column as _reference
from models.tables.columns import id_column as _id
from models.tables.columns import json_column as _json
from models.tables.columns import optional_text_column as _maybe_text
from models.tables.columns import optional_timestamp_column as _moment
from models.tables.columns import sort_column as _sorted
from models.tables.columns import text_array_column as _texts
from models.tables.columns import text_column as _text
from models.tables.columns import timestamp_column as _now


class Video(_Table, table=True):
    """An upload and the footage it became.

    clock is vision.media.clock's, null until the file was looked into. jumps: see models.footage.clock_jumps. gaps: [start, end, reason]
    in seconds, null until it was analyzed; missing_seconds: their sum. other_tracks: pictures that are not looked at.
    """

    id: UUID = _id()
    organization: str = _text()
    name: str = _text()
    original_filename: str = _text()
    description: str | None = _maybe_text()
    camera: str | None = _maybe_text()
    timezone: str = _text("UTC")
    zones: list[dict[str, Any]] = _json("[]")
    recorded_at: datetime | None = _moment()
    created_at: datetime = _now()
    updated_at: datetime = _now()
    content_type: str = _text()
    size_bytes: int = Field(sa_type=BigInteger)
    checksum_sha256: str | None = _maybe_text()
    duration_seconds: float | None = Field(default=None, sa_type=Double)
    frame_rate: float | None = Field(default=None, sa_type=Double)
    width: int | None = None
    height: int | None = None
    codec: str | None = _maybe_text()
    status: str = _text("UPLOADING")
    failure_code: str | None = _maybe_text()
    failure_values: dict[str, Any] | None = _json()
    tier: str = _text("HOT")
    legal_hold: bool = Field(sa_column_kwargs={"server_default": text("false")})
    expires_at: datetime | None = _moment()
    object_key: str = _text()
    etag: str | None = _maybe_text()
    object_version: str | None = _maybe_text()
    original_fault: str | None = _maybe_text()
    thumbnail_key: str | None = _maybe_text()
    clock: dict[str, Any] | None = _json()
    jumps: list[float | None] = _numbers()
    gaps: list[list[Any]] | None = _json()
    missing_seconds: float = Field(sa_type=Double, sa_column_kwargs={"server_default": text("0")})
    other_tracks: list[str] = _texts()
    summary_status: str = _text("NONE")
    summary: dict[str, Any] | None = _json()
    summary_draft: dict[str, Any] | None = _json()
    recorded_sort: datetime = _sorted("recorded_at", "'-infinity'", DateTime(timezone=True))
    duration_sort: float = _sorted("duration_seconds", "-1", Double)


class Upload(_Table, table=True):
    """An upload that is not confirmed yet; past its end, what was sent of it is dropped."""

    video_id: UUID = Field(primary_key=True, sa_column_args=[ForeignKey("video.id", ondelete="CASCADE")])
    organization: str = _text()
    allow_duplicate: bool = Field(sa_column_kwargs={"server_default": text("false")})
    expires_at: datetime = Field(sa_type=DateTime(timezone=True))


class Clip(_Table, table=True):
    """A clip that was cut: the range asked for, what it shows, and where it stands in the highlights bucket."""

    id: UUID = _id()
    organization: str = _text()
    video_id: UUID = _reference("video.id")
    asked_start: float = Field(sa_type=Double)
    asked_end: float = Field(sa_type=Double)
    exact: bool
    start_seconds: float = Field(sa_type=Double)
    end_seconds: float = Field(sa_type=Double)
    object_key: str = _text()
    size_bytes: int = Field(sa_type=BigInteger)
    checksum_sha256: str = _text()
    etag: str | None = _maybe_text()
    object_version: str | None = _maybe_text()
    made_by: str = _text("clip/1")
    encoded: bool = Field(sa_column_kwargs={"server_default": text("false")})
    reasons: list[list[str]] = _json("[]")
    omitted: list[list[str]] = _json("[]")
    created_at: datetime = _now()


class Event(_Table, table=True):
    """Something that happened in a video, from start_seconds to end_seconds after its first frame."""

    id: UUID = _id()
    organization: str = _text()
    video_id: UUID = _reference("video.id")
    type: str = _text()
    start_seconds: float = Field(sa_type=Double)
    end_seconds: float = Field(sa_type=Double)
    occurred_at: datetime | None = _moment()
    frame_number: int = Field(sa_type=Integer)
    bbox_x: int | None = None
    bbox_y: int | None = None
    bbox_width: int | None = None
    bbox_height: int | None = None
    location: str = _text("UNKNOWN")
    track_id: str | None = _maybe_text()
    gender: str = _text("UNKNOWN")
    gender_confidence: float | None = Field(default=None, sa_type=Double)
    age_group: str = _text("UNKNOWN")
    age: float | None = Field(default=None, sa_type=Double)
    emotion: str | None = _maybe_text()
    action: str | None = _maybe_text()
    interaction_target: str | None = _maybe_text()
    objects: list[str] = _texts()
    description: str = _text()
    description_ko: str | None = _maybe_text()
    confidence: float = Field(sa_type=Double)
    attributes: dict[str, Any] = _json("{}")
    keywords: list[str] = _texts()
    source: str = _text()
    thumbnail_key: str | None = _maybe_text()
    clip_key: str | None = _maybe_text()
    created_at: datetime = _now()
    occurred_sort: datetime = _sorted("occurred_at", "'-infinity'", DateTime(timezone=True))


class EventEmbedding(_Table, table=True):
    """An event's vector, by the model that made it: only vectors of one model and one length are ever compared.

    dimensions is the vector's length, kept by the database itself.
    """

    __tablename__ = "event_embedding"

    event_id: UUID = Field(primary_key=True, sa_column_args=[ForeignKey("event.id", ondelete="CASCADE")])
    model_id: str = Field(primary_key=True, sa_type=Text)
    organization: str = _text()
    video_id: UUID = _reference("video.id")
    embedding: list[float] = Field(sa_type=HALFVEC)
    dimensions: int | None = Field(
        default=None, primary_key=True, sa_type=Integer, sa_column_args=[Computed("vector_dims(embedding)")]
    )


class SupersededEvent(_Table, table=True):
    """An event that a newer analysis replaced: in no list, but there for what names it. told is its row as it was."""

    __tablename__ = "superseded_event"

    id: UUID = Field(primary_key=True)
    organization: str = _text()
    video_id: UUID = _reference("video.id")
    told: dict[str, Any] = Field(sa_type=JSONB)
    superseded_at: datetime = _now()


class PromptSession(_Table, table=True):
    """A conversation: about one video, or about everything where video_id is null."""

    __tablename__ = "prompt_session"

    id: UUID = _id()
    organization: str = _text()
    user_id: str = _text()
    video_id: UUID | None = _reference("video.id", nullable=True)
    number: int = Field(sa_type=Integer)
    title: str = _text()
    status: str = _text("ACTIVE")
    main_event_id: UUID | None = Field(default=None, nullable=True)
    created_at: datetime = _now()
    updated_at: datetime = _now()
    last_prompt_at: datetime | None = _moment()


class PromptHistory(_Table, table=True):
    """A question and its answer. citations, coverage, usage and timings are stored as they were told."""

    __tablename__ = "prompt_history"

    id: UUID = _id()
    organization: str = _text()
    session_id: UUID = _reference("prompt_session.id")
    sequence_number: int = Field(sa_type=Integer)
    kind: str = _text("PROMPT")
    status: str = _text("QUEUED")
    prompt: str = _text()
    response: str | None = _maybe_text()
    language: str = _text()
    timezone: str | None = _maybe_text()
    interpretation: str | None = _maybe_text()
    methods: list[str] = _texts()
    generated_sql: str | None = _maybe_text()
    result_table: dict[str, Any] | None = _json()
    plan: dict[str, Any] | None = _json()
    citations: list[dict[str, Any]] = _json("[]")
    coverage: dict[str, Any] | None = _json()
    degraded: list[str] = _texts()
    usage: dict[str, Any] | None = _json()
    timings: list[dict[str, Any]] = _json("[]")
    prompts_version: str | None = _maybe_text()
    rating: str | None = _maybe_text()
    rating_comment: str | None = _maybe_text()
    error_code: str | None = _maybe_text()
    error_values: dict[str, Any] | None = _json()
    created_at: datetime = _now()
    completed_at: datetime | None = _moment()


class Job(_Table, table=True):
    """Work to be done once. SQS only wakes a worker; this row is the truth.

    A worker holds a job while lease_until lies ahead and lease_owner is the name of its hold. `stage` and `percent` are
    the last progress told; claimed_at is when it was taken last; chunks are the keys of what an analysis has stored so
    far, and skipped_seconds how much of the footage could not be decoded; error_code is the reason of the last try that
    failed, also of a job that waits for another.
    """

    id: UUID = _id()
    organization: str = _text()
    kind: str = _text()
    video_id: UUID | None = _reference("video.id", nullable=True)
    history_id: UUID | None = _reference("prompt_history.id", nullable=True)
    pipeline_version: str = _text()
    status: str = _text("QUEUED")
    stage: str = _text("QUEUED")
    percent: int = Field(sa_column_kwargs={"server_default": text("0")})
    attempt: int = Field(sa_column_kwargs={"server_default": text("0")})
    lease_owner: str | None = _maybe_text()
    lease_until: datetime | None = _moment()
    run_after: datetime = _now()
    claimed_at: datetime | None = _moment()
    sent_at: datetime | None = _moment()
    payload: dict[str, Any] = _json("{}")
    usage: dict[str, Any] | None = _json()
    chunks: list[str] = _texts()
    skipped_seconds: float = Field(sa_type=Double, sa_column_kwargs={"server_default": text("0")})
    error_code: str | None = _maybe_text()
    error_values: dict[str, Any] | None = _json()
    created_at: datetime = _now()
    started_at: datetime | None = _moment()
    finished_at: datetime | None = _moment()


class Progress(_Table, table=True):
    """One step told to subscribers. (kind, subject_id, sequence) is gapless and grows by one."""

    kind: str = Field(primary_key=True, sa_type=Text)
    subject_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    organization: str = _text()
    status: str = _text()
    stage: str = _text()
    percent: int = Field(sa_column_kwargs={"server_default": text("0")})
    payload: dict[str, Any] = _json("{}")
    terminal: bool = Field(sa_column_kwargs={"server_default": text("false")})
    created_at: datetime = _now()


class AuditEntry(_Table, table=True):
    """Who did what to which thing. The application may add rows and read them, never change or delete one.

    target_kind and target_id name the thing without a reference: the entry outlives it.
    """

    __tablename__ = "audit_entry"

    id: UUID = _id()
    organization: str = _text()
    at: datetime = _now()
    user_id: str = _text()
    action: str = _text()
    target_kind: str | None = _maybe_text()
    target_id: UUID | None = Field(default=None, nullable=True)
    details: dict[str, Any] = _json("{}")
    request_id: str = _text()
