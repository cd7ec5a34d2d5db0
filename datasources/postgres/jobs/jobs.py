"""Jobs: queued in the caller's transaction, held by one process at a time, ended once.

Every write of a running job is fenced: it happens only while the claim that writes it holds the job. Rows are locked
in one order everywhere (the video or question, its job, its progress), so that two transactions cannot wait in a ring.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.automatic_work import charge_automatic_work, over_budget_update
from datasources.postgres.jobs.rows import (
    JOB_COLUMNS,
    OPEN_STATUSES,
    RELEASED_COLUMNS,
    RESTARTED_COLUMNS,
    is_due,
    is_held_by,
    job,
    job_from_row,
    keep_earlier_result,
    lock_subject,
    seconds_from_now,
    to_error_columns,
    update_held,
    update_subject,
)
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.tables.session_names import name_session
from datasources.sqs.outbox import Outbox
from datasources.sqs.queue import WakeQueue
from models.access.principal import Principal
from models.enums import JobKind, JobStatus
from models.errors import Unavailable, WatchgraphError
from models.job_kinds import JOB_KINDS, get_progress_subject, get_table
from models.jobs import Claim, FailedJob, Job, NewJob, ProgressUpdate, SessionNaming

_log = logging.getLogger(__name__)
_FAILED_JOBS = text("SELECT * FROM jobs_given_up(:at_most)").columns(error_values=JSONB)


class Jobs:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._progress = ProgressLog(postgres)

    async def enqueue(self, connection: AsyncConnection, principal: Principal, new: NewJob) -> Job:
        """Queue work in the caller's transaction, and tell its subject's progress and status QUEUED.

        Work that is queued or running already is answered as it is. Raises NotFound where the organization has no such
        video or question: a foreign key alone would accept another organization's.
        """
        await lock_subject(connection, new)
        key = {"kind": new.kind.value, "video_id": new.video_id, "history_id": new.history_id}
        key |= {"pipeline_version": new.pipeline_version}
        payload = dict(new.payload)
        query = insert(job).values(organization=principal.organization, payload=payload, **key)
        once = query.on_conflict_do_nothing(constraint="job_once").returning(*JOB_COLUMNS)
        row = (await connection.execute(once)).mappings().one_or_none()
        if row is None:
            same = and_(*(job.c[name].is_not_distinct_from(value) for name, value in key.items()))
            row = (await connection.execute(select(*JOB_COLUMNS).where(same).with_for_update())).mappings().one()
            if not _should_restart(JobStatus(row["status"]), new):
                return job_from_row(row)
            query_again = update(job).where(job.c.id == row["id"]).values(payload=payload, **RESTARTED_COLUMNS)
            row = (await connection.execute(query_again.returning(*JOB_COLUMNS))).mappings().one()
        queued = job_from_row(row)
        if (first_step := JOB_KINDS[new.kind].queued) is not None:
            await self._write_progress(connection, principal, queued, first_step)
        return queued

    async def claim(self, principal: Principal, job_id: UUID, owner: str, lease_seconds: float) -> Claim | None:
        """Take hold of a job that is due; None where it is not (held, waiting, ended, or not there)."""
        async with self._postgres.transaction(principal) as connection:
            return await self.claim_in(connection, job_id, owner, lease_seconds)

    async def claim_in(
        self, connection: AsyncConnection, job_id: UUID, owner: str, lease_seconds: float
    ) -> Claim | None:
        """The same in the caller's transaction, as one who queues a job to run it himself needs it."""
        # One process may hold a job twice, when it was cancelled and started again in between: each hold has its name.
        hold = f"{owner}#{token_hex(4)}"
        query = (
            update(job)
            .where(job.c.id == job_id, is_due())
            .values(
                status=JobStatus.RUNNING,
                attempt=job.c.attempt + 1,
                lease_owner=hold,
                lease_until=seconds_from_now(lease_seconds),
                claimed_at=func.clock_timestamp(),
                started_at=func.coalesce(job.c.started_at, func.now()),
            )
        )
        row = (await connection.execute(query.returning(*JOB_COLUMNS))).mappings().one_or_none()
        return None if row is None else Claim(job_from_row(row), hold, lease_seconds)

    async def cancel(self, connection: AsyncConnection, principal: Principal, found: Job) -> bool:
        """Call off a job that is open, in the caller's transaction, which has locked its subject; False where it ended.

        It ends here and now: whoever runs it has lost its lease, can write nothing more, and stops when it looks.
        """
        query = (
            update(job)
            .where(job.c.id == found.id, job.c.status.in_(OPEN_STATUSES))
            .values(status=JobStatus.CANCELLED, lease_owner=None, lease_until=None, finished_at=func.now())
        )
        if (await connection.execute(query)).rowcount != 1:
            return False
        last = await keep_earlier_result(connection, found, JOB_KINDS[found.kind].cancelled_update(func.now()))
        await self._write_progress(connection, principal, found, last, terminal=True)
        return True

    async def is_held(self, claim: Claim) -> bool:
        """Whether the claim still holds its job: False soon after that was cancelled or deleted."""
        async with self._postgres.transaction(claim.principal) as connection:
            return (await connection.execute(select(job.c.id).where(is_held_by(claim)))).one_or_none() is not None

    async def heartbeat(self, claim: Claim) -> None:
        """Renew the lease. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            await update_held(connection, claim, lease_until=seconds_from_now(claim.lease_seconds))

    async def report(self, claim: Claim, progress_update: ProgressUpdate) -> int:
        """Write progress, and the subject's columns with it; its sequence. Raises LeaseLost."""
        if not progress_update.columns:
            return await self._progress.append_held(claim, progress_update)
        async with self._postgres.transaction(claim.principal) as connection:
            return await self.report_in(connection, claim, progress_update)

    async def report_in(self, connection: AsyncConnection, claim: Claim, progress_update: ProgressUpdate) -> int:
        """The same in the caller's transaction."""
        await update_subject(connection, claim.job, progress_update.columns)
        return await self._progress.append_held_in(connection, claim, progress_update)

    async def end(
        self,
        claim: Claim,
        status: JobStatus,
        progress_update: ProgressUpdate,
        *,
        error: WatchgraphError | None = None,
        usage: Mapping[str, Any] | None = None,
        then: Sequence[NewJob] = (),
        naming: SessionNaming | None = None,
    ) -> None:
        """End a job with its terminal step, what it changes and the jobs that follow, all at once. Raises LeaseLost."""
        if get_table(claim.job.kind) == "prompt_history" and not then:
            await self._progress.end_prompt(claim, status, progress_update, usage, error, naming)
            return
        async with self._postgres.transaction(claim.principal) as connection:
            if naming is not None:
                # A session is locked before its questions: as whoever deletes it does.
                await name_session(connection, naming)
            await self.end_in(connection, claim, status, progress_update, error=error, usage=usage, then=then)

    async def end_in(
        self,
        connection: AsyncConnection,
        claim: Claim,
        status: JobStatus,
        progress_update: ProgressUpdate,
        *,
        error: WatchgraphError | None = None,
        usage: Mapping[str, Any] | None = None,
        then: Sequence[NewJob] = (),
    ) -> None:
        """The same in the caller's transaction."""
        if status is JobStatus.FAILED:
            progress_update = await keep_earlier_result(connection, claim.job, progress_update)
        await update_subject(connection, claim.job, progress_update.columns)
        await self._progress.end_held_in(connection, claim, status, progress_update, usage, error)
        for new in then:
            if await charge_automatic_work(connection, claim.principal, new):
                await self.enqueue(connection, claim.principal, new)
            else:
                about = replace(claim.job, kind=new.kind, video_id=new.video_id, history_id=new.history_id)
                await self._write_progress(connection, claim.principal, about, over_budget_update(new), terminal=True)

    async def retry(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, progress_update: ProgressUpdate | None = None
    ) -> None:
        """Let go of a job whose try failed; it is due again after the delay. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            if progress_update is not None:
                await self.report_in(connection, claim, progress_update)
            await update_held(
                connection,
                claim,
                run_after=seconds_from_now(delay_seconds),
                **RELEASED_COLUMNS,
                **to_error_columns(error),
            )

    async def postpone(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, progress_update: ProgressUpdate | None = None
    ) -> None:
        """The same, for what is not the job's fault: this try does not count. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            if progress_update is not None:
                await self.report_in(connection, claim, progress_update)
            again = {"attempt": job.c.attempt - 1, "run_after": seconds_from_now(delay_seconds)}
            await update_held(connection, claim, **again, **RELEASED_COLUMNS, **to_error_columns(error))

    async def release(self, claim: Claim, progress_update: ProgressUpdate | None = None) -> None:
        """Let go of a job that nothing is wrong with: this try does not count, and it is due at once.

        Raises LeaseLost.
        """
        async with self._postgres.transaction(claim.principal) as connection:
            if progress_update is not None:
                await self.report_in(connection, claim, progress_update)
            await update_held(connection, claim, attempt=job.c.attempt - 1, run_after=func.now(), **RELEASED_COLUMNS)

    async def send_due(self, queue: WakeQueue) -> int:
        """After a commit: wake workers for what is due; how many messages. The outbox sends later what cannot now."""
        try:
            return await Outbox(self._postgres, queue).send_due()
        except Unavailable as error:
            _log.warning("The outbox will send it later: %s", error)
            return 0

    async def lock_jobs(self, connection: AsyncConnection, kind: JobKind, subject_id: UUID) -> list[Job]:
        """The jobs of this kind about a video or question, newest first, locked until the transaction ends."""
        about = job.c.history_id if get_table(kind) == "prompt_history" else job.c.video_id
        query = select(*JOB_COLUMNS).where(job.c.kind == kind.value, about == subject_id)
        query = query.order_by(job.c.created_at.desc(), job.c.id.desc()).with_for_update()
        return [job_from_row(row) for row in (await connection.execute(query)).mappings()]

    async def get(self, principal: Principal, job_id: UUID) -> Job | None:
        """The job with this id; None where there is none."""
        async with self._postgres.transaction(principal) as connection:
            found = await connection.execute(select(*JOB_COLUMNS).where(job.c.id == job_id))
        row = found.mappings().one_or_none()
        return None if row is None else job_from_row(row)

    async def list_given_up(self, at_most: int) -> list[FailedJob]:
        """Jobs of every organization whose tries are used up, the latest first."""
        async with self._postgres.system_transaction() as connection:
            found = await connection.execute(_FAILED_JOBS, {"at_most": at_most})
            return [FailedJob(**row) for row in found.mappings()]

    async def requeue(self, principal: Principal, job_id: UUID) -> bool:
        """Queue a job that failed or was cancelled once more, with all its tries; False where there is none such."""
        found = await self.get(principal, job_id)
        if found is None or found.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
            return False
        again = NewJob(
            found.kind,
            found.pipeline_version,
            found.video_id,
            found.history_id,
            payload=found.payload,
            restart_failed=True,
        )
        async with self._postgres.transaction(principal) as connection:
            return (await self.enqueue(connection, principal, again)).status in OPEN_STATUSES

    async def list_latest_by_video(
        self, principal: Principal, kind: JobKind, video_ids: Sequence[UUID]
    ) -> list[Job | None]:
        """The newest job of this kind of each video, in order."""
        query = (
            select(*JOB_COLUMNS)
            .where(job.c.kind == kind.value, job.c.video_id.in_(video_ids))
            .ext(distinct_on(job.c.video_id))
            .order_by(job.c.video_id, job.c.created_at.desc(), job.c.id.desc())
        )
        async with self._postgres.transaction(principal) as connection:
            found = {row["video_id"]: job_from_row(row) for row in (await connection.execute(query)).mappings()}
        return [found.get(video_id) for video_id in video_ids]

    async def _write_progress(
        self,
        connection: AsyncConnection,
        principal: Principal,
        told: Job,
        progress_update: ProgressUpdate,
        *,
        terminal: bool = False,
    ) -> int:
        await update_subject(connection, told, progress_update.columns)
        subject = get_progress_subject(told)
        if subject is None:
            return 0
        return await self._progress.append(
            connection,
            principal,
            *subject,
            status=progress_update.status,
            stage=progress_update.stage,
            percent=progress_update.percent,
            payload=progress_update.payload,
            terminal=terminal,
        )


def _should_restart(status: JobStatus, new: NewJob) -> bool:
    if status in OPEN_STATUSES:
        return False
    return new.restart or (new.restart_failed and status is not JobStatus.DONE)
