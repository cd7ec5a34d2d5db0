"""Deletes videos: all rows in one transaction, with DELETE jobs that remove the objects even after a crash."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.log import get_request_id
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.rows import RESTARTED_COLUMNS, job
from datasources.postgres.keeping.holds import is_not_held, list_awaited_in
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.search.conditions import is_one_of_ids, video
from datasources.s3 import Bucket
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, ProgressKind, VideoStatus
from models.errors import NotFound, WrongState
from models.job_kinds import PROGRESS_SUBJECTS
from models.tables import PromptHistory, PromptSession

session, history = PromptSession.__table__, PromptHistory.__table__
# What goes with a video, by store. One statement for any number of videos.
_COUNTED = {
    "events": "event WHERE video_id = removed.id",
    "superseded_events": "superseded_event WHERE video_id = removed.id",
    "vectors": "event_embedding WHERE video_id = removed.id",
    "prompt_sessions": "prompt_session WHERE video_id = removed.id",
    "jobs": "job WHERE video_id = removed.id OR history_id IN (SELECT prompt_history.id FROM prompt_history"
    " JOIN prompt_session ON prompt_session.id = session_id WHERE prompt_session.video_id = removed.id)",
}
_COUNTS = ", ".join(f"(SELECT count(*) FROM {rows}) AS {store}" for store, rows in _COUNTED.items())  # noqa: S608
_COUNT = text(f"SELECT removed.id, {_COUNTS} FROM unnest(CAST(:ids AS uuid[])) AS removed (id)")  # noqa: S608
# Their keys to other tables are looked for a row at a time, so the database is spared what can go at once.
_REMOVE_VECTORS = text("DELETE FROM event_embedding WHERE video_id = ANY (CAST(:ids AS uuid[]))")
_REMOVE_VIDEOS = text("DELETE FROM video WHERE id = ANY (CAST(:ids AS uuid[]))")

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

        Raises NotFound where the video does not exist, WrongState: LEGAL_HOLD, also where somebody sets a hold
        meanwhile, and with `unconfirmed` UPLOAD_CONFIRMED where the upload was confirmed.
        """
        async with self._postgres.transaction(principal) as connection:
            query = select(video.c.status, is_not_held().label("may_go")).where(video.c.id == video_id)
            row = (await connection.execute(query.with_for_update())).one_or_none()
            if row is None:
                raise NotFound
            if not row.may_go:
                raise WrongState("LEGAL_HOLD")
            if unconfirmed and row.status != VideoStatus.UPLOADING:
                raise WrongState("UPLOAD_CONFIRMED")
            counts = (await self.count_in(connection, [video_id]))[video_id]
            if write_audit is not None:
                # While the video is there: the entry has its site.
                await write_audit(connection, counts)
            await self.remove_in(connection, principal, [video_id], look_again_seconds)
            if await list_awaited_in(connection, [video_id]):
                raise WrongState("LEGAL_HOLD")
        return counts

    async def count_in(self, connection: AsyncConnection, video_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
        """The number of each video's rows, by store."""
        rows = (await connection.execute(_COUNT, {"ids": list(video_ids)})).mappings()
        return {row["id"]: {"videos": 1, **{store: row[store] for store in _COUNTED}} for row in rows}

    async def remove_in(
        self, connection: AsyncConnection, principal: Principal, video_ids: Sequence[UUID], look_again_seconds: float
    ) -> None:
        """Delete locked videos with all their rows, and queue the jobs that look for objects, in a few statements."""
        values = {"ids": list(video_ids)}
        questions = select(history.c.id).join(session, history.c.session_id == session.c.id)
        questions = questions.where(is_one_of_ids(session.c.video_id, video_ids))
        question_ids = (await connection.execute(questions)).scalars().all()
        # Progress names its subject without a reference.
        kinds = [kind for kind, subject in PROGRESS_SUBJECTS.items() if subject.table == "video"]
        subjects = [(kind, video_id) for kind in kinds for video_id in video_ids]
        await self._progress.delete_in(connection, [*subjects, *((ProgressKind.PROMPT, id_) for id_ in question_ids)])
        await connection.execute(_REMOVE_VECTORS, values)
        await connection.execute(_REMOVE_VIDEOS, values)
        # The new job also deletes strays.
        await connection.execute(
            delete(job).where(
                job.c.kind == JobKind.DELETE.value,
                job.c.video_id.is_(None),
                job.c.history_id.is_(None),
                job.c.pipeline_version.in_([_stray_job_key(video_id) for video_id in video_ids]),
            )
        )
        await self.schedule_folder_removals_in(connection, principal, video_ids, look_again_seconds)

    async def schedule_folder_removals_in(
        self, connection: AsyncConnection, principal: Principal, video_ids: Sequence[UUID], after_seconds: float
    ) -> None:
        """Queue a DELETE job for all objects of each video, due after after_seconds."""
        targets = {f"video/{video_id}": {"video": str(video_id)} for video_id in video_ids}
        await self._enqueue(connection, principal, targets, after_seconds)

    async def schedule_object_removal_in(
        self, connection: AsyncConnection, principal: Principal, bucket: Bucket, key: str, after_seconds: float
    ) -> None:
        """Queue a DELETE job for an object that may never be confirmed, due after after_seconds."""
        await self._enqueue(connection, principal, {key: {"bucket": bucket, "key": key}}, after_seconds)

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
        await self._enqueue(connection, principal, {_stray_job_key(video_id): payload}, after_seconds)

    async def _enqueue(
        self,
        connection: AsyncConnection,
        principal: Principal,
        targets: Mapping[str, Mapping[str, str]],
        after_seconds: float,
    ) -> None:
        """targets: part of the job's key, so that each target has one job, and its payload.

        A job that has looked at the same target before looks again.
        """
        statement = insert(job).values(
            [
                {
                    "organization": principal.organization,
                    "kind": JobKind.DELETE.value,
                    "pipeline_version": target,
                    "payload": dict(payload),
                    "request_id": get_request_id(),
                    "run_after": func.now() + timedelta(seconds=after_seconds),
                }
                for target, payload in targets.items()
            ]
        )
        again = {**RESTARTED_COLUMNS, "run_after": statement.excluded.run_after, "payload": statement.excluded.payload}
        await connection.execute(statement.on_conflict_do_update(constraint="job_once", set_=again))


def _stray_job_key(video_id: UUID) -> str:
    """Part of the key of the job that looks for strays of a video."""
    return f"strays/{video_id}"
