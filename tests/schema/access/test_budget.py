"""Model work has a budget an organization and day, spent in the transaction that orders it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from config import Settings
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient, serve_api

ASK = "mutation ($input: PromptInput!) { prompt(input: $input) { history { id } userErrors { code } } }"
SUMMARIZE = "mutation ($id: ID!) { generateSummary(videoId: $id) { userErrors { code } } }"
EXPORT = """mutation ($id: ID!, $start: Float!, $end: Float!, $exact: Boolean) {
  exportClip(videoId: $id, startSeconds: $start, endSeconds: $end, exact: $exact) { userErrors { code } }
}"""
QUESTION = {"text": "Who came in?", "wait": False}


@pytest.fixture
async def frugal(
    settings: Settings, principal: Principal, tokens: Callable[[Principal], str]
) -> AsyncIterator[tuple[ApiTestClient, ApiTestClient]]:
    """An API whose organizations have five units and twenty seconds of clips a day: the caller, and another one's."""
    async with (
        serve_api(settings.model_copy(update={"ai_units_per_day": 5, "clip_seconds_per_day": 20})) as address,
        httpx.AsyncClient(base_url=address, timeout=60) as http,
    ):
        other = Principal("other", f"{principal.organization}-2", frozenset(Role))
        yield ApiTestClient(http, tokens(principal)), ApiTestClient(http, tokens(other))


async def ask(api: ApiTestClient, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"query": ASK, "variables": {"input": {**QUESTION, **more}}}
    answer = await api.http.post("/graphql", json=body, headers=api.headers)
    return answer.status_code, answer.json()


async def test_when_the_day_s_units_are_spent_nothing_is_ordered_any_more(
    frugal: tuple[ApiTestClient, ApiTestClient],
) -> None:
    api, other = frugal
    for _ in range(5):
        assert "errors" not in (await ask(api))[1]
    body = {"query": ASK, "variables": {"input": QUESTION}}
    answer = await api.http.post("/graphql", json=body, headers=api.with_language("ko").headers)
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "BUDGET_EXCEEDED"
    assert (error["extensions"]["budget"], error["extensions"]["limit"]) == ("model work", 5)
    reset = datetime.fromisoformat(error["extensions"]["resetAt"])
    assert reset.time().isoformat() == "00:00:00"
    assert timedelta(0) < reset - datetime.now(UTC) <= timedelta(days=1)
    assert "모델 사용량" in error["message"]
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "errors" not in (await ask(other))[1]
    count = "{ promptSessions { totalCount } }"
    assert (await api.data(count))["promptSessions"]["totalCount"] == 5


async def test_what_was_refused_for_another_reason_costs_nothing(frugal: tuple[ApiTestClient, ApiTestClient]) -> None:
    api, _ = frugal
    for _ in range(6):
        assert (await ask(api, text=" "))[1]["data"]["prompt"]["userErrors"]
    assert (await ask(api))[1]["data"]["prompt"]["userErrors"] == []


async def test_those_who_ask_at_once_cannot_spend_more_than_there_is(
    frugal: tuple[ApiTestClient, ApiTestClient],
) -> None:
    api, _ = frugal
    answers = await asyncio.gather(*(ask(api) for _ in range(8)))
    assert sum("errors" not in body for _, body in answers) == 5


async def test_a_summary_costs_two_and_one_that_is_there_none(
    frugal: tuple[ApiTestClient, ApiTestClient], postgres: Postgres, principal: Principal
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


class TestClips:
    @pytest.fixture(autouse=True)
    def _wait_for_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """There is no worker here."""
        monkeypatch.setattr("resolvers.clip._WAIT_SECONDS", 0)

    async def export(
        self, api: ApiTestClient, video: str, start: float, end: float, *, exact: bool = False
    ) -> dict[str, Any]:
        variables = {"id": video, "start": start, "end": end, "exact": exact}
        answer = await api.http.post("/graphql", json={"query": EXPORT, "variables": variables}, headers=api.headers)
        body: dict[str, Any] = answer.json()
        return body

    async def test_cost_their_seconds_and_exact_ones_ten_times_as_many(
        self, frugal: tuple[ApiTestClient, ApiTestClient], postgres: Postgres, principal: Principal
    ) -> None:
        api, _ = frugal
        video = encode(Kind.VIDEO, await add_video(postgres, principal, status="READY", duration_seconds=60.0))
        ordered = {"exportClip": {"userErrors": [{"code": "CLIP_NOT_READY"}]}}
        for start, end, exact in ((0, 9, False), (30, 31, True), (59, 60, False)):
            assert (await self.export(api, video, start, end, exact=exact))["data"] == ordered
        # What is being cut already costs nothing, also to those who ask at once.
        assert {
            str(body["data"])
            for body in await asyncio.gather(*(self.export(api, video, 30, 31, exact=True) for _ in range(4)))
        } == {str(ordered)}
        refused = await self.export(api.with_language("ko"), video, 10, 11)
        [error] = refused["errors"]
        assert (error["extensions"]["code"], error["extensions"]["budget"]) == ("BUDGET_EXCEEDED", "clips")
        assert "클립 분량" in error["message"]
        # Nothing was ordered, and the models' budget is another.
        count = '{ auditLog(filter: {actions: ["exportClip"]}) { totalCount } }'
        assert (await api.data(count))["auditLog"]["totalCount"] == 7
        assert "errors" not in (await ask(api))[1]

    async def test_that_are_refused_for_another_reason_cost_nothing(
        self, frugal: tuple[ApiTestClient, ApiTestClient], postgres: Postgres, principal: Principal
    ) -> None:
        api, other = frugal
        video = encode(Kind.VIDEO, await add_video(postgres, principal, status="READY", duration_seconds=60.0))
        for start, end in ((9, 3), (100, 110)):
            assert (await self.export(api, video, start, end))["data"]["exportClip"]["userErrors"]
        missing = {"exportClip": {"userErrors": [{"code": "NOT_FOUND"}]}}
        assert (await self.export(other, video, 0, 20))["data"] == missing
        assert (await self.export(api, video, 0, 20))["data"]["exportClip"]["userErrors"] == [
            {"code": "CLIP_NOT_READY"}
        ]
