"""Footage that is analyzed: a picture that somebody chose stays, and what is deleted meanwhile leaves nothing."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from datasources.bootstrap import Datasources
from datasources.postgres.jobs.analyses import Analyses
from domain.analysis.analyze_job import AnalyzeJobHandler
from domain.analysis.settings import AnalysisSettings
from domain.jobs.context import JobContext
from domain.videos.deletion import DeleteJobHandler
from models.access.principal import Principal
from models.enums import AnalysisStage, JobKind
from models.errors import NotFound
from models.footage.analysis import AnalysisResult
from models.jobs import Claim, LeaseLost, NewJob, ProgressUpdate
from resolvers.core.ids import Kind, decode
from tests.schema.uploads.sending import list_objects, make_padded_video, make_video, send, upload_video
from tests.schema.uploads.videos.test_deletion import delete_video, rows
from tests.schema.uploads.videos.test_thumbnails import confirm_picture, offer_picture, picture
from tests.support.serving import ApiTestClient

PICTURE = "query ($id: ID!) { video(id: $id) { status thumbnailUrl } }"


def decode_video_id(video: str) -> UUID:
    key = decode(Kind.VIDEO, video)
    assert key is not None
    return key


class WatchedContext(JobContext):
    """A context that shows when its job has come to detecting."""

    def __init__(self, claim: Claim, data: Datasources) -> None:
        super().__init__(claim, data.jobs)
        self.detecting = asyncio.Event()

    async def report(self, update: ProgressUpdate) -> None:
        await super().report(update)
        if update.stage == AnalysisStage.DETECTING:
            self.detecting.set()


async def claim_job(data: Datasources, principal: Principal, video: UUID) -> Claim:
    """The analysis of this video alone: the queue is full of other tests'."""
    [job] = await data.jobs.list_latest_by_video(principal, JobKind.ANALYZE, [video])
    assert job is not None
    claim = await data.jobs.claim(principal, job.id, "a worker", 60)
    assert claim is not None
    return claim


async def fetch_picture(api: ApiTestClient, video: str) -> Any:
    found = (await api.data(PICTURE, id=video))["video"]
    assert found["status"] == "READY"
    return found["thumbnailUrl"].partition("?")[0]


async def analyze(data: Datasources, principal: Principal, claim: Claim) -> None:
    """The end of an analysis, as a worker brings it about: with the picture that it found."""
    columns = {"status": "READY", "thumbnail_key": f"{principal.organization}/{claim.job.video_id}/thumbnail.jpg"}
    update = ProgressUpdate("READY", AnalysisStage.DONE, 100, {"eventsFound": 0, "error": None}, columns)
    await Analyses(data.postgres, data.events, data.jobs).store(claim, AnalysisResult([]), update)


async def test_a_picture_that_is_chosen_outlives_this_analysis_and_the_next(
    api: ApiTestClient, data: Datasources, principal: Principal
) -> None:
    first, other = (
        (await upload_video(api, make_video()))["id"],
        (await upload_video(api, make_padded_video(150_000)))["id"],
    )
    claim = await claim_job(data, principal, decode_video_id(first))
    ticket = await offer_picture(api, first, picture())
    assert (await send(ticket, picture())).status_code == 200
    chosen = (await confirm_picture(api, ticket))["video"]["thumbnailUrl"].partition("?")[0]
    assert "/chosen/" in chosen
    await analyze(data, principal, claim)
    assert await fetch_picture(api, first) == chosen
    async with data.postgres.transaction(principal) as connection:
        await data.jobs.enqueue(
            connection, principal, NewJob(JobKind.ANALYZE, "newer", video_id=decode_video_id(first))
        )
    await analyze(data, principal, await claim_job(data, principal, decode_video_id(first)))
    assert await fetch_picture(api, first) == chosen
    await analyze(data, principal, await claim_job(data, principal, decode_video_id(other)))
    assert (await fetch_picture(api, other)).endswith("/thumbnail.jpg")


@pytest.mark.slow
async def test_a_video_that_is_deleted_while_it_is_looked_at_leaves_nothing(
    api: ApiTestClient, data: Datasources, principal: Principal, tmp_path: Path
) -> None:
    video = (await upload_video(api, make_video()))["id"]
    context = WatchedContext(await claim_job(data, principal, decode_video_id(video)), data)
    analyses = Analyses(data.postgres, data.events, data.jobs)
    ingest = AnalyzeJobHandler(data.videos, data.objects, analyses, data.models, AnalysisSettings(5, 10, tmp_path))
    running = asyncio.create_task(ingest.run(context))
    await context.detecting.wait()
    assert (await delete_video(api, video))["userErrors"] == []
    with pytest.raises((LeaseLost, NotFound)):
        await running
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []
    # What it stored before it noticed goes with the second look, for which nothing but the job is left.
    [job] = await rows(data, principal, "SELECT id FROM job WHERE kind = 'DELETE'")
    await rows(data, principal, "UPDATE job SET run_after = now() WHERE id = :id RETURNING id", id=job)
    again = await data.jobs.claim(principal, job, "a worker", 60)
    assert again is not None
    await DeleteJobHandler(data.objects, data.videos).run(JobContext(again, data.jobs))
    assert await list_objects(data, principal) == []
    assert await rows(data, principal) == []
