"""INGEST brings footage and events, and reads of nodes no more than it needs for that, whichever way leads there."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from schema.graphql.permissions import list_ingest_fields, list_root_rules
from tests.schema.operations import SCHEMA
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient

OPEN = {name.partition(".")[2] for name in list_ingest_fields(SCHEMA) if name.startswith("Video.")}
IMPORT = """mutation ($video: ID!) { importEvents(videoId: $video, events: [
  { type: WALKING, startSeconds: 1, endSeconds: 2, source: "nvr" }
]) { imported userErrors { code } video { id {field} } } }"""
REQUEST = """mutation ($input: RequestUploadInput!) { requestUpload(input: $input) {
  uploadToken video { id {field} } duplicateOf { id {field} } userErrors { code }
} }"""


def select(name: str) -> str:
    """The smallest selection of a field of Video that takes no required argument, or gives it."""
    type_ = SCHEMA.type_map["Video"]
    assert isinstance(type_, GraphQLObjectType)
    field = type_.fields[name]
    arguments = "(bucketSeconds: 10)" if name == "timeline" else "(atSeconds: 1)" if name == "frameUrl" else ""
    return name + arguments + ("" if is_leaf_type(get_named_type(field.type)) else " { __typename }")


FIELDS = sorted(SCHEMA.type_map["Video"].fields)  # type: ignore[attr-defined]


@pytest.fixture
def nvr(api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal) -> ApiTestClient:
    return api.with_token(tokens(Principal("nvr", principal.organization, frozenset({Role.INGEST}))))


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> str:
    id_ = await add_video(postgres, principal, status="READY", duration_seconds=60.0, checksum_sha256="a" * 64)
    await Events(postgres).store(principal, id_, [event_row(1.0)])
    return encode(Kind.VIDEO, id_)


def test_what_it_may_call_and_read_is_this() -> None:
    """A field that comes later is closed to it unless it is listed here, after somebody has thought about it."""
    callable_ = {name for name, rule in list_root_rules(SCHEMA).items() if rule.allows(Role.INGEST)}
    assert callable_ == {
        "Query.viewer",
        "Query.serverInfo",
        "Query.uploadStatus",
        "Query.camera",
        "Query.cameras",
        "Mutation.requestUpload",
        "Mutation.requestUploadParts",
        "Mutation.confirmUpload",
        "Mutation.abortUpload",
        "Mutation.importEvents",
        "Mutation.importVideo",
    }
    assert list_ingest_fields(SCHEMA) == [
        "Camera.id",
        "Camera.name",
        "Camera.site",
        "Camera.timezone",
        "Video.camera",
        "Video.checksumSha256",
        "Video.contentType",
        "Video.createdAt",
        "Video.failure",
        "Video.id",
        "Video.name",
        "Video.originalFilename",
        "Video.recordedAt",
        "Video.recordedBy",
        "Video.sizeBytes",
        "Video.status",
        "Video.timezone",
        "Video.updatedAt",
    ]


@pytest.mark.parametrize("field", [name for name in FIELDS if name != "id"])
async def test_a_payload_shows_it_the_open_fields_of_a_video_and_refuses_each_other_one(
    nvr: ApiTestClient, video: str, field: str
) -> None:
    answer = await nvr.post(IMPORT.replace("{field}", select(field)), video=video)
    if field in OPEN:
        assert "errors" not in answer
        assert answer["data"]["importEvents"]["video"].keys() == {"id", field}
        return
    [error] = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("FORBIDDEN", ["importEvents", "video", field])
    assert answer["data"]["importEvents"]["imported"] == 1
    assert not (answer["data"]["importEvents"]["video"] or {}).get(field)


@pytest.mark.parametrize(
    "way",
    [
        "... on Video { events { edges { node { id } } } }",
        "... on Node { ... on Video { events { totalCount } } }",
        "shown: events { totalCount }",
        "...Hidden",
    ],
)
async def test_neither_fragments_nor_aliases_lead_past_that(nvr: ApiTestClient, video: str, way: str) -> None:
    hidden = " fragment Hidden on Video { events { totalCount } }" if "Hidden" in way else ""
    text = IMPORT.replace("{field}", way) + hidden
    answer = await nvr.post(text, video=video)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_it_brings_an_upload_from_its_announcement_to_its_end(nvr: ApiTestClient) -> None:
    content = b"not a video yet"
    announced: dict[str, Any] = {
        "filename": "a.mp4",
        "contentType": "video/mp4",
        "sizeBytes": len(content),
        "checksumSha256": hashlib.sha256(content).hexdigest(),
        "camera": "door",
    }
    begun = (await nvr.data(REQUEST.replace("{field}", "name status camera"), input=announced))["requestUpload"]
    assert begun["userErrors"] == []
    assert begun["video"] | {"id": "?"} == {"id": "?", "name": "a.mp4", "status": "UPLOADING", "camera": "door"}
    token = begun["uploadToken"]
    status = await nvr.data("query ($t: String!) { uploadStatus(uploadToken: $t) { video { id status } } }", t=token)
    assert status["uploadStatus"]["video"]["id"] == begun["video"]["id"]
    ended = await nvr.data("mutation ($t: String!) { abortUpload(uploadToken: $t) { abortedVideoId } }", t=token)
    assert ended["abortUpload"]["abortedVideoId"] == begun["video"]["id"]


async def test_with_viewer_beside_it_the_caller_reads_what_viewer_reads(
    api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal, video: str
) -> None:
    both = api.with_token(tokens(Principal("nvr", principal.organization, frozenset({Role.INGEST, Role.VIEWER}))))
    found = await both.data(IMPORT.replace("{field}", "events { totalCount }"), video=video)
    assert found["importEvents"]["video"]["events"] == {"totalCount": 2}
