"""Managing sessions: renamed, closed and deleted by whoever started them, or by an operator."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.questions import NewQuestion, start_question
from datasources.postgres.tables.sessions import Sessions
from models.access.principal import Principal
from models.enums import JobStatus, Language, PromptKind, Role
from models.jobs import JobResult, ProgressUpdate, SessionNaming
from resolvers.core.ids import Kind, decode, encode
from tests.support.rows import add_question, add_video
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

STRANGER = Principal("stranger", "an organization without sessions", frozenset(Role))
SHOWN = "session { id title status number historyCount } userErrors { code message field }"
RENAME = (
    f"mutation ($id: ID!, $title: String!) {{ changed: renamePromptSession(id: $id, title: $title) {{ {SHOWN} }} }}"
)
CLOSE = f"mutation ($id: ID!) {{ changed: closePromptSession(id: $id) {{ {SHOWN} }} }}"
DELETE = """mutation ($id: ID!) { changed: deletePromptSession(id: $id) {
  deletedPromptSessionId userErrors { code message field }
} }"""
ALL = [(RENAME, {"title": "A new title"}), (CLOSE, {}), (DELETE, {})]


async def change(api: ApiTestClient, query: str, id_: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(query, id=id_, **more))["changed"]
    return found


async def titles(api: ApiTestClient) -> list[str]:
    found = await api.data("{ promptSessions { edges { node { title } } } }")
    return [edge["node"]["title"] for edge in found["promptSessions"]["edges"]]


@pytest.fixture
async def history(postgres: Postgres, principal: Principal) -> UUID:
    """A question that was answered, in a session of its own titled "A question"."""
    return await add_question(postgres, principal, status="COMPLETED", response="Nobody.")


@pytest.fixture
async def session(api: ApiTestClient, history: UUID) -> str:
    found = await api.data("{ promptSessions { edges { node { id } } } }")
    id_: str = found["promptSessions"]["edges"][0]["node"]["id"]
    return id_


def only(principal: Principal, role: Role, user: str | None = None) -> Principal:
    return Principal(user or principal.user_id, principal.organization, frozenset({role}))


async def fetch_audit(postgres: Postgres, principal: Principal) -> list[tuple[str, str | None, UUID | None]]:
    query = text("SELECT action, target_kind, target_id FROM audit_entry ORDER BY at, id")
    async with postgres.transaction(principal) as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def test_a_session_gets_another_title(api: ApiTestClient, session: str) -> None:
    payload = await change(api, RENAME, session, title="  정문, 3월 1일 — who came in? ")
    assert payload["userErrors"] == []
    assert payload["session"] == {
        "id": session,
        "title": "정문, 3월 1일 — who came in?",
        "status": "ACTIVE",
        "number": 1,
        "historyCount": 1,
    }
    assert await titles(api) == ["정문, 3월 1일 — who came in?"]


@pytest.mark.parametrize("title", ["x", "가" * 200])
async def test_a_title_may_have_up_to_200_characters(api: ApiTestClient, session: str, title: str) -> None:
    assert (await change(api, RENAME, session, title=title))["session"]["title"] == title


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("", "VALUE_REQUIRED"),
        (" \t ", "VALUE_REQUIRED"),
        ("x" * 201, "TEXT_TOO_LONG"),
        ("x" * 100_000, "TEXT_TOO_LONG"),
        ("two\nlines", "CONTROL_CHARACTERS"),
        ("a\u0000b", "CONTROL_CHARACTERS"),
        ("a\ud800b", "CONTROL_CHARACTERS"),
        ("a\u001b[2Jb", "CONTROL_CHARACTERS"),
    ],
)
async def test_a_title_that_cannot_be_shown_in_a_line_is_refused(
    api: ApiTestClient, session: str, title: str, code: str
) -> None:
    payload = await change(api, RENAME, session, title=title)
    assert payload["session"] is None
    assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [(code, ["title"])]
    assert await titles(api) == ["A question"]


async def test_a_title_that_was_given_is_not_replaced_by_the_first_answer(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    ask = """mutation { prompt(input: {text: "Who entered?", wait: false}) { session { id } } }"""
    session = (await api.data(ask))["prompt"]["session"]["id"]
    await change(api, RENAME, session, title="Mine")
    key = decode(Kind.PROMPT_SESSION, session)
    assert key is not None
    async with postgres.transaction(principal) as connection:
        job_id = (await connection.execute(text("SELECT id FROM job"))).scalar_one()
    claim = await Jobs(postgres).claim(principal, job_id, "worker", 30)
    assert claim is not None
    answer = ProgressUpdate("COMPLETED", "DONE", 100, columns={"status": "COMPLETED"})
    naming = SessionNaming(key, None, initial_title="Who entered?", title="P1 entered")
    await Jobs(postgres).end(claim, JobStatus.DONE, answer, JobResult(naming=naming))
    assert await titles(api) == ["Mine"]


async def test_a_closed_session_takes_no_more_questions_and_stays_closed(
    api: ApiTestClient, postgres: Postgres, principal: Principal, session: str
) -> None:
    for _ in range(2):
        payload = await change(api, CLOSE, session)
        assert (payload["session"]["status"], payload["userErrors"]) == ("CLOSED", [])
    ask = 'mutation ($id: ID!) { prompt(input: {text: "Who?", sessionId: $id}) { userErrors { code } } }'
    assert (await api.data(ask, id=session))["prompt"]["userErrors"] == [{"code": "SESSION_CLOSED"}]
    assert (await change(api, RENAME, session, title="Closed"))["session"]["status"] == "CLOSED"
    assert [action for action, _, _ in await fetch_audit(postgres, principal)] == [
        "closePromptSession",
        "renamePromptSession",
    ]


async def test_a_deleted_session_takes_its_questions_and_what_was_told_of_them_along(
    api: ApiTestClient, postgres: Postgres, principal: Principal, session: str, history: UUID
) -> None:
    other = await add_question_in_video(postgres, principal)
    async with postgres.transaction(principal) as connection:
        for subject in (history, other):
            await connection.execute(
                text(
                    "INSERT INTO progress (kind, subject_id, sequence, organization, status, stage)"
                    " VALUES ('PROMPT', :subject, 9, :organization, 'COMPLETED', 'DONE')"
                ),
                {"subject": subject, "organization": principal.organization},
            )
    assert await change(api, DELETE, session) == {"deletedPromptSessionId": session, "userErrors": []}
    async with postgres.transaction(principal) as connection:
        left = (await connection.execute(text("SELECT id FROM prompt_history"))).scalars().all()
        told = (await connection.execute(text("SELECT subject_id FROM progress"))).scalars().all()
    assert left == [other]
    assert set(told) == {other}
    assert (await api.data("query ($id: ID!) { promptSession(id: $id) { id } }", id=session))["promptSession"] is None
    assert [error["code"] for error in (await change(api, DELETE, session))["userErrors"]] == ["NOT_FOUND"]
    assert await fetch_audit(postgres, principal) == [
        ("deletePromptSession", "PROMPT_SESSION", decode(Kind.PROMPT_SESSION, session))
    ]


async def add_question_in_video(postgres: Postgres, principal: Principal) -> UUID:
    """A question in another session, about a video: numbers of sessions count within their video."""
    video = await add_video(postgres, principal)
    new = NewQuestion(PromptKind.PROMPT, "Who?", Language.EN, None, "prompt/1", "Another", None, video)
    async with postgres.transaction(principal) as connection:
        history = (await start_question(connection, principal, new, None, 30)).history_id
        await Sessions(postgres).update_question_in(connection, history, status="COMPLETED")
    return history


async def test_a_question_that_opens_its_session_is_as_it_would_be_read(
    postgres: Postgres, principal: Principal
) -> None:
    key = await add_video(postgres, principal, camera="Store 1")
    new = NewQuestion(PromptKind.PROMPT, "Who?", Language.EN, "Asia/Seoul", "prompt/1", "Who?", None, key)
    async with postgres.transaction(principal) as connection:
        started = await start_question(connection, principal, new, "api:r", 30)
    stored, read = started.stored, await Sessions(postgres).load_question(principal, started.history_id)
    assert stored is not None
    assert read is not None
    assert {name: value for name, value in read.row.items() if name in stored.row} == stored.row
    assert stored.video is not None
    assert (read.video, list(read.earlier)) == (stored.video, [])


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING"])
async def test_a_session_is_not_deleted_while_a_question_is_being_answered(
    api: ApiTestClient, postgres: Postgres, principal: Principal, history: UUID, session: str, status: str
) -> None:
    async with postgres.transaction(principal) as connection:
        await Sessions(postgres).update_question_in(connection, history, status=status)
    payload = await change(api, DELETE, session)
    assert payload["deletedPromptSessionId"] is None
    assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [("SESSION_BUSY", ["id"])]
    assert status in payload["userErrors"][0]["message"]
    assert await titles(api) == ["A question"]
    assert (await change(api, CLOSE, session))["session"]["status"] == "CLOSED"


@pytest.mark.parametrize(("query", "more"), ALL)
async def test_a_viewer_manages_the_sessions_that_they_started(
    api: ApiTestClient,
    principal: Principal,
    tokens: Callable[[Principal], str],
    session: str,
    query: str,
    more: dict[str, Any],
) -> None:
    viewer = api.with_token(tokens(only(principal, Role.VIEWER)))
    assert (await change(viewer, query, session, **more))["userErrors"] == []


@pytest.mark.parametrize(("query", "more"), ALL)
async def test_a_viewer_is_refused_another_users_session_and_an_operator_is_not(
    api: ApiTestClient,
    principal: Principal,
    tokens: Callable[[Principal], str],
    session: str,
    query: str,
    more: dict[str, Any],
) -> None:
    viewer = api.with_token(tokens(only(principal, Role.VIEWER, "somebody else")))
    assert await viewer.code(query, id=session, **more) == "FORBIDDEN"
    assert await titles(api) == ["A question"]
    operator = api.with_token(tokens(only(principal, Role.OPERATOR, "somebody else")))
    assert (await change(operator, query, session, **more))["userErrors"] == []


@pytest.mark.parametrize(("query", "more"), ALL)
async def test_another_organizations_session_answers_as_a_missing_one(
    api: ApiTestClient,
    tokens: Callable[[Principal], str],
    postgres: Postgres,
    principal: Principal,
    session: str,
    query: str,
    more: dict[str, Any],
) -> None:
    stranger = api.with_token(tokens(STRANGER))
    foreign = await stranger.post(query, id=session, **more)
    assert [error["code"] for error in foreign["data"]["changed"]["userErrors"]] == ["NOT_FOUND"]
    assert foreign["data"]["changed"]["userErrors"][0]["field"] == ["id"]
    for missing in (encode(Kind.PROMPT_SESSION, UUID(int=7)), encode(Kind.VIDEO, UUID(int=7)), "", "한글"):
        assert await stranger.post(query, id=missing, **more) == foreign
    assert await titles(api) == ["A question"]
    assert await fetch_audit(postgres, principal) == await fetch_audit(postgres, STRANGER) == []


@pytest.mark.parametrize(("query", "more"), ALL)
async def test_without_a_token_nothing_is_changed(
    api: ApiTestClient, session: str, query: str, more: dict[str, Any]
) -> None:
    assert await api.with_token(None).code(query, id=session, **more) == "UNAUTHENTICATED"


@pytest.mark.parametrize(("query", "more", "most"), [(*ALL[0], 5), (*ALL[1], 5), (*ALL[2], 5)])
async def test_a_change_is_few_statements_however_many_questions_there_are(
    api: ApiTestClient,
    postgres: Postgres,
    principal: Principal,
    session: str,
    history: UUID,
    query: str,
    more: dict[str, Any],
    most: int,
) -> None:
    async with postgres.transaction(principal) as connection:
        await connection.execute(
            text(
                "INSERT INTO prompt_history (organization, session_id, sequence_number, prompt, language, status)"
                " SELECT organization, session_id, number, prompt, language, status"
                " FROM prompt_history, generate_series(2, 40) AS number WHERE id = :history"
            ),
            {"history": history},
        )
    with record_statements() as statements:
        assert (await change(api, query, session, **more))["userErrors"] == []
    assert len(statements) == most
