"""Writing a question down with its session and its job, in one statement."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.driver import row_of
from datasources.postgres.job_rows import QUEUED
from datasources.postgres.to_answer import ToAnswer
from models.enums import JobKind, JobStatus, Language, PromptKind, PromptStage, PromptStatus
from models.evidence import VideoContext
from models.jobs import Claim, Job
from models.principal import Principal

# Also tells QUEUED, and PLANNING where somebody holds it (migration 0015). The caller's transaction has locked the
# session, if one is named.
_BEGIN = """
SELECT session_id, history_id, job_id, created_at
FROM prompt_start($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""
_TOLD = json.dumps(dict(QUEUED[JobKind.PROMPT].payload))


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
    session_id: UUID | None
    video_id: UUID | None
    title: str
    planning_percent: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Begun:
    """claim: on its job, where somebody holds that from the start; None: it is queued."""

    session_id: UUID
    history_id: UUID
    claim: Claim | None


def first_to_answer(new: NewQuestion, begun: Begun, video: VideoContext | None) -> ToAnswer:
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
    return ToAnswer(row, video, ())


async def begin_question(
    connection: AsyncConnection, principal: Principal, new: NewQuestion, owner: str | None, lease_seconds: float
) -> Begun:
    """Write a question down in the caller's transaction. owner: who answers it himself; None: a worker is to."""
    hold = None if owner is None else f"{owner}#{token_hex(4)}"
    row = await row_of(
        connection,
        _BEGIN,
        principal.organization,
        principal.user_id,
        new.video_id,
        new.session_id,
        new.title,
        new.kind,
        new.prompt,
        new.language,
        new.timezone,
        new.pipeline,
        json.dumps(dict(new.payload)),
        hold,
        timedelta(seconds=lease_seconds),
        _TOLD,
        new.planning_percent,
    )
    assert row is not None
    if hold is None:
        return Begun(row["session_id"], row["history_id"], None)
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
    return Begun(row["session_id"], row["history_id"], Claim(job, hold, lease_seconds))
