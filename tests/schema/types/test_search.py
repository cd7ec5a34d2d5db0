"""Searching over the API: by meaning and words, best first, and honest about what could not run."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from datasources.bedrock import Bedrock
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.statistics import MAX_FACET_KEYS
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from models.errors import Throttled
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, at_sites
from tests.support.statements import record_statements

SEARCH = """query ($text: String!, $filter: EventFilter, $first: Int) {
  searchEvents(text: $text, filter: $filter, first: $first) {
    hits { rank score vectorSimilarity keywordScore rerankScore event { type video { name } } }
    degraded coverage { videosConsidered videosAnalyzed eventsConsidered }
  }
}"""


@pytest.fixture
async def _seen(postgres: Postgres, principal: Principal, api: ApiTestClient) -> None:
    video = await add_video(postgres, principal, name="till", status="READY", duration_seconds=60.0)
    rows = [
        event_row(0, description="A person walks through the middle.", description_ko="한 사람이 가운데를 걸어갑니다."),
        event_row(9, type="THEFT", description="Somebody steals a bottle.", description_ko="누군가 병을 훔칩니다."),
        event_row(20, type="SMOKING", description="A man smokes.", description_ko="한 남자가 담배를 피웁니다."),
    ]
    await Events(postgres).store(principal, video, rows)


async def search(api: ApiTestClient, text: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(SEARCH, text=text, **more))["searchEvents"]
    return found


@pytest.mark.usefixtures("_seen")
@pytest.mark.parametrize(("text", "type_"), [("steals a bottle", "THEFT"), ("담배를 피우는 사람", "SMOKING")])
async def test_what_fits_best_comes_first_with_its_scores(api: ApiTestClient, text: str, type_: str) -> None:
    found = await search(api, text)
    best = found["hits"][0]
    assert (best["rank"], best["event"]) == (1, {"type": type_, "video": {"name": "till"}})
    assert best["keywordScore"] > 0.3
    # One hit alone needs no reranker; of several, its judgement is the score.
    assert best["rerankScore"] == (None if len(found["hits"]) == 1 else best["score"])
    assert [hit["score"] for hit in found["hits"]] == sorted((hit["score"] for hit in found["hits"]), reverse=True)
    assert found["degraded"] == []
    assert found["coverage"] == {"videosConsidered": 1, "videosAnalyzed": 1, "eventsConsidered": 3}


@pytest.mark.usefixtures("_seen")
async def test_a_filter_and_a_limit_hold(api: ApiTestClient) -> None:
    found = await search(api, "steals, smokes or walks", filter={"types": ["SMOKING", "WALKING"]}, first=1)
    assert [hit["event"]["type"] for hit in found["hits"]] in (["WALKING"], ["SMOKING"])
    assert (await search(api, "zzzz", filter={"types": []}))["hits"] == []


@pytest.mark.usefixtures("_seen")
async def test_what_cannot_run_is_named_and_the_rest_still_answers(
    api: ApiTestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: Any, **__: Any) -> Any:
        raise Throttled(service="Bedrock")

    monkeypatch.setattr(Bedrock, "embed", busy)
    monkeypatch.setattr(Bedrock, "rerank", busy)
    found = await search(api, "a person smokes")
    assert set(found["degraded"]) <= {"embeddings", "rerank"}
    assert "embeddings" in found["degraded"]
    assert found["hits"][0]["event"]["type"] == "SMOKING"


@pytest.mark.usefixtures("_seen")
async def test_the_statements_of_a_search_do_not_grow_with_its_hits(api: ApiTestClient) -> None:
    counts = []
    await search(api, "person smokes bottle")  # what is looked up once a process is known by now
    for first in (1, 3):
        with record_statements() as statements:
            await search(api, "person smokes bottle", first=first)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("text", "first", "code"),
    [("", 10, "EMPTY_QUESTION"), ("x" * 20_000, 10, "TEXT_TOO_LONG"), ("a\u0000", 10, "CONTROL_CHARACTERS"),
     ("x", 0, "OUT_OF_RANGE"), ("x", 51, "OUT_OF_RANGE")],
)  # fmt: skip
async def test_what_cannot_be_searched_is_told(api: ApiTestClient, text: str, first: int, code: str) -> None:
    assert await api.code(SEARCH, text=text, first=first) == code


@pytest.mark.usefixtures("_seen")
async def test_another_organization_finds_nothing(api: ApiTestClient, tokens: Callable[[Principal], str]) -> None:
    stranger = api.with_token(tokens(Principal("s", "an organization without anything", frozenset(Role))))
    assert (await search(stranger, "steals a bottle"))["hits"] == []


FACETS = """query ($text: String!, $filter: EventFilter, $first: Int) {
  searchEvents(text: $text, filter: $filter, first: $first) { hits { rank } facets { field key count } }
}"""


async def count_values(api: ApiTestClient, field: str, **more: Any) -> dict[str, int]:
    found = await api.data(FACETS, **{"text": "a person steals, smokes or walks", **more})
    return {facet["key"]: facet["count"] for facet in found["searchEvents"]["facets"] if facet["field"] == field}


async def test_facets_count_what_was_found_whatever_the_limit_of_hits(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    recorded = datetime(2026, 3, 1, 14, 59, tzinfo=UTC)
    seoul = {"timezone": "Asia/Seoul", "recorded_at": recorded, "camera": "till", "site": "seoul"}
    till = await add_video(postgres, principal, status="READY", duration_seconds=90.0, **seoul)
    door = await add_video(postgres, principal, status="READY", duration_seconds=90.0)
    events = Events(postgres)
    await events.store(
        principal,
        till,
        [event_row(0.0, gender="FEMALE"), event_row(70.0, type="THEFT"), event_row(80.0, type="THEFT", gender="MALE")],
    )
    await events.store(principal, door, [event_row(0.0, location="LEFT")])
    assert await count_values(api, "TYPE", first=1) == {"THEFT": 2, "WALKING": 2}
    assert list(await count_values(api, "VIDEO")) == [encode(Kind.VIDEO, till), encode(Kind.VIDEO, door)]
    # Values that are not known have no facet.
    assert await count_values(api, "CAMERA") == {"till": 3}
    assert await count_values(api, "SITE") == {"seoul": 3}
    # By the camera's clock: nine hours later than UTC.
    assert await count_values(api, "DAY") == {"2026-03-02": 2, "2026-03-01": 1}
    assert await count_values(api, "HOUR_OF_DAY") == {"00": 2, "23": 1}
    assert await count_values(api, "GENDER") == {"UNKNOWN": 2, "FEMALE": 1, "MALE": 1}
    assert await count_values(api, "LOCATION") == {"CENTER": 3, "LEFT": 1}
    assert await count_values(api, "TYPE", filter={"genders": ["UNKNOWN"]}) == {"THEFT": 1, "WALKING": 1}
    assert await count_values(api, "TYPE", filter={"types": []}) == {}


async def test_facets_are_one_statement_and_bounded_and_hide_other_sites(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    events = Events(postgres)
    for number in range(MAX_FACET_KEYS + 2):
        site = OWN if number % 2 else FOREIGN
        video = await add_video(postgres, principal, status="READY", camera=f"camera {number:02d}", site=site)
        await events.store(principal, video, [event_row(1.0)])
    assert len(await count_values(api, "CAMERA")) == MAX_FACET_KEYS
    assert set(await count_values(api, "SITE")) == {OWN, FOREIGN}
    limited = api.with_token(tokens(at_sites(principal, OWN)))
    assert await count_values(limited, "SITE") == {OWN: (MAX_FACET_KEYS + 2) // 2}
    counts = []
    for query in (FACETS, FACETS.replace("facets { field key count }", "")):
        with record_statements(requests_only=True) as statements:
            await api.data(query, text="walks")
        counts.append(len(statements))
    assert counts[0] == counts[1] + 1
