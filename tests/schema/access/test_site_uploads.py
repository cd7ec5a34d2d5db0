"""Uploads and deletions of a limited caller: at which site they are, and what counts for the whole organization."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from config import Settings
from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.quotas import count_open_pictures, measure_usage
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, decode
from tests.schema.uploads.sending import build_announcement
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient, serve_api
from tests.support.sites import FOREIGN, OWN, add_things, at_sites

REQUEST = """mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
  video { id } uploadToken duplicateOf { id } userErrors { code field message }
} }"""
DELETE = "mutation ($id: ID!) { deleteVideo(id: $id) { deletedVideoId userErrors { code } } }"
LOG = '{ auditLog(filter: { actions: ["deleteVideo"] }) { edges { node { userId target } } } }'


@pytest.fixture
def act(api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal) -> Callable[..., ApiTestClient]:
    """A caller who is limited to these sites."""
    return lambda *sites: api.with_token(tokens(at_sites(principal, *sites)))


async def request(api: ApiTestClient, **changed: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(REQUEST, input=build_announcement(b"not a video yet", **changed)))[
        "requestUpload"
    ]
    return found


async def read_site(postgres: Postgres, principal: Principal, id_: str) -> str | None:
    async with postgres.transaction(principal) as connection:
        query = text("SELECT site FROM video WHERE id = :id")
        site: str | None = (await connection.execute(query, {"id": decode(Kind.VIDEO, id_)})).scalar_one()
        return site


async def test_an_upload_is_at_the_only_site_of_whoever_requests_it(
    act: Callable[..., ApiTestClient], api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    mine = await request(act(OWN))
    assert mine["userErrors"] == []
    assert await read_site(postgres, principal, mine["video"]["id"]) == OWN
    anybody = await request(api)
    assert await read_site(postgres, principal, anybody["video"]["id"]) is None


@pytest.mark.parametrize(
    ("sites", "code"), [((OWN, FOREIGN), "SITE_REQUIRED"), ((), "NO_SITES")], ids=["several", "none"]
)
async def test_without_one_site_the_caller_is_told_what_to_do_and_nothing_is_kept(
    act: Callable[..., ApiTestClient], postgres: Postgres, principal: Principal, sites: tuple[str, ...], code: str
) -> None:
    refused = await request(act(*sites))
    assert [error["code"] for error in refused["userErrors"]] == [code]
    assert refused["video"] is None
    async with postgres.transaction(principal) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM video"))).scalar_one() == 0


async def test_a_file_that_a_foreign_site_has_is_new(
    act: Callable[..., ApiTestClient], postgres: Postgres, principal: Principal
) -> None:
    checksum = "ab" * 32
    there = await add_video(postgres, principal, site=FOREIGN, status="READY", checksum_sha256=checksum)
    taken = await request(act(OWN), checksumSha256=checksum)
    assert (taken["userErrors"], taken["duplicateOf"]) == ([], None)
    known = await request(act(FOREIGN), checksumSha256=checksum)
    assert [error["code"] for error in known["userErrors"]] == ["DUPLICATE_VIDEO"]
    assert decode(Kind.VIDEO, known["duplicateOf"]["id"]) == there


class TestQuotas:
    @pytest.fixture
    async def small(self, settings: Settings) -> AsyncIterator[str]:
        async with serve_api(settings.model_copy(update={"organization_open_uploads": 2})) as url:
            yield url

    async def test_what_other_sites_use_counts_too(
        self, small: str, act: Callable[..., ApiTestClient], postgres: Postgres, principal: Principal
    ) -> None:
        await add_video(postgres, principal, site=FOREIGN, status="READY", size_bytes=700)
        await add_video(postgres, principal, site=OWN, status="READY", size_bytes=300)
        limited = at_sites(principal, OWN)
        async with postgres.transaction(limited) as connection:
            assert (await measure_usage(connection, limited)).stored_bytes == 1000
        async with httpx.AsyncClient(base_url=small, timeout=60) as http:
            codes = []
            for sites in ((FOREIGN,), (FOREIGN,), (OWN,)):
                answer = await request(ApiTestClient(http, act(*sites).token))
                codes.append([error["code"] for error in answer["userErrors"]])
        assert codes == [[], [], ["QUOTA_EXCEEDED"]]

    async def test_pictures_that_were_announced_at_other_sites_count_and_are_confirmed_by_anybody_of_them(
        self, postgres: Postgres, principal: Principal, served_data: Datasources
    ) -> None:
        both, one = at_sites(principal, OWN, FOREIGN), at_sites(principal, OWN)
        async with postgres.transaction(both) as connection:
            await served_data.removals.schedule_object_removal_in(connection, both, "thumbnails", "a/key", 60.0)
        async with postgres.transaction(one) as connection:
            assert await count_open_pictures(connection, one) == 1
            await served_data.removals.mark_taken_in(connection, "thumbnails", "a/key")
        async with postgres.transaction(both) as connection:
            assert await count_open_pictures(connection, both) == 0


async def test_a_deletion_at_the_own_site_is_complete_and_its_entry_is_of_that_site(
    act: Callable[..., ApiTestClient], postgres: Postgres, principal: Principal
) -> None:
    own, foreign = await add_things(postgres, principal, OWN), await add_things(postgres, principal, FOREIGN)
    caller = act(OWN)
    refused = await caller.data(DELETE, id=foreign[Kind.VIDEO])
    assert [error["code"] for error in refused["deleteVideo"]["userErrors"]] == ["NOT_FOUND"]
    deleted = await caller.data(DELETE, id=own[Kind.VIDEO])
    assert deleted["deleteVideo"] == {"deletedVideoId": own[Kind.VIDEO], "userErrors": []}
    entries = [{"node": {"userId": "tester", "target": own[Kind.VIDEO]}}]
    assert (await caller.data(LOG))["auditLog"]["edges"] == entries
    assert (await act(FOREIGN).data(LOG))["auditLog"]["edges"] == []
    async with postgres.transaction(principal) as connection:
        for table in ("video", "event", "prompt_session"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 1
        jobs = await connection.execute(text("SELECT payload ->> 'video' FROM job WHERE kind = 'DELETE'"))
        assert [row[0] for row in jobs] == [str(own.keys[Kind.VIDEO])]


async def test_an_operator_of_a_site_changes_nothing_elsewhere(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    foreign = await add_things(postgres, principal, FOREIGN)
    desk = api.with_token(tokens(at_sites(Principal("desk", principal.organization, frozenset({Role.OPERATOR})), OWN)))
    rename = 'mutation ($id: ID!) { updateVideo(id: $id, input: { name: "x" }) { userErrors { code } } }'
    answer = await desk.data(rename, id=foreign[Kind.VIDEO])
    assert [error["code"] for error in answer["updateVideo"]["userErrors"]] == ["NOT_FOUND"]
    shown = await api.data("query ($id: ID!) { video(id: $id) { name } }", id=foreign[Kind.VIDEO])
    assert shown["video"]["name"] == "theft video"
