"""Asking over the API: answers that cite, sessions that go on, and clear outcomes for what cannot be answered."""

import asyncio
from collections.abc import Callable
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
from tests.support.statements import record_statements

STRANGER = Principal("stranger", "another organization", frozenset(Role))
ASK = """mutation ($input: PromptInput!) { prompt(input: $input) {
  history {
    id sequenceNumber kind status prompt response language interpretation methods degraded generatedSql
    table { columns } citations { number timecode startSeconds endSeconds score event { id type } video { id } }
    coverage { videosConsidered videosAnalyzed secondsAnalyzed eventsConsidered from to }
    usage { inputTokens outputTokens images estimatedCostUsd } timings { stage milliseconds }
    rating error { code } createdAt completedAt session { id }
  }
  session { id title number status historyCount video { id } mainEvent { id type } lastPromptAt }
  userErrors { code message field }
} }"""


async def ask(api: ApiTestClient, text: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(ASK, input={"text": text, **more}))["prompt"]
    return found


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> UUID:
    """A minute in which P1 enters from the left, stands there for 20 s and leaves."""
    video = await add_video(postgres, principal, status="READY", duration_seconds=60.0, width=1280, height=720)
    left = {"location": "LEFT", "track_id": "P1"}
    rows = [
        event_row(5, 5, type="PERSON_ENTER", **left, description="A person enters from the left.",
              description_ko="한 사람이 왼쪽에서 들어옵니다."),
        event_row(10, 30, type="STANDING", **left, description="A person stands on the left for 20 seconds.",
              description_ko="한 사람이 왼쪽에 20초 동안 서 있습니다."),
        event_row(35, 35, type="PERSON_EXIT", **left, description="A person leaves to the left.",
              description_ko="한 사람이 왼쪽으로 나갑니다."),
    ]  # fmt: skip
    await Events(postgres).store(principal, video, rows)
    return video


@pytest.mark.parametrize(
    ("text", "language"),
    [("Who stood on the left?", "EN"), ("왼쪽에 서 있던 사람이 있었나요?", "KO")],
)
async def test_an_answer_cites_the_moments_that_it_tells_of(
    api: ApiTestClient, video: UUID, text: str, language: str
) -> None:
    payload = await ask(api, text, videoId=encode(Kind.VIDEO, video))
    history, session = payload["history"], payload["session"]
    assert payload["userErrors"] == []
    assert (history["status"], history["language"], history["kind"]) == ("COMPLETED", language, "PROMPT")
    assert "[1]" in history["response"]
    cited = history["citations"]
    assert "STANDING" in {citation["event"]["type"] for citation in cited}
    assert {citation["video"]["id"] for citation in cited} == {encode(Kind.VIDEO, video)}
    assert [citation["number"] for citation in cited] == sorted({citation["number"] for citation in cited})
    assert history["coverage"]["videosAnalyzed"] == 1
    assert history["coverage"]["secondsAnalyzed"] == 60.0
    assert history["degraded"] == []
    assert history["usage"]["inputTokens"] > 0
    assert {"planning", "searching", "writing"} <= {timing["stage"] for timing in history["timings"]}
    assert history["session"]["id"] == session["id"]
    assert (session["number"], session["historyCount"], session["status"]) == (1, 1, "ACTIVE")
    assert session["video"]["id"] == encode(Kind.VIDEO, video)
    assert history["response"].replace(" [1]", "").startswith(session["title"].rstrip("…"))
    assert session["mainEvent"]["type"] == "STANDING"


async def test_a_session_goes_on_with_the_next_number(api: ApiTestClient, video: UUID) -> None:
    first = await ask(api, "Who entered?", videoId=encode(Kind.VIDEO, video))
    second = await ask(api, "When did that person leave?", sessionId=first["session"]["id"])
    assert second["session"]["id"] == first["session"]["id"]
    assert second["history"]["sequenceNumber"] == 2
    assert "PERSON_EXIT" in {citation["event"]["type"] for citation in second["history"]["citations"]}
    assert (await ask(api, "Who entered?", videoId=encode(Kind.VIDEO, video)))["session"]["number"] == 2


