"""Deletes a video: all rows in one transaction, with a DELETE job that removes the objects even after a crash."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.log import get_request_id
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.rows import job
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.search.conditions import video
from datasources.s3 import Bucket
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, ProgressKind, VideoStatus
from models.errors import NotFound, WrongState
from models.job_kinds import PROGRESS_SUBJECTS
from models.tables import Event, EventEmbedding, PromptHistory, PromptSession

event, vector = Event.__table__, EventEmbedding.__table__
session, history = PromptSession.__table__, PromptHistory.__table__


RemovalAudit = Callable[[AsyncConnection, Mapping[str, int]], Awaitable[None]]


class Removals:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._progress = ProgressLog(postgres)

    async def remove(
        self,
        principal: Principal,
        video_id: UUID,
        *,
        look_again_seconds: float,
        unconfirmed: bool = False,
        write_audit: RemovalAudit | None = None,
    ) -> Mapping[str, int]:
        """Delete a video with all its rows; returns the number per table. `write_audit` runs in the same transaction.

        The DELETE job is due after look_again_seconds. By then all presigned URLs have expired, so no upload can
        recreate an object, and no worker holds the video. The job depends on no other row.

        Raises NotFound where the video does not exist, WrongState: LEGAL_HOLD, and with `unconfirmed` UPLOAD_CONFIRMED
        where the upload was confirmed.
        """
        async with self._postgres.transaction(principal) as connection:
            query = select(video.c.status, video.c.legal_hold).where(video.c.id == video_id).with_for_update()
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise NotFound
            if row.legal_hold:
                raise WrongState("LEGAL_HOLD")
            if unconfirmed and row.status != VideoStatus.UPLOADING:
                raise WrongState("UPLOAD_CONFIRMED")
            counts, questions = await self._count_in(connection, video_id)
            if write_audit is not None:
                # While the video is there: the entry has its site.
                await write_audit(connection, counts)
            await self._remove_in(connection, principal, video_id, questions, look_again_seconds)
        return counts

    async def schedule_object_removal_in(
        self, connection: AsyncConnection, principal: Principal, bucket: Bucket, key: str, after_seconds: float
    ) -> None:
        """Queue a DELETE job for an object that may never be confirmed, due after after_seconds."""
        await self._enqueue(connection, principal, key, {"bucket": bucket, "key": key}, after_seconds)

    async def mark_taken_in(self, connection: AsyncConnection, bucket: Bucket, key: str) -> None:
        """Mark an object as confirmed, so it no longer counts as open. Later uploads to its URL are still deleted."""
        payload = {"bucket": bucket, "key": key}
        await connection.execute(
            update(job)
            .where(job.c.kind == JobKind.DELETE.value, job.c.status == JobStatus.QUEUED.value, job.c.payload == payload)
            .values(payload={**payload, "taken": True})
        )

    async def schedule_stray_removal_in(
        self, connection: AsyncConnection, principal: Principal, video_id: UUID, sent_to: str, after_seconds: float
    ) -> None:
        """Queue a DELETE job for remains of an upload, in the transaction that confirms it."""
        payload = {"strays": str(video_id), "key": sent_to}
        await self._enqueue(connection, principal, _stray_job_key(video_id), payload, after_seconds)

    async def _count_in(self, connection: AsyncConnection, video_id: UUID) -> tuple[dict[str, int], Sequence[UUID]]:
        """The number of the video's rows per table, and its questions."""
        questions = select(history.c.id).join(session, history.c.session_id == session.c.id)
        questions = questions.where(session.c.video_id == video_id)
        counts = {
            "videos": 1,
            "events": await _count(connection, event, event.c.video_id == video_id),
            "vectors": await _count(connection, vector, vector.c.video_id == video_id),
            "prompt_sessions": await _count(connection, session, session.c.video_id == video_id),
            "jobs": await _count(connection, job, (job.c.video_id == video_id) | job.c.history_id.in_(questions)),
        }
        return counts, (await connection.execute(questions)).scalars().all()

    async def _remove_in(
        self,
        connection: AsyncConnection,
        principal: Principal,
        video_id: UUID,
        question_ids: Sequence[UUID],
        look_again_seconds: float,
    ) -> None:
        # Progress names its subject without a reference.
        subjects = [(kind, video_id) for kind, subject in PROGRESS_SUBJECTS.items() if subject.table == "video"]
        subjects += [(ProgressKind.PROMPT, id_) for id_ in question_ids]
        await self._progress.delete_in(connection, subjects)
        await connection.execute(delete(video).where(video.c.id == video_id))
        # The new job also deletes strays.
        await connection.execute(
            delete(job).where(
                job.c.kind == JobKind.DELETE.value,
                job.c.video_id.is_(None),
                job.c.history_id.is_(None),
                job.c.pipeline_version == _stray_job_key(video_id),
            )
        )
        await self._enqueue(connection, principal, f"video/{video_id}", {"video": str(video_id)}, look_again_seconds)

    async def _enqueue(
        self,
        connection: AsyncConnection,
        principal: Principal,
        target: str,
        payload: Mapping[str, str],
        after_seconds: float,
    ) -> None:
        """target: part of the job's key, so that each target has one job."""
        await connection.execute(
            insert(job).values(
                organization=principal.organization,
                kind=JobKind.DELETE.value,
                pipeline_version=target,
                payload=dict(payload),
                request_id=get_request_id(),
                run_after=func.now() + timedelta(seconds=after_seconds),
            )
        )


def _stray_job_key(video_id: UUID) -> str:
    """Part of the key of the job that looks for strays of a video."""
    return f"strays/{video_id}"


async def _count(connection: AsyncConnection, table: Any, condition: Any) -> int:
    return int((await connection.execute(select(func.count()).select_from(table).where(condition))).scalar_one())
