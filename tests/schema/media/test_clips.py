"""`clips`: what was exported, for whoever may see the video."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.audit import AuditFilter
from models.access.principal import Principal
from models.enums import Role
from models.paging import PageWindow
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_clip, add_video
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, add_things, at_sites
from tests.support.statements import record_statements

AT = datetime(2026, 3, 1, tzinfo=UTC)
CLIPS = """query ($video: ID, $first: Int, $after: String) { clips(videoId: $video, first: $first, after: $after) {
  edges { cursor node { id startSeconds endSeconds sizeBytes checksumSha256 createdAt video { name } } }
  totalCount pageInfo { hasNextPage }
} }"""
URLS = "query ($video: ID!) { clips(videoId: $video) { edges { node { startSeconds url urlExpiresAt } } } }"


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> UUID:
    """A video with three clips, the one from 3 s the newest, beside another with one."""
    made = await add_video(postgres, principal, name="first")
    for second in (1, 2, 3):
        await add_clip(postgres, principal, made, start_seconds=float(second), created_at=AT + timedelta(hours=second))
    other = await add_video(postgres, principal, name="second")
    await add_clip(postgres, principal, other, start_seconds=9.0, created_at=AT)
    return made


async def test_clips_are_listed_newest_first_page_by_page(api: ApiTestClient, video: UUID) -> None:
    page = (await api.data(CLIPS, first=3))["clips"]
    assert [edge["node"]["startSeconds"] for edge in page["edges"]] == [3, 2, 1]
    assert (page["totalCount"], page["pageInfo"]) == (4, {"hasNextPage": True})
    rest = (await api.data(CLIPS, first=3, after=page["edges"][-1]["cursor"]))["clips"]
    assert [edge["node"]["video"] for edge in rest["edges"]] == [{"name": "second"}]


async def test_only_those_of_a_video_are_listed_and_an_unknown_one_has_none(api: ApiTestClient, video: UUID) -> None:
    with record_statements() as statements:
        mine = (await api.data(CLIPS, video=encode(Kind.VIDEO, video)))["clips"]
    assert (len(mine["edges"]), mine["totalCount"]) == (3, 3)
    assert len(statements) == 3  # the clips, their videos, the count
    for unknown in (encode(Kind.VIDEO, uuid4()), "nonsense", mine["edges"][0]["node"]["id"]):
        assert (await api.data(CLIPS, video=unknown))["clips"]["edges"] == []


async def test_a_clip_is_found_by_its_id(api: ApiTestClient, video: UUID) -> None:
    listed = (await api.data(CLIPS, first=1))["clips"]["edges"][0]["node"]
    found = await api.data(
        "query ($id: ID!) { node(id: $id) { __typename ... on Clip { id endSeconds sizeBytes } } }", id=listed["id"]
    )
    assert found["node"] == {"__typename": "Clip", "id": listed["id"], "endSeconds": 4, "sizeBytes": 1000}


async def test_clips_of_other_organizations_and_sites_are_not_there(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    here, there = await add_things(postgres, principal, OWN), await add_things(postgres, principal, FOREIGN)
    at_own = api.with_token(tokens(at_sites(principal, OWN)))
    stranger = api.with_token(tokens(Principal("stranger", "an organization without clips", frozenset(Role))))
    assert [edge["node"]["id"] for edge in (await at_own.data(CLIPS))["clips"]["edges"]] == [here[Kind.CLIP]]
    for caller, foreign in ((at_own, there), (stranger, here)):
        missing = [encode(Kind.CLIP, uuid4()), foreign[Kind.CLIP]]
        answers = [await caller.data("query ($id: ID!) { node(id: $id) { id } }", id=one) for one in missing]
        assert answers == [{"node": None}] * 2
        assert (await caller.data(CLIPS, video=foreign[Kind.VIDEO]))["clips"]["totalCount"] == 0


class TestUrl:
    async def store(self, data: Datasources, principal: Principal, video: UUID, seconds: float) -> None:
        key = f"{principal.organization}/{video}/clips/{seconds}.mp4"
        stored = await data.objects.put("highlights", key, b"x" * 1000, "video/mp4")
        columns = {"object_key": key, "etag": stored.etag, "object_version": stored.version}
        await add_clip(data.postgres, principal, video, start_seconds=seconds, **columns)

    async def test_is_handed_out_with_its_expiry_and_noted(
        self, api: ApiTestClient, served_data: Datasources, principal: Principal
    ) -> None:
        video = await add_video(served_data.postgres, principal)
        await self.store(served_data, principal, video, 1.0)
        await self.store(served_data, principal, video, 2.0)
        edges = (await api.data(URLS, video=encode(Kind.VIDEO, video)))["clips"]["edges"]
        async with httpx.AsyncClient() as http:
            assert [(await http.get(edge["node"]["url"])).content for edge in edges] == [b"x" * 1000] * 2
        left = datetime.fromisoformat(edges[0]["node"]["urlExpiresAt"]) - datetime.now(UTC)
        assert timedelta(minutes=9) < left <= timedelta(minutes=15)
        wanted = AuditFilter(actions=["clipUrl"])
        noted = await served_data.audit.list_page(principal, wanted, PageWindow(9), ["target_id", "details"])
        assert {row["target_id"] for row in noted.rows} == {video}
        assert sorted(row["details"]["startSeconds"] for row in noted.rows) == [1.0, 2.0]

    async def test_of_a_clip_whose_object_is_gone_is_null_and_the_clip_is_forgotten(
        self, api: ApiTestClient, video: UUID
    ) -> None:
        edges = (await api.data(URLS, video=encode(Kind.VIDEO, video)))["clips"]["edges"]
        assert [edge["node"]["url"] for edge in edges] == [None] * 3
        assert (await api.data(URLS, video=encode(Kind.VIDEO, video)))["clips"]["edges"] == []

    async def test_is_not_for_viewers_who_see_the_list(
        self, api: ApiTestClient, video: UUID, principal: Principal, tokens: Callable[[Principal], str]
    ) -> None:
        viewer = api.with_token(tokens(Principal("viewer", principal.organization, frozenset({Role.VIEWER}))))
        answer = await viewer.post(URLS, video=encode(Kind.VIDEO, video))
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"FORBIDDEN"}
        assert len((await viewer.data(CLIPS))["clips"]["edges"]) == 4
