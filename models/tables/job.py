"""Jobs and their progress."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Double, Integer, Text, text
from sqlmodel import Field

from models.tables.columns import (
    TableBase,
    foreign_key_column,
    id_column,
    json_column,
    optional_text_array_column,
    optional_text_column,
    optional_timestamp_column,
    text_array_column,
    text_column,
    timestamp_column,
)


class Job(TableBase, table=True):
    """A job, which runs once. SQS only wakes a worker; this row is the truth.

    A worker holds a job while lease_until is in the future and lease_owner names its claim. stage, percent: the last
    progress. claimed_at: when it was claimed last. chunks: keys of what an analysis has stored so far; skipped_seconds:
    how much of the footage could not be decoded; work: see models.footage.analysis.AnalysisWork. error_code: why the
    last attempt failed, also of a job that waits for another attempt. sites: those of its subject, which the database
    fills in; null: for those who may see every site. request_id: of the request that queued it.
    """

    id: UUID = id_column()
    organization: str = text_column()
    kind: str = text_column()
    video_id: UUID | None = foreign_key_column("video.id", nullable=True)
    history_id: UUID | None = foreign_key_column("prompt_history.id", nullable=True)
    pipeline_version: str = text_column()
    status: str = text_column("QUEUED")
    stage: str = text_column("QUEUED")
    percent: int = Field(sa_column_kwargs={"server_default": text("0")})
    attempt: int = Field(sa_column_kwargs={"server_default": text("0")})
    lease_owner: str | None = optional_text_column()
    lease_until: datetime | None = optional_timestamp_column()
    run_after: datetime = timestamp_column()
    claimed_at: datetime | None = optional_timestamp_column()
    sent_at: datetime | None = optional_timestamp_column()
    payload: dict[str, Any] = json_column("{}")
    usage: dict[str, Any] | None = json_column()
    chunks: list[str] = text_array_column()
    skipped_seconds: float = Field(sa_type=Double, sa_column_kwargs={"server_default": text("0")})
    work: dict[str, Any] | None = json_column()
    error_code: str | None = optional_text_column()
    error_values: dict[str, Any] | None = json_column()
    created_at: datetime = timestamp_column()
    started_at: datetime | None = optional_timestamp_column()
    finished_at: datetime | None = optional_timestamp_column()
    sites: list[str] | None = optional_text_array_column()
    request_id: str | None = optional_text_column()


class Progress(TableBase, table=True):
    """One step of progress. sequence grows by one within (kind, subject_id), without gaps."""

    kind: str = Field(primary_key=True, sa_type=Text)
    subject_id: UUID = Field(primary_key=True)
    sequence: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    organization: str = text_column()
    status: str = text_column()
    stage: str = text_column()
    percent: int = Field(sa_column_kwargs={"server_default": text("0")})
    payload: dict[str, Any] = json_column("{}")
    terminal: bool = Field(sa_column_kwargs={"server_default": text("false")})
    created_at: datetime = timestamp_column()
