"""updateEvent and deleteEvent: imported events alone, checked as an import checks them."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from datasources.bedrock import Bedrock
from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from domain.embeddings.gap_sweep import EmbeddingSweep
from models.access.principal import Principal
from models.enums import Role
from models.errors import Throttled
from models.event_sources import OWN_SOURCES
from models.tables import ChangedEvent, EventEmbedding, PromptHistory, Video
from resolvers.core.ids import Kind, decode, encode
from tests.support.rows import add_question, add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.sites import FOREIGN, OWN, at_sites

UPDATE = """mutation ($id: ID!, $input: UpdateEventInput!) { updateEvent(id: $id, input: $input) {
  event { type startSeconds endSeconds occurredAt frameNumber description confidence attributes keywords review { by } }
  userErrors { code message field }
} }"""
DELETE = "mutation ($id: ID!) { deleteEvent(id: $id) { deletedEventId userErrors { code field } } }"
IMPORT = """mutation ($video: ID!, $events: [ImportEventInput!]!) {
  importEvents(videoId: $video, events: $events) { imported video { events { edges { node { id } } } } }
}"""
FOOTAGE = {"status": "READY", "duration_seconds": 60.0, "frame_rate": 25.0, "width": 1280, "height": 720}


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> UUID:
    return await add_video(postgres, principal, **FOOTAGE, recorded_at=datetime(2026, 3, 1, 12, tzinfo=UTC))


async def import_event(api: ApiTestClient, video: UUID, **fields: Any) -> str:
    given = {"type": "THEFT", "startSeconds": 10, "endSeconds": 12, **fields}
    stored = await api.data(IMPORT, video=encode(Kind.VIDEO, video), events=[given])
    return str(stored["importEvents"]["video"]["events"]["edges"][-1]["node"]["id"])


async def change(api: ApiTestClient, id_: str, **fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(UPDATE, id=id_, input=fields))["updateEvent"]
    return found


async def codes(api: ApiTestClient, id_: str, **fields: Any) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["field"]) for error in (await change(api, id_, **fields))["userErrors"]]


async def test_what_follows_from_a_field_changes_with_it(api: ApiTestClient, video: UUID) -> None:
    id_ = await import_event(api, video, objects=["bottle"])
    found = await change(api, id_, type="VANDALISM", startSeconds=11, confidence=0.25, attributes={"by": "guard"})
    assert found == {
        "event": {
            "type": "VANDALISM",
            "startSeconds": 11,
            "endSeconds": 12,
            "occurredAt": "2026-03-01T12:00:11+00:00",
            "frameNumber": 275,
            "description": "A person damages property.",
            "confidence": 0.25,
            "attributes": {"by": "guard"},
            "keywords": ["vandalism", "기물 파손", "bottle"],
            "review": None,
        },
        "userErrors": [],
    }
    told = await change(api, id_, description="He sprays the wall.", confidence=None, attributes=None)
    assert (told["event"]["description"], told["event"]["confidence"]) == ("He sprays the wall.", 1)
    assert told["event"]["attributes"] == {}
    # A description that somebody wrote stays when the type changes; null asks for one that is made.
    assert (await change(api, id_, type="THEFT"))["event"]["description"] == "He sprays the wall."
    assert (await change(api, id_, description=None))["event"]["description"] == "A person steals goods."
    assert (await change(api, id_))["userErrors"] == []


async def test_the_event_is_embedded_anew_also_when_the_model_does_not_answer_at_first(
    api: ApiTestClient,
    served_data: Datasources,
    postgres: Postgres,
    principal: Principal,
    video: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    id_ = await import_event(api, video)
    key = decode(Kind.EVENT, id_)

    async def read_vector() -> list[float] | None:
        async with postgres.transaction(principal) as connection:
            found: list[float] | None
            query = select(EventEmbedding.__table__.c.embedding).where(EventEmbedding.__table__.c.event_id == key)
            found = (await connection.execute(query)).scalar_one_or_none()
        return found

    former = await read_vector()
    await change(api, id_, description="A dog runs through the shop.")
    changed = await read_vector()
    assert changed is not None
    assert changed != former

    async def refuse(*_arguments: object) -> None:
        raise Throttled(service="embed")

    with monkeypatch.context() as patch:
        patch.setattr(Bedrock, "embed", refuse)
        assert (await change(api, id_, description="A cat sleeps on the counter."))["userErrors"] == []
        assert await read_vector() is None
    data = served_data
    sweep = EmbeddingSweep(data.vectors, data.models, data.embedding_spaces.configured, lambda: datetime.now(UTC))
    # As if its first round were long ago: the event's id is older than all that it would look at.
    sweep._after = UUID(int=2**128 - 1)
    await sweep.run_round()
    assert await read_vector() not in (None, former, changed)
    await sweep.run_round()
    async with postgres.transaction(principal) as connection:
        assert (await connection.execute(select(ChangedEvent.__table__))).all() == []


async def test_all_mistakes_are_told_at_once_and_nothing_changes(api: ApiTestClient, video: UUID) -> None:
    id_ = await import_event(api, video)
    wrong = {"type": None, "startSeconds": 70, "confidence": 2, "attributes": [1], "description": "x" * 2001}
    expected = [
        ("EVENT_OUTSIDE_VIDEO", ["input", "startSeconds"]),
        ("VALUE_REQUIRED", ["input", "type"]),
        ("OUT_OF_RANGE", ["input", "confidence"]),
        ("ATTRIBUTES_NOT_AN_OBJECT", ["input", "attributes"]),
        ("TEXT_TOO_LONG", ["input", "description"]),
    ]
    assert await codes(api, id_, **wrong) == expected
    assert await codes(api, id_, startSeconds=13) == [("RANGE_REVERSED", ["input", "endSeconds"])]
    assert await codes(api, id_, startSeconds=None) == [("VALUE_REQUIRED", ["input", "startSeconds"])]
    missing = encode(Kind.EVENT, uuid.uuid4())
    assert await codes(api, missing, confidence=2) == [("OUT_OF_RANGE", ["input", "confidence"]), ("NOT_FOUND", ["id"])]
    korean = (await change(api.with_language("ko"), id_, confidence=2))["userErrors"][0]["message"]
    assert korean == "0부터 1까지의 값을 지정해 주세요."
    assert (await change(api, id_))["event"]["startSeconds"] == 10


async def test_an_event_cannot_become_one_that_is_there(api: ApiTestClient, video: UUID) -> None:
    await import_event(api, video, startSeconds=10)
    id_ = await import_event(api, video, startSeconds=11)
    assert await codes(api, id_, startSeconds=10) == [("SAME_EVENT_STORED", ["input"])]
    assert await codes(api, id_, startSeconds=11) == []


@pytest.mark.parametrize("replaced", [False, True])
async def test_what_the_analysis_found_is_neither_changed_nor_deleted(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID, replaced: bool
) -> None:
    events = Events(postgres)
    [key] = await events.store(principal, video, [event_row(1.0, source=f"{OWN_SOURCES}-vision/9")])
    if replaced:
        async with postgres.transaction(principal) as connection:
            await events.supersede_in(connection, video, OWN_SOURCES)
    id_ = encode(Kind.EVENT, key)
    assert await codes(api, id_, confidence=0.5) == [("EVENT_NOT_IMPORTED", ["id"])]
    deleted = (await api.data(DELETE, id=id_))["deleteEvent"]
    assert deleted == {"deletedEventId": None, "userErrors": [{"code": "EVENT_NOT_IMPORTED", "field": ["id"]}]}


async def test_under_legal_hold_events_stay_as_they_are(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    id_ = await import_event(api, video)
    async with postgres.transaction(principal) as connection:
        await connection.execute(update(Video.__table__).where(Video.__table__.c.id == video).values(legal_hold=True))
    assert await codes(api, id_, confidence=0.5) == [("EVENT_HELD", ["id"])]
    assert (await api.data(DELETE, id=id_))["deleteEvent"]["userErrors"] == [{"code": "EVENT_HELD", "field": ["id"]}]


async def test_a_deleted_event_is_gone_and_what_cites_it_keeps_its_moment(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    id_ = await import_event(api, video)
    cited = {
        "number": 1,
        "video_id": str(video),
        "event_id": str(decode(Kind.EVENT, id_)),
        "start_seconds": 10.0,
        "end_seconds": 12.0,
    }
    question = await add_question(postgres, principal, status="COMPLETED", response="A theft [1].")
    async with postgres.transaction(principal) as connection:
        history = PromptHistory.__table__
        await connection.execute(update(history).where(history.c.id == question).values(citations=[cited]))
    assert (await api.data(DELETE, id=id_))["deleteEvent"] == {"deletedEventId": id_, "userErrors": []}
    assert (await api.data("query ($id: ID!) { event(id: $id) { id } }", id=id_)) == {"event": None}
    shown = await api.data(
        "query ($id: ID!) { promptHistory(id: $id) { citations { event { id } timecode video { id } } } }",
        id=encode(Kind.PROMPT_HISTORY, question),
    )
    assert shown["promptHistory"]["citations"] == [
        {"event": None, "timecode": "00:10", "video": {"id": encode(Kind.VIDEO, video)}}
    ]
    entry = (await api.data("{ auditLog(first: 1) { edges { node { action target details } } } }"))["auditLog"]
    assert entry["edges"][0]["node"] == {
        "action": "deleteEvent",
        "target": id_,
        "details": {"type": "THEFT", "video": encode(Kind.VIDEO, video)},
    }
    assert (await api.data(DELETE, id=id_))["deleteEvent"]["userErrors"] == [{"code": "NOT_FOUND", "field": ["id"]}]


async def test_events_of_another_site_or_organization_are_like_missing_ones(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    there = await add_video(postgres, principal, **FOOTAGE, site=FOREIGN)
    id_ = await import_event(api, there)
    strangers = (at_sites(principal, OWN), Principal("stranger", f"not {principal.organization}", frozenset(Role)))
    for stranger in strangers:
        caller = api.with_token(tokens(stranger))
        assert await codes(caller, id_, confidence=0.5) == [("NOT_FOUND", ["id"])]
        assert (await caller.data(DELETE, id=id_))["deleteEvent"]["userErrors"][0]["code"] == "NOT_FOUND"
    assert (await change(api, id_))["event"]["confidence"] == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.INGEST])
async def test_changing_events_needs_an_operator(
    api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal, video: UUID, role: Role
) -> None:
    id_ = await import_event(api, video)
    caller = api.with_token(tokens(Principal("other", principal.organization, frozenset({role}))))
    assert await caller.code(UPDATE, id=id_, input={}) == "FORBIDDEN"
    assert await caller.code(DELETE, id=id_) == "FORBIDDEN"
