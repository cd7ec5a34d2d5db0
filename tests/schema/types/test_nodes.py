"""`nodes`: many things by their ids at once."""

from collections.abc import Callable
from uuid import UUID

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_question, add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

STRANGER = Principal("stranger", "an organization without nodes", frozenset(Role))
NODES = """query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename
  ... on Video { name } ... on Event { startSeconds } ... on PromptHistory { prompt }
} }"""


@pytest.fixture
async def things(postgres: Postgres, principal: Principal) -> list[str]:
    """Two videos, three events and a question, mixed."""
    first = await add_video(postgres, principal, name="first")
    second = await add_video(postgres, principal, name="second")
    events = await Events(postgres).store(principal, first, [event_row(1), event_row(2), event_row(3)])
    question = await add_question(postgres, principal, prompt="Who?")
    return [
        encode(Kind.EVENT, events[2]),
        encode(Kind.VIDEO, second),
        encode(Kind.PROMPT_HISTORY, question),
        encode(Kind.EVENT, events[0]),
        encode(Kind.VIDEO, first),
        encode(Kind.EVENT, events[1]),
    ]


async def test_things_come_in_the_order_of_their_ids_by_one_statement_for_each_kind(
    api: ApiTestClient, things: list[str]
) -> None:
    with record_statements() as statements:
        found = (await api.data(NODES, ids=things))["nodes"]
    assert found == [
        {"id": things[0], "__typename": "Event", "startSeconds": 3},
        {"id": things[1], "__typename": "Video", "name": "second"},
        {"id": things[2], "__typename": "PromptHistory", "prompt": "Who?"},
        {"id": things[3], "__typename": "Event", "startSeconds": 1},
        {"id": things[4], "__typename": "Video", "name": "first"},
        {"id": things[5], "__typename": "Event", "startSeconds": 2},
    ]
    assert len(statements) == 3


async def test_an_id_that_is_given_twice_is_answered_twice(api: ApiTestClient, things: list[str]) -> None:
    found = (await api.data(NODES, ids=[things[1], things[0], things[1]]))["nodes"]
    assert [one["id"] for one in found] == [things[1], things[0], things[1]]


async def test_malformed_foreign_and_missing_ids_are_null_at_their_places(
    api: ApiTestClient, things: list[str], tokens: Callable[[Principal], str]
) -> None:
    missing = [encode(kind, UUID(int=5)) for kind in Kind]
    strange = ["", "x", "AQEAAAAA", "한글", "\u0000", things[0][:-1], *missing]
    found = (await api.data(NODES, ids=[*strange, things[0], *strange]))["nodes"]
    assert [one and one["id"] for one in found] == [*[None] * len(strange), things[0], *[None] * len(strange)]
    assert (await api.with_token(tokens(STRANGER)).data(NODES, ids=things))["nodes"] == [None] * len(things)


async def test_no_ids_are_no_nodes_and_no_statement(api: ApiTestClient) -> None:
    with record_statements() as statements:
        assert (await api.data(NODES, ids=[]))["nodes"] == []
    assert statements == []


async def test_a_hundred_ids_are_answered(api: ApiTestClient, things: list[str]) -> None:
    found = (await api.data(NODES, ids=(things * 17)[:100]))["nodes"]
    assert [one["id"] for one in found] == (things * 17)[:100]


@pytest.mark.parametrize("count", [101, 5_000])
async def test_more_ids_are_refused_before_anything_is_read(api: ApiTestClient, count: int) -> None:
    id_ = encode(Kind.VIDEO, UUID(int=1))
    with record_statements() as statements:
        answer = await api.post(NODES, ids=[id_] * count)
    assert answer["data"] is None
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "TOO_MANY_IDS"
    assert error["message"] == f"{count} ids are given; at most 100 are answered at once. Ask in several parts."
    assert statements == []


async def test_without_a_token_there_are_no_nodes(api: ApiTestClient, things: list[str]) -> None:
    assert await api.with_token(None).code(NODES, ids=things) == "UNAUTHENTICATED"