@pytest.mark.parametrize("text", ["Was anything stolen?", "도난이 있었나요?"])
async def test_what_nothing_looked_for_is_not_examined(api: ApiTestClient, video: UUID, text: str) -> None:
    history = (await ask(api, text, videoId=encode(Kind.VIDEO, video)))["history"]
    assert (history["status"], history["citations"], history["error"]) == ("NOT_EXAMINED", [], None)
    assert history["response"].startswith(("Not examined: ", "확인되지 않음: "))
    assert history["coverage"]["eventsConsidered"] == 3


@pytest.mark.parametrize("text", ["Did anybody stand on the right?", "쓰러진 사람이 있었나요?"])
async def test_nothing_found_is_an_answer_that_says_where_it_looked(api: ApiTestClient, video: UUID, text: str) -> None:
    history = (await ask(api, text, videoId=encode(Kind.VIDEO, video)))["history"]
    assert (history["status"], history["citations"], history["error"]) == ("NOT_FOUND", [], None)
    assert history["response"]
    assert history["coverage"]["eventsConsidered"] == 3


@pytest.mark.parametrize("text", ["hello", "What is the capital of France?", "오늘 점심 뭐 먹지?", "誰が入りましたか?"])
async def test_a_question_that_is_not_about_footage_or_in_another_language_says_what_can_be_asked(
    api: ApiTestClient, video: UUID, text: str
) -> None:
    history = (await ask(api, text, videoId=encode(Kind.VIDEO, video)))["history"]
    assert history["status"] in ("NOT_FOUND", "COMPLETED")
    assert history["error"] is None
    assert len(history["response"]) > 20


@pytest.mark.parametrize(
    ("input_", "code", "field"),
    [
        ({"text": ""}, "EMPTY_QUESTION", "text"),
        ({"text": " \n "}, "EMPTY_QUESTION", "text"),
        ({"text": "x" * 20_000}, "TEXT_TOO_LONG", "text"),
        ({"text": "a\u0000b"}, "CONTROL_CHARACTERS", "text"),
        ({"text": "a\ud800b"}, "CONTROL_CHARACTERS", "text"),
        ({"text": "Who?", "videoId": "nothing"}, "NOT_FOUND", "videoId"),
        ({"text": "Who?", "videoId": encode(Kind.VIDEO, UUID(int=1))}, "NOT_FOUND", "videoId"),
        ({"text": "Who?", "sessionId": encode(Kind.PROMPT_SESSION, UUID(int=1))}, "NOT_FOUND", "sessionId"),
        ({"text": "Who?", "timezone": "Moon"}, "UNKNOWN_TIME_ZONE", "timezone"),
    ],
)
async def test_what_cannot_be_asked_is_told_and_not_written_down(
    api: ApiTestClient, input_: dict[str, Any], code: str, field: str
) -> None:
    payload = (await api.data(ASK, input=input_))["prompt"]
    assert payload["history"] is payload["session"] is None
    assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [(code, ["input", field])]
    assert (await api.data("{ promptSessions { totalCount } }"))["promptSessions"]["totalCount"] == 0


async def test_another_organization_s_video_and_session_answer_as_missing_ones(
    api: ApiTestClient, video: UUID, tokens: Callable[[Principal], str]
) -> None:
    session = (await ask(api, "Who entered?", videoId=encode(Kind.VIDEO, video)))["session"]["id"]
    stranger = api.with_token(tokens(STRANGER))
    for input_ in ({"videoId": encode(Kind.VIDEO, video)}, {"sessionId": session}):
        missing = {name: encode(Kind.VIDEO if "video" in name else Kind.PROMPT_SESSION, UUID(int=9)) for name in input_}
        assert await ask(stranger, "Who?", **input_) == await ask(stranger, "Who?", **missing)


async def test_another_organization_s_events_are_no_evidence(
    api: ApiTestClient, video: UUID, tokens: Callable[[Principal], str]
) -> None:
    history = (await ask(api.with_token(tokens(STRANGER)), "Who stood on the left?"))["history"]
    assert history["status"] == "NOT_FOUND"
    assert history["coverage"]["videosConsidered"] == 0


