"""Jobs: queued in the caller's transaction, held by one process at a time, ended once.

Every write of a running job is fenced: it happens only while its claim holds the job. Rows are locked in one order
everywhere (the video or question, its job, its progress), so transactions cannot deadlock.
"""

import logging
from dataclasses import replace
from secrets import token_hex
from uuid import UUID

from sqlalchemy import and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.log import get_request_id
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.automatic_work import charge_automatic_work, over_budget_update
from datasources.postgres.jobs.job_end import end_held_in
from datasources.postgres.jobs.job_reads import JobReads
from datasources.postgres.jobs.rows import (
    JOB_COLUMNS,
    OPEN_STATUSES,
    RELEASED_COLUMNS,
    RESTARTED_COLUMNS,
    is_due,
    job,
    job_from_row,
    keep_earlier_result,
    lock_subject,
    seconds_from_now,
    to_error_columns,
    update_held,
)
from datasources.postgres.jobs.subject_update import NOW, update_subject
from datasources.postgres.progress.progress import ProgressLog
from datasources.sqs.outbox import Outbox
from datasources.sqs.queue import WakeQueue
from models.access.principal import Principal
from models.enums import JobStatus
from models.errors import Unavailable, WatchgraphError
from models.job_kinds import JOB_KINDS, get_progress_subject
from models.jobs import Claim, Job, JobResult, NewJob, ProgressUpdate

_log = logging.getLogger(__name__)
_EMPTY_RESULT = JobResult()


