"""What is whose in lists: sessions of the caller, uploads under way, and entries of the audit log by their ids."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from models.tables import Camera
from resolvers.core.ids import Kind, encode
from tests.schema.uploads.sending import make_video, request_upload
from tests.support.rows import add_question, add_video
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, add_things, at_sites
from tests.support.statements import record_statements

SESSIONS = """query ($mine: Boolean, $video: ID) { promptSessions(mine: $mine, videoId: $video) {
  totalCount edges { node { owner viewerCanUpdate } }
} }"""
VIDEOS = """query ($filter: VideoFilter) { videos(filter: $filter) {
  totalCount edges { node { id status recordedBy { videos(filter: $filter) { totalCount edges { node { id } } } } } }
} }"""
NODE = "query ($id: ID!) { node(id: $id) { id ... on AuditEntry { action } } nodes(ids: [$id]) { id } }"


def as_user(principal: Principal, user: str, *roles: Role) -> Principal:
    return replace(principal, user_id=user, roles=frozenset(roles or principal.roles))


async def list_sessions(api: ApiTestClient, **wanted: Any) -> list[tuple[str, bool]]:
    page = (await api.data(SESSIONS, **wanted))["promptSessions"]
    found = [(edge["node"]["owner"], edge["node"]["viewerCanUpdate"]) for edge in page["edges"]]
    assert page["totalCount"] == len(found)
    return sorted(found)


async def test_sessions_say_whose_they_are_and_who_may_change_them(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    for number, user in enumerate(("kim", "lee"), start=1):
        await add_question(postgres, as_user(principal, user), number=number)
    kim = api.with_token(tokens(as_user(principal, "kim", Role.VIEWER)))
    operator = api.with_token(tokens(as_user(principal, "park", Role.OPERATOR)))
    # The second time, a plan answers.
    for _ in range(2):
        assert await list_sessions(kim) == [("kim", True), ("lee", False)]
        assert await list_sessions(kim, mine=True) == [("kim", True)]
        assert await list_sessions(kim, mine=None) == [("kim", True), ("lee", False)]
        assert await list_sessions(operator) == [("kim", True), ("lee", True)]
        assert await list_sessions(operator, mine=True) == []


async def test_own_sessions_are_one_statement_and_never_another_organizations(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    await add_question(postgres, principal)
    namesake = replace(principal, organization=f"not {principal.organization}")
    assert await list_sessions(api.with_token(tokens(namesake)), mine=True) == []
    with record_statements(requests_only=True) as statements:
        assert await list_sessions(api, mine=True) == [(principal.user_id, True)]
    # The page and its count.
    assert len(statements) == 2
    assert await list_sessions(api, mine=True, video="nonsense") == []


@pytest.fixture
async def uploader(api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal) -> ApiTestClient:
    return api.with_token(tokens(as_user(principal, "uploader")))


async def list_videos(api: ApiTestClient, **wanted: Any) -> set[str]:
    page = (await api.data(VIDEOS, filter=wanted or None))["videos"]
    assert page["totalCount"] == len(page["edges"])
    return {edge["node"]["id"] for edge in page["edges"]}


async def test_an_upload_stands_in_its_uploaders_lists_until_it_is_confirmed(
    api: ApiTestClient, uploader: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    ready = encode(Kind.VIDEO, await add_video(postgres, principal, status="READY"))
    upload = (await request_upload(uploader, make_video()))["video"]["id"]
    for _ in range(2):
        assert await list_videos(api) == {ready}
        assert await list_videos(uploader) == {ready, upload}
    # Other conditions hide it as well; a condition on states shows it to everybody.
    assert await list_videos(api, text="mp4") == {ready}
    assert await list_videos(api, statuses=["UPLOADING"]) == {upload}
    assert await list_videos(api, statuses=["UPLOADING", "READY"]) == {ready, upload}
    # Who has its id sees it.
    assert (await api.data("query ($id: ID!) { video(id: $id) { id } }", id=upload))["video"] == {"id": upload}


async def test_the_lists_of_a_camera_do_the_same(
    api: ApiTestClient, uploader: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    camera = Camera.__table__
    async with postgres.transaction(principal) as connection:
        added = camera.insert().values(organization=principal.organization, name="Door").returning(camera.c.id)
        key = (await connection.execute(added)).scalar_one()
    await add_video(postgres, principal, status="READY", camera_id=key)
    await add_video(postgres, as_user(principal, "uploader"), status="UPLOADING", camera_id=key)
    query = "query ($filter: VideoFilter) { cameras { edges { node { videos(filter: $filter) { totalCount } } } } }"

    async def count(caller: ApiTestClient, wanted: Any = None) -> int:
        [edge] = (await caller.data(query, filter=wanted))["cameras"]["edges"]
        return int(edge["node"]["videos"]["totalCount"])

    assert (await count(api), await count(uploader)) == (1, 2)
    assert await count(api, {"statuses": ["UPLOADING"]}) == 1


async def test_an_upload_from_before_uploaders_were_known_is_shown_when_it_is_asked_for(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    upload = encode(Kind.VIDEO, await add_video(postgres, principal, status="UPLOADING", uploaded_by=None))
    assert await list_videos(api) == set()
    assert await list_videos(api, statuses=["UPLOADING"]) == {upload}


async def test_an_entry_of_the_audit_log_is_a_node_for_administrators_alone(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    things = await add_things(postgres, principal, FOREIGN)
    id_ = things[Kind.AUDIT_ENTRY]
    found = await api.data(NODE, id=id_)
    assert found == {"node": {"id": id_, "action": "updateVideo"}, "nodes": [{"id": id_}]}
    nothing = {"node": None, "nodes": [None]}
    others = (
        as_user(principal, "operator", Role.OPERATOR),
        at_sites(principal, OWN),
        replace(principal, organization=f"not {principal.organization}"),
    )
    for other in others:
        caller = api.with_token(tokens(other))
        assert await caller.data(NODE, id=id_) == nothing
        assert await caller.data(NODE, id=encode(Kind.AUDIT_ENTRY, uuid4())) == nothing