async def test_a_session_is_about_its_own_video(
    api: ApiTestClient, video: UUID, postgres: Postgres, principal: Principal
) -> None:
    session = (await ask(api, "Who entered?", videoId=encode(Kind.VIDEO, video)))["session"]["id"]
    other = encode(Kind.VIDEO, await add_video(postgres, principal))
    payload = await ask(api, "Who entered?", sessionId=session, videoId=other)
    assert [error["code"] for error in payload["userErrors"]] == ["SESSION_OF_ANOTHER_VIDEO"]


async def test_a_question_that_does_not_wait_is_queued(api: ApiTestClient, video: UUID) -> None:
    payload = await ask(api, "Who entered?", videoId=encode(Kind.VIDEO, video), wait=False)
    history = payload["history"]
    assert (history["status"], history["response"], history["completedAt"]) == ("QUEUED", None, None)


async def test_a_question_is_stored_noted_and_paid_in_three_statements(api: ApiTestClient, video: UUID) -> None:
    query = """mutation ($id: ID!) { prompt(input: {text: "Who stood?", videoId: $id, wait: false}) {
      history { id status session { id number } } userErrors { code }
    } }"""
    with record_statements() as statements:
        payload = (await api.data(query, id=encode(Kind.VIDEO, video)))["prompt"]
    assert (payload["history"]["status"], payload["history"]["session"]["number"]) == ("QUEUED", 1)
    # The first also writes its session and job, and reads the video. The others read the question and its session.
    expected = (
        "INSERT INTO prompt_history",
        "INSERT INTO audit_entry",
        "INSERT INTO model_spending",
        "prompt_history_by_id",
        "FROM prompt_session",
    )
    assert len(statements) == len(expected)
    assert all(words in sql for words, sql in zip(expected, statements, strict=True))


async def test_a_page_of_sessions_with_video_main_event_and_histories_is_four_statements(
    api: ApiTestClient, video: UUID
) -> None:
    for text in ("Who entered?", "Who left?"):
        await ask(api, text, videoId=encode(Kind.VIDEO, video))
    query = """{ promptSessions { edges { node {
      title video { name } mainEvent { type } histories(first: 3) { edges { node { prompt response } } }
    } } } }"""
    with record_statements() as statements:
        found = await api.data(query)
    titles = [edge["node"]["title"] for edge in found["promptSessions"]["edges"]]
    assert [title[-5:] for title in titles] == ["00:35", "00:05"]
    assert len(statements) <= 4


async def test_a_session_whose_first_answer_found_nothing_keeps_its_question_as_title(
    api: ApiTestClient, video: UUID
) -> None:
    session = (await ask(api, "Was anything stolen?", videoId=encode(Kind.VIDEO, video)))["session"]
    assert (session["title"], session["mainEvent"]) == ("Was anything stolen?", None)
    again = (await ask(api, "Who entered?", sessionId=session["id"]))["session"]
    assert (again["title"], again["mainEvent"]) == ("Was anything stolen?", None)


async def test_questions_that_come_at_once_into_one_session_take_one_number_each(
    api: ApiTestClient, video: UUID
) -> None:
    session = (await ask(api, "Who entered?", videoId=encode(Kind.VIDEO, video), wait=False))["session"]["id"]
    payloads = await asyncio.gather(*(ask(api, "Who left?", sessionId=session, wait=False) for _ in range(12)))
    assert sorted(payload["history"]["sequenceNumber"] for payload in payloads) == list(range(2, 14))


async def test_a_closed_session_takes_no_question(api: ApiTestClient, video: UUID) -> None:
    session = (await ask(api, "Who entered?", videoId=encode(Kind.VIDEO, video), wait=False))["session"]["id"]
    await api.data("mutation ($id: ID!) { closePromptSession(id: $id) { userErrors { code } } }", id=session)
    payload = await ask(api, "Who left?", sessionId=session)
    assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [
        ("SESSION_CLOSED", ["input", "sessionId"])
    ]
    assert payload["history"] is None


async def test_many_who_ask_about_a_video_at_once_do_not_wait_for_each_other(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal, status="READY"))
    # More than the server has connections.
    payloads = await asyncio.gather(*(ask(api, "Who entered?", videoId=video, wait=False) for _ in range(30)))
    assert sorted(payload["session"]["number"] for payload in payloads) == list(range(1, len(payloads) + 1))
