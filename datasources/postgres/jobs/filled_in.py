"""Stores what looks told about a video that was analysed before."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.analyses import OWN_SOURCE_PREFIX
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.rows import update_held
from datasources.postgres.search.conditions import event
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.pictures import Pictures
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.enums import JobStatus
from models.errors import NotFound
from models.event_sources import LOOK_SOURCE
from models.footage.looks import FilledIn
from models.jobs import Claim, JobResult, ProgressUpdate

_DETECTED = (event.c.type, event.c.track_id, event.c.start_seconds, event.c.end_seconds)
_IS_DETECTED = (
    func.starts_with(event.c.source, OWN_SOURCE_PREFIX),
    not_(func.starts_with(event.c.source, LOOK_SOURCE)),
)


class FilledInEvents:
    def __init__(self, postgres: Postgres, events: Events, jobs: Jobs) -> None:
        self._postgres = postgres
        self._events = events
        self._jobs = jobs
        self._videos = Videos(postgres)
        self._pictures = Pictures(postgres)

    async def list_detected(self, principal: Principal, video_id: UUID) -> Sequence[Mapping[str, Any]]:
        """type, track_id, start_seconds and end_seconds of what the detector told about a video."""
        query = select(*_DETECTED).where(event.c.video_id == video_id, *_IS_DETECTED)
        async with self._postgres.transaction(principal) as connection:
            return cast("Sequence[Mapping[str, Any]]", (await connection.execute(query)).mappings().all())

    async def store_filled_in(
        self, claim: Claim, filled_in: FilledIn, progress: ProgressUpdate, result: JobResult
    ) -> None:
        """Store what looks told and end the job, all or nothing. Events that are stored already keep their ids.

        Raises LeaseLost, and NotFound where the video was deleted.
        """
        video_id, principal = claim.job.video_id, claim.principal
        if video_id is None:
            raise NotFound
        async with self._postgres.transaction(principal) as connection:
            if await self._videos.lock_status(connection, video_id) is None:
                raise NotFound
            await update_held(connection, claim, error_code=None)
            ids = await self._events.store_in(connection, principal, video_id, filled_in.rows)
            if (embeddings := filled_in.embeddings) is not None:
                vectors = dict(zip(ids, embeddings.vectors, strict=True))
                await self._events.store_embeddings_in(connection, principal, video_id, embeddings.model_id, vectors)
            await self._tell_attributes(connection, video_id, filled_in)
            await self._pictures.pin_in(connection, principal, video_id, filled_in.pictures)
            await self._jobs.end_in(connection, claim, JobStatus.DONE, progress, result)

    async def _tell_attributes(self, connection: AsyncConnection, video_id: UUID, filled_in: FilledIn) -> None:
        for kinds, start, end, attributes in filled_in.attributes:
            about = (event.c.video_id == video_id, event.c.start_seconds.between(start, end), *_IS_DETECTED)
            await connection.execute(
                update(event)
                .where(event.c.type.in_([kind.value for kind in kinds]), *about)
                .values(attributes=event.c.attributes.op("||")(dict(attributes)))
            )
