"""Following new events, sharing what is executed, and leaving nothing behind."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.progress.announcements import hash_organization
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, Role
from models.jobs import Claim, NewJob, ProgressUpdate
from resolvers.core.ids import Kind, encode
from schema.graphql.subscription_sharing import build_sharing_key
from tests.schema.sockets import PATIENCE, SocketClient, open_socket
from tests.schema.transport.test_sse import open_stream
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

DETECTED = """subscription ($filter: EventFilter) { eventDetected(filter: $filter) {
  id type startSeconds video { id name }
} }"""
LISTED = """query ($filter: EventFilter) { events(filter: $filter, first: 100) { edges { node { id } } } }"""
FILTERS: list[dict[str, Any]] = [
    {},
    {"types": ["THEFT", "RUNNING"]},
    {"types": []},
    {"cameras": ["door"]},
    {"cameras": ["yard"]},
    {"locations": ["LEFT"], "minConfidence": 0.5},
    {"genders": ["FEMALE"], "ageGroups": ["YOUNG"]},
    {"seconds": {"from": 9, "to": 21}},
    {"trackIds": ["P2"]},
    {"occurredAt": {"from": "2026-01-01T00:00:15Z"}},
    {"minConfidence": 1},
]


def bearer(api: ApiTestClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {api.token}"}


async def wait_until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


class Subscriptions:
    """What the server keeps for those who follow things of one organization."""

    def __init__(self, data: Datasources, principal: Principal) -> None:
        self._listener = data.listener
        self._principal = principal

    def events(self) -> int:
        feeds = self._listener._event_feeds.get(hash_organization(self._principal.organization), {})
        return sum(feed.subscribers for feed in feeds.values())

    def progress(self, video: UUID) -> int:
        of_organizations = self._listener._subjects.get(f"ANALYSIS:{video}", {})
        return sum(subject.subscribers for subject in of_organizations.values())

    def kept(self, video: UUID) -> bool:
        return (
            f"ANALYSIS:{video}" in self._listener._subjects
            or hash_organization(self._principal.organization) in self._listener._event_feeds
        )


@pytest.fixture
def followed(served_data: Datasources, principal: Principal) -> Subscriptions:
    return Subscriptions(served_data, principal)


@asynccontextmanager
async def running(postgres: Postgres, principal: Principal, video: UUID) -> AsyncIterator[tuple[Jobs, Claim]]:
    """An analysis that says what the test wants, and ends with the block."""
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, "1", video_id=video))
    claim = await jobs.claim(principal, job.id, "test", 60)
    assert claim is not None
    yield jobs, claim
    await jobs.end(claim, JobStatus.DONE, ProgressUpdate("READY", "DONE", 100))


class TestEvents:
    async def test_are_told_with_the_filters_of_the_list(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal, followed: Subscriptions
    ) -> None:
        door = await add_video(postgres, principal, camera="door", recorded_at=datetime(2026, 1, 1, tzinfo=UTC))
        yard = await add_video(postgres, principal, camera="yard")
        async with open_socket(address, bearer(api)) as socket:
            filters = [*FILTERS, {"videoIds": [encode(Kind.VIDEO, yard), "nonsense"]}]
            for number, wanted in enumerate(filters):
                await socket.subscribe(str(number), DETECTED, filter=wanted)
            await wait_until(lambda: followed.events() == len(filters))
            rows = [
                event_row(10, type="THEFT", location="LEFT"),
                event_row(20, gender="FEMALE", age_group="YOUNG", track_id="P2"),
                event_row(30, confidence=1.0, type="RUNNING"),
                event_row(40, location="LEFT", confidence=0.3),
            ]
            for video in (door, yard):
                await Events(postgres).store(principal, video, rows)
            expected = {}
            for number, wanted in enumerate(filters):
                listed = await api.data(LISTED, filter=wanted)
                expected[str(number)] = sorted(edge["node"]["id"] for edge in listed["events"]["edges"])
            told: dict[str, list[str]] = {number: [] for number in expected}
            while sum(map(len, told.values())) < sum(map(len, expected.values())):
                message = await socket.receive()
                assert message["type"] == "next", message
                told[message["id"]].append(message["payload"]["data"]["eventDetected"]["id"])
            assert {number: sorted(found) for number, found in told.items()} == expected

    async def test_come_with_what_was_selected(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal, followed: Subscriptions
    ) -> None:
        video = await add_video(postgres, principal, name="till")
        async with open_socket(address, bearer(api)) as socket:
            await socket.subscribe("1", DETECTED)
            await wait_until(lambda: followed.events() == 1)
            with record_statements() as statements:
                ids = await Events(postgres).store(principal, video, [event_row(n, type="THEFT") for n in range(30)])
                for number, id_ in enumerate(ids):
                    assert (await socket.receive())["payload"]["data"]["eventDetected"] == {
                        "id": encode(Kind.EVENT, id_),
                        "type": "THEFT",
                        "startSeconds": number,
                        "video": {"id": encode(Kind.VIDEO, video), "name": "till"},
                    }
            assert len([one for one in statements if one.startswith("SELECT event")]) == 1

    async def test_of_another_organization_are_as_those_of_no_video(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal, followed: Subscriptions
    ) -> None:
        stranger = Principal("x", f"foreign-{uuid4().hex}", frozenset(Role))
        foreign = await add_video(postgres, stranger)
        mine = await add_video(postgres, principal)
        async with open_socket(address, bearer(api)) as socket:
            await socket.subscribe("all", DETECTED)
            for name, video in (("foreign", foreign), ("missing", UUID(int=3))):
                await socket.subscribe(name, DETECTED, filter={"videoIds": [encode(Kind.VIDEO, video)]})
            await wait_until(lambda: followed.events() == 3)
            await Events(postgres).store(stranger, foreign, [event_row(1)])
            await Events(postgres).store(principal, mine, [event_row(2)])
            message = await socket.receive()
            assert (message["id"], message["payload"]["data"]["eventDetected"]["startSeconds"]) == ("all", 2)
            await socket.send("ping")
            assert (await socket.receive())["type"] == "pong"

    @pytest.mark.parametrize(
        ("wanted", "code"),
        [
            ({"minConfidence": 2}, "OUT_OF_RANGE"),
            ({"seconds": {"from": 2, "to": 1}}, "RANGE_REVERSED"),
            ({"videoIds": ["x"] * 1001}, "TOO_MANY_VALUES"),
            ({"types": ["NOTHING"]}, "INVALID_REQUEST"),
        ],
    )
    async def test_with_a_filter_that_is_wrong_are_refused(
        self, address: str, api: ApiTestClient, wanted: dict[str, Any], code: str
    ) -> None:
        async with open_socket(address, bearer(api)) as socket:
            await socket.subscribe("1", DETECTED, filter=wanted)
            message = await socket.receive()
            errors = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
            assert [error["extensions"]["code"] for error in errors] == [code]

    async def test_need_a_role(self, address: str, tokens: Callable[[Principal], str]) -> None:
        nobody = {"Authorization": f"Bearer {tokens(Principal('n', 'o', frozenset()))}"}
        async with open_socket(address, nobody) as socket:
            await socket.subscribe("1", DETECTED)
            message = await socket.receive()
            errors = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
            assert [error["extensions"]["code"] for error in errors] == ["FORBIDDEN"]


PROGRESS = """subscription ($id: ID!, $after: Int, $withName: Boolean = true) {
  analysisProgress(videoId: $id, afterSequence: $after) {
    sequence percent video { name @include(if: $withName) status }
  }
}"""


class TestSharing:
    async def test_a_step_is_read_once_for_all_who_asked_for_the_same(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal, followed: Subscriptions
    ) -> None:
        video = await add_video(postgres, principal)
        async with (
            running(postgres, principal, video) as (jobs, claim),
            open_socket(address, bearer(api)) as one,
            open_socket(address, bearer(api)) as other,
        ):
            for number in range(20):
                for socket in (one, other):
                    await socket.subscribe(str(number), PROGRESS, id=encode(Kind.VIDEO, video))
                    assert (await socket.receive())["type"] == "next"
            with record_statements() as statements:
                await jobs.report(claim, ProgressUpdate("ANALYZING", "DETECTING", 40, {}, {"status": "ANALYZING"}))
                for socket in (one, other):
                    for _ in range(20):
                        told = (await socket.receive())["payload"]["data"]["analysisProgress"]
                        assert (told["percent"], told["video"]["status"]) == (40, "ANALYZING")
            assert len([sql for sql in statements if sql.startswith("SELECT video")]) == 1

    async def test_is_between_those_only_who_are_answered_the_same(
        self,
        address: str,
        api: ApiTestClient,
        tokens: Callable[[Principal], str],
        postgres: Postgres,
        principal: Principal,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        video = encode(Kind.VIDEO, await add_video(postgres, principal))
        seen: list[Any] = []

        def noted(info: Any) -> Any:
            seen.append(build_sharing_key(info))
            return seen[-1]

        monkeypatch.setattr("schema.subscriptions.build_sharing_key", noted)

        async def key(query: str, who: Principal = principal, language: str = "en", **variables: Any) -> Any:
            caller = ApiTestClient(api.http, tokens(who), language)
            async with open_stream(caller, query, id=video, **variables) as events:
                assert "errors" not in (await events.read_next())[1]
            return seen[-1]

        usual = await key(PROGRESS)
        assert await key(PROGRESS, after=0) == usual
        assert await key(PROGRESS, withName=False) != usual
        assert await key(PROGRESS + " ") != usual
        assert await key(PROGRESS, language="ko") != usual
        colleague = Principal("colleague", principal.organization, principal.roles)
        assert await key(PROGRESS, colleague) == usual
        viewer = Principal("viewer", principal.organization, frozenset({Role.VIEWER}))
        assert await key(PROGRESS, viewer) != usual
        # What a resolver looks up may depend on who asks.
        looked_up = PROGRESS.replace("status }", "status ...Links } ") + " fragment Links on Video { downloadUrl }"
        assert await key(looked_up) == await key(looked_up)
        assert await key(looked_up, colleague) != await key(looked_up)

    async def test_a_newcomer_is_shown_what_is_there_now(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal, served_data: Datasources
    ) -> None:
        video = await add_video(postgres, principal, name="before")
        async with running(postgres, principal, video), open_socket(address, bearer(api)) as socket:
            for number, name in enumerate(("before", "after", "later")):
                await served_data.videos.update(principal, video, name=name)
                await socket.subscribe(str(number), PROGRESS, id=encode(Kind.VIDEO, video))
                told = (await socket.receive())["payload"]["data"]["analysisProgress"]
                assert told["video"]["name"] == name


class TestLeaving:
    async def test_by_complete_frees_everything(
        self, address: str, api: ApiTestClient, postgres: Postgres, principal: Principal, followed: Subscriptions
    ) -> None:
        video = await add_video(postgres, principal)
        async with open_socket(address, bearer(api)) as socket:
            await self.follow(socket, video, followed)
            for id_ in ("progress", "events"):
                await socket.send("complete", id=id_)
            await wait_until(lambda: not followed.kept(video))

    @pytest.mark.parametrize("abruptly", [False, True])
    async def test_by_closing_the_socket_frees_everything(
        self,
        address: str,
        api: ApiTestClient,
        postgres: Postgres,
        principal: Principal,
        followed: Subscriptions,
        abruptly: bool,
    ) -> None:
        video = await add_video(postgres, principal)
        async with open_socket(address, bearer(api)) as socket:
            await self.follow(socket, video, followed)
            if abruptly:
                socket.connection.transport.abort()
            else:
                await socket.connection.close()
            await wait_until(lambda: not followed.kept(video))

    async def test_by_closing_the_response_frees_everything(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal, followed: Subscriptions
    ) -> None:
        video = await add_video(postgres, principal)
        async with open_stream(api, PROGRESS, id=encode(Kind.VIDEO, video)) as events:
            assert (await events.read_next())[0] == "next"
            assert followed.progress(video) == 1
        async with open_stream(api, DETECTED):
            await wait_until(lambda: followed.events() == 1)
        await wait_until(lambda: not followed.kept(video))

    async def follow(self, socket: SocketClient, video: UUID, followed: Subscriptions) -> None:
        await socket.subscribe("progress", PROGRESS, id=encode(Kind.VIDEO, video))
        assert (await socket.receive())["type"] == "next"
        await socket.subscribe("events", DETECTED)
        await wait_until(lambda: followed.events() == 1)
        assert followed.progress(video) == 1
        assert followed.kept(video)
