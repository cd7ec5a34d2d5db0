"""Subscriptions over server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from config import Settings
from datasources.identity.token_issuer import TokenIssuer
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from models.access.principal import Principal
from models.enums import JobKind, JobStatus
from models.jobs import NewJob, ProgressUpdate
from resolvers.core.ids import Kind, encode
from schema.transport import http
from schema.transport.streams.formats import EVENTS
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient, serve_api

ANALYSIS = """subscription ($id: ID!, $after: Int) { analysisProgress(videoId: $id, afterSequence: $after) {
  sequence status percent
} }"""
STREAM = {"accept": "text/event-stream"}
PATIENCE = 30


class SseReader:
    """The events of a response, as they come, and a count of the keep-alive comments between them."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.comments = asyncio.Semaphore(0)
        self._lines = response.aiter_lines()

    async def read_next(self) -> tuple[str, Any]:
        """An event's name and its data, read as JSON; ("", None) at the response's end."""
        name, data = "", ""
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if line.startswith(":"):
                    self.comments.release()
                elif line.startswith("event:"):
                    name = line.removeprefix("event:").strip()
                elif line.startswith("data:"):
                    data = line.removeprefix("data:").strip()
                elif not line and name:
                    return name, json.loads(data) if data else None
        return "", None

    async def read_all(self) -> list[tuple[str, Any]]:
        found = []
        while (event := await self.read_next())[0]:
            found.append(event)
        return found


@asynccontextmanager
async def open_stream(api: ApiTestClient, query: str, **variables: Any) -> AsyncIterator[SseReader]:
    body = {"query": query, "variables": variables}
    async with api.http.stream("POST", "/graphql", json=body, headers={**api.headers, **STREAM}) as response:
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert "no-cache" in response.headers["cache-control"]
        yield SseReader(response)


async def test_a_subscription_is_events_from_the_state_to_complete(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal)
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, "1", video_id=video))
    async with open_stream(api, ANALYSIS, id=encode(Kind.VIDEO, video)) as events:
        state = {"sequence": 1, "status": "QUEUED", "percent": 0}
        assert await events.read_next() == ("next", {"data": {"analysisProgress": state}})
        claim = await jobs.claim(principal, job.id, "test", 30)
        assert claim is not None
        await jobs.end(claim, JobStatus.DONE, ProgressUpdate("READY", "DONE", 100))
        ready = {"sequence": 2, "status": "READY", "percent": 100}
        assert await events.read_next() == ("next", {"data": {"analysisProgress": ready}})
        assert await events.read_next() == ("complete", None)
        assert await events.read_next() == ("", None)
    async with open_stream(api, ANALYSIS, id=encode(Kind.VIDEO, video), after=1) as events:
        assert [name for name, _ in await events.read_all()] == ["next", "complete"]


async def test_get_streams_too_but_runs_no_mutation(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    asked = {"query": ANALYSIS, "variables": json.dumps({"id": video})}
    async with api.http.stream("GET", "/graphql", params=asked, headers={**api.headers, **STREAM}) as response:
        name, payload = await SseReader(response).read_next()
        assert (name, payload["data"]["analysisProgress"]["sequence"]) == ("next", 0)
    mutation = {"query": f'mutation {{ generateSummary(videoId: "{video}") {{ video {{ id }} }} }}'}
    async with api.http.stream("GET", "/graphql", params=mutation, headers={**api.headers, **STREAM}) as response:
        (_, payload), end = await SseReader(response).read_all()
        assert (payload["errors"][0]["extensions"]["code"], end) == ("INVALID_REQUEST", ("complete", None))


async def test_other_operations_are_one_event(api: ApiTestClient) -> None:
    async with open_stream(api, "{ viewer { id } }") as events:
        assert await events.read_all() == [("next", {"data": {"viewer": {"id": "tester"}}}), ("complete", None)]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ broken", "SYNTAX_ERROR"),
        ("{ nothing }", "INVALID_REQUEST"),
        ("subscription { nothing }", "INVALID_REQUEST"),
        (ANALYSIS, "INVALID_REQUEST"),
        ('subscription { analysisProgress(videoId: "x") { sequence } }', "NOT_FOUND"),
    ],
)
async def test_errors_of_an_operation_are_sent_in_the_stream(api: ApiTestClient, query: str, code: str) -> None:
    async with open_stream(api, query) as events:
        (name, payload), end = await events.read_all()
    assert (name, end) == ("next", ("complete", None))
    assert payload["errors"][0]["extensions"]["code"] == code
    assert payload["errors"][0]["extensions"]["requestId"] == events.response.headers["x-request-id"]


async def test_a_stream_without_a_valid_token_is_refused(api: ApiTestClient) -> None:
    async with open_stream(api.with_token("x"), ANALYSIS, id="x") as events:
        (_, payload), _ = await events.read_all()
    assert payload["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"query": 7}', b'{"variables": []}'])
async def test_an_unreadable_body_is_refused(api: ApiTestClient, body: bytes) -> None:
    headers = {**api.headers, **STREAM, "content-type": "application/json"}
    answer = await api.http.post("/graphql", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID_REQUEST"


async def test_a_silent_stream_sends_comments(
    api: ApiTestClient, postgres: Postgres, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "EVENTS", replace(EVENTS, keep_alive_seconds=0.02))
    video = await add_video(postgres, principal)
    jobs = Jobs(postgres)
    async with open_stream(api, ANALYSIS, id=encode(Kind.VIDEO, video)) as events:
        assert (await events.read_next())[0] == "next"
        waiting = asyncio.create_task(events.read_next())
        async with asyncio.timeout(PATIENCE):
            for _ in range(4):
                await events.comments.acquire()
        async with postgres.transaction(principal) as connection:
            await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, "1", video_id=video))
        assert (await waiting)[1]["data"]["analysisProgress"]["sequence"] == 1


async def test_a_token_that_expires_ends_the_stream_with_an_error(
    api: ApiTestClient, settings: Settings, postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    # Tokens are taken for ten seconds more. On a slow machine the short-lived one is over before it is looked at.
    for seconds in (1, 4, 16):
        token = TokenIssuer(settings.secret_key).issue(principal, timedelta(seconds=seconds - 10))
        async with open_stream(api.with_token(token), ANALYSIS, id=video) as events:
            first, *rest = await events.read_all()
        if "errors" not in first[1]:
            assert [name for name, _ in rest] == ["next", "complete"]
            assert rest[0][1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            return
    pytest.fail("no token lived long enough to open a stream")


async def test_a_server_that_shuts_down_does_not_wait_for_streams(
    settings: Settings, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    async with AsyncExitStack() as client:
        async with serve_api(settings) as address:
            http = await client.enter_async_context(httpx.AsyncClient(base_url=address, timeout=60))
            events = await client.enter_async_context(
                open_stream(ApiTestClient(http, tokens(principal)), ANALYSIS, id=video)
            )
            assert (await events.read_next())[0] == "next"
        # The response came to its end, yet without `complete`: the client knows that there is more to follow.
        assert await events.read_next() == ("", None)
