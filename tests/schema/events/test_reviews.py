"""reviewEvent: what people say of events, by whom it may be said, and what it changes in lists and answers."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, at_sites
from tests.support.statements import record_statements

REVIEW = """mutation ($id: ID!, $verdict: ReviewVerdict!, $comment: String) {
  reviewEvent(id: $id, verdict: $verdict, comment: $comment) {
    event { id review { verdict comment by at } } userErrors { code message field }
  }
}"""
LIST = """query ($filter: EventFilter) { events(filter: $filter) {
  totalCount edges { node { startSeconds review { verdict } } }
} }"""


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> UUID:
    return await add_video(postgres, principal, status="READY", duration_seconds=60.0)


async def add_events(postgres: Postgres, principal: Principal, video: UUID, *rows: dict[str, Any]) -> list[str]:
    stored = await Events(postgres).store(replace(principal, sites=None), video, rows)
    return [encode(Kind.EVENT, key) for key in stored]


async def review(api: ApiTestClient, id_: str, verdict: str, comment: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(REVIEW, id=id_, verdict=verdict, comment=comment))["reviewEvent"]
    return found


async def list_starts(api: ApiTestClient, **wanted: Any) -> list[float]:
    edges = (await api.data(LIST, filter=wanted))["events"]["edges"]
    return [edge["node"]["startSeconds"] for edge in edges]


async def test_a_review_says_who_found_what_and_a_later_one_takes_its_place(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    [id_] = await add_events(postgres, principal, video, event_row(1.0, type="THEFT"))
    first = await review(api, id_, "UNSURE", "  too dark  ")
    assert first["userErrors"] == []
    assert first["event"]["id"] == id_
    told = first["event"]["review"]
    assert (told["verdict"], told["comment"], told["by"]) == ("UNSURE", "too dark", principal.user_id)
    assert told["at"].endswith("+00:00")
    later = (await review(api, id_, "CONFIRMED"))["event"]["review"]
    assert (later["verdict"], later["comment"]) == ("CONFIRMED", None)
    entries = await api.data("{ auditLog { edges { node { action target details } } } }")
    noted = [edge["node"] for edge in entries["auditLog"]["edges"]]
    assert [(one["action"], one["target"], one["details"]) for one in noted] == [
        ("reviewEvent", id_, {"verdict": "CONFIRMED"}),
        ("reviewEvent", id_, {"verdict": "UNSURE"}),
    ]


async def test_lists_are_filtered_by_reviews_in_one_statement(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    ids = await add_events(postgres, principal, video, *(event_row(float(start)) for start in range(4)))
    for id_, verdict in zip(ids, ("CONFIRMED", "FALSE_ALARM", "UNSURE"), strict=False):
        await review(api, id_, verdict)
    assert await list_starts(api) == [0, 1, 2, 3]
    assert await list_starts(api, reviewed=True) == [0, 1, 2]
    assert await list_starts(api, reviewed=False) == [3]
    assert await list_starts(api, reviews=["CONFIRMED", "UNSURE"]) == [0, 2]
    assert await list_starts(api, reviews=[]) == []
    assert await list_starts(api, excludeFalseAlarms=True) == [0, 2, 3]
    with record_statements(requests_only=True) as statements:
        assert await list_starts(api, reviews=["FALSE_ALARM"]) == [1]
    # The page and its count, for four events as for one.
    assert len(statements) == 2


async def test_the_plan_of_a_query_answers_reviews_as_the_executor_does(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    ids = await add_events(postgres, principal, video, event_row(1.0), event_row(2.0))
    await review(api, ids[0], "FALSE_ALARM", "a poster")
    query = f"{{ events {{ edges {{ node {{ id review {{ verdict comment by at }} }} }} }} }} # {uuid.uuid4()}"
    first, second, third = [await api.data(query) for _ in range(3)]
    assert first == second == third
    assert [edge["node"]["review"] is None for edge in first["events"]["edges"]] == [False, True]


@pytest.mark.parametrize(("language", "missing", "long"), [("en", "Check the id", "Shorten"), ("ko", "ID를", "줄여")])
async def test_all_mistakes_are_told_in_the_language_of_the_request(
    api: ApiTestClient, language: str, missing: str, long: str
) -> None:
    nobody = encode(Kind.EVENT, uuid.uuid4())
    errors = (await review(api.with_language(language), nobody, "CONFIRMED", "x" * 2001))["userErrors"]
    assert [(error["code"], error["field"]) for error in errors] == [
        ("TEXT_TOO_LONG", ["comment"]),
        ("NOT_FOUND", ["id"]),
    ]
    assert long in errors[0]["message"]
    assert missing in errors[1]["message"]
    assert (await review(api, "nonsense", "CONFIRMED"))["userErrors"][0]["code"] == "NOT_FOUND"


async def test_viewers_read_reviews_and_make_none(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal, video: UUID
) -> None:
    [id_] = await add_events(postgres, principal, video, event_row(1.0))
    viewer = api.with_token(tokens(Principal("viewer", principal.organization, frozenset({Role.VIEWER}))))
    assert await viewer.code(REVIEW, id=id_, verdict="CONFIRMED") == "FORBIDDEN"
    await review(api, id_, "CONFIRMED")
    assert (await viewer.data(LIST, filter={}))["events"]["edges"][0]["node"]["review"] == {"verdict": "CONFIRMED"}


async def test_an_event_of_another_site_or_organization_is_reviewed_like_a_missing_one(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    there = await add_video(postgres, principal, site=FOREIGN, status="READY")
    [id_] = await add_events(postgres, principal, there, event_row(1.0))
    strangers = (
        at_sites(principal, OWN),
        Principal("stranger", f"not {principal.organization}", frozenset(Role)),
    )
    for stranger in strangers:
        found = await review(api.with_token(tokens(stranger)), id_, "FALSE_ALARM")
        assert (found["event"], found["userErrors"][0]["code"]) == (None, "NOT_FOUND")
    assert await list_starts(api, reviewed=True) == []


async def test_an_event_that_a_newer_analysis_replaced_can_be_reviewed_still(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    [id_] = await add_events(postgres, principal, video, event_row(1.0))
    async with postgres.transaction(principal) as connection:
        await Events(postgres).supersede_in(connection, video, "test/")
    told = (await review(api, id_, "FALSE_ALARM", "a reflection"))["event"]["review"]
    assert (told["verdict"], told["comment"], told["by"]) == ("FALSE_ALARM", "a reflection", principal.user_id)


async def test_false_alarms_are_in_lists_but_not_in_what_is_told(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    ids = await add_events(
        postgres,
        principal,
        video,
        event_row(1.0, type="THEFT", description="A person steals a bottle.", description_ko=None),
        event_row(9.0, type="SMOKING", description="A person smokes.", description_ko=None),
    )
    await review(api, ids[0], "FALSE_ALARM")
    shown = await api.data(
        "query ($id: ID!) { video(id: $id) { majorEvent { id } eventCounts { type } } }",
        id=encode(Kind.VIDEO, video),
    )
    assert shown["video"]["majorEvent"] == {"id": ids[1]}
    assert {one["type"] for one in shown["video"]["eventCounts"]} == {"THEFT", "SMOKING"}
    search = """query ($filter: EventFilter) { searchEvents(text: "steals a bottle", filter: $filter) {
      hits { event { id } } coverage { eventsConsidered falseAlarms { type count } }
    } }"""
    found = (await api.data(search))["searchEvents"]
    assert ids[0] not in [hit["event"]["id"] for hit in found["hits"]]
    assert found["coverage"] == {"eventsConsidered": 1, "falseAlarms": [{"type": "THEFT", "count": 1}]}
    asked = (await api.data(search, filter={"reviews": ["FALSE_ALARM"]}))["searchEvents"]
    assert [hit["event"]["id"] for hit in asked["hits"]] == [ids[0]]


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("How many thefts were there?", "Left out: 1 event in the footage asked about (theft)"),
        ("절도가 몇 건 있었어?", "사람이 오경보로 판정한 이벤트 1건(절도)은 제외했습니다."),
    ],
)
async def test_an_answer_counts_no_false_alarm_and_says_so(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID, question: str, left_out: str
) -> None:
    ids = await add_events(
        postgres,
        principal,
        video,
        *(event_row(at, type="THEFT", track_id=f"P{at:.0f}", description=f"Theft {at:.0f}.") for at in (1.0, 5.0, 9.0)),
    )
    await review(api, ids[1], "FALSE_ALARM")
    ask = """mutation ($text: String!) { prompt(input: { text: $text }) {
      history { response table { rows } citations { event { id review { verdict } } } coverage { eventsConsidered } }
      userErrors { code }
    } }"""
    history = (await api.data(ask, text=question))["prompt"]["history"]
    assert left_out in history["response"]
    assert ("2" in history["response"], "3" in history["response"].replace("03", "")) == (True, False)
    assert ids[1] not in [citation["event"]["id"] for citation in history["citations"]]
    assert history["coverage"] == {"eventsConsidered": 2}
