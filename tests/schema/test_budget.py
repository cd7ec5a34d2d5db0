"""Model work has a budget an organization and day, spent in the transaction that orders it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from config import Settings
from datasources.postgres.engine import Postgres
from models.enums import Role
from models.principal import Principal
from resolvers.ids import Kind, encode
from tests.rows import add_video
from tests.serving import Api, serving

ASK = "mutation ($input: PromptInput!) { prompt(input: $input) { history { id } userErrors { code } } }"
SUMMARIZE = "mutation ($id: ID!) { generateSummary(videoId: $id) { userErrors { code } } }"
QUESTION = {"text": "Who came in?", "wait": False}


@pytest.fixture
async def frugal(
    settings: Settings, principal: Principal, tokens: Callable[[Principal], str]
) -> AsyncIterator[tuple[Api, Api]]:
    """An API whose organizations have five units a day: the caller, and one of another organization."""
    async with (
        serving(settings.model_copy(update={"ai_units_per_day": 5})) as address,
        httpx.AsyncClient(base_url=address, timeout=60) as http,
    ):
        other = Principal("other", f"{principal.organization}-2", frozenset(Role))
        yield Api(http, tokens(principal)), Api(http, tokens(other))


async def ask(api: Api, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"query": ASK, "variables": {"input": {**QUESTION, **more}}}
    answer = await api.http.post("/graphql", json=body, headers=api.headers)
    return answer.status_code, answer.json()


async def test_when_the_day_s_units_are_spent_nothing_is_ordered_any_more(frugal: tuple[Api, Api]) -> None:
    api, other = frugal
    for _ in range(5):
        assert "errors" not in (await ask(api))[1]
    body = {"query": ASK, "variables": {"input": QUESTION}}
    answer = await api.http.post("/graphql", json=body, headers=api.speaking("ko").headers)
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "BUDGET_EXCEEDED"
    assert error["extensions"]["limit"] == 5
    reset = datetime.fromisoformat(error["extensions"]["resetAt"])
    assert reset.time().isoformat() == "00:00:00"
    assert timedelta(0) < reset - datetime.now(UTC) <= timedelta(days=1)
    assert "모델 사용량" in error["message"]
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "errors" not in (await ask(other))[1]
    count = "{ promptSessions { totalCount } }"
    assert (await api.data(count))["promptSessions"]["totalCount"] == 5


async def test_what_was_refused_for_another_reason_costs_nothing(frugal: tuple[Api, Api]) -> None:
    api, _ = frugal
    for _ in range(6):
        assert (await ask(api, text=" "))[1]["data"]["prompt"]["userErrors"]
    assert (await ask(api))[1]["data"]["prompt"]["userErrors"] == []


async def test_those_who_ask_at_once_cannot_spend_more_than_there_is(frugal: tuple[Api, Api]) -> None:
    api, _ = frugal
    answers = await asyncio.gather(*(ask(api) for _ in range(8)))
    assert sum("errors" not in body for _, body in answers) == 5


async def test_a_summary_costs_two_and_one_that_is_there_none(
    frugal: tuple[Api, Api], postgres: Postgres, principal: Principal
) -> None:
    api, _ = frugal
    ready = {"status": "READY", "duration_seconds": 60.0}
    videos = [encode(Kind.VIDEO, await add_video(postgres, principal, **ready)) for _ in range(3)]
    for video in (videos[0], videos[1]):
        await api.data(SUMMARIZE, id=video)
    # One that is being written is not ordered again.
    await api.data(SUMMARIZE, id=videos[0])
    body = {"query": SUMMARIZE, "variables": {"id": videos[2]}}
    refused = (await api.http.post("/graphql", json=body, headers=api.headers)).json()
    assert refused["errors"][0]["extensions"]["code"] == "BUDGET_EXCEEDED"
    assert "errors" not in (await ask(api))[1]
