"""Services that accept connections and stay silent: the caller gets an error after seconds."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest_asyncio

from config import Settings
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from tests.support.relay import Relay, start_relay
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient, serve_api

LATE = 6.0
UPLOAD = """mutation { requestUpload(input: {filename: "a.mp4", contentType: "video/mp4", sizeBytes: 300000}) {
  video { id } userErrors { code }
} }"""
PROMPT = 'mutation { prompt(input: {text: "Who came in?"}) { history { status degraded } userErrors { code } } }'
SEARCH = '{ searchEvents(text: "walks in") { hits { rank } degraded } }'
BEDROCK = ("aws_endpoint_url_bedrock_runtime", "aws_endpoint_url_bedrock_agent_runtime")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def between(settings: Settings) -> AsyncIterator[tuple[str, Relay, Relay, Relay]]:
    s3, models = settings.aws_endpoint_url_s3, settings.aws_endpoint_url_bedrock_runtime
    assert s3 is not None
    assert models is not None
    async with (
        start_relay(settings.database_url) as database,
        start_relay(s3) as storage,
        start_relay(models) as bedrock,
    ):
        changed: dict[str, Any] = dict.fromkeys(BEDROCK, bedrock.url)
        changed |= {"database_url": database.url, "aws_endpoint_url_s3": storage.url, "upload_single_bytes": 0}
        changed |= {"db_timeout_seconds": 1.0, "sql_timeout_seconds": 1.0, "s3_timeout_seconds": 1.0}
        changed |= {"prompt_call_seconds": 1.0, "search_call_seconds": 1.0}
        async with serve_api(settings.model_copy(update=changed)) as address:
            yield address, database, storage, bedrock


@pytest_asyncio.fixture(loop_scope="session")
async def api(
    between: tuple[str, Relay, Relay, Relay], principal: Principal, tokens: Callable[[Principal], str]
) -> AsyncIterator[ApiTestClient]:
    async with httpx.AsyncClient(base_url=between[0], timeout=120) as http:
        yield ApiTestClient(http, tokens(principal))


async def test_a_silent_database_is_reported_and_reads_resume_when_it_is_back(
    api: ApiTestClient, between: tuple[str, Relay, Relay, Relay]
) -> None:
    database = between[1]
    read = "{ videos { totalCount } }"
    assert (await api.data(read))["videos"]["totalCount"] == 0
    database.silent = True
    began = time.monotonic()
    codes = await asyncio.gather(*(api.code(read) for _ in range(30)))
    assert set(codes) == {"UNAVAILABLE"}
    assert time.monotonic() - began < 1 + LATE
    database.silent = False
    assert (await api.data(read))["videos"]["totalCount"] == 0


async def test_a_silent_s3_is_reported(api: ApiTestClient, between: tuple[str, Relay, Relay, Relay]) -> None:
    storage = between[2]
    storage.silent = True
    began = time.monotonic()
    assert await api.code(UPLOAD) in ("UPSTREAM_TIMEOUT", "UNAVAILABLE")
    assert time.monotonic() - began < 1 + LATE
    storage.silent = False
    assert (await api.data(UPLOAD))["requestUpload"]["userErrors"] == []


async def test_a_question_is_answered_without_models(
    api: ApiTestClient, between: tuple[str, Relay, Relay, Relay], postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY", duration_seconds=60.0)
    rows = [event_row(5.0, type="PERSON_ENTER", track_id="P1", description="A person walks in.")]
    await Events(postgres).store(principal, video, rows)
    between[3].silent = True
    began = time.monotonic()
    assert (await api.data(SEARCH))["searchEvents"]["degraded"]
    assert time.monotonic() - began < 2 + LATE
    began = time.monotonic()
    history = (await api.data(PROMPT))["prompt"]["history"]
    assert time.monotonic() - began < 3 + LATE
    # Where the search by meaning failed as well, nobody knows whether something fits.
    assert history["status"] in ("COMPLETED", "NOT_EXAMINED")
    assert "planner" in history["degraded"]
    between[3].silent = False
