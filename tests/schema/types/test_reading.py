"""Reading over the API: lists, things by id, and another organization's answered as missing ones."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from config import Settings
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_question, add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

STRANGER = Principal("stranger", "an organization without anything", frozenset(Role))


async def add_events(postgres: Postgres, principal: Principal, video: UUID, *rows: dict[str, Any]) -> list[UUID]:
    return await Events(postgres).store(principal, video, rows)


async def test_a_list_of_videos_with_many_fields_is_one_statement(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    for number in range(5):
        await add_video(postgres, principal, name=f"video {number}")
    query = """{ videos(first: 50) { edges { cursor node {
      id name originalFilename camera timezone recordedAt createdAt sizeBytes durationSeconds status tier legalHold
    } } pageInfo { hasNextPage endCursor } } }"""
    with record_statements() as statements:
        found = await api.data(query)
    assert [edge["node"]["name"] for edge in found["videos"]["edges"]] == [f"video {n}" for n in (4, 3, 2, 1, 0)]
    assert len(statements) == 1


async def test_the_first_events_of_every_video_of_a_list_are_one_statement_more(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    for count in (3, 1, 0):
        video = await add_video(postgres, principal)
        await add_events(postgres, principal, video, *[event_row(second) for second in range(count)])
    query = "{ videos { edges { node { events(first: 2) { edges { node { startSeconds } } } } } } }"
    with record_statements() as statements:
        found = await api.data(query)
    edges = [edge["node"]["events"]["edges"] for edge in found["videos"]["edges"]]
    assert [[one["node"]["startSeconds"] for one in of_video] for of_video in edges] == [[], [0], [0, 1]]
    assert len(statements) == 2


async def test_the_counts_of_events_by_type_are_one_statement_for_all_videos(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    for types in ((), ("WALKING", "STANDING", "STANDING")):
        video = await add_video(postgres, principal)
        rows = [event_row(float(number), type=type_) for number, type_ in enumerate(types)]
        await add_events(postgres, principal, video, *rows)
    with record_statements() as statements:
        found = await api.data("{ videos { edges { node { eventCounts { type count } } } } }")
    assert [edge["node"]["eventCounts"] for edge in found["videos"]["edges"]] == [
        [{"type": "STANDING", "count": 2}, {"type": "WALKING", "count": 1}],
        [],
    ]
    assert len(statements) == 2


async def test_events_with_their_video_are_one_statement(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    for name in ("a", "b"):
        video = await add_video(postgres, principal, name=name)
        await add_events(postgres, principal, video, event_row(1), event_row(2))
    with record_statements() as statements:
        found = await api.data("{ events { edges { node { startSeconds video { name } } } } }")
    assert [edge["node"]["video"]["name"] for edge in found["events"]["edges"]] == ["a", "b", "a", "b"]
    assert len(statements) == 1


async def test_total_count_is_counted_only_when_selected(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    await add_video(postgres, principal)
    with record_statements() as statements:
        assert (await api.data("{ videos { totalCount } }"))["videos"]["totalCount"] == 1
    assert len(statements) == 2
    with record_statements() as statements:
        await api.data("{ videos { edges { cursor } } }")
    assert len(statements) == 1


async def test_a_list_is_paged_by_its_cursors_in_both_directions(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal)
    await add_events(postgres, principal, video, *[event_row(second) for second in range(5)])
    query = """query ($first: Int, $after: String, $last: Int, $before: String) {
      events(first: $first, after: $after, last: $last, before: $before) {
        edges { node { startSeconds } } pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
      }
    }"""

    async def page(**arguments: Any) -> tuple[list[float], Any]:
        found = (await api.data(query, **arguments))["events"]
        return [edge["node"]["startSeconds"] for edge in found["edges"]], found["pageInfo"]

    first, info = await page(first=2)
    second, info = await page(first=2, after=info["endCursor"])
    assert (first, second) == ([0, 1], [2, 3])
    assert (info["hasPreviousPage"], info["hasNextPage"]) == (True, True)
    assert (await page(last=2, before=info["startCursor"]))[0] == [0, 1]
    assert (await page(last=2))[0] == [3, 4]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("first: 101", "PAGE_SIZE"),
        ("first: 0", "PAGE_SIZE"),
        ("last: -1", "PAGE_SIZE"),
        ("first: 1, last: 1", "FIRST_AND_LAST"),
        ('after: "nonsense"', "BAD_CURSOR"),
        ('after: "{}"'.format(base64.urlsafe_b64encode(b'[1,"NAME","a",7]').decode()), "BAD_CURSOR"),
        ('after: "한글"', "BAD_CURSOR"),
        ("filter: {seconds: {from: 5, to: 1}}", "RANGE_REVERSED"),
        ("filter: {minConfidence: 2}", "OUT_OF_RANGE"),
    ],
)
async def test_arguments_that_cannot_be_used_are_told(api: ApiTestClient, arguments: str, code: str) -> None:
    answer = await api.post(f"{{ events({arguments}) {{ totalCount }} }}")
    error = answer["errors"][0]
    assert error["extensions"]["code"] == code
    assert len(error["extensions"]["requestId"]) == 32
    assert answer["data"] is None


async def test_a_cursor_of_another_order_is_refused(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    await add_video(postgres, principal)
    cursor = (await api.data("{ videos(orderBy: NAME) { pageInfo { endCursor } } }"))["videos"]["pageInfo"]["endCursor"]
    assert await api.code(f'{{ videos(after: "{cursor}") {{ totalCount }} }}') == "BAD_CURSOR"


async def test_the_error_is_in_the_language_of_the_request(api: ApiTestClient) -> None:
    answer = await api.with_language("ko-KR,ko;q=0.9").post("{ videos(first: 101) { totalCount } }")
    assert answer["errors"][0]["message"] == "first 값이 101입니다. 1부터 100까지 지정할 수 있습니다."


NODE = """query ($id: ID!) { node(id: $id) { id __typename
  ... on Video { name } ... on Event { startSeconds } ... on PromptSession { title } ... on PromptHistory { prompt }
} }"""


async def test_everything_with_an_id_is_found_by_node(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, name="a video")
    (event_id,) = await add_events(postgres, principal, video, event_row(3))
    history = await add_question(postgres, principal, prompt="who?")
    expected: dict[str, dict[str, Any]] = {
        encode(Kind.VIDEO, video): {"__typename": "Video", "name": "a video"},
        encode(Kind.EVENT, event_id): {"__typename": "Event", "startSeconds": 3},
        encode(Kind.PROMPT_HISTORY, history): {"__typename": "PromptHistory", "prompt": "who?"},
    }
    for id_, shown in expected.items():
        assert (await api.data(NODE, id=id_))["node"] == {"id": id_, **shown}
    session = (await api.data("{ promptSessions { edges { node { id } } } }"))["promptSessions"]["edges"][0]["node"][
        "id"
    ]
    assert (await api.data(NODE, id=session))["node"]["title"] == "A question"


@pytest.mark.parametrize("field", ["node", "video", "event", "promptSession", "promptHistory"])
async def test_malformed_foreign_and_missing_ids_answer_alike(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str], field: str
) -> None:
    video = await add_video(postgres, principal)
    (event_id,) = await add_events(postgres, principal, video, event_row(3))
    history = await add_question(postgres, principal)
    mine = [encode(Kind.VIDEO, video), encode(Kind.EVENT, event_id), encode(Kind.PROMPT_HISTORY, history)]
    missing = [encode(kind, UUID(int=5)) for kind in Kind]
    stranger = api.with_token(tokens(STRANGER))
    answers = [
        await stranger.post(f"query ($id: ID!) {{ {field}(id: $id) {{ id }} }}", id=id_)
        for id_ in [*mine, *missing, "", "x", "AQEAAAAA", "한글", "=" * 24, mine[0][:-1]]
    ]
    assert all(answer == {"data": {field: None}} for answer in answers)


async def test_another_organization_lists_nothing(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    video = await add_video(postgres, principal)
    await add_events(postgres, principal, video, event_row(3))
    await add_question(postgres, principal)
    id_ = encode(Kind.VIDEO, video)
    found = await api.with_token(tokens(STRANGER)).data(f"""{{
      videos {{ totalCount edges {{ node {{ id }} }} }}
      events {{ totalCount edges {{ node {{ id }} }} }}
      mine: events(filter: {{videoIds: ["{id_}"]}}) {{ totalCount }}
      promptSessions {{ totalCount edges {{ node {{ id }} }} }}
      ofVideo: promptSessions(videoId: "{id_}") {{ totalCount }}
    }}""")
    nothing = {"totalCount": 0, "edges": []}
    assert found["videos"] == found["events"] == found["promptSessions"] == nothing
    assert found["mine"] == found["ofVideo"] == {"totalCount": 0}


async def test_an_event_shows_all_that_is_known_of_it(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    video = await add_video(postgres, principal, recorded_at=noon)
    box = {"bbox_x": 1, "bbox_y": 2, "bbox_width": 3, "bbox_height": 4}
    await add_events(postgres, principal, video, event_row(3725.5, gender="FEMALE", keywords=["여자"], **box))
    query = """{ events { edges { node {
      type startSeconds endSeconds timecode occurredAt frameNumber boundingBox { x y width height } location
      person { trackId gender genderConfidence ageGroup age emotion } action interactionTarget objects description
      confidence attributes keywords source thumbnailUrl clipUrl
    } } } }"""
    shown = (await api.with_language("ko").data(query))["events"]["edges"][0]["node"]
    assert shown == {
        "type": "WALKING",
        "startSeconds": 3725.5,
        "endSeconds": 3726.5,
        "timecode": "1:02:05",
        "occurredAt": "2026-03-01T13:02:05.500000+00:00",
        "frameNumber": 93138,
        "boundingBox": {"x": 1, "y": 2, "width": 3, "height": 4},
        "location": "CENTER",
        "person": {
            "trackId": "P1",
            "gender": "FEMALE",
            "genderConfidence": None,
            "ageGroup": "UNKNOWN",
            "age": None,
            "emotion": None,
        },
        "action": None,
        "interactionTarget": None,
        "objects": [],
        "description": "한 사람이 가운데를 걸어갑니다.",
        "confidence": 0.8,
        "attributes": {},
        "keywords": ["여자"],
        "source": "test/1",
        "thumbnailUrl": None,
        "clipUrl": None,
    }
    english = (await api.data("{ events { edges { node { description } } } }"))["events"]["edges"][0]["node"]
    assert english == {"description": "A person walks through the middle."}


async def test_the_viewer_and_the_server_tell_who_and_what_they_are(api: ApiTestClient, principal: Principal) -> None:
    found = await api.data("""{ viewer { id organization roles } serverInfo {
      version stack eventTypes acceptedContentTypes maxUploadBytes models { purpose modelId region available }
    } }""")
    assert found["viewer"] == {
        "id": "tester",
        "organization": principal.organization,
        "roles": ["ADMIN", "INGEST", "OPERATOR", "VIEWER"],
    }
    server = found["serverInfo"]
    assert (server["stack"], server["maxUploadBytes"]) == ("embedded", 50 * 1024**3)
    assert "video/mp4" in server["acceptedContentTypes"]
    assert {model["purpose"]: model["region"] for model in server["models"]} == {
        "language": "ap-northeast-2",
        "vision": "ap-northeast-2",
        "looking": "ap-northeast-2",
        "embeddings": "ap-northeast-2",
        "rerank": "ap-northeast-1",
    }
    assert all(model["available"] for model in server["models"])


async def test_pictures_and_clips_are_presigned_in_their_buckets(
    api: ApiTestClient, postgres: Postgres, principal: Principal, settings: Settings
) -> None:
    video = await add_video(postgres, principal, thumbnail_key="o/v/thumbnail.jpg")
    await add_events(postgres, principal, video, event_row(1, thumbnail_key="o/v/events/1.jpg", clip_key="o/v/1.mp4"))
    found = await api.data("{ events { edges { node { thumbnailUrl clipUrl video { thumbnailUrl } } } } }")
    shown = found["events"]["edges"][0]["node"]
    assert f"/{settings.aws_thumbnails_bucket_name}/o/v/events/1.jpg?" in shown["thumbnailUrl"]
    assert f"/{settings.aws_highlights_bucket_name}/o/v/1.mp4?" in shown["clipUrl"]
    assert f"/{settings.aws_thumbnails_bucket_name}/o/v/thumbnail.jpg?" in shown["video"]["thumbnailUrl"]
    assert all("X-Amz-Expires=900" in url for url in (shown["thumbnailUrl"], shown["clipUrl"]))
