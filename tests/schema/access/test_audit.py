"""auditLog: what was done is written down with it, and only administrators read it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.schema.uploads.sending import confirm_upload, make_video, request_upload, send
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

STRANGER = Principal("stranger", "an organization without a log", frozenset(Role))
LOG = """query ($first: Int, $after: String, $filter: AuditFilter) {
  auditLog(first: $first, after: $after, filter: $filter) {
    edges { node { id at userId action target details requestId } } pageInfo { endCursor hasNextPage }
  }
}"""
UPDATE = """mutation ($id: ID!, $input: UpdateVideoInput!) {
  updateVideo(id: $id, input: $input) { userErrors { code } }
}"""
IMPORT = """mutation ($id: ID!, $events: [ImportEventInput!]!) {
  importEvents(videoId: $id, events: $events) { imported userErrors { code } }
}"""
PROMPT = """mutation ($input: PromptInput!) { prompt(input: $input) { history { id } session { id } } }"""
SUMMARY = "mutation ($id: ID!) { generateSummary(videoId: $id) { userErrors { code } } }"


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> str:
    return encode(Kind.VIDEO, await add_video(postgres, principal, status="READY", duration_seconds=60.0))


async def log(api: ApiTestClient, **arguments: Any) -> list[dict[str, Any]]:
    edges = (await api.data(LOG, **arguments))["auditLog"]["edges"]
    return [edge["node"] for edge in edges]


async def last(api: ApiTestClient) -> tuple[Any, ...]:
    entry = (await log(api, first=1))[0]
    return entry["action"], entry["target"], entry["details"]


async def test_uploading_is_noted(api: ApiTestClient) -> None:
    content = make_video()
    ticket = await request_upload(api, content, name="the director's office")
    video = ticket["video"]["id"]
    assert await last(api) == ("requestUpload", video, {"contentType": "video/mp4", "sizeBytes": len(content)})
    await send(ticket, content)
    for _ in range(2):
        await confirm_upload(api, ticket)
    # The answer to a confirmation has a URL to download, which is noted by itself.
    confirmations = await log(api, filter={"actions": ["confirmUpload"]})
    assert [(entry["target"], entry["details"]) for entry in confirmations] == [(video, {"sizeBytes": len(content)})]


async def test_changing_a_video_is_noted_by_the_names_of_its_fields(api: ApiTestClient, video: str) -> None:
    await api.data(UPDATE, id=video, input={"name": "a name", "recordedAt": None})
    assert await last(api) == ("updateVideo", video, {"fields": ["name", "recorded_at"]})


async def test_importing_is_noted_by_its_numbers_and_sources(api: ApiTestClient, video: str) -> None:
    events = [{"type": "THEFT", "startSeconds": start, "source": "acme/3"} for start in (1, 2, 99)]
    await api.data(IMPORT, id=video, events=events)
    numbers = {"given": 3, "imported": 2, "rejected": 1, "sources": ["acme/3"]}
    assert await last(api) == ("importEvents", video, numbers)


async def test_asking_is_noted_without_the_question(api: ApiTestClient, video: str) -> None:
    found = (await api.data(PROMPT, input={"text": "Where is Mr Kim?", "videoId": video, "wait": False}))["prompt"]
    about = {"sessionId": found["session"]["id"], "videoId": video}
    assert await last(api) == ("prompt", found["history"]["id"], about)


async def test_asking_for_a_summary_is_noted(api: ApiTestClient, video: str) -> None:
    await api.data(SUMMARY, id=video)
    assert await last(api) == ("generateSummary", video, {"kind": "EVENTS", "regenerate": False})


async def test_who_may_download_footage_is_noted_in_one_statement_for_a_whole_list(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    videos = {encode(Kind.VIDEO, await add_video(postgres, principal, status="READY")) for _ in range(3)}
    with record_statements() as statements:
        await api.data("{ videos { edges { node { downloadUrl(expiresInSeconds: 60) } } } }")
    assert len(statements) == 2
    entries = await log(api)
    assert {entry["target"] for entry in entries} == videos
    assert [(entry["action"], entry["details"]) for entry in entries] == [("downloadUrl", {"expiresInSeconds": 60})] * 3


async def test_who_may_see_clips_is_noted_in_one_statement_and_pictures_are_not(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, thumbnail_key="o/v.jpg")
    clips = [event_row(float(at), clip_key=f"o/v/{at}.mp4", thumbnail_key="o/v/e.jpg") for at in (1, 2)]
    await Events(postgres).store(principal, video, [*clips, event_row(3.0)])
    await api.data("{ events { edges { node { thumbnailUrl video { thumbnailUrl } } } } }")
    assert await log(api) == []
    with record_statements() as statements:
        found = await api.data("{ events { edges { node { id clipUrl } } } }")
    # The events, the clips that were cut, and the note.
    assert len(statements) == 3
    shown = {edge["node"]["id"] for edge in found["events"]["edges"] if edge["node"]["clipUrl"]}
    entries = await log(api)
    assert [entry["action"] for entry in entries] == ["clipUrl"] * 2
    assert {entry["target"] for entry in entries} == shown


async def test_what_was_refused_or_changed_nothing_is_not_noted(api: ApiTestClient, video: str) -> None:
    await api.data(UPDATE, id=video, input={})
    await api.data(UPDATE, id=video, input={"name": None})
    await api.data(UPDATE, id=encode(Kind.VIDEO, UUID(int=5)), input={"name": "x"})
    await api.data(IMPORT, id=video, events=[{"type": "THEFT", "startSeconds": 99}])
    await request_upload(api, b"")
    assert await log(api) == []


async def test_an_entry_names_who_did_it_and_the_request_that_did_it(api: ApiTestClient, video: str) -> None:
    answer = await api.http.post(
        "/graphql",
        json={"query": UPDATE, "variables": {"id": video, "input": {"name": "x"}}},
        headers={**api.headers, "x-request-id": "the-request-1"},
    )
    assert answer.status_code == 200
    (entry,) = await log(api)
    assert (entry["userId"], entry["requestId"]) == ("tester", "the-request-1")
    assert entry["at"].endswith("+00:00")


async def test_the_log_is_filtered_and_paged_by_cursor(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    videos = [encode(Kind.VIDEO, await add_video(postgres, principal)) for _ in range(3)]
    for video in videos:
        await api.data(UPDATE, id=video, input={"name": "x"})
    page = (await api.data(LOG, first=2))["auditLog"]
    assert [edge["node"]["target"] for edge in page["edges"]] == [videos[2], videos[1]]
    assert page["pageInfo"]["hasNextPage"] is True
    assert [entry["target"] for entry in await log(api, first=2, after=page["pageInfo"]["endCursor"])] == [videos[0]]
    wanted = {"targets": [videos[1], "nonsense"], "userIds": ["tester"], "actions": ["updateVideo"]}
    assert [entry["target"] for entry in await log(api, filter=wanted)] == [videos[1]]
    assert await log(api, filter={"at": {"to": "2000-01-01T00:00:00Z"}}) == []
    assert await api.code(LOG, filter={"at": {"from": "2001-01-01T00:00:00Z", "to": "2000-01-01T00:00:00Z"}}) == (
        "RANGE_REVERSED"
    )
    assert await api.code(LOG, first=101) == "PAGE_SIZE"
    assert await api.code(LOG, filter={"userIds": ["\u0000"]}) == "CONTROL_CHARACTERS"
    assert await api.code(LOG, filter={"targets": ["x"] * 1001}) == "TOO_MANY_VALUES"
    assert await api.code(LOG, filter={"at": {"from": "0001-01-01T00:00:00+14:00"}}) == "INVALID_REQUEST"


async def test_a_page_is_one_statement_and_the_total_is_counted_only_when_selected(
    api: ApiTestClient, video: str
) -> None:
    await api.data(UPDATE, id=video, input={"name": "x"})
    with record_statements() as statements:
        await log(api)
    assert len(statements) == 1
    with record_statements() as statements:
        found = await api.data("{ auditLog(first: 1) { totalCount } }")
    assert found["auditLog"]["totalCount"] == 1
    assert len(statements) == 2


async def test_only_administrators_read_the_log_and_only_their_organization_s(
    api: ApiTestClient, video: str, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    await api.data(UPDATE, id=video, input={"name": "x"})
    for role in (Role.VIEWER, Role.OPERATOR):
        reader = Principal("reader", principal.organization, frozenset({role}))
        assert await api.with_token(tokens(reader)).code(LOG) == "FORBIDDEN"
    assert await api.with_token(None).code(LOG) == "UNAUTHENTICATED"
    assert await log(api.with_token(tokens(STRANGER))) == []
    admin = Principal("admin", principal.organization, frozenset({Role.ADMIN}))
    assert len(await log(api.with_token(tokens(admin)))) == 1


async def test_an_entry_is_a_node_for_those_who_read_the_log(
    api: ApiTestClient, video: str, tokens: Callable[[Principal], str], principal: Principal
) -> None:
    await api.data(UPDATE, id=video, input={"name": "x"})
    (entry,) = await log(api)
    node = "query ($id: ID!) { node(id: $id) { id ... on AuditEntry { action } } }"
    assert await api.data(node, id=entry["id"]) == {"node": {"id": entry["id"], "action": "updateVideo"}}
    operator = Principal("somebody", principal.organization, frozenset({Role.OPERATOR}))
    assert await api.with_token(tokens(operator)).data(node, id=entry["id"]) == {"node": None}
