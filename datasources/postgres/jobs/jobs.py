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
from datasources.postgres.jobs.automatic_work import paid
from datasources.postgres.jobs.rows import (
    ANEW,
    CANCELLED,
    COLUMNS,
    LET_GO,
    OPEN,
    QUEUED,
    from_now,
    held_by,
    is_due,
    job,
    job_of,
    lock_subject,
    reason,
    standing,
    update_subject,
    write,
)
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.tables.session_names import name_session
from datasources.sqs.outbox import Outbox
from datasources.sqs.queue import WakeQueue
from models.access.principal import Principal
from models.enums import JobKind, JobStatus
from models.errors import Unavailable, WatchgraphError
from models.jobs import Claim, GivenUp, Job, Naming, NewJob, Telling

_log = logging.getLogger(__name__)
_GIVEN_UP = text("SELECT * FROM jobs_given_up(:at_most)").columns(error_values=JSONB)


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
        once = query.on_conflict_do_nothing(constraint="job_once").returning(*COLUMNS)
        row = (await connection.execute(once)).mappings().one_or_none()
        if row is None:
            same = and_(*(job.c[name].is_not_distinct_from(value) for name, value in key.items()))
            row = (await connection.execute(select(*COLUMNS).where(same).with_for_update())).mappings().one()
            if not _runs_again(JobStatus(row["status"]), new):
                return job_of(row)
            query_again = update(job).where(job.c.id == row["id"]).values(payload=payload, **ANEW)
            row = (await connection.execute(query_again.returning(*COLUMNS))).mappings().one()
        queued = job_of(row)
        if new.kind in QUEUED:
            await self._tell(connection, principal, queued, QUEUED[new.kind])
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
                lease_until=from_now(lease_seconds),
                claimed_at=func.clock_timestamp(),
                started_at=func.coalesce(job.c.started_at, func.now()),
            )
        )
        row = (await connection.execute(query.returning(*COLUMNS))).mappings().one_or_none()
        return None if row is None else Claim(job_of(row), hold, lease_seconds)

    async def cancel(self, connection: AsyncConnection, principal: Principal, found: Job) -> bool:
        """Call off a job that is open, in the caller's transaction, which has locked its subject; False where it ended.

        It ends here and now: whoever runs it has lost its lease, can write nothing more, and stops when it looks.
        """
        query = (
            update(job)
            .where(job.c.id == found.id, job.c.status.in_(OPEN))
            .values(status=JobStatus.CANCELLED, lease_owner=None, lease_until=None, finished_at=func.now())
        )
        if (await connection.execute(query)).rowcount != 1:
            return False
        telling = await standing(connection, found, CANCELLED[found.kind])
        await self._tell(connection, principal, found, telling, terminal=True)
        return True

    async def holds(self, claim: Claim) -> bool:
        """Whether the claim still holds its job: False soon after that was cancelled or deleted."""
        async with self._postgres.transaction(claim.principal) as connection:
            return (await connection.execute(select(job.c.id).where(held_by(claim)))).one_or_none() is not None

    async def heartbeat(self, claim: Claim) -> None:
        """Renew the lease. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            await write(connection, claim, lease_until=from_now(claim.lease_seconds))

    async def tell(self, claim: Claim, telling: Telling) -> int:
        """Write progress, and the subject's columns with it; its sequence. Raises LeaseLost."""
        if not telling.columns:
            return await self._progress.step_held(claim, telling)
        async with self._postgres.transaction(claim.principal) as connection:
            return await self.tell_in(connection, claim, telling)

    async def tell_in(self, connection: AsyncConnection, claim: Claim, telling: Telling) -> int:
        """The same in the caller's transaction."""
        await update_subject(connection, claim.job, telling.columns)
        return await self._progress.tell_held(connection, claim, telling)

    async def end(
        self,
        claim: Claim,
        status: JobStatus,
        telling: Telling,
        *,
        error: WatchgraphError | None = None,
        usage: Mapping[str, Any] | None = None,
        then: Sequence[NewJob] = (),
        naming: Naming | None = None,
    ) -> None:
        """End a job with its terminal step, what it changes and the jobs that follow, all at once. Raises LeaseLost."""
        if claim.job.kind is JobKind.PROMPT and not then:
            await self._progress.end_prompt(claim, status, telling, usage, error, naming)
            return
        async with self._postgres.transaction(claim.principal) as connection:
            if naming is not None:
                # A session is locked before its questions: as whoever deletes it does.
                await name_session(connection, naming)
            await self.end_in(connection, claim, status, telling, error=error, usage=usage, then=then)

    async def end_in(
        self,
        connection: AsyncConnection,
        claim: Claim,
        status: JobStatus,
        telling: Telling,
        *,
        error: WatchgraphError | None = None,
        usage: Mapping[str, Any] | None = None,
        then: Sequence[NewJob] = (),
    ) -> None:
        """The same in the caller's transaction."""
        if status is JobStatus.FAILED:
            telling = await standing(connection, claim.job, telling)
        await update_subject(connection, claim.job, telling.columns)
        await self._progress.end_held(connection, claim, status, telling, usage, error)
        for new in then:
            if await paid(connection, claim.principal, new):
                await self.enqueue(connection, claim.principal, new)
            elif new.unpaid is not None:
                about = replace(claim.job, kind=new.kind, video_id=new.video_id, history_id=new.history_id)
                await self._tell(connection, claim.principal, about, new.unpaid, terminal=True)

    async def retry(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, telling: Telling | None = None
    ) -> None:
        """Let go of a job whose try failed; it is due again after the delay. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            if telling is not None:
                await self.tell_in(connection, claim, telling)
            await write(connection, claim, run_after=from_now(delay_seconds), **LET_GO, **reason(error))

    async def postpone(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, telling: Telling | None = None
    ) -> None:
        """The same, for what is not the job's fault: this try does not count. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            if telling is not None:
                await self.tell_in(connection, claim, telling)
            again = {"attempt": job.c.attempt - 1, "run_after": from_now(delay_seconds)}
            await write(connection, claim, **again, **LET_GO, **reason(error))

    async def give_back(self, claim: Claim, telling: Telling | None = None) -> None:
        """Let go of a job that nothing is wrong with: this try does not count, and it is due at once.

        Raises LeaseLost.
        """
        async with self._postgres.transaction(claim.principal) as connection:
            if telling is not None:
                await self.tell_in(connection, claim, telling)
            await write(connection, claim, attempt=job.c.attempt - 1, run_after=func.now(), **LET_GO)

    async def send_due(self, queue: WakeQueue) -> int:
        """After a commit: wake workers for what is due; how many messages. The outbox sends later what cannot now."""
        try:
            return await Outbox(self._postgres, queue).send_due()
        except Unavailable as error:
            _log.warning("The outbox will send it later: %s", error)
            return 0

    async def locked(self, connection: AsyncConnection, kind: JobKind, subject_id: UUID) -> list[Job]:
        """The jobs of this kind about a video or question, newest first, locked until the transaction ends."""
        about = job.c.history_id if kind is JobKind.PROMPT else job.c.video_id
        query = select(*COLUMNS).where(job.c.kind == kind.value, about == subject_id)
        query = query.order_by(job.c.created_at.desc(), job.c.id.desc()).with_for_update()
        return [job_of(row) for row in (await connection.execute(query)).mappings()]

    async def by_id(self, principal: Principal, job_id: UUID) -> Job | None:
        """The job with this id; None where there is none."""
        async with self._postgres.transaction(principal) as connection:
            found = await connection.execute(select(*COLUMNS).where(job.c.id == job_id))
        row = found.mappings().one_or_none()
        return None if row is None else job_of(row)

    async def given_up(self, at_most: int) -> list[GivenUp]:
        """Jobs of every organization whose tries are used up, the latest first."""
        async with self._postgres.system() as connection:
            found = await connection.execute(_GIVEN_UP, {"at_most": at_most})
            return [GivenUp(**row) for row in found.mappings()]

    async def run_again(self, principal: Principal, job_id: UUID) -> bool:
        """Queue a job that failed or was cancelled once more, with all its tries; False where there is none such."""
        found = await self.by_id(principal, job_id)
        if found is None or found.status not in (JobStatus.FAILED, JobStatus.CANCELLED):
            return False
        again = NewJob(
            found.kind, found.pipeline_version, found.video_id, found.history_id, payload=found.payload, mend=True
        )
        async with self._postgres.transaction(principal) as connection:
            return (await self.enqueue(connection, principal, again)).status in OPEN

    async def latest_of_videos(
        self, principal: Principal, kind: JobKind, video_ids: Sequence[UUID]
    ) -> list[Job | None]:
        """The newest job of this kind of each video, in order."""
        query = (
            select(*COLUMNS)
            .where(job.c.kind == kind.value, job.c.video_id.in_(video_ids))
            .ext(distinct_on(job.c.video_id))
            .order_by(job.c.video_id, job.c.created_at.desc(), job.c.id.desc())
        )
        async with self._postgres.transaction(principal) as connection:
            found = {row["video_id"]: job_of(row) for row in (await connection.execute(query)).mappings()}
        return [found.get(video_id) for video_id in video_ids]

    async def _tell(
        self,
        connection: AsyncConnection,
        principal: Principal,
        told: Job,
        telling: Telling,
        *,
        terminal: bool = False,
    ) -> int:
        await update_subject(connection, told, telling.columns)
        if told.subject is None:
            return 0
        return await self._progress.tell(
            connection,
            principal,
            *told.subject,
            status=telling.status,
            stage=telling.stage,
            percent=telling.percent,
            payload=telling.payload,
            terminal=terminal,
        )


def _runs_again(status: JobStatus, new: NewJob) -> bool:
    if status in OPEN:
        return False
    return new.restart or (new.mend and status is not JobStatus.DONE)
