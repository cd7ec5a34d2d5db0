"""Events seen from an event: its neighbours in time and its likenesses, batched over a list."""

from typing import Any
from uuid import UUID

import pytest

from config import Settings
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements


@pytest.fixture
async def five(postgres: Postgres, principal: Principal) -> list[UUID]:
    """Events at 0, 1, 2, 2 and 4 seconds of one video, and one at 2 seconds of another."""
    other = await add_video(postgres, principal)
    await Events(postgres).store(principal, other, [event_row(2)])
    video = await add_video(postgres, principal)
    rows = [event_row(0), event_row(1), event_row(2), event_row(2, track_id="P2"), event_row(4)]
    return await Events(postgres).store(principal, video, rows)


async def around(api: ApiTestClient, id_: UUID, arguments: str) -> list[str]:
    query = f'{{ event(id: "{encode(Kind.EVENT, id_)}") {{ context{arguments} {{ id }} }} }}'
    return [row["id"] for row in (await api.data(query))["event"]["context"]]


async def test_the_context_is_what_happened_just_before_and_after_in_the_same_video(
    api: ApiTestClient, five: list[UUID]
) -> None:
    ids = [encode(Kind.EVENT, id_) for id_ in five]
    assert await around(api, five[1], "") == [ids[0], ids[2], ids[3]]
    assert await around(api, five[2], "(before: 1, after: 0)") == [ids[1]]
    assert await around(api, five[2], "(before: 0, after: 1)") == [ids[3]]
    assert await around(api, five[4], "(before: 20, after: 20)") == ids[:4]
    assert await around(api, five[4], "(before: 0, after: 0)") == []


@pytest.mark.parametrize("arguments", ["(before: -1)", "(after: 21)"])
async def test_a_context_out_of_bounds_is_told(api: ApiTestClient, five: list[UUID], arguments: str) -> None:
    query = f'{{ event(id: "{encode(Kind.EVENT, five[0])}") {{ context{arguments} {{ id }} }} }}'
    assert await api.code(query) == "OUT_OF_RANGE"


@pytest.mark.usefixtures("five")
async def test_contexts_of_a_list_are_one_statement_more(api: ApiTestClient) -> None:
    with record_statements() as statements:
        found = await api.data("{ events { edges { node { context { startSeconds } } } } }")
    assert len(found["events"]["edges"]) == 6
    assert len(statements) == 2


async def test_likenesses_come_best_first_without_the_event_itself_in_one_statement_for_a_list(
    api: ApiTestClient, postgres: Postgres, principal: Principal, settings: Settings, five: list[UUID]
) -> None:
    video = (await Events(postgres).get_by_ids(principal, five[:1], {"video_id"}))[0]
    assert video is not None
    vectors = {id_: [1.0, float(number)] for number, id_ in enumerate(five[:4])}
    model = settings.aws_bedrock_embedding_model_id
    await Events(postgres).store_embeddings(principal, video["video_id"], model, vectors)
    hit = "event { id } rank score vectorSimilarity keywordScore rerankScore"
    with record_statements() as statements:
        found = await api.data(f"{{ events {{ edges {{ node {{ id similar(first: 2) {{ {hit} }} }} }} }} }}")
    of: dict[str, list[dict[str, Any]]] = {
        edge["node"]["id"]: edge["node"]["similar"] for edge in found["events"]["edges"]
    }
    first = of[encode(Kind.EVENT, five[0])]
    assert [(one["event"]["id"], one["rank"]) for one in first] == [
        (encode(Kind.EVENT, five[1]), 1),
        (encode(Kind.EVENT, five[2]), 2),
    ]
    assert first[0]["vectorSimilarity"] == pytest.approx(0.7071, abs=1e-3)
    assert first[0]["keywordScore"] is first[0]["rerankScore"] is None
    assert of[encode(Kind.EVENT, five[4])] == []
    # The third looks up which model's vectors answer; it is held for 30 seconds.
    assert len(statements) == 3


async def test_the_sessions_of_every_video_of_a_list_are_one_statement_more(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    for _ in range(2):
        video = encode(Kind.VIDEO, await add_video(postgres, principal))
        for text in ("Who entered?", "Who left?"):
            query = "mutation ($input: PromptInput!) { prompt(input: $input) { userErrors { code } } }"
            await api.data(query, input={"text": text, "videoId": video, "wait": False})
    with record_statements() as statements:
        found = await api.data(
            "{ videos { edges { node { promptSessions(first: 1) { totalCount edges { node { title } } } } } } }"
        )
    of_videos = [edge["node"]["promptSessions"] for edge in found["videos"]["edges"]]
    assert of_videos == [{"totalCount": 2, "edges": [{"node": {"title": "Who left?"}}]}] * 2
    assert len(statements) == 3
