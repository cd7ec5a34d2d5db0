"""Chatting about what is on screen over the API: frames are looked at and cited, and what is wrong is told."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from config import Settings
from datasources.bootstrap import Datasources, open_datasources
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient

STRANGER = Principal("stranger", "another organization", frozenset(Role))
# The footage is drawn before anything is connected: drawing blocks the event loop for seconds.
pytestmark = pytest.mark.usefixtures("crossing")

CHAT = """mutation ($input: VlmChatInput!) { vlmChat(input: $input) {
  history {
    id kind status response language interpretation methods degraded
    citations { number startSeconds endSeconds timecode frameUrl event { type } }
    coverage { videosConsidered videosAnalyzed eventsConsidered }
    usage { inputTokens images } timings { stage } error { code }
  }
  session { id video { id } }
  userErrors { code message field }
} }"""


async def chat(api: ApiTestClient, text: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(CHAT, input={"text": text, **more}))["vlmChat"]
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def data(settings: Settings) -> AsyncIterator[Datasources]:
    async with open_datasources(settings) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def video(data: Datasources, postgres: Postgres, principal: Principal, crossing: bytes) -> UUID:
    """The crossing, uploaded and analyzed: P1 comes from the left, P2 from the right."""
    video = await add_video(postgres, principal, status="READY", duration_seconds=12.0, width=1280, height=720,
                            size_bytes=len(crossing))  # fmt: skip
    key = f"{principal.organization}/{video}/original.mp4"
    await data.objects.put("storage", key, crossing, "video/mp4")
    await Videos(postgres).update(principal, video, object_key=key)
    rows = [
        event_row(1.0, 1.4, type="PERSON_ENTER", location="LEFT", track_id="P1", description="A person enters."),
        event_row(1.3, 1.7, type="PERSON_ENTER", location="RIGHT", track_id="P2", description="A person enters."),
        event_row(
            1.4, 7.0, type="WALKING", location="CENTER", track_id="P1", description="A person walks to the right."
        ),
    ]
    await Events(postgres).store(principal, video, rows)
    return video


async def test_an_answer_cites_the_frames_that_were_looked_at(
    api: ApiTestClient, video: UUID, http: httpx.AsyncClient, principal: Principal, settings: Settings
) -> None:
    payload = await chat(api, "How many people are on screen?", videoId=encode(Kind.VIDEO, video),
                            seconds={"from": 2.5, "to": 4.0})  # fmt: skip
    history = payload["history"]
    assert payload["userErrors"] == []
    assert (history["kind"], history["status"], history["methods"]) == ("VLM_CHAT", "COMPLETED", ["FRAMES"])
    assert history["degraded"] == []
    assert "Up to 2 people are visible" in history["response"]
    frames = [citation for citation in history["citations"] if citation["event"] is None]
    assert frames
    assert all(2.3 <= frame["startSeconds"] <= 4.2 and frame["startSeconds"] == frame["endSeconds"] for frame in frames)
    assert all(f"[{frame['number']}]" in history["response"] for frame in frames)
    # Short-lived, in the bucket of pictures, under the organization's and the video's own folder.
    url = urlsplit(frames[0]["frameUrl"])
    assert f"/{settings.aws_thumbnails_bucket_name}/{principal.organization}/{video}/frames/" in url.path
    assert parse_qs(url.query)["X-Amz-Expires"] == ["900"]
    unsigned = await http.get(f"{url.scheme}://{url.netloc}{url.path}")
    assert unsigned.status_code == 403
    picture = await http.get(frames[0]["frameUrl"])
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert picture.content.startswith(b"\xff\xd8")
    assert 0 < history["usage"]["images"] <= 8
    assert {"planning", "searching", "looking", "writing"} <= {timing["stage"] for timing in history["timings"]}
    assert history["coverage"]["videosAnalyzed"] == 1


@pytest.mark.parametrize(
    ("text", "part", "says"),
    [
        ("3초쯤에 몇 명이 보여?", (0.0, 12.0), "사람 2명이 보입니다"),
        ("두 번째 사람이 들어올 때 몇 명이 보여?", (0.0, 3.0), "명이 보입니다"),
        ("Is anybody there at the end?", (2.0, 12.0), "nobody is visible"),
    ],
)
async def test_the_words_say_where_to_look(
    api: ApiTestClient, video: UUID, text: str, part: tuple[float, float], says: str
) -> None:
    history = (await chat(api, text, videoId=encode(Kind.VIDEO, video)))["history"]
    assert says in history["response"]
    assert all(part[0] <= one["startSeconds"] <= part[1] for one in history["citations"])


async def test_a_follow_up_keeps_the_frames_in_view(api: ApiTestClient, video: UUID) -> None:
    first = await chat(api, "Who is there at 0:03?", videoId=encode(Kind.VIDEO, video))
    again = await chat(
        api, "And what colour are their clothes?", videoId=encode(Kind.VIDEO, video), sessionId=first["session"]["id"]
    )
    seen = {one["startSeconds"] for one in again["history"]["citations"] if one["event"] is None}
    assert seen
    assert "wears" in again["history"]["response"]
    assert again["session"]["id"] == first["session"]["id"]
    assert first["history"]["interpretation"].split(" · ")[1] == again["history"]["interpretation"].split(" · ")[1]


@pytest.mark.parametrize(
    ("text", "says"), [("How old is the person?", "cannot tell age"), ("저 사람이 물건을 훔쳤나요?", "절도")]
)
async def test_what_cannot_be_seen_is_said_plainly(api: ApiTestClient, video: UUID, text: str, says: str) -> None:
    history = (await chat(api, text, videoId=encode(Kind.VIDEO, video), seconds={"from": 2, "to": 4}))["history"]
    assert history["status"] == "NOT_FOUND"
    assert says in history["response"]
    assert "NOT_FOUND" not in history["response"]


async def test_a_video_that_is_not_analyzed_yet_is_looked_at_and_the_answer_says_so(
    api: ApiTestClient, postgres: Postgres, principal: Principal, data: Datasources, crossing: bytes
) -> None:
    video = await add_video(postgres, principal, status="QUEUED", duration_seconds=12.0)
    key = f"{principal.organization}/{video}/original.mp4"
    await data.objects.put("storage", key, crossing, "video/mp4")
    await Videos(postgres).update(principal, video, object_key=key)
    history = (await chat(api, "3초쯤에 몇 명이 보여?", videoId=encode(Kind.VIDEO, video)))["history"]
    assert history["status"] == "COMPLETED"
    assert "사람 2명이 보입니다" in history["response"]
    assert history["response"].endswith(
        "(이 영상은 아직 분석이 끝나지 않아 기록된 이벤트가 없거나 일부일 수 있습니다.)"
    )
    assert history["coverage"] == {"videosConsidered": 1, "videosAnalyzed": 0, "eventsConsidered": 0}


async def test_what_events_tell_better_is_answered_from_them(api: ApiTestClient, video: UUID) -> None:
    history = (await chat(api, "How many people came in?", videoId=encode(Kind.VIDEO, video)))["history"]
    assert (history["kind"], history["status"]) == ("VLM_CHAT", "COMPLETED")
    assert {one["event"]["type"] for one in history["citations"]} == {"PERSON_ENTER"}
    assert history["usage"]["images"] == 0


@pytest.mark.parametrize(
    ("columns", "seconds", "code", "field"),
    [
        ({}, {"from": 5, "to": 2}, "RANGE_REVERSED", "seconds"),
        ({}, {"from": 5, "to": 5}, "RANGE_EMPTY", "seconds"),
        ({}, {"from": 13, "to": 20}, "RANGE_OUTSIDE_VIDEO", "seconds"),
        ({}, {"from": -3, "to": 2}, "RANGE_OUTSIDE_VIDEO", "seconds"),
        ({"status": "UPLOADING"}, None, "FOOTAGE_NOT_UPLOADED", "videoId"),
        ({"status": "FAILED"}, None, "FOOTAGE_FAILED", "videoId"),
        ({"tier": "COLD"}, None, "FOOTAGE_ARCHIVED", "videoId"),
        ({"tier": "RESTORING"}, None, "FOOTAGE_ARCHIVED", "videoId"),
    ],
)
async def test_what_cannot_be_looked_at_is_told_and_not_written_down(
    api: ApiTestClient, postgres: Postgres, principal: Principal,
    columns: dict[str, Any], seconds: dict[str, float] | None, code: str, field: str,
) -> None:  # fmt: skip
    video = await add_video(postgres, principal, **{"status": "READY", "duration_seconds": 12.0, **columns})
    payload = await chat(api.with_language("ko"), "Who?", videoId=encode(Kind.VIDEO, video), seconds=seconds)
    assert payload["history"] is payload["session"] is None
    assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [(code, ["input", field])]
    assert (await api.data("{ promptSessions { totalCount } }"))["promptSessions"]["totalCount"] == 0


async def test_an_original_that_is_gone_fails_the_answer_with_the_reason(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, status="READY", duration_seconds=12.0)
    history = (await chat(api, "Who is there?", videoId=encode(Kind.VIDEO, video)))["history"]
    assert (history["status"], history["error"]["code"]) == ("FAILED", "ORIGINAL_MISSING")


async def test_an_original_that_was_replaced_is_not_looked_at_and_that_is_noted_once(
    api: ApiTestClient, data: Datasources, principal: Principal, video: UUID, crossing: bytes
) -> None:
    key = f"{principal.organization}/{video}/original.mp4"
    head = await data.objects.head("storage", key)
    assert head is not None
    await data.videos.update(principal, video, etag=head.etag)
    # Of the same length, and another film for whoever does not compare.
    await data.objects.put("storage", key, crossing[:-1] + b"!", "video/mp4")
    for caller in (api, api.with_language("ko")):
        history = (await chat(caller, "Who is there?", videoId=encode(Kind.VIDEO, video)))["history"]
        assert (history["status"], history["error"]["code"]) == ("FAILED", "ORIGINAL_REPLACED")
    shown = await api.data("query ($id: ID!) { video(id: $id) { originalState } }", id=encode(Kind.VIDEO, video))
    assert shown["video"]["originalState"] == "REPLACED"
    noted = await api.data('{ auditLog(filter: {actions: ["originalReplaced"]}) { totalCount } }')
    assert noted["auditLog"]["totalCount"] == 1


async def test_what_is_no_footage_fails_the_answer_with_the_reason(
    api: ApiTestClient, postgres: Postgres, principal: Principal, data: Datasources
) -> None:
    key = f"{principal.organization}/broken/original.mp4"
    await data.objects.put("storage", key, b"no video " * 1000, "video/mp4")
    video = await add_video(postgres, principal, status="READY", duration_seconds=12.0, object_key=key)
    history = (await chat(api, "Who is there?", videoId=encode(Kind.VIDEO, video)))["history"]
    assert (history["status"], history["error"]["code"]) == ("FAILED", "NOT_A_VIDEO")


async def test_another_organization_s_video_answers_as_a_missing_one(
    api: ApiTestClient, video: UUID, tokens: Callable[[Principal], str]
) -> None:
    stranger = api.with_token(tokens(STRANGER))
    missing = await chat(stranger, "Who?", videoId=encode(Kind.VIDEO, UUID(int=9)))
    assert [error["code"] for error in missing["userErrors"]] == ["NOT_FOUND"]
    assert await chat(stranger, "Who?", videoId=encode(Kind.VIDEO, video)) == missing


async def test_a_question_that_does_not_wait_is_queued(api: ApiTestClient, video: UUID) -> None:
    history = (await chat(api, "Who is there?", videoId=encode(Kind.VIDEO, video), wait=False))["history"]
    assert (history["kind"], history["status"], history["response"]) == ("VLM_CHAT", "QUEUED", None)


@pytest_asyncio.fixture(loop_scope="session")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=30) as client:
        yield client
