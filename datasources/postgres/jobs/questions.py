"""Storing a question with its session, its job and its first progress steps, in one statement."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.log import get_request_id
from datasources.postgres.core.driver import fetch_row
from datasources.postgres.jobs.question_input import StoredQuestion, load_earlier, video_context_from_row
from datasources.postgres.sql import read_statement
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, Language, PromptKind, PromptStage, PromptStatus
from models.errors import NotFound
from models.job_kinds import NO_TEXT
from models.jobs import Claim, Job
from models.rows.prompt import PendingQuestionRow

_START = read_statement("start_question")
_QUEUED_PAYLOAD = json.dumps(dict(NO_TEXT))
_QUEUED_STEP = (PromptStatus.QUEUED, PromptStage.QUEUED, 0)


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question to be stored. session_id: the session it continues, locked by the caller; None: a new one.

    title, video_id: those of a new session. planning_percent: of the step that begins an answer. payload: its job's.
    """

    kind: PromptKind
    prompt: str
    language: Language
    timezone: str | None
    pipeline: str
    title: str
    session_id: UUID | None = None
    video_id: UUID | None = None
    planning_percent: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StartedQuestion:
    """A stored question. claim, stored: where the caller answers it; None where a worker does."""

    session_id: UUID
    history_id: UUID
    claim: Claim | None
    stored: StoredQuestion | None


async def start_question(
    connection: AsyncConnection, principal: Principal, new: NewQuestion, owner: str | None, lease_seconds: float
) -> StartedQuestion:
    """Store a question in the caller's transaction. owner: who answers it now; None: it is queued for a worker.

    A question with an owner is RUNNING from the start. Raises NotFound where the organization has no such video.
    """
    lease_owner = None if owner is None else f"{owner}#{token_hex(4)}"
    values: Sequence[Any] = (
        *(principal.organization, principal.user_id, new.video_id, new.session_id, new.title),
        *(new.kind, new.prompt, new.language, new.timezone),
        *_state_arguments(new, lease_owner, lease_seconds),
        get_request_id(),
    )
    row = await fetch_row(connection, _START, *values)
    if row is None:
        raise NotFound
    session_id, history_id = row["session_id"], row["history_id"]
    if lease_owner is None:
        return StartedQuestion(session_id, history_id, None, None)
    claim = Claim(_build_running_job(principal, new, row), lease_owner, lease_seconds)
    return StartedQuestion(session_id, history_id, claim, await _to_stored_question(connection, new, row))


def _state_arguments(new: NewQuestion, lease_owner: str | None, lease_seconds: float) -> Sequence[Any]:
    """The values of the statement from the question's status on."""
    payload = json.dumps(dict(new.payload))
    steps = [_QUEUED_STEP]
    if lease_owner is None:
        job: Sequence[Any] = (JobStatus.QUEUED, PromptStage.QUEUED, 0, 0, None, None)
    else:
        steps.append((PromptStatus.RUNNING, PromptStage.PLANNING, new.planning_percent))
        lease = timedelta(seconds=lease_seconds)
        job = (JobStatus.RUNNING, PromptStage.PLANNING, new.planning_percent, 1, lease_owner, lease)
    statuses, stages, percents = zip(*steps, strict=True)
    return (statuses[-1], new.pipeline, payload, *job, list(statuses), list(stages), list(percents), _QUEUED_PAYLOAD)


async def _to_stored_question(connection: AsyncConnection, new: NewQuestion, row: asyncpg.Record) -> StoredQuestion:
    """The question as Sessions.load_question would read it."""
    question: PendingQuestionRow = {
        "prompt": new.prompt,
        "language": new.language.value,
        "timezone": new.timezone,
        "session_id": row["session_id"],
        "sequence_number": row["sequence_number"],
        "status": PromptStatus.RUNNING.value,
        "title": row["title"],
    }
    return StoredQuestion(question, video_context_from_row(row), await load_earlier(connection, question))


def _build_running_job(principal: Principal, new: NewQuestion, row: asyncpg.Record) -> Job:
    return Job(
        id=row["job_id"],
        organization=principal.organization,
        kind=JobKind.PROMPT,
        video_id=None,
        history_id=row["history_id"],
        pipeline_version=new.pipeline,
        status=JobStatus.RUNNING,
        stage=PromptStage.PLANNING,
        percent=new.planning_percent,
        attempt=1,
        payload=dict(new.payload),
        usage=None,
        chunks=(),
        skipped_seconds=0.0,
        error_code=None,
        error_values=None,
        created_at=row["created_at"],
        started_at=row["created_at"],
        finished_at=None,
        sites=row["job_sites"],
    )
