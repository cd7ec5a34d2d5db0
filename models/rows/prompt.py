"""Rows of prompt sessions and questions."""

from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from models.rows.row import Row


class SessionRow(Row, total=False):
    """A row of `prompt_session`, or those of its columns that a read asked for."""

    organization: str
    user_id: str
    video_id: UUID | None
    number: int
    title: str
    status: str
    main_event_id: UUID | None
    created_at: datetime
    updated_at: datetime
    last_prompt_at: datetime | None
    sites: list[str] | None


class LockedQuestionRow(TypedDict):
    """What a change of a question checks: its status, its session, and whose that is."""

    status: str
    session_id: UUID
    user_id: str


class QuestionRow(Row, total=False):
    """A row of `prompt_history`, or those of its columns that a read asked for."""

    organization: str
    session_id: UUID
    sequence_number: int
    kind: str
    status: str
    prompt: str
    response: str | None
    language: str
    timezone: str | None
    interpretation: str | None
    methods: list[str]
    generated_sql: str | None
    result_table: dict[str, Any] | None
    plan: dict[str, Any] | None
    citations: list[dict[str, Any]]
    coverage: dict[str, Any] | None
    not_understood: list[str]
    degraded: list[str]
    usage: dict[str, Any] | None
    timings: list[dict[str, Any]]
    prompts_version: str | None
    rating: str | None
    rating_comment: str | None
    error_code: str | None
    error_values: dict[str, Any] | None
    created_at: datetime
    completed_at: datetime | None
    sites: list[str] | None


class PendingQuestionRow(QuestionRow, total=False):
    """A question to be answered, with the title of its session."""

    title: str
