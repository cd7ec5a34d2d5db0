"""Writing a question down with its session and its job, in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.job_rows import QUEUED
from datasources.postgres.progress import CHANNEL
from models.enums import JobKind, JobStatus, Language, PromptKind
from models.jobs import Claim, Job
from models.principal import Principal

# Also tells QUEUED (migration 0014). The caller's transaction has locked the session, if one is named.
_BEGIN = text(
    """
    SELECT session_id, history_id, job_id, created_at FROM prompt_begin(
      :organization, :user_id, :video_id, :session_id, :title, :kind, :prompt, :language, :timezone, :pipeline,
      :payload, :owner, :lease, :channel, :told)
    """
).bindparams(bindparam("payload", type_=JSONB), bindparam("told", type_=JSONB))


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question to be written down. session_id: the one it is asked in, locked; None: a new one of this title.

    video_id: what a new session is about. payload: its job's.
    """

    kind: PromptKind
    prompt: str
    language: Language
    timezone: str | None
    pipeline: str
    session_id: UUID | None
    video_id: UUID | None
    title: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """claim: on its job, where somebody holds that from the start; None: it is queued."""

    session_id: UUID
    history_id: UUID
    claim: Claim | None


async def begin_question(
    connection: AsyncConnection, principal: Principal, new: NewQuestion, owner: str | None, lease_seconds: float
) -> Begun:
    """Write a question down in the caller's transaction. owner: who answers it himself; None: a worker is to."""
    hold = None if owner is None else f"{owner}#{token_hex(4)}"
    values = {
        "organization": principal.organization,
        "user_id": principal.user_id,
        "video_id": new.video_id,
        "session_id": new.session_id,
        "title": new.title,
        "kind": new.kind.value,
        "prompt": new.prompt,
        "language": new.language.value,
        "timezone": new.timezone,
        "pipeline": new.pipeline,
        "payload": dict(new.payload),
        "owner": hold,
        "lease": timedelta(seconds=lease_seconds),
        "channel": CHANNEL,
        "told": dict(QUEUED[JobKind.PROMPT].payload),
    }
    row = (await connection.execute(_BEGIN, values)).one()
    if hold is None:
        return Begun(row.session_id, row.history_id, None)
    job = Job(
        id=row.job_id,
        organization=principal.organization,
        kind=JobKind.PROMPT,
        video_id=None,
        history_id=row.history_id,
        pipeline_version=new.pipeline,
        status=JobStatus.RUNNING,
        stage="QUEUED",
        percent=0,
        attempt=1,
        payload=dict(new.payload),
        usage=None,
        chunks=(),
        skipped_seconds=0.0,
        error_code=None,
        error_values=None,
        created_at=row.created_at,
        started_at=row.created_at,
        finished_at=None,
    )
    return Begun(row.session_id, row.history_id, Claim(job, hold, lease_seconds))
