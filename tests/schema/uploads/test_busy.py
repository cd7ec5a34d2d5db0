"""Where a process has its hands full, it says when to come again, and other organizations are served meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bench.fairness.noisy_neighbour import make_png
from config import Settings
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.schema.uploads.sending import send
from tests.schema.uploads.videos.test_thumbnails import CONFIRM, offer_picture
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient, serve_api

pytestmark = pytest.mark.slow
AT_ONCE = 60
ASK = "mutation ($input: PromptInput!) { prompt(input: $input) { history { status degraded } userErrors { code } } }"


@pytest.fixture
def loud() -> Principal:
    return Principal("loud", f"loud-{uuid4().hex[:12]}", frozenset(Role))


@pytest.fixture
async def apis(
    settings: Settings, loud: Principal, principal: Principal, tokens: Callable[[Principal], str]
) -> AsyncIterator[tuple[ApiTestClient, ApiTestClient]]:
    """A client of an organization that asks much, and one of another."""
    changed = settings.model_copy(update={"organization_questions_at_once": 5})
    async with serve_api(changed) as address, httpx.AsyncClient(base_url=address, timeout=110) as http:
        yield ApiTestClient(http, tokens(loud)), ApiTestClient(http, tokens(principal))


async def post(api: ApiTestClient, query: str, **variables: Any) -> httpx.Response:
    return await api.http.post("/graphql", json={"query": query, "variables": variables}, headers=api.headers)


async def test_sixty_pictures_confirmed_at_once_are_drawn_one_by_one_or_told_to_come_again(
    apis: tuple[ApiTestClient, ApiTestClient], postgres: Postgres, loud: Principal, principal: Principal
) -> None:
    api, other = apis
    video = encode(Kind.VIDEO, await add_video(postgres, loud, status="READY"))
    theirs = encode(Kind.VIDEO, await add_video(postgres, principal, status="READY", duration_seconds=60.0))
    content = make_png()
    tickets = [await offer_picture(api, video, content, "image/png") for _ in range(AT_ONCE)]
    for ticket in tickets:
        assert (await send(ticket, content)).status_code == 200
    confirming = [asyncio.create_task(post(api, CONFIRM, token=ticket["uploadToken"])) for ticket in tickets]
    refused: list[httpx.Response] = []
    async with asyncio.timeout(60):
        while len(refused) < AT_ONCE // 3:
            done, _ = await asyncio.wait(confirming, return_when=asyncio.FIRST_COMPLETED)
            refused = [task.result() for task in done if task.result().status_code == 503]
            await asyncio.sleep(0.01)
    # Meanwhile another organization is answered: a question, and a picture of its own.
    began = asyncio.get_running_loop().time()
    question = {"text": "How many people came in per camera?", "videoId": theirs}
    answer = (await post(other, ASK, input=question)).json()["data"]["prompt"]["history"]
    small = make_png(64)
    ticket = await offer_picture(other, theirs, small, "image/png")
    await send(ticket, small)
    drawn = (await post(other, CONFIRM, token=ticket["uploadToken"])).json()["data"]["confirmThumbnailUpload"]
    took = asyncio.get_running_loop().time() - began
    waiting = sum(not task.done() for task in confirming)
    for task in confirming:
        task.cancel()
    await asyncio.gather(*confirming, return_exceptions=True)
    assert answer["degraded"] == []
    assert drawn["userErrors"] == []
    assert waiting > 10, f"the others were done before, in {took:.1f} s"
    [error] = refused[0].json()["errors"]
    assert error["extensions"]["code"] == "BUSY"
    assert error["extensions"]["pool"] == "thumbnails"
    assert datetime.fromisoformat(error["extensions"]["resetAt"]) > datetime.now(UTC).replace(year=2000)
    assert int(refused[0].headers["retry-after"]) >= 1


async def test_more_questions_than_an_organization_may_ask_at_once_cost_nothing_and_are_told_when_to_come_again(
    apis: tuple[ApiTestClient, ApiTestClient], postgres: Postgres, loud: Principal
) -> None:
    api, other = apis
    answers = await asyncio.gather(*(post(api, ASK, input={"text": "Who came in?"}) for _ in range(30)))
    told = [answer.json() for answer in answers]
    refused = [answer for answer in told if "errors" in answer]
    assert 0 < len(refused) <= 25
    assert {answer["errors"][0]["extensions"]["code"] for answer in refused} == {"BUSY"}
    busy = next(answer for answer in answers if answer.status_code == 503)
    assert int(busy.headers["retry-after"]) >= 1
    count = (await api.data("{ promptSessions { totalCount } }"))["promptSessions"]["totalCount"]
    assert count == 30 - len(refused)
    assert "errors" not in (await post(other, ASK, input={"text": "Who came in?"})).json()


async def test_a_picture_is_drawn_for_nobody_who_has_left(
    apis: tuple[ApiTestClient, ApiTestClient], postgres: Postgres, loud: Principal
) -> None:
    api, _ = apis
    video = encode(Kind.VIDEO, await add_video(postgres, loud, status="READY"))
    content = make_png()
    tickets = [await offer_picture(api, video, content, "image/png") for _ in range(8)]
    for ticket in tickets:
        await send(ticket, content)
    confirming = [asyncio.create_task(post(api, CONFIRM, token=ticket["uploadToken"])) for ticket in tickets]
    await asyncio.sleep(0.5)
    for task in confirming:
        task.cancel()
    await asyncio.gather(*confirming, return_exceptions=True)
    began = asyncio.get_running_loop().time()
    small = make_png(64)
    ticket = await offer_picture(api, video, small, "image/png")
    await send(ticket, small)
    answer = (await post(api, CONFIRM, token=ticket["uploadToken"])).json()["data"]["confirmThumbnailUpload"]
    assert answer["userErrors"] == []
    # Eight would take as many times as long as one.
    assert asyncio.get_running_loop().time() - began < 8
