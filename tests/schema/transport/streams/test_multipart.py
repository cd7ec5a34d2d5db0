"""Subscriptions as parts of a multipart response: Apollo's protocol for HTTP."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

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
from schema.transport.streams.formats import PARTS
from tests.schema.transport.streams.parts import open_parts
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient, serve_api

ANALYSIS = """subscription ($id: ID!, $after: Int) { analysisProgress(videoId: $id, afterSequence: $after) {
  sequence status percent
} }"""


async def test_a_subscription_is_parts_from_the_state_to_the_last_boundary(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal)
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, "1", video_id=video))
    async with open_parts(api, ANALYSIS, id=encode(Kind.VIDEO, video)) as parts:
        # A heartbeat comes at once, so that proxies see a response.
        assert await parts.read_part() == {}
        state = {"sequence": 1, "status": "QUEUED", "percent": 0}
        assert await parts.read_next() == {"payload": {"data": {"analysisProgress": state}}}
        claim = await jobs.claim(principal, job.id, "test", 30)
        assert claim is not None
        await jobs.end(claim, JobStatus.DONE, ProgressUpdate("READY", "DONE", 100))
        ready = {"sequence": 2, "status": "READY", "percent": 100}
        assert await parts.read_next() == {"payload": {"data": {"analysisProgress": ready}}}
        assert await parts.read_next() is None


async def test_a_silent_stream_sends_heartbeats(
    api: ApiTestClient, postgres: Postgres, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "PARTS", replace(PARTS, keep_alive_seconds=0.02))
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    async with open_parts(api, ANALYSIS, id=video) as parts:
        assert (await parts.read_next())["payload"]["data"]
        assert [await parts.read_part() for _ in range(4)] == [{}] * 4


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { nothing }", "INVALID_REQUEST"),
        ('subscription { analysisProgress(videoId: "x") { sequence } }', "NOT_FOUND"),
    ],
)
async def test_errors_of_an_operation_are_in_its_payload(api: ApiTestClient, query: str, code: str) -> None:
    async with open_parts(api, query, "multipart/mixed;subscriptionSpec=1.0") as parts:
        [part] = await parts.read_all()
    assert part["payload"]["data"] is None
    assert [error["extensions"]["code"] for error in part["payload"]["errors"]] == [code]


async def test_a_token_that_expires_ends_the_stream_with_an_error_of_the_protocol(
    api: ApiTestClient, settings: Settings, postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    # Tokens are taken for ten seconds more. On a slow machine the short-lived one is over before it is looked at.
    for seconds in (1, 4, 16):
        token = TokenIssuer(settings.secret_key).issue(principal, timedelta(seconds=seconds - 10))
        async with open_parts(api.with_token(token), ANALYSIS, id=video) as parts:
            first, *rest = await parts.read_all()
        if "errors" not in first["payload"]:
            assert [part["payload"] for part in rest] == [None]
            assert rest[0]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            return
    pytest.fail("no token lived long enough to open a stream")


async def test_a_server_that_shuts_down_ends_it_without_the_last_boundary(
    settings: Settings, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    async with AsyncExitStack() as client:
        async with serve_api(settings) as address:
            http_client = await client.enter_async_context(httpx.AsyncClient(base_url=address, timeout=60))
            caller = ApiTestClient(http_client, tokens(principal))
            parts = await client.enter_async_context(open_parts(caller, ANALYSIS, id=video))
            assert (await parts.read_next())["payload"]["data"]
        assert await parts.read_next() == "cut"
