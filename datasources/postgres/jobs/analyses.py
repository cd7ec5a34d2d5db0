"""Stores an analysis: its events and vectors, the video READY and the job DONE, in one transaction."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func

from datasources.postgres.cameras.footage import CameraFootage
from datasources.postgres.core.engine import Postgres
from datasources.postgres.events.reviews import carry_reviews_over_in
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.rows import job, update_held
from datasources.postgres.jobs.stretches import Stretches
from datasources.postgres.media.tracks import replace_tracks_in
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.pictures import Pictures
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.enums import JobStatus
from models.errors import NotFound, Unavailable
from models.footage.analysis import AnalysisResult
from models.footage.stretches import FileBefore
from models.jobs import Claim, JobResult, ProgressUpdate

# Starts the source of every analysis of ours, of any version. Imported events may not use it (domain.events.imported).
OWN_SOURCE_PREFIX = "watchgraph-vision/"
_VECTORS_PER_STATEMENT = 1000
_EMPTY_RESULT = JobResult()
_VERSION = re.compile(re.escape(OWN_SOURCE_PREFIX) + r"([0-9]{1,6})")


class Analyses:
    def __init__(self, postgres: Postgres, events: Events, jobs: Jobs, stretches: Stretches | None = None) -> None:
        self._stretches = stretches or Stretches(postgres, jobs)
        self._postgres = postgres
        self._events = events
        self._jobs = jobs
        self._videos = Videos(postgres)
        self._pictures = Pictures(postgres)
        self._footage = CameraFootage(postgres)

    async def store(
        self,
        claim: Claim,
        analysis: AnalysisResult,
        update: ProgressUpdate,
        result: JobResult = _EMPTY_RESULT,
    ) -> None:
        """Store all of it or nothing, and end the job. The events replace those of an earlier analysis.

        Imported events stay, and a replaced event is still found by its id: answers cite it. No event is stored twice,
        also where two machines measure it a little differently: an attempt that failed left nothing behind, and one
        that lost its lease writes nothing. Files that adjoin may be analyzed again, see Stretches.

        Raises LeaseLost, NotFound where the video was deleted, and WrongState, LEGAL_HOLD, where it came under one and
        has events to replace.
        """
        video_id = claim.job.video_id
        if video_id is None:
            raise NotFound
        principal = claim.principal
        async with self._postgres.transaction(principal) as connection:
            if analysis.stretch is not None:
                await self._stretches.lock_camera_in(connection, video_id)
            if await self._videos.lock_status(connection, video_id) is None:
                raise NotFound
            await self._events.supersede_in(connection, video_id, OWN_SOURCE_PREFIX)
            ids = await self._events.store_in(connection, principal, video_id, analysis.rows)
            await carry_reviews_over_in(connection, video_id)
            embeddings = analysis.embeddings
            if embeddings is not None:
                pairs = list(zip(ids, embeddings.vectors, strict=True))
                for start in range(0, len(pairs), _VECTORS_PER_STATEMENT):
                    batch = dict(pairs[start : start + _VECTORS_PER_STATEMENT])
                    await self._events.store_embeddings_in(connection, principal, video_id, embeddings.model_id, batch)
            await replace_tracks_in(connection, principal, video_id, analysis.tracks)
            await self._pictures.pin_in(connection, principal, video_id, analysis.pictures)
            columns: dict[str, Any] = {} if analysis.keep_chunks else {"chunks": []}
            if analysis.work is not None:
                columns["work"] = analysis.work.model_dump(mode="json")
            await update_held(connection, claim, skipped_seconds=analysis.skipped_seconds, **columns)
            await self._jobs.end_in(connection, claim, JobStatus.DONE, _add_version(update, claim), result)
            if (end := analysis.stretch) is not None:
                await self._stretches.store_in(connection, principal, video_id, end, OWN_SOURCE_PREFIX)
        await self._note_footage(principal, video_id)

    async def _note_footage(self, principal: Principal, video_id: UUID) -> None:
        """Note at the video's camera until when it recorded. The workers' schedule does what cannot be done now."""
        with suppress(Unavailable):
            [video] = await self._videos.get_by_ids(principal, [video_id], ["camera_id"])
            if video is not None and video["camera_id"] is not None:
                await self._footage.refresh_last_footage(principal, [video["camera_id"]])

    async def add_chunk(self, claim: Claim, key: str) -> None:
        """Record one more stored chunk of the analysis, for a later attempt. Raises LeaseLost."""
        async with self._postgres.transaction(claim.principal) as connection:
            await update_held(connection, claim, chunks=func.array_append(job.c.chunks, key))

    async def find_before(self, principal: Principal, video_id: UUID, pipeline: str) -> FileBefore | None:
        """Stretches.find_before."""
        return await self._stretches.find_before(principal, video_id, pipeline)


def _add_version(update: ProgressUpdate, claim: Claim) -> ProgressUpdate:
    """The update with the version of the analysis that the video's events are from now."""
    found = _VERSION.fullmatch(claim.job.pipeline_version)
    version = None if found is None else int(found[1])
    return replace(update, columns={**update.columns, "analysis_version": version})
