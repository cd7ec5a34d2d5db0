"""Changed videos, and the progress of many analyses in one operation."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.progress.announcements import hash_organization
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, Role
from models.jobs import NewJob, ProgressUpdate
from resolvers.core.ids import Kind, encode
from tests.schema.subscriptions.test_event_stream import running, wait_until
from tests.schema.transport.test_sse import open_stream
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, at_sites
from tests.support.statements import record_statements

CHANGED = "subscription ($filter: VideoFilter) { videoChanged(filter: $filter) { id name status } }"
PROGRESS = """subscription ($ids: [ID!]!) { analysesProgress(videoIds: $ids) {
  sequence status percent video { id name }
} }"""
DELETE = "mutation ($id: ID!) { deleteVideo(id: $id) { deletedVideoId } }"


def count_followers(data: Datasources, principal: Principal) -> int:
    feeds = data.listener._video_feeds.get(hash_organization(principal.organization), {})
    return sum(feed.subscribers for feed in feeds.values())


class TestVideoChanged:
    async def test_tells_each_change_of_what_fits_as_it_is_then(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal, served_data: Datasources
    ) -> None:
        async with (
            open_stream(api, CHANGED) as every,
            open_stream(api, CHANGED, filter={"statuses": ["READY"]}) as ready,
        ):
            await wait_until(lambda: count_followers(served_data, principal) == 2)
            video = await add_video(postgres, principal, name="new")
            told = (await every.read_next())[1]["data"]["videoChanged"]
            assert told == {"id": encode(Kind.VIDEO, video), "name": "new", "status": "UPLOADING"}
            await served_data.videos.update(principal, video, name="renamed")
            assert (await every.read_next())[1]["data"]["videoChanged"]["name"] == "renamed"
            await served_data.videos.update(principal, video, status="READY")
            for stream in (every, ready):
                assert (await stream.read_next())[1]["data"]["videoChanged"]["status"] == "READY"
        await wait_until(lambda: count_followers(served_data, principal) == 0)

    async def test_reads_changes_that_come_together_once_for_all_who_asked_for_the_same(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal, served_data: Datasources
    ) -> None:
        videos = [await add_video(postgres, principal) for _ in range(20)]
        async with AsyncExitStack() as opened:
            streams = [await opened.enter_async_context(open_stream(api, CHANGED)) for _ in range(5)]
            await wait_until(lambda: count_followers(served_data, principal) == 5)
            with record_statements() as statements:
                async with postgres.transaction(principal) as connection:
                    for video in videos:
                        await served_data.videos.update_in(connection, video, name="together")
                for stream in streams:
                    told = [(await stream.read_next())[1]["data"]["videoChanged"]["id"] for _ in videos]
                    assert told == [encode(Kind.VIDEO, video) for video in videos]
            read = [one for one in statements if one.startswith("SELECT video")]
            # Notifications of one transaction arrive together, or in a few pieces.
            assert len(read) <= 5

    async def test_of_another_organization_or_site_is_not_told(
        self,
        api: ApiTestClient,
        tokens: Callable[[Principal], str],
        postgres: Postgres,
        principal: Principal,
        served_data: Datasources,
    ) -> None:
        stranger = Principal("x", f"foreign-{uuid4().hex}", frozenset(Role))
        clerk = api.with_token(tokens(at_sites(principal, OWN)))
        async with open_stream(clerk, CHANGED) as stream:
            await wait_until(lambda: count_followers(served_data, principal) == 1)
            await add_video(postgres, stranger, name="theirs")
            await add_video(postgres, principal, name="elsewhere", site=FOREIGN)
            await add_video(postgres, principal, name="here", site=OWN)
            assert (await stream.read_next())[1]["data"]["videoChanged"]["name"] == "here"


class TestAnalysesProgress:
    async def test_tells_the_state_of_each_then_every_step_and_ends_with_the_last(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        videos = [await add_video(postgres, principal, name=str(number)) for number in range(30)]
        ids = [encode(Kind.VIDEO, video) for video in videos]
        jobs = Jobs(postgres)
        async with postgres.transaction(principal) as connection:
            queued = [
                await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, "1", video_id=video))
                for video in videos
            ]
        with record_statements() as statements:
            async with open_stream(api, PROGRESS, ids=[*ids, ids[0]]) as stream:
                first = [(await stream.read_next())[1]["data"]["analysesProgress"] for _ in ids]
                # However many videos: their latest steps, and their rows.
                read = [one for one in statements if "FROM progress" in one or one.startswith("SELECT video")]
                assert len(read) == 2
                for job in reversed(queued):
                    claim = await jobs.claim(principal, job.id, "test", 60)
                    assert claim is not None
                    await jobs.end(claim, JobStatus.DONE, ProgressUpdate("READY", "DONE", 100))
                last = [(await stream.read_next())[1]["data"]["analysesProgress"] for _ in ids]
                assert await stream.read_next() == ("complete", None)
        assert [one["video"]["id"] for one in first] == ids
        assert {(one["sequence"], one["status"]) for one in first} == {(1, "QUEUED")}
        assert {one["video"]["id"]: (one["sequence"], one["percent"]) for one in last} == dict.fromkeys(ids, (2, 100))

    async def test_a_foreign_and_a_missing_video_answer_alike(
        self, api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
    ) -> None:
        stranger = Principal("x", f"foreign-{uuid4().hex}", frozenset(Role))
        own = encode(Kind.VIDEO, await add_video(postgres, principal, site=OWN))
        clerk = api.with_token(tokens(at_sites(principal, OWN)))
        for caller, video in (
            (api, encode(Kind.VIDEO, await add_video(postgres, stranger))),
            (clerk, encode(Kind.VIDEO, await add_video(postgres, principal, site=FOREIGN))),
            (api, encode(Kind.VIDEO, UUID(int=3))),
            (api, "nonsense"),
        ):
            async with open_stream(caller, PROGRESS, ids=[own, video]) as stream:
                [(_, payload), _] = await stream.read_all()
            assert payload["data"] is None
            assert payload["errors"][0]["extensions"]["code"] == "NOT_FOUND"
            assert payload["errors"][0]["extensions"]["field"] == ["videoIds", "1"]

    async def test_takes_a_hundred_videos_and_no_more(self, api: ApiTestClient) -> None:
        async with open_stream(api, PROGRESS, ids=["x"] * 101) as stream:
            [(_, payload), _] = await stream.read_all()
        assert payload["errors"][0]["extensions"]["code"] == "TOO_MANY_VALUES"
        async with open_stream(api, PROGRESS, ids=[]) as stream:
            assert await stream.read_all() == [("complete", None)]

    async def test_a_video_that_is_deleted_does_not_end_the_others(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal, served_data: Datasources
    ) -> None:
        gone, other = await add_video(postgres, principal), await add_video(postgres, principal)
        ids = [encode(Kind.VIDEO, video) for video in (gone, other)]
        async with (
            running(postgres, principal, other) as (jobs, claim),
            open_stream(api, PROGRESS, ids=ids) as stream,
        ):
            assert [(await stream.read_next())[0] for _ in ids] == ["next", "next"]
            deleted = await api.data(DELETE, id=ids[0])
            assert deleted["deleteVideo"]["deletedVideoId"] == ids[0]
            await jobs.report(claim, ProgressUpdate("ANALYZING", "DETECTING", 40, {}, {"status": "ANALYZING"}))
            told = (await stream.read_next())[1]["data"]["analysesProgress"]
            assert (told["video"]["id"], told["percent"]) == (ids[1], 40)
