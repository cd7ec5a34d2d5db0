"""Footage that is analyzed: a picture that somebody chose stays, and what is deleted meanwhile leaves nothing."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from datasources.bootstrap import Datasources
from datasources.postgres.jobs.analyses import Analyses
from domain.analysis.analyze_job import Ingest, IngestSettings
from domain.jobs.context import Desk
from domain.videos.deletion import Removing
from models.access.principal import Principal
from models.enums import AnalysisStage, JobKind
from models.errors import NotFound
from models.jobs import Claim, LeaseLost, NewJob, Telling
from resolvers.core.ids import Kind, decode
from tests.schema.uploads.sending import footage, held, padded, send, uploaded
from tests.schema.uploads.videos.test_deletion import deleted, rows
from tests.schema.uploads.videos.test_thumbnails import offered, picture, shown
from tests.support.serving import Api

PICTURE = "query ($id: ID!) { video(id: $id) { status thumbnailUrl } }"


def key_of(video: str) -> UUID:
    key = decode(Kind.VIDEO, video)
    assert key is not None
    return key


class Watched(Desk):
    """A desk that says what it is at."""

    def __init__(self, claim: Claim, data: Datasources) -> None:
        super().__init__(claim, data.jobs)
        self.looking = asyncio.Event()

    async def tell(self, telling: Telling) -> None:
        await super().tell(telling)
        if telling.stage == AnalysisStage.DETECTING:
            self.looking.set()


async def claimed(data: Datasources, principal: Principal, video: UUID) -> Claim:
    """The analysis of this video alone: the queue is full of other tests'."""
    [job] = await data.jobs.latest_of_videos(principal, JobKind.ANALYZE, [video])
    assert job is not None
    claim = await data.jobs.claim(principal, job.id, "a worker", 60)
    assert claim is not None
    return claim


async def picture_of(api: Api, video: str) -> Any:
    found = (await api.data(PICTURE, id=video))["video"]
    assert found["status"] == "READY"
    return found["thumbnailUrl"].partition("?")[0]


async def analyzed(data: Datasources, principal: Principal, claim: Claim) -> None:
    """The end of an analysis, as a worker brings it about: with the picture that it found."""
    columns = {"status": "READY", "thumbnail_key": f"{principal.organization}/{claim.job.video_id}/thumbnail.jpg"}
    telling = Telling("READY", AnalysisStage.DONE, 100, {"eventsFound": 0, "error": None}, columns)
    await Analyses(data.postgres, data.events, data.jobs).store(claim, [], None, telling)


async def test_a_picture_that_is_chosen_outlives_this_analysis_and_the_next(
    api: Api, data: Datasources, principal: Principal
) -> None:
    first, other = (await uploaded(api, footage()))["id"], (await uploaded(api, padded(150_000)))["id"]
    claim = await claimed(data, principal, key_of(first))
    ticket = await offered(api, first, picture())
    assert (await send(ticket, picture())).status_code == 200
    chosen = (await shown(api, ticket))["video"]["thumbnailUrl"].partition("?")[0]
    assert "/chosen/" in chosen
    await analyzed(data, principal, claim)
    assert await picture_of(api, first) == chosen
    async with data.postgres.transaction(principal) as connection:
        await data.jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, "newer", video_id=key_of(first)))
    await analyzed(data, principal, await claimed(data, principal, key_of(first)))
    assert await picture_of(api, first) == chosen
    await analyzed(data, principal, await claimed(data, principal, key_of(other)))
    assert (await picture_of(api, other)).endswith("/thumbnail.jpg")


@pytest.mark.slow
async def test_a_video_that_is_deleted_while_it_is_looked_at_leaves_nothing(
    api: Api, data: Datasources, principal: Principal, tmp_path: Path
) -> None:
    video = (await uploaded(api, footage()))["id"]
    desk = Watched(await claimed(data, principal, key_of(video)), data)
    analyses = Analyses(data.postgres, data.events, data.jobs)
    ingest = Ingest(data.videos, data.objects, analyses, data.models, IngestSettings(5, 10, tmp_path))
    running = asyncio.create_task(ingest.run(desk))
    await desk.looking.wait()
    assert (await deleted(api, video))["userErrors"] == []
    with pytest.raises((LeaseLost, NotFound)):
        await running
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []
    # What it stored before it noticed goes with the second look, for which nothing but the job is left.
    [job] = await rows(data, principal, "SELECT id FROM job WHERE kind = 'DELETE'")
    await rows(data, principal, "UPDATE job SET run_after = now() WHERE id = :id RETURNING id", id=job)
    again = await data.jobs.claim(principal, job, "a worker", 60)
    assert again is not None
    await Removing(data.objects, data.videos).run(Desk(again, data.jobs))
    assert await held(data, principal) == []
    assert await rows(data, principal) == []
