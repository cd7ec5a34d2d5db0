"""The end of an analysis: its events, their vectors, the video READY and the job DONE, in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.rows import job, update_held
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.pictures import Pictures
from datasources.postgres.tables.videos import Videos
from models.asking.conversation import Embeddings
from models.enums import JobStatus
from models.errors import NotFound
from models.jobs import Claim, NewJob, ProgressUpdate

# The sources of every analysis of ours, whatever its version. No imported event may name one (domain.events.imported).
OWN_SOURCE_PREFIX = "watchgraph-vision/"
_VECTORS_PER_STATEMENT = 1000


class Analyses:
    def __init__(self, postgres: Postgres, events: Events, jobs: Jobs) -> None:
        self._postgres = postgres
        self._events = events
        self._jobs = jobs
        self._videos = Videos(postgres)
        self._pictures = Pictures(postgres)

    async def store(
        self,
        claim: Claim,
        rows: Sequence[Mapping[str, Any]],
        embeddings: Embeddings | None,
        update: ProgressUpdate,
        *,
        skipped_seconds: float = 0.0,
        usage: Mapping[str, Any] | None = None,
        then: Sequence[NewJob] = (),
        pictures: Mapping[str, str] | None = None,
    ) -> None:
        """Store all of it or nothing, in place of what an earlier analysis found.

        embeddings holds one vector per row, in their order. pictures: etags by keys.

        Raises LeaseLost, and NotFound where the video was deleted.

        Imported events stay. What was replaced is still found by its id: answers cite it.

        A try that failed before left nothing behind, and one that lost its lease writes nothing: no event comes twice,
        even where two machines measure it a little differently.
        """
        video_id = claim.job.video_id
        if video_id is None:
            raise NotFound
        principal = claim.principal
        async with self._postgres.transaction(principal) as connection:
            if await self._videos.lock_status(connection, video_id) is None:
                raise NotFound
            await self._events.supersede_in(connection, video_id, OWN_SOURCE_PREFIX)
            ids = await self._events.store_in(connection, principal, video_id, rows)
            if embeddings is not None:
                pairs = list(zip(ids, embeddings.vectors, strict=True))
                for start in range(0, len(pairs), _VECTORS_PER_STATEMENT):
                    batch = dict(pairs[start : start + _VECTORS_PER_STATEMENT])
                    await self._events.store_embeddings_in(connection, principal, video_id, embeddings.model_id, batch)
            await self._pictures.pin_in(connection, principal, video_id, pictures or {})
            await update_held(connection, claim, skipped_seconds=skipped_seconds, chunks=[])
            await self._jobs.end_in(connection, claim, JobStatus.DONE, update, usage=usage, then=then)

    async def add_chunk(self, claim: Claim, key: str) -> None:
        """Note down one more stored piece of the analysis, for a try after this one. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            await update_held(connection, claim, chunks=func.array_append(job.c.chunks, key))
