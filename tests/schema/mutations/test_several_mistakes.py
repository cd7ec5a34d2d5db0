"""`userErrors` names every mistake of an input, each with the path of its field."""

import uuid
from typing import Any

import pytest

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_question, add_video
from tests.support.serving import ApiTestClient

MISSING = encode(Kind.VIDEO, uuid.UUID(int=7))
MISSING_SESSION = encode(Kind.PROMPT_SESSION, uuid.UUID(int=7))
MISSING_QUESTION = encode(Kind.PROMPT_HISTORY, uuid.UUID(int=7))
ERRORS = "userErrors { code message field }"
LONG = "x" * 256


async def call(api: ApiTestClient, mutation: str, **variables: Any) -> list[tuple[str, str]]:
    """Code and field of each entry of userErrors."""
    answer = await api.data(mutation, **variables)
    [payload] = answer.values()
    assert all(error["message"] for error in payload["userErrors"])
    return [(error["code"], ".".join(error["field"])) for error in payload["userErrors"]]


async def test_of_an_announced_upload(api: ApiTestClient) -> None:
    mutation = f"mutation ($input: RequestUploadInput!) {{ requestUpload(input: $input) {{ {ERRORS} }} }}"
    bad = {
        "filename": "..",
        "contentType": "text/plain",
        "sizeBytes": 0,
        "checksumSha256": "abc",
        "name": LONG,
        "camera": "a\u0000b",
        "timezone": "Mars/Olympus",
        "description": "x" * 2001,
        "recordedAt": "1066-10-14T09:00:00Z",
    }
    assert await call(api, mutation, input=bad) == [
        ("BAD_FILENAME", "input.filename"),
        ("CONTENT_TYPE_NOT_ACCEPTED", "input.contentType"),
        ("EMPTY_FILE", "input.sizeBytes"),
        ("BAD_CHECKSUM", "input.checksumSha256"),
        ("TEXT_TOO_LONG", "input.name"),
        ("CONTROL_CHARACTERS", "input.camera"),
        ("UNKNOWN_TIME_ZONE", "input.timezone"),
        ("TEXT_TOO_LONG", "input.description"),
        ("OUT_OF_RANGE", "input.recordedAt"),
    ]


async def test_of_a_changed_video(api: ApiTestClient, postgres: Postgres, principal: Principal) -> None:
    mutation = (
        f"mutation ($id: ID!, $input: UpdateVideoInput!) {{ updateVideo(id: $id, input: $input) {{ {ERRORS} }} }}"
    )
    zones = [{"name": " ", "polygon": []}, {"name": "till", "polygon": [[0, 0], [1, 0], [1, 1]]}]
    bad = {"name": None, "timezone": "Mars/Olympus", "zones": [*zones, {"name": "till", "polygon": [[2, 2]]}]}
    mistakes = [
        ("VALUE_REQUIRED", "input.name"),
        ("UNKNOWN_TIME_ZONE", "input.timezone"),
        ("VALUE_REQUIRED", "input.zones.0.name"),
        ("BAD_POLYGON", "input.zones.0.polygon"),
        ("ZONE_NAME_TWICE", "input.zones.2.name"),
        ("BAD_POLYGON", "input.zones.2.polygon"),
    ]
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    assert await call(api, mutation, id=video, input=bad) == mistakes
    for missing in (MISSING, "x"):
        assert await call(api, mutation, id=missing, input=bad) == [*mistakes, ("NOT_FOUND", "id")]


async def test_of_a_question(api: ApiTestClient) -> None:
    mutation = f"mutation ($input: PromptInput!) {{ prompt(input: $input) {{ {ERRORS} }} }}"
    bad = {"text": " ", "timezone": "Mars/Olympus", "videoId": MISSING, "sessionId": "x"}
    assert await call(api, mutation, input=bad) == [
        ("EMPTY_QUESTION", "input.text"),
        ("UNKNOWN_TIME_ZONE", "input.timezone"),
        ("NOT_FOUND", "input.videoId"),
        ("NOT_FOUND", "input.sessionId"),
    ]
    fine = {"text": "Who?", "videoId": MISSING, "sessionId": MISSING_SESSION}
    assert await call(api, mutation, input=fine) == [("NOT_FOUND", "input.videoId"), ("NOT_FOUND", "input.sessionId")]


async def test_of_a_question_about_frames(api: ApiTestClient, postgres: Postgres, principal: Principal) -> None:
    mutation = f"mutation ($input: VlmChatInput!) {{ vlmChat(input: $input) {{ {ERRORS} }} }}"
    bad = {"text": " ", "videoId": MISSING, "seconds": {"from": 5, "to": 1}, "sessionId": MISSING_SESSION}
    assert await call(api, mutation, input=bad) == [
        ("EMPTY_QUESTION", "input.text"),
        ("NOT_FOUND", "input.videoId"),
        ("RANGE_REVERSED", "input.seconds"),
        ("NOT_FOUND", "input.sessionId"),
    ]
    uploading = encode(Kind.VIDEO, await add_video(postgres, principal, status="UPLOADING"))
    assert await call(api, mutation, input={**bad, "videoId": uploading, "sessionId": None}) == [
        ("EMPTY_QUESTION", "input.text"),
        ("FOOTAGE_NOT_UPLOADED", "input.videoId"),
        ("RANGE_REVERSED", "input.seconds"),
    ]


