"""Writing a question down with its session and its job, in one statement."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_row
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.question_input import StoredQuestion
from datasources.postgres.tables.spending import OverBudget, Price
from models.access.principal import Principal
from models.asking.evidence import VideoContext
from models.enums import JobKind, JobStatus, Language, PromptKind, PromptStage, PromptStatus
from models.job_kinds import NO_TEXT
from models.jobs import Claim, Job

# Also tells QUEUED, and PLANNING where somebody holds it (migration 0015). The caller's transaction has locked the
# session, if one is named.
_START = """
SELECT session_id, history_id, job_id, created_at
FROM prompt_start($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""
# The same for one that opens its session, with its line of the audit log and its price (migration 0017).
_START_SESSION = f"""
SELECT session_id, history_id, job_id, created_at, {", ".join(VideoContext.__dataclass_fields__)}
FROM prompt_take($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
"""  # noqa: S608  (our names)
_OVER_BUDGET = "WG001"
_QUEUED_PAYLOAD = json.dumps(dict(NO_TEXT))


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question to be written down. session_id: the one it is asked in, locked; None: a new one of this title.

    video_id: what a new session is about. planning_percent: of the step that begins an answer. payload: its job's.
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
class QuestionAudit:
    """How the audit log tells of a question. session_head: what the public ids of sessions begin with; details: the
    rest of what is told, beside the session."""

    action: str
    request_id: str
    session_id_prefix: bytes
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StartedQuestion:
    """claim: on its job, where somebody holds that from the start; None: it is queued."""

    session_id: UUID
    history_id: UUID
    claim: Claim | None


def build_first_question(new: NewQuestion, begun: StartedQuestion, video: VideoContext | None) -> StoredQuestion:
    """A question that opened its session and is held from its start, as it would be read."""
    row = {
        "prompt": new.prompt,
        "language": new.language.value,
        "timezone": new.timezone,
        "session_id": begun.session_id,
        "sequence_number": 1,
        "status": PromptStatus.RUNNING.value,
        "title": new.title,
    }
    return StoredQuestion(row, video, ())


async def start_question(
    connection: AsyncConnection, principal: Principal, new: NewQuestion, owner: str | None, lease_seconds: float
) -> StartedQuestion:
    """Write a question down in the caller's transaction. owner: who answers it himself; None: a worker is to."""
    hold = _create_lease_owner(owner)
    who = (principal.organization, principal.user_id, new.video_id, new.session_id)
    row = await fetch_row(connection, _START, *who, *_question_arguments(new, hold, lease_seconds))
    assert row is not None
    return _to_started_question(principal, new, row, hold, lease_seconds)


async def start_session(
    postgres: Postgres,
    principal: Principal,
    new: NewQuestion,
    owner: str | None,
    lease_seconds: float,
    audit: QuestionAudit,
    price: Price | None,
) -> tuple[StartedQuestion, VideoContext | None] | None:
    """Write a question down that opens its session, note it, and take its price, all at once and in one round trip.

    With the video that it is about; None where there is no such one. Raises OverBudget, and then nothing is written.
    """
    hold = _create_lease_owner(owner)
    who = (principal.organization, principal.user_id, new.video_id)
    told = (audit.action, audit.request_id, json.dumps(dict(audit.details)), audit.session_id_prefix)
    paid = (None, None, None) if price is None else (price.day, price.units, price.limit)
    try:
        row = await postgres.call_row(
            _START_SESSION, *who, *_question_arguments(new, hold, lease_seconds), *told, *paid
        )
    except asyncpg.PostgresError as error:
        if error.sqlstate == _OVER_BUDGET:
            raise OverBudget from None
        raise
    if row is None:
        return None
    about = {name: row[name] for name in VideoContext.__dataclass_fields__}
    video = None if about["id"] is None else VideoContext(**about)
    return _to_started_question(principal, new, row, hold, lease_seconds), video


def _create_lease_owner(owner: str | None) -> str | None:
    return None if owner is None else f"{owner}#{token_hex(4)}"


def _question_arguments(new: NewQuestion, hold: str | None, lease_seconds: float) -> tuple[Any, ...]:
    """What both functions take behind whose question it is."""
    return (
        new.title,
        new.kind,
        new.prompt,
        new.language,
        new.timezone,
        new.pipeline,
        json.dumps(dict(new.payload)),
        hold,
        timedelta(seconds=lease_seconds),
        _QUEUED_PAYLOAD,
        new.planning_percent,
    )


def _to_started_question(
    principal: Principal, new: NewQuestion, row: Mapping[str, Any], hold: str | None, lease_seconds: float
) -> StartedQuestion:
    if hold is None:
        return StartedQuestion(row["session_id"], row["history_id"], None)
    job = Job(
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
    )
    return StartedQuestion(row["session_id"], row["history_id"], Claim(job, hold, lease_seconds))
