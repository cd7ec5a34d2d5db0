"""Prompt sessions and the questions in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer
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


class PromptSession(TableBase, table=True):
    """A conversation: about one video, or about everything where video_id is null.

    sites: its video's site, or the sites of whom it was opened for; null: every site. The database fills it in.
    """

    __tablename__ = "prompt_session"

    id: UUID = id_column()
    organization: str = text_column()
    user_id: str = text_column()
    video_id: UUID | None = foreign_key_column("video.id", nullable=True)
    number: int = Field(sa_type=Integer)
    title: str = text_column()
    status: str = text_column("ACTIVE")
    main_event_id: UUID | None = Field(default=None, nullable=True)
    created_at: datetime = timestamp_column()
    updated_at: datetime = timestamp_column()
    last_prompt_at: datetime | None = optional_timestamp_column()
    sites: list[str] | None = optional_text_array_column()


class PromptHistory(TableBase, table=True):
    """A question and its answer. citations, coverage, usage and timings are stored as they were sent.

    sites: its video's site, or those of whom it was answered for; null: every site. The database fills it in.
    """

    __tablename__ = "prompt_history"

    id: UUID = id_column()
    organization: str = text_column()
    session_id: UUID = foreign_key_column("prompt_session.id")
    sequence_number: int = Field(sa_type=Integer)
    kind: str = text_column("PROMPT")
    status: str = text_column("QUEUED")
    prompt: str = text_column()
    response: str | None = optional_text_column()
    language: str = text_column()
    timezone: str | None = optional_text_column()
    interpretation: str | None = optional_text_column()
    methods: list[str] = text_array_column()
    generated_sql: str | None = optional_text_column()
    result_table: dict[str, Any] | None = json_column()
    plan: dict[str, Any] | None = json_column()
    citations: list[dict[str, Any]] = json_column("[]")
    coverage: dict[str, Any] | None = json_column()
    not_understood: list[str] = text_array_column()
    degraded: list[str] = text_array_column()
    usage: dict[str, Any] | None = json_column()
    timings: list[dict[str, Any]] = json_column("[]")
    prompts_version: str | None = optional_text_column()
    rating: str | None = optional_text_column()
    rating_comment: str | None = optional_text_column()
    error_code: str | None = optional_text_column()
    error_values: dict[str, Any] | None = json_column()
    created_at: datetime = timestamp_column()
    completed_at: datetime | None = optional_timestamp_column()
    sites: list[str] | None = optional_text_array_column()