async def test_of_imported_events_each_for_itself(api: ApiTestClient, postgres: Postgres, principal: Principal) -> None:
    mutation = """mutation ($id: ID!, $events: [ImportEventInput!]!) { importEvents(videoId: $id, events: $events) {
      imported rejected { index error { code message field } } userErrors { code }
    } }"""
    video = encode(Kind.VIDEO, await add_video(postgres, principal, status="READY", duration_seconds=60.0))
    bad = {
        "type": "WALKING",
        "startSeconds": 99,
        "endSeconds": -1,
        "boundingBox": {"x": -1, "y": 0, "width": 1, "height": 1},
        "person": {"trackId": " ", "age": 200, "genderConfidence": 2},
        "action": LONG,
        "objects": ["cup", " "],
        "confidence": 7,
        "attributes": [],
        "source": "watchgraph",
    }
    good = {"type": "WALKING", "startSeconds": 1}
    answer = (await api.data(mutation, id=video, events=[good, bad, {**good, "confidence": -1}]))["importEvents"]
    assert (answer["imported"], answer["userErrors"]) == (1, [])
    assert all(entry["error"]["message"] for entry in answer["rejected"])
    named = [(entry["index"], entry["error"]["code"], entry["error"]["field"][2:]) for entry in answer["rejected"]]
    assert named == [
        (1, "EVENT_OUTSIDE_VIDEO", ["startSeconds"]),
        (1, "OUT_OF_RANGE", ["endSeconds"]),
        (1, "BOX_OUTSIDE_FRAME", ["boundingBox"]),
        (1, "VALUE_REQUIRED", ["person", "trackId"]),
        (1, "OUT_OF_RANGE", ["person", "genderConfidence"]),
        (1, "OUT_OF_RANGE", ["person", "age"]),
        (1, "TEXT_TOO_LONG", ["action"]),
        (1, "VALUE_REQUIRED", ["objects", "1"]),
        (1, "OUT_OF_RANGE", ["confidence"]),
        (1, "ATTRIBUTES_NOT_AN_OBJECT", ["attributes"]),
        (1, "SOURCE_RESERVED", ["source"]),
        (2, "OUT_OF_RANGE", ["confidence"]),
    ]
    assert all(entry["error"]["field"][:2] == ["events", str(entry["index"])] for entry in answer["rejected"])


@pytest.mark.parametrize("id_", [MISSING, "x"])
async def test_of_a_clip_and_a_picture(api: ApiTestClient, id_: str) -> None:
    clip = f"mutation ($id: ID!) {{ exportClip(videoId: $id, startSeconds: -5, endSeconds: -7) {{ {ERRORS} }} }}"
    assert await call(api, clip, id=id_) == [
        ("NOT_FOUND", "videoId"),
        ("OUT_OF_RANGE", "startSeconds"),
        ("RANGE_REVERSED", "endSeconds"),
    ]
    picture = (
        'mutation ($id: ID!) { requestThumbnailUpload(videoId: $id, contentType: "text/plain", sizeBytes: 0) '
        f"{{ {ERRORS} }} }}"
    )
    assert await call(api, picture, id=id_) == [
        ("CONTENT_TYPE_NOT_ACCEPTED", "contentType"),
        ("SIZE_NOT_ACCEPTED", "sizeBytes"),
        ("NOT_FOUND", "videoId"),
    ]


async def test_of_a_title_and_a_rating(api: ApiTestClient, postgres: Postgres, principal: Principal) -> None:
    rename = f'mutation ($id: ID!) {{ renamePromptSession(id: $id, title: " ") {{ {ERRORS} }} }}'
    rate = (
        "mutation ($id: ID!, $comment: String) { ratePrompt(promptHistoryId: $id, rating: UP, comment: $comment) "
        f"{{ {ERRORS} }} }}"
    )
    comment = "x" * 2001
    for session, question in ((MISSING_SESSION, MISSING_QUESTION), ("x", "x")):
        assert await call(api, rename, id=session) == [("VALUE_REQUIRED", "title"), ("NOT_FOUND", "id")]
        expected = [("TEXT_TOO_LONG", "comment"), ("NOT_FOUND", "promptHistoryId")]
        assert await call(api, rate, id=question, comment=comment) == expected
    asked = encode(Kind.PROMPT_HISTORY, await add_question(postgres, principal))
    open_question = await call(api, rate, id=asked, comment=comment)
    assert open_question == [("TEXT_TOO_LONG", "comment"), ("NOTHING_TO_RATE", "promptHistoryId")]
