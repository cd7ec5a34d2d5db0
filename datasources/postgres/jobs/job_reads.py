"""Reads of jobs."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.rows import JOB_COLUMNS, is_held_by, job, job_from_row
from datasources.postgres.search.conditions import is_one_of_ids
from models.access.principal import Principal
from models.enums import JobKind
from models.job_kinds import get_table
from models.jobs import Claim, FailedJob, Job

_FAILED_JOBS = text("SELECT * FROM exhausted_jobs(:at_most)").columns(error_values=JSONB)


class JobReads:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def is_held(self, claim: Claim) -> bool:
        """Whether the claim still holds its job: False soon after that was cancelled or deleted."""
        async with self._postgres.transaction(claim.principal) as connection:
            return (await connection.execute(select(job.c.id).where(is_held_by(claim)))).one_or_none() is not None

    async def lock_jobs(self, connection: AsyncConnection, kind: JobKind, subject_id: UUID) -> list[Job]:
        """The jobs of this kind about a video or question, newest first, locked until the transaction ends."""
        about = job.c.history_id if get_table(kind) == "prompt_history" else job.c.video_id
        query = select(*JOB_COLUMNS).where(job.c.kind == kind.value, about == subject_id)
        query = query.order_by(job.c.created_at.desc(), job.c.id.desc()).with_for_update()
        return [job_from_row(row) for row in (await connection.execute(query)).mappings()]

    async def get(self, principal: Principal, job_id: UUID) -> Job | None:
        """The job with this id; None where there is none."""
        async with self._postgres.transaction(principal) as connection:
            rows = await connection.execute(select(*JOB_COLUMNS).where(job.c.id == job_id))
        row = rows.mappings().one_or_none()
        return None if row is None else job_from_row(row)

    async def list_given_up(self, at_most: int) -> list[FailedJob]:
        """Jobs of every organization whose attempts are used up, the latest first."""
        async with self._postgres.system_transaction() as connection:
            rows = await connection.execute(_FAILED_JOBS, {"at_most": at_most})
            return [FailedJob(**row) for row in rows.mappings()]

    async def list_latest_by_video(
        self, principal: Principal, kind: JobKind, video_ids: Sequence[UUID]
    ) -> list[Job | None]:
        """The newest job of this kind of each video, in order."""
        query = (
            select(*JOB_COLUMNS)
            .where(job.c.kind == kind.value, is_one_of_ids(job.c.video_id, video_ids))
            .ext(distinct_on(job.c.video_id))
            .order_by(job.c.video_id, job.c.created_at.desc(), job.c.id.desc())
        )
        async with self._postgres.transaction(principal) as connection:
            by_video = {row["video_id"]: job_from_row(row) for row in (await connection.execute(query)).mappings()}
        return [by_video.get(video_id) for video_id in video_ids]