class Jobs(JobReads):
    def __init__(self, postgres: Postgres) -> None:
        super().__init__(postgres)
        self._progress = ProgressLog(postgres)

    async def enqueue(self, connection: AsyncConnection, principal: Principal, new: NewJob) -> Job:
        """Queue a job in the caller's transaction, and set its subject's progress and status to QUEUED.

        Returns a job that is queued or running already as it is. Raises NotFound where the organization has no such
        video or question: a foreign key alone would accept another organization's.
        """
        await lock_subject(connection, new)
        key = {"kind": new.kind.value, "video_id": new.video_id, "history_id": new.history_id}
        key |= {"pipeline_version": new.pipeline_version}
        payload = dict(new.payload)
        origin = {"payload": payload, "request_id": get_request_id()}
        query = insert(job).values(organization=principal.organization, **origin, **key)
        once = query.on_conflict_do_nothing(constraint="job_once").returning(*JOB_COLUMNS)
        row = (await connection.execute(once)).mappings().one_or_none()
        if row is None:
            same = and_(*(job.c[name].is_not_distinct_from(value) for name, value in key.items()))
            row = (await connection.execute(select(*JOB_COLUMNS).where(same).with_for_update())).mappings().one()
            if not _should_restart(JobStatus(row["status"]), new):
                return job_from_row(row)
            query_again = update(job).where(job.c.id == row["id"]).values(**origin, **RESTARTED_COLUMNS)
            row = (await connection.execute(query_again.returning(*JOB_COLUMNS))).mappings().one()
        queued = job_from_row(row)
        if (first_step := JOB_KINDS[new.kind].queued) is not None:
            await self._write_progress(connection, principal, queued, first_step)
        return queued

    async def claim(self, principal: Principal, job_id: UUID, owner: str, lease_seconds: float) -> Claim | None:
        """Claim a job that is due; None where it is not (held, waiting, ended, or missing)."""
        async with self._postgres.transaction(principal) as connection:
            return await self.claim_in(connection, job_id, owner, lease_seconds)

    async def claim_in(
        self, connection: AsyncConnection, job_id: UUID, owner: str, lease_seconds: float
    ) -> Claim | None:
        """The same in the caller's transaction, for a caller that queues a job and runs it itself."""
        # One process may claim a job twice, when it was cancelled and restarted in between: each claim has an owner.
        claim_owner = f"{owner}#{token_hex(4)}"
        query = (
            update(job)
            .where(job.c.id == job_id, is_due())
            .values(
                status=JobStatus.RUNNING,
                attempt=job.c.attempt + 1,
                lease_owner=claim_owner,
                lease_until=seconds_from_now(lease_seconds),
                claimed_at=func.clock_timestamp(),
                started_at=func.coalesce(job.c.started_at, func.now()),
            )
        )
        row = (await connection.execute(query.returning(*JOB_COLUMNS))).mappings().one_or_none()
        return None if row is None else Claim(job_from_row(row), claim_owner, lease_seconds)

    async def cancel(self, connection: AsyncConnection, principal: Principal, open_job: Job) -> bool:
        """Cancel an open job in the caller's transaction, which has locked its subject; False where it has ended.

        The job ends at once: a worker that runs it has lost its lease, and stops at its next check.
        """
        query = (
            update(job)
            .where(job.c.id == open_job.id, job.c.status.in_(OPEN_STATUSES))
            .values(status=JobStatus.CANCELLED, lease_owner=None, lease_until=None, finished_at=func.now())
        )
        if (await connection.execute(query)).rowcount != 1:
            return False
        last = await keep_earlier_result(connection, open_job, JOB_KINDS[open_job.kind].cancelled_update(NOW))
        await self._write_progress(connection, principal, open_job, last, terminal=True)
        return True

    async def heartbeat(self, claim: Claim) -> None:
        """Renew the lease. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            await update_held(connection, claim, lease_until=seconds_from_now(claim.lease_seconds))

    async def report(self, claim: Claim, progress_update: ProgressUpdate) -> int:
        """Write progress with the subject's columns; its sequence. Raises LeaseLost."""
        if not progress_update.columns:
            return await self._progress.append_held(claim, progress_update)
        async with self._postgres.transaction(claim.principal) as connection:
            return await self.report_in(connection, claim, progress_update)

    async def report_in(self, connection: AsyncConnection, claim: Claim, progress_update: ProgressUpdate) -> int:
        """The same in the caller's transaction."""
        await update_subject(connection, claim.job, progress_update.columns)
        return await self._progress.append_held_in(connection, claim, progress_update)

    async def end(
        self, claim: Claim, status: JobStatus, progress_update: ProgressUpdate, result: JobResult = _EMPTY_RESULT
    ) -> None:
        """End a job with its terminal step, its subject's columns and the jobs that follow, all or none.

        Raises LeaseLost.
        """
        async with self._postgres.transaction(claim.principal) as connection:
            await self.end_in(connection, claim, status, progress_update, result)

    async def end_in(
        self,
        connection: AsyncConnection,
        claim: Claim,
        status: JobStatus,
        progress_update: ProgressUpdate,
        result: JobResult = _EMPTY_RESULT,
    ) -> None:
        """The same in the caller's transaction."""
        if status is JobStatus.FAILED:
            progress_update = await keep_earlier_result(connection, claim.job, progress_update)
        await end_held_in(connection, claim, status, progress_update, result)
        for new in result.then:
            if await charge_automatic_work(connection, claim.principal, new):
                await self.enqueue(connection, claim.principal, new)
            else:
                about = replace(claim.job, kind=new.kind, video_id=new.video_id, history_id=new.history_id)
                await self._write_progress(connection, claim.principal, about, over_budget_update(new), terminal=True)

    async def retry(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, progress_update: ProgressUpdate | None = None
    ) -> None:
        """Release a job whose attempt failed; it is due again after the delay. Raises LeaseLost."""
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
        """The same for a failure that is not the job's fault: this attempt does not count. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            if progress_update is not None:
                await self.report_in(connection, claim, progress_update)
            again = {"attempt": job.c.attempt - 1, "run_after": seconds_from_now(delay_seconds)}
            await update_held(connection, claim, **again, **RELEASED_COLUMNS, **to_error_columns(error))

    async def release(self, claim: Claim, progress_update: ProgressUpdate | None = None) -> None:
        """Release a job without a failure: this attempt does not count, and the job is due at once.

        Raises LeaseLost.
        """
        async with self._postgres.transaction(claim.principal) as connection:
            if progress_update is not None:
                await self.report_in(connection, claim, progress_update)
            await update_held(connection, claim, attempt=job.c.attempt - 1, run_after=func.now(), **RELEASED_COLUMNS)

    async def send_due(self, queue: WakeQueue) -> int:
        """Wake workers for due jobs, after a commit; the number of messages. What fails now, the outbox sends later."""
        try:
            return await Outbox(self._postgres, queue).send_due()
        except Unavailable as error:
            _log.warning("The outbox will send it later: %s", error)
            return 0

    async def requeue(self, principal: Principal, job_id: UUID) -> bool:
        """Queue a failed or cancelled job again, with all its attempts; False where there is no such job."""
        ended = await self.get(principal, job_id)
        if ended is None or ended.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
            return False
        again = NewJob(
            ended.kind,
            ended.pipeline_version,
            ended.video_id,
            ended.history_id,
            payload=ended.payload,
            restart_failed=True,
        )
        async with self._postgres.transaction(principal) as connection:
            return (await self.enqueue(connection, principal, again)).status in OPEN_STATUSES

    async def _write_progress(
        self,
        connection: AsyncConnection,
        principal: Principal,
        about: Job,
        progress_update: ProgressUpdate,
        *,
        terminal: bool = False,
    ) -> None:
        await update_subject(connection, about, progress_update.columns)
        subject = get_progress_subject(about)
        if subject is not None:
            await self._progress.append(connection, principal, subject, progress_update, terminal=terminal)


def _should_restart(status: JobStatus, new: NewJob) -> bool:
    if status in OPEN_STATUSES:
        return False
    return new.restart or (new.restart_failed and status is not JobStatus.DONE)
