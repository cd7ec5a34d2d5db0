"""Progress: numbered steps of a subject. The transaction that writes a step notifies every process."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_value, number_parameters
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import ProgressKind
from models.job_kinds import get_progress_subject
from models.jobs import Claim, LeaseLost, ProgressStep, ProgressUpdate

CHANNEL = "watchgraph_progress"
MAX_BATCH_SIZE = 1000

# Locks the subject, then numbers, writes and announces the step: one round trip (sql/progress.sql).
_APPEND = text(
    """
    SELECT append_progress(:channel, :kind, :subject_id, :organization, :status, :stage, :percent, :payload, :terminal)
    """
).bindparams(bindparam("payload", type_=JSONB))
# The same for the holder of a job, whose stage and percent it writes too (sql/running_jobs.sql).
_APPEND_FOR_JOB = f"SELECT append_job_progress({number_parameters(11)})"
# The same as a transaction of its own.
_REPORT = f"SELECT report_job_progress({number_parameters(11)})"
_SINCE = text(
    """
    SELECT kind, subject_id, sequence, status, stage, percent, payload, terminal, created_at FROM progress
    WHERE kind = :kind AND subject_id = :subject_id AND sequence > :after ORDER BY sequence LIMIT :at_most
    """
)
_LATEST_OF_MANY = text(
    """
    SELECT latest.* FROM unnest(:subject_ids) AS subject (id) CROSS JOIN LATERAL (
      SELECT kind, subject_id, sequence, status, stage, percent, payload, terminal, created_at FROM progress
      WHERE kind = :kind AND subject_id = subject.id ORDER BY sequence DESC LIMIT 1
    ) AS latest
    """
).bindparams(bindparam("subject_ids", type_=ARRAY(PG_UUID(as_uuid=True))))
_LATEST = text(
    """
    SELECT kind, subject_id, sequence, status, stage, percent, payload, terminal, created_at FROM progress
    WHERE kind = :kind AND subject_id = :subject_id ORDER BY sequence DESC LIMIT 1
    """
)
# The text sent since it last restarted: each run, and each attempt that writes another text, starts with stage QUEUED.
_TEXT = text(
    """
    SELECT coalesce(string_agg(payload ->> 'textDelta', '' ORDER BY sequence), '') FROM progress
    WHERE kind = :kind AND subject_id = :subject_id AND sequence <= :upto AND sequence >= coalesce(
      (SELECT max(sequence) FROM progress
       WHERE kind = :kind AND subject_id = :subject_id AND sequence <= :upto AND stage = 'QUEUED'), 0)
    """
)
_DELETE = text(
    """
    WITH subject AS (SELECT unnest(CAST(:names AS text[])) AS name),
    deleted AS (
      DELETE FROM progress USING subject
      WHERE kind = split_part(name, ':', 1) AND subject_id = split_part(name, ':', 2)::uuid
    )
    SELECT pg_notify(:channel, name) FROM subject
    """
)


class ProgressLog:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def append(
        self,
        connection: AsyncConnection,
        principal: Principal,
        subject: tuple[ProgressKind, UUID],
        update: ProgressUpdate,
        *,
        terminal: bool = False,
    ) -> int:
        """Write the next step in the caller's transaction; its sequence. Listeners are notified at the commit.

        The update's columns are not written.
        """
        kind, subject_id = subject
        sequence = await connection.execute(
            _APPEND,
            {
                "kind": kind.value,
                "subject_id": subject_id,
                "organization": principal.organization,
                "status": update.status,
                "stage": update.stage,
                "percent": update.percent,
                "payload": dict(update.payload),
                "terminal": terminal,
                "channel": CHANNEL,
            },
        )
        return int(sequence.scalar_one())

    async def delete_in(self, connection: AsyncConnection, subjects: Sequence[tuple[ProgressKind, UUID]]) -> None:
        """Delete the steps of deleted subjects in the caller's transaction. Subscribers are notified at the commit."""
        names = [f"{kind.value}:{subject_id}" for kind, subject_id in subjects]
        await connection.execute(_DELETE, {"names": names, "channel": CHANNEL})

    async def append_held_in(self, connection: AsyncConnection, claim: Claim, update: ProgressUpdate) -> int:
        """Write the next step of a running job in the caller's transaction; its sequence, 0 for kinds without progress.

        The update's columns are not written. Raises LeaseLost.
        """
        return require_held(await fetch_value(connection, _APPEND_FOR_JOB, *job_step_arguments(claim, update)))

    async def append_held(self, claim: Claim, update: ProgressUpdate) -> int:
        """The same as a transaction of its own."""
        return require_held(await self._postgres.call_value(_REPORT, *job_step_arguments(claim, update)))

    async def list_since(
        self, principal: Principal, kind: ProgressKind, subject_id: UUID, after: int, at_most: int = MAX_BATCH_SIZE
    ) -> list[ProgressStep]:
        """The steps whose sequence is greater than `after`, in order, the first at_most of them."""
        values = {"kind": kind.value, "subject_id": subject_id, "after": after, "at_most": at_most}
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(_SINCE, values)).mappings().all()
        return [_step_from_row(row) for row in rows]

    async def get_latest(self, principal: Principal, kind: ProgressKind, subject_id: UUID) -> ProgressStep | None:
        """The last step; None where there is none yet."""
        values = {"kind": kind.value, "subject_id": subject_id}
        async with self._postgres.transaction(principal) as connection:
            row = (await connection.execute(_LATEST, values)).mappings().one_or_none()
        return None if row is None else _step_from_row(row)

    async def list_latest(
        self, principal: Principal, kind: ProgressKind, subject_ids: Sequence[UUID]
    ) -> list[ProgressStep | None]:
        """The last step of each subject, in one statement; None where there is none yet."""
        values = {"kind": kind.value, "subject_ids": list(subject_ids)}
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(_LATEST_OF_MANY, values)).mappings().all()
        steps = {row["subject_id"]: _step_from_row(row) for row in rows}
        return [steps.get(subject_id) for subject_id in subject_ids]

    async def join_text(self, principal: Principal, kind: ProgressKind, subject_id: UUID, upto: int) -> str:
        """The pieces of text up to this sequence, joined, since the text last restarted."""
        values = {"kind": kind.value, "subject_id": subject_id, "upto": upto}
        async with self._postgres.transaction(principal) as connection:
            return str((await connection.execute(_TEXT, values)).scalar_one())


def job_step_arguments(claim: Claim, update: ProgressUpdate) -> tuple[Any, ...]:
    """The eleven arguments that the functions in sql/running_jobs.sql share."""
    job = claim.job
    subject = get_progress_subject(job) or (None, None)
    step = (update.status, update.stage, update.percent, json.dumps(dict(update.payload)))
    return (job.id, claim.owner, job.attempt, CHANNEL, *subject, job.organization, *step)


def require_held(sequence: int | None) -> int:
    """The sequence that such a function returned. Raises LeaseLost where it returned null: the claim is void."""
    if sequence is None:
        raise LeaseLost
    return sequence


def _step_from_row(row: Mapping[Any, Any]) -> ProgressStep:
    return ProgressStep(**{**row, "kind": ProgressKind(row["kind"])})
