"""Progress: numbered steps of a subject, announced to every process by NOTIFY in the transaction that writes them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import fetch_value
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import JobStatus, ProgressKind
from models.errors import WatchgraphError
from models.job_kinds import get_progress_subject
from models.jobs import Claim, LeaseLost, ProgressStep, ProgressUpdate, SessionNaming

CHANNEL = "watchgraph_progress"
MAX_BATCH_SIZE = 1000

# Locks the subject, then numbers, writes and announces the step: one round trip (migration 0011).
_APPEND = text(
    """
    SELECT progress_tell(:channel, :kind, :subject_id, :organization, :status, :stage, :percent, :payload, :terminal)
    """
).bindparams(bindparam("payload", type_=JSONB))
# The same for the holder of a job, whose stage and percent it writes too; NULL once the hold is void (migration 0013).
_HELD_PARAMETERS = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11"
_APPEND_HELD_IN = f"SELECT job_tell({_HELD_PARAMETERS})"
# By itself, and with a job's end (migration 0015).
_APPEND_HELD = f"SELECT job_step({_HELD_PARAMETERS})"
_END_HELD = f"SELECT job_end({_HELD_PARAMETERS}, $12, $13, $14, $15)"
# As a transaction of its own, with the answer and the name of its session (migration 0017).
_END_PROMPT = f"SELECT prompt_end({_HELD_PARAMETERS}, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
_CLAIM_VOID = "WG002"
_SINCE = text(
    """
    SELECT kind, subject_id, sequence, status, stage, percent, payload, terminal, created_at FROM progress
    WHERE kind = :kind AND subject_id = :subject_id AND sequence > :after ORDER BY sequence LIMIT :at_most
    """
)
_LATEST = text(
    """
    SELECT kind, subject_id, sequence, status, stage, percent, payload, terminal, created_at FROM progress
    WHERE kind = :kind AND subject_id = :subject_id ORDER BY sequence DESC LIMIT 1
    """
)
# The text told since it last began anew: each run, and each try that writes another text, begins with stage QUEUED.
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
    forgotten AS (
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
        kind: ProgressKind,
        subject_id: UUID,
        *,
        status: str,
        stage: str,
        percent: int,
        payload: Mapping[str, Any] | None = None,
        terminal: bool = False,
    ) -> int:
        """Write the next step in the caller's transaction; its sequence. Listeners hear of it at the commit."""
        told = await connection.execute(
            _APPEND,
            {
                "kind": kind.value,
                "subject_id": subject_id,
                "organization": principal.organization,
                "status": status,
                "stage": stage,
                "percent": percent,
                "payload": dict(payload or {}),
                "terminal": terminal,
                "channel": CHANNEL,
            },
        )
        return int(told.scalar_one())

    async def delete_in(self, connection: AsyncConnection, subjects: Sequence[tuple[ProgressKind, UUID]]) -> None:
        """Delete the steps of what is deleted, in the caller's transaction. Its followers hear of it at the commit."""
        names = [f"{kind.value}:{subject_id}" for kind, subject_id in subjects]
        await connection.execute(_DELETE, {"names": names, "channel": CHANNEL})

    async def append_held_in(self, connection: AsyncConnection, claim: Claim, update: ProgressUpdate) -> int:
        """Write the next step of a running job in the caller's transaction; its sequence, 0 where its kind tells none.

        Raises LeaseLost.
        """
        return _require_held(await fetch_value(connection, _APPEND_HELD_IN, *_held_arguments(claim, update)))

    async def append_held(self, claim: Claim, update: ProgressUpdate) -> int:
        """The same as a transaction of its own. The telling's columns are not written."""
        return _require_held(await self._postgres.call_value(_APPEND_HELD, *_held_arguments(claim, update)))

    async def end_held_in(
        self,
        connection: AsyncConnection,
        claim: Claim,
        status: JobStatus,
        update: ProgressUpdate,
        usage: Mapping[str, Any] | None,
        error: WatchgraphError | None,
    ) -> None:
        """End a running job with its terminal step, in the caller's transaction. Raises LeaseLost."""
        ended = _end_arguments(status, usage, error)
        _require_held(await fetch_value(connection, _END_HELD, *_held_arguments(claim, update), *ended))

    async def end_prompt(
        self,
        claim: Claim,
        status: JobStatus,
        update: ProgressUpdate,
        usage: Mapping[str, Any] | None,
        error: WatchgraphError | None,
        naming: SessionNaming | None,
    ) -> None:
        """End the job of a question, with the telling's columns and its session's name, in one round trip.

        Raises LeaseLost, and then nothing is written.
        """
        ended = _end_arguments(status, usage, error)
        columns = json.dumps(dict(update.columns), default=str)
        named = (
            (None, None, None, None)
            if naming is None
            else (naming.session_id, naming.main_event_id, naming.initial_title, naming.title)
        )
        try:
            await self._postgres.call_value(_END_PROMPT, *_held_arguments(claim, update), *ended, columns, *named)
        except asyncpg.PostgresError as problem:
            if problem.sqlstate == _CLAIM_VOID:
                raise LeaseLost from None
            raise

    async def list_since(
        self, principal: Principal, kind: ProgressKind, subject_id: UUID, after: int, at_most: int = MAX_BATCH_SIZE
    ) -> list[ProgressStep]:
        """The steps whose sequence is greater than `after`, in order, the first at_most of them."""
        values = {"kind": kind.value, "subject_id": subject_id, "after": after, "at_most": at_most}
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(_SINCE, values)).mappings().all()
        return [_step_from_row(row) for row in rows]

    async def get_latest(self, principal: Principal, kind: ProgressKind, subject_id: UUID) -> ProgressStep | None:
        """The state as it is: the last step told; None where nothing was told yet."""
        values = {"kind": kind.value, "subject_id": subject_id}
        async with self._postgres.transaction(principal) as connection:
            row = (await connection.execute(_LATEST, values)).mappings().one_or_none()
        return None if row is None else _step_from_row(row)

    async def join_text(self, principal: Principal, kind: ProgressKind, subject_id: UUID, upto: int) -> str:
        """The pieces of text told up to this sequence, joined, since the text last began anew."""
        values = {"kind": kind.value, "subject_id": subject_id, "upto": upto}
        async with self._postgres.transaction(principal) as connection:
            return str((await connection.execute(_TEXT, values)).scalar_one())


def _held_arguments(claim: Claim, update: ProgressUpdate) -> tuple[Any, ...]:
    """What the functions of a held job take first."""
    job = claim.job
    subject = get_progress_subject(job) or (None, None)
    told = (update.status, update.stage, update.percent, json.dumps(dict(update.payload)))
    return (job.id, claim.owner, job.attempt, CHANNEL, *subject, job.organization, *told)


def _end_arguments(
    status: JobStatus, usage: Mapping[str, Any] | None, error: WatchgraphError | None
) -> tuple[str, str | None, str | None, str | None]:
    """What the functions that end a held job take next."""
    return (
        status,
        None if usage is None else json.dumps(dict(usage)),
        None if error is None else error.code,
        None if error is None else json.dumps(dict(error.values), default=str),
    )


def _require_held(sequence: int | None) -> int:
    if sequence is None:
        raise LeaseLost
    return sequence


def _step_from_row(row: Mapping[Any, Any]) -> ProgressStep:
    return ProgressStep(**{**row, "kind": ProgressKind(row["kind"])})
