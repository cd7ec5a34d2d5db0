"""Whatever a client sends: an error that says what is wrong, soon, and never a failure of ours."""

import base64
import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient

VIDEOS = "query ($filter: VideoFilter) { videos(filter: $filter) { totalCount edges { node { id } } } }"
EVENTS = "query ($filter: EventFilter) { events(filter: $filter) { totalCount edges { node { id } } } }"


def codes(answer: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in answer["errors"]}


@pytest.mark.parametrize(
    ("query", "filter_", "code"),
    [
        (EVENTS, {"types": ["FLYING"]}, "INVALID_REQUEST"),
        (EVENTS, {"seconds": {"from": 9, "to": 1}}, "RANGE_REVERSED"),
        (EVENTS, {"seconds": {"from": "soon"}}, "INVALID_REQUEST"),
        (EVENTS, {"occurredAt": {"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}}, "RANGE_REVERSED"),
        (EVENTS, {"occurredAt": {"from": "2026-03-02T00:00:00"}}, "INVALID_REQUEST"),
        (EVENTS, {"occurredAt": {"from": "yesterday"}}, "INVALID_REQUEST"),
        (EVENTS, {"minConfidence": -0.1}, "OUT_OF_RANGE"),
        (EVENTS, {"minConfidence": True}, "INVALID_REQUEST"),
        (EVENTS, {"cameras": ["a\u0000"]}, "CONTROL_CHARACTERS"),
        (EVENTS, {"trackIds": ["\ud800"]}, "CONTROL_CHARACTERS"),
        (EVENTS, {"videoIds": ["x"] * 1001}, "TOO_MANY_VALUES"),
        (EVENTS, {"cameras": ["x"] * 1001}, "TOO_MANY_VALUES"),
        (EVENTS, {"color": "red"}, "INVALID_REQUEST"),
        (VIDEOS, {"text": "x" * 100_000}, "TEXT_TOO_LONG"),
        (VIDEOS, {"text": "a\u0000b"}, "CONTROL_CHARACTERS"),
        (VIDEOS, {"text": "\udfff"}, "CONTROL_CHARACTERS"),
        (VIDEOS, {"cameras": [None]}, "INVALID_REQUEST"),
        (VIDEOS, {"recordedAt": {"from": "9999-99-99T00:00:00Z"}}, "INVALID_REQUEST"),
    ],
)
async def test_a_filter_that_cannot_be_used_is_told(
    api: ApiTestClient, query: str, filter_: dict[str, Any], code: str
) -> None:
    answer = await api.post(query, filter=filter_)
    assert codes(answer) == {code}
    assert answer.get("data") is None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
@pytest.mark.parametrize("place", ['{"seconds": {"from": %s}}', '{"minConfidence": %s}'])
async def test_numbers_that_are_none_are_refused_in_variables(api: ApiTestClient, number: str, place: str) -> None:
    body = '{"query": %s, "variables": {"filter": %s}}' % (json.dumps(EVENTS), place % number)  # noqa: UP031
    headers = {**api.headers, "content-type": "application/json"}
    answer = await api.http.post("/graphql", content=body, headers=headers)
    assert answer.status_code in (200, 400)
    assert codes(answer.json()) <= {"INVALID_REQUEST", "NOT_FINITE", "OUT_OF_RANGE"}


@pytest.mark.parametrize("number", ["1e999", "-1e999"])
async def test_numbers_that_are_none_are_refused_in_the_query(
    api: ApiTestClient, postgres: Postgres, principal: Principal, number: str
) -> None:
    await add_video(postgres, principal, duration_seconds=10.0)
    answer = await api.post(f"{{ events(filter: {{seconds: {{from: {number}}}}}) {{ totalCount }} }}")
    assert codes(answer) <= {"INVALID_REQUEST", "NOT_FINITE"}
    buckets = f"timeline(bucketSeconds: {number}) {{ people }}"
    answer = await api.post(f"{{ videos {{ edges {{ node {{ {buckets} }} }} }} }}")
    assert codes(answer) <= {"INVALID_REQUEST", "BUCKETS_NOT_POSSIBLE"}


@pytest.mark.parametrize(
    "id_", ["", " ", "\u0000", "\ud800", "x" * 100_000, encode(Kind.VIDEO, UUID(int=0)) + "\n", "AQE="]
)
async def test_an_id_that_is_none_is_a_missing_thing_s(api: ApiTestClient, id_: str) -> None:
    assert await api.post("query ($id: ID!) { video(id: $id) { id } }", id=id_) == {"data": {"video": None}}


async def test_nothing_of_it_is_logged_as_a_failure_of_ours(
    api: ApiTestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        for filter_ in ({"text": "a\u0000b"}, {"cameras": ["\ud800"]}, {"text": "%_\\'\";--"}):
            await api.post(VIDEOS, filter=filter_)
    assert caplog.records == []


@pytest.mark.parametrize(
    ("order", "value"),
    [
        ("NAME", "a\u0000"),
        ("NAME", "\ud800"),
        ("LONGEST_FIRST", 10**400),
        ("NEWEST_FIRST", "0001-01-01T00:00:00+14:00"),
        ("NEWEST_FIRST", "9999-12-31T23:59:59-14:00"),
    ],
)
async def test_a_cursor_with_a_place_that_no_row_can_have_is_told(
    api: ApiTestClient, order: str, value: object
) -> None:
    text = json.dumps([1, order, value, UUID(int=1).hex])
    query = "query ($after: String, $by: VideoOrder) { videos(after: $after, orderBy: $by) { totalCount } }"
    answer = await api.post(query, after=base64.urlsafe_b64encode(text.encode()).decode(), by=order)
    assert codes(answer) == {"BAD_CURSOR"}


async def test_a_cursor_that_is_nested_too_deep_is_told(api: ApiTestClient) -> None:
    after = base64.urlsafe_b64encode(b"[" * 150_000).decode()
    assert codes(await api.post("query ($a: String) { videos(after: $a) { totalCount } }", a=after)) == {"BAD_CURSOR"}


async def test_a_number_with_more_digits_than_can_be_read_is_told(api: ApiTestClient) -> None:
    assert codes(await api.post(f"{{ videos(first: {'1' * 5000}) {{ totalCount }} }}")) == {"INVALID_REQUEST"}


@pytest.mark.parametrize("token", ["\ud800", base64.b64encode(b"[" * 150_000).decode() + ".e30.e30"])
async def test_a_token_that_cannot_be_read_does_not_hold(api: ApiTestClient, token: str) -> None:
    query = "query ($token: String!) { uploadStatus(uploadToken: $token) { method } }"
    assert codes(await api.post(query, token=token)) == {"BAD_UPLOAD_TOKEN"}


@pytest.mark.parametrize("seconds", [0, 59, -1, 43_201])
async def test_a_life_of_a_download_out_of_range_is_told(
    api: ApiTestClient, postgres: Postgres, principal: Principal, seconds: int
) -> None:
    await add_video(postgres, principal, status="READY")
    answer = await api.post(f"{{ videos {{ edges {{ node {{ downloadUrl(expiresInSeconds: {seconds}) }} }} }} }}")
    assert codes(answer) == {"OUT_OF_RANGE"}


async def test_a_subscription_is_no_plain_request(api: ApiTestClient) -> None:
    text = 'subscription { analysisProgress(videoId: "x") { percent } }'
    answer = await api.http.post("/graphql", json={"query": text}, headers=api.headers)
    assert answer.status_code == 400
    assert codes(answer.json()) == {"INVALID_REQUEST"}


async def test_a_name_that_cannot_be_sent_back_is_told(api: ApiTestClient) -> None:
    headers = {**api.headers, "content-type": "application/json", "accept": "application/graphql-response+json"}
    body = json.dumps({"query": "{ viewer { id } }", "operationName": "\ud800"})
    answer = await api.http.post("/graphql", content=body, headers=headers)
    assert answer.status_code == 400
    assert codes(answer.json()) == {"INVALID_REQUEST"}


@pytest.mark.parametrize("payload", [{"query": ""}, {"query": "{ viewer { id } }", "operationName": "Another"}])
async def test_a_socket_s_request_without_an_operation_is_told(
    address: str, principal: Principal, tokens: Callable[[Principal], str], payload: dict[str, Any]
) -> None:
    url = address.replace("http", "ws", 1) + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        authorization = {"Authorization": f"Bearer {tokens(principal)}"}
        await socket.send(json.dumps({"type": "connection_init", "payload": authorization}))
        await socket.recv()
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        answer = json.loads(await socket.recv())
    assert (answer["type"], codes({"errors": answer["payload"]})) == ("error", {"INVALID_REQUEST"})
