"""Request bodies: 256 kB, or 4 MB for an operation that only imports events, by a caller who may."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient

USUAL, IMPORTING = 256 * 1024, 4 * 1024**2
IMPORT = "importEvents(videoId: $id, events: $events) { imported userErrors { code } }"
ARGUMENTS = "($id: ID!, $events: [ImportEventInput!]!)"
ONLY = f"mutation {ARGUMENTS} {{ {IMPORT} }}"


@pytest.fixture
async def variables(postgres: Postgres, principal: Principal) -> dict[str, Any]:
    video = encode(Kind.VIDEO, await add_video(postgres, principal, status="READY", duration_seconds=60.0))
    return {"id": video, "events": [{"type": "THEFT", "startSeconds": 3, "source": "acme/1"}]}


async def send(api: ApiTestClient, size: int, text: str, variables: dict[str, Any] | None = None) -> tuple[int, Any]:
    """Status and answer of a request whose body has just so many bytes."""
    body = {"query": text, "variables": variables or {}, "extensions": {"padding": ""}}
    body["extensions"] = {"padding": "x" * (size - len(json.dumps(body).encode()))}
    content = json.dumps(body).encode()
    assert len(content) == size
    headers = {**api.headers, "content-type": "application/json"}
    answer = await api.http.post("/graphql", content=content, headers=headers)
    return answer.status_code, answer.json()


def refused(answer: tuple[int, Any]) -> int:
    """The limit that an answer tells which refuses a body's size."""
    status, body = answer
    [error] = body["errors"]
    assert (status, error["extensions"]["code"]) == (413, "REQUEST_TOO_LARGE")
    return int(error["extensions"]["limit"])


async def test_events_are_imported_by_bodies_of_up_to_4_mb(api: ApiTestClient, variables: dict[str, Any]) -> None:
    for size in (USUAL + 1, IMPORTING):
        status, body = await send(api, size, ONLY, variables)
        assert (status, body["data"]["importEvents"]["userErrors"]) == (200, [])
    assert refused(await send(api, IMPORTING + 1, ONLY, variables)) == IMPORTING


async def test_everything_else_has_256_kb(api: ApiTestClient) -> None:
    assert (await send(api, USUAL, "{ viewer { id } }"))[0] == 200
    assert refused(await send(api, USUAL + 1, "{ viewer { id } }")) == USUAL
    assert refused(await send(api, IMPORTING, 'mutation { deleteVideo(id: "x") { deletedVideoId } }')) == USUAL


@pytest.mark.parametrize(
    "text",
    [
        f'mutation {ARGUMENTS} {{ {IMPORT} deleteVideo(id: "x") {{ deletedVideoId }} }}',
        f"mutation {ARGUMENTS} {{ ...hidden }} fragment hidden on Mutation {{ {IMPORT} }}",
        f"mutation {ARGUMENTS} {{ ... {{ {IMPORT} }} }}",
    ],
    ids=["beside it", "in a fragment", "in an inline fragment"],
)
async def test_an_operation_that_does_more_than_import_has_256_kb(
    api: ApiTestClient, variables: dict[str, Any], text: str
) -> None:
    assert refused(await send(api, USUAL + 1, text, variables)) == USUAL


async def test_a_caller_who_may_not_import_has_256_kb(
    api: ApiTestClient, principal: Principal, tokens: Callable[[Principal], str], variables: dict[str, Any]
) -> None:
    viewer = Principal("viewer", principal.organization, frozenset({Role.VIEWER}))
    for caller in (api.with_token(None), api.with_token("x"), api.with_token(tokens(viewer))):
        assert refused(await send(caller, USUAL + 1, ONLY, variables)) == USUAL
