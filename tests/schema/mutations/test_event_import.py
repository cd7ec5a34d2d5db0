"""importEvents: each event is checked on its own; the good ones are stored, embedded and found."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from datasources.bedrock import Bedrock
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from models.errors import Throttled
from models.tables import Event, EventEmbedding
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video
from tests.support.serving import ApiTestClient

STRANGER = Principal("stranger", "an organization that imports nothing", frozenset(Role))
IMPORT = """mutation ($video: ID!, $events: [ImportEventInput!]!) { importEvents(videoId: $video, events: $events) {
  imported rejected { index error { code message field } } video { id eventCounts { type count } }
  userErrors { code message field }
} }"""
EVENTS = """query ($video: ID!) { video(id: $video) { events { edges { node {
  type startSeconds endSeconds occurredAt frameNumber boundingBox { x y width height } location
  person { trackId personId gender genderConfidence ageGroup age emotion } action interactionTarget objects description
  confidence attributes keywords source
} } } } }"""
THEFT = {
    "type": "THEFT",
    "startSeconds": 10,
    "endSeconds": 12.5,
    "boundingBox": {"x": 1000, "y": 100, "width": 100, "height": 200},
    "person": {
        "trackId": "T7",
        "personId": "guest-7",
        "gender": "FEMALE",
        "genderConfidence": 0.9,
        "ageGroup": "YOUNG",
        "age": 24.5,
    },
    "action": "hiding it under the coat",
    "interactionTarget": "bottle",
    "objects": ["bottle", "coat"],
    "confidence": 0.75,
    "attributes": {"camera": {"lens": [1, 2.5, None, True, "넓은"]}},
    "source": "acme/3",
}
FOOTAGE = {"status": "READY", "duration_seconds": 60.0, "frame_rate": 25.0, "width": 1280, "height": 720}


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> str:
    return encode(Kind.VIDEO, await add_video(postgres, principal, **FOOTAGE))


async def import_events(api: ApiTestClient, video: str, *events: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(IMPORT, video=video, events=events))["importEvents"]
    return found


async def fetch_events(api: ApiTestClient, video: str) -> list[dict[str, Any]]:
    edges = (await api.data(EVENTS, video=video))["video"]["events"]["edges"]
    return [edge["node"] for edge in edges]


async def count_rows(postgres: Postgres, principal: Principal, table: Any) -> int:
    async with postgres.transaction(principal) as connection:
        return int((await connection.execute(select(func.count()).select_from(table.__table__))).scalar_one())


async def test_all_that_is_given_of_an_event_is_shown(api: ApiTestClient, video: str) -> None:
    found = await import_events(api, video, THEFT)
    assert found == {
        "imported": 1,
        "rejected": [],
        "video": {"id": video, "eventCounts": [{"type": "THEFT", "count": 1}]},
        "userErrors": [],
    }
    assert await fetch_events(api, video) == [
        {
            **THEFT,
            "occurredAt": None,
            "frameNumber": 250,
            "location": "RIGHT",
            "person": {**THEFT["person"], "emotion": None},  # type: ignore[dict-item]
            "description": "A woman steals bottle on the right: hiding it under the coat.",
            "keywords": [
                "theft",
                "절도",
                "right",
                "오른쪽",
                "women",
                "여성",
                "young people",
                "젊은 사람",
                "bottle",
                "coat",
            ],
        }
    ]
    korean = (await fetch_events(api.with_language("ko"), video))[0]["description"]
    assert korean == "한 여성이 오른쪽에서 bottle을 훔칩니다(hiding it under the coat)."


async def test_an_event_of_which_little_is_told_has_what_follows_from_that(api: ApiTestClient, video: str) -> None:
    await import_events(api, video, {"type": "CROWDING", "startSeconds": 3}, {"type": "ANOMALY", "startSeconds": 4,
                   "description": " A dog runs in. ", "location": "LEFT"})  # fmt: skip
    crowd, dog = await fetch_events(api, video)
    assert crowd == {
        "type": "CROWDING",
        "startSeconds": 3,
        "endSeconds": 3,
        "occurredAt": None,
        "frameNumber": 75,
        "boundingBox": None,
        "location": "UNKNOWN",
        "person": None,
        "action": None,
        "interactionTarget": None,
        "objects": [],
        "description": "People crowd together.",
        "confidence": 1,
        "attributes": {},
        "keywords": ["crowding", "혼잡"],
        "source": "import",
    }
    assert (dog["description"], dog["location"]) == ("A dog runs in.", "LEFT")


async def test_repeating_a_call_changes_nothing_and_answers_the_same(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: str
) -> None:
    events = [THEFT, {"type": "SMOKING", "startSeconds": 1}, {"type": "SMOKING", "startSeconds": 99}]
    first = await import_events(api, video, *events)
    before = await fetch_events(api, video)
    assert await import_events(api, video, *events) == first
    assert (first["imported"], [one["index"] for one in first["rejected"]]) == (2, [2])
    assert await fetch_events(api, video) == before
    assert await count_rows(postgres, principal, Event) == await count_rows(postgres, principal, EventEmbedding) == 2


async def test_an_event_given_twice_in_a_call_is_stored_once_but_two_that_differ_are_not_mixed_up(
    api: ApiTestClient, video: str
) -> None:
    other = {**THEFT, "action": "running away"}
    found = await import_events(api, video, THEFT, THEFT, other)
    assert found["imported"] == 2
    assert [(one["index"], one["error"]["code"]) for one in found["rejected"]] == [(2, "SAME_EVENT_TWICE")]
    assert [event["action"] for event in await fetch_events(api, video)] == ["hiding it under the coat"]


async def test_what_was_imported_is_found_by_meaning_at_once(api: ApiTestClient, video: str) -> None:
    await import_events(api, video, {"type": "SMOKING", "startSeconds": 1}, {"type": "FIGHTING", "startSeconds": 9})
    query = """query ($text: String!) { searchEvents(text: $text) {
      hits { vectorSimilarity event { type } } degraded
    } }"""
    for text, type_ in (("who had a cigarette?", "SMOKING"), ("싸우는 사람들", "FIGHTING")):
        found = (await api.data(query, text=text))["searchEvents"]
        assert found["degraded"] == []
        assert found["hits"][0]["event"]["type"] == type_
        assert found["hits"][0]["vectorSimilarity"] is not None


async def test_a_model_that_is_away_loses_no_event_and_repeating_the_call_embeds_it(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: Any, **__: Any) -> Any:
        raise Throttled(service="Bedrock")

    with monkeypatch.context() as patch:
        patch.setattr(Bedrock, "embed", busy)
        found = await import_events(api, video, THEFT)
    assert (found["imported"], found["userErrors"]) == (1, [])
    assert await count_rows(postgres, principal, EventEmbedding) == 0
    assert await import_events(api, video, THEFT) == found
    assert await count_rows(postgres, principal, EventEmbedding) == 1


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"startSeconds": -1, "endSeconds": 1}, "OUT_OF_RANGE", ["startSeconds"]),
        ({"startSeconds": 5, "endSeconds": 4}, "RANGE_REVERSED", ["endSeconds"]),
        ({"startSeconds": 62}, "EVENT_OUTSIDE_VIDEO", ["startSeconds"]),
        ({"startSeconds": 50, "endSeconds": 62}, "EVENT_OUTSIDE_VIDEO", ["endSeconds"]),
        ({"confidence": 1.01}, "OUT_OF_RANGE", ["confidence"]),
        ({"boundingBox": {"x": 0, "y": 0, "width": 0, "height": 5}}, "BOX_EMPTY", ["boundingBox"]),
        ({"boundingBox": {"x": 1200, "y": 0, "width": 81, "height": 5}}, "BOX_OUTSIDE_FRAME", ["boundingBox"]),
        ({"boundingBox": {"x": -1, "y": 0, "width": 8, "height": 5}}, "BOX_OUTSIDE_FRAME", ["boundingBox"]),
        ({"person": {"trackId": " "}}, "VALUE_REQUIRED", ["person", "trackId"]),
        ({"person": {"trackId": "P1", "age": 151}}, "OUT_OF_RANGE", ["person", "age"]),
        ({"person": {"trackId": "P1", "genderConfidence": -0.1}}, "OUT_OF_RANGE", ["person", "genderConfidence"]),
        ({"person": {"trackId": "P1", "emotion": "\u0000"}}, "CONTROL_CHARACTERS", ["person", "emotion"]),
        ({"action": "a\ud800"}, "CONTROL_CHARACTERS", ["action"]),
        ({"interactionTarget": "a" * 256}, "TEXT_TOO_LONG", ["interactionTarget"]),
        ({"objects": ["cup", ""]}, "VALUE_REQUIRED", ["objects", "1"]),
        ({"objects": ["cup"] * 51}, "TOO_MANY", ["objects"]),
        ({"description": "a" * 2001}, "TEXT_TOO_LONG", ["description"]),
        ({"description": "a\u0007"}, "CONTROL_CHARACTERS", ["description"]),
        ({"attributes": [1]}, "ATTRIBUTES_NOT_AN_OBJECT", ["attributes"]),
        ({"attributes": {"a": "x" * 17_000}}, "ATTRIBUTES_TOO_LARGE", ["attributes"]),
        ({"attributes": {"a\u0000": 1}}, "CONTROL_CHARACTERS", ["attributes"]),
        ({"attributes": {"a": ["\udc00"]}}, "CONTROL_CHARACTERS", ["attributes"]),
        ({"source": "Watchgraph-vision/1"}, "SOURCE_RESERVED", ["source"]),
    ],
)
async def test_a_bad_event_is_told_with_its_place_and_reason_and_the_good_ones_are_stored(
    api: ApiTestClient, video: str, wrong: dict[str, Any], code: str, field: list[str]
) -> None:
    good = {"type": "WALKING", "startSeconds": 1}
    for caller in (api, api.with_language("ko")):
        found = await import_events(caller, video, good, {"type": "STANDING", "startSeconds": 2, **wrong})
        assert (found["imported"], found["userErrors"]) == (1, [])
        (rejected,) = found["rejected"]
        assert (rejected["index"], rejected["error"]["code"]) == (1, code)
        assert rejected["error"]["field"] == ["events", "1", *field]
    assert [event["type"] for event in await fetch_events(api, video)] == ["WALKING"]


async def test_a_number_beyond_json_is_told_and_not_stored(api: ApiTestClient, video: str) -> None:
    query = """mutation ($video: ID!) { importEvents(videoId: $video, events: [
      {type: WALKING, startSeconds: 1, attributes: {size: 1e999}}
    ]) { imported rejected { error { code } } } }"""
    found = (await api.data(query, video=video))["importEvents"]
    assert found == {"imported": 0, "rejected": [{"error": {"code": "NUMBER_NOT_FINITE"}}]}


async def test_nothing_is_checked_against_footage_that_was_not_looked_into(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal, status="QUEUED"))
    box = {"x": 5000, "y": 5000, "width": 10, "height": 10}
    found = await import_events(api, video, {"type": "WALKING", "startSeconds": 9000, "boundingBox": box},
                           {"type": "WALKING", "startSeconds": 1e300})  # fmt: skip
    assert found["imported"] == 1
    assert [one["error"]["code"] for one in found["rejected"]] == ["OUT_OF_RANGE"]
    (event,) = await fetch_events(api, video)
    assert (event["frameNumber"], event["location"], event["boundingBox"]) == (0, "UNKNOWN", box)


async def test_five_thousand_events_are_taken_at_once_and_not_one_more(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: str
) -> None:
    # The same words for all: they are embedded once.
    many = [{"type": "WALKING", "startSeconds": number / 100, "source": "acme/3"} for number in range(5001)]
    refused = await import_events(api, video, *many)
    assert (refused["imported"], refused["video"]) == (0, None)
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("TOO_MANY", ["events"])]
    found = await import_events(api, video, *many[:-1])
    assert (found["imported"], found["rejected"]) == (5000, [])
    assert found["video"]["eventCounts"] == [{"type": "WALKING", "count": 5000}]
    assert await count_rows(postgres, principal, EventEmbedding) == 5000


async def test_no_event_is_taken_for_a_video_that_is_being_uploaded(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal, status="UPLOADING"))
    refused = await import_events(api, video, THEFT)
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("WRONG_STATE", ["videoId"])]
    assert await count_rows(postgres, principal, Event) == 0


async def test_missing_and_foreign_videos_answer_alike(
    api: ApiTestClient, video: str, tokens: Callable[[Principal], str]
) -> None:
    answers = [await import_events(api.with_token(tokens(STRANGER)), video, THEFT)]
    answers += [await import_events(api, id_, THEFT) for id_ in ("", "x", encode(Kind.VIDEO, UUID(int=5)))]
    for answer in answers:
        assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [("NOT_FOUND", ["videoId"])]
        assert (answer["imported"], answer["rejected"], answer["video"]) == (0, [], None)
    assert await fetch_events(api, video) == []


async def test_who_only_views_imports_nothing(
    api: ApiTestClient, video: str, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    viewer = api.with_token(tokens(Principal("viewer", principal.organization, frozenset({Role.VIEWER}))))
    assert await viewer.code(IMPORT, video=video, events=[THEFT]) == "FORBIDDEN"


async def test_of_an_imported_event_all_of_its_length_was_seen(api: ApiTestClient, video: str) -> None:
    await import_events(api, video, {"type": "WALKING", "startSeconds": 3, "endSeconds": 4.5})
    query = "query($video: ID!) { video(id: $video) { events(first: 5) { nodes: edges { node { seenSeconds } } } } }"
    assert (await api.data(query, video=video))["video"]["events"]["nodes"] == [{"node": {"seenSeconds": 1.5}}]
