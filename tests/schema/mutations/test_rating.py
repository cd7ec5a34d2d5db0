"""Rating answers: by whoever asked, or by an operator; the last judgement holds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_question
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

STRANGER = Principal("stranger", "an organization without answers", frozenset(Role))
RATE = """mutation ($id: ID!, $rating: Rating!, $comment: String) {
  ratePrompt(promptHistoryId: $id, rating: $rating, comment: $comment) {
    history { id rating } session { title } userErrors { code field }
  }
}"""


@pytest.fixture
async def answer(postgres: Postgres, principal: Principal) -> str:
    return encode(Kind.PROMPT_HISTORY, await add_question(postgres, principal, status="COMPLETED", response="Nobody."))


async def rate(api: ApiTestClient, id_: str, rating: str = "UP", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(RATE, id=id_, rating=rating, **more))["ratePrompt"]
    return found


async def fetch_rating(postgres: Postgres, principal: Principal) -> list[tuple[Any, ...]]:
    async with postgres.transaction(principal) as connection:
        rows = await connection.execute(text("SELECT rating, rating_comment FROM prompt_history"))
        return [tuple(row) for row in rows]


async def fetch_audit(postgres: Postgres, principal: Principal) -> list[tuple[Any, ...]]:
    async with postgres.transaction(principal) as connection:
        rows = await connection.execute(text("SELECT action, target_kind, details FROM audit_entry ORDER BY at, id"))
        return [tuple(row) for row in rows]


async def test_a_judgement_is_kept_with_its_comment_and_noted_without_it(
    api: ApiTestClient, postgres: Postgres, principal: Principal, answer: str
) -> None:
    payload = await rate(api, answer, "DOWN", comment=" 시간이 틀렸습니다. ")
    assert payload == {
        "history": {"id": answer, "rating": "DOWN"},
        "session": {"title": "A question"},
        "userErrors": [],
    }
    assert await fetch_rating(postgres, principal) == [("DOWN", "시간이 틀렸습니다.")]
    assert await fetch_audit(postgres, principal) == [("ratePrompt", "PROMPT_HISTORY", {"rating": "DOWN"})]


async def test_the_last_judgement_holds_and_its_comment_goes_with_it(
    api: ApiTestClient, postgres: Postgres, principal: Principal, answer: str
) -> None:
    await rate(api, answer, "DOWN", comment="wrong person")
    assert (await rate(api, answer, "UP"))["history"]["rating"] == "UP"
    assert await fetch_rating(postgres, principal) == [("UP", None)]


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING", "FAILED", "CANCELLED"])
async def test_without_an_answer_there_is_nothing_to_rate(
    api: ApiTestClient, postgres: Postgres, principal: Principal, status: str
) -> None:
    question = encode(Kind.PROMPT_HISTORY, await add_question(postgres, principal, status=status))
    payload = await rate(api, question)
    assert payload["userErrors"] == [{"code": "NOTHING_TO_RATE", "field": ["promptHistoryId"]}]
    assert await fetch_rating(postgres, principal) == [(None, None)]


async def test_that_nothing_was_found_is_an_answer_to_rate(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    question = encode(Kind.PROMPT_HISTORY, await add_question(postgres, principal, status="NOT_FOUND"))
    assert (await rate(api, question))["history"]["rating"] == "UP"


@pytest.mark.parametrize(
    ("comment", "code"),
    [("x" * 2001, "TEXT_TOO_LONG"), ("a\u0000b", "CONTROL_CHARACTERS"), ("\ud800", "CONTROL_CHARACTERS")],
)
async def test_a_comment_that_cannot_be_kept_is_refused(
    api: ApiTestClient, postgres: Postgres, principal: Principal, answer: str, comment: str, code: str
) -> None:
    assert (await rate(api, answer, comment=comment))["userErrors"] == [{"code": code, "field": ["comment"]}]
    assert await fetch_rating(postgres, principal) == [(None, None)]


async def test_a_viewer_rates_what_they_asked_and_an_operator_anything(
    api: ApiTestClient, principal: Principal, tokens: Callable[[Principal], str], answer: str
) -> None:
    def as_(role: Role, user: str) -> ApiTestClient:
        return api.with_token(tokens(Principal(user, principal.organization, frozenset({role}))))

    assert (await rate(as_(Role.VIEWER, principal.user_id), answer))["userErrors"] == []
    somebody = as_(Role.VIEWER, "somebody else")
    assert await somebody.code(RATE, id=answer, rating="UP") == "FORBIDDEN"
    assert (await rate(as_(Role.OPERATOR, "somebody else"), answer))["userErrors"] == []
    assert await api.with_token(None).code(RATE, id=answer, rating="UP") == "UNAUTHENTICATED"


async def test_another_organizations_answer_is_as_a_missing_one(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str], answer: str
) -> None:
    stranger = api.with_token(tokens(STRANGER))
    foreign = await stranger.post(RATE, id=answer, rating="UP")
    assert foreign["data"]["ratePrompt"]["userErrors"] == [{"code": "NOT_FOUND", "field": ["promptHistoryId"]}]
    for missing in (encode(Kind.PROMPT_HISTORY, UUID(int=7)), encode(Kind.VIDEO, UUID(int=7)), "", "한글"):
        assert await stranger.post(RATE, id=missing, rating="UP") == foreign
    assert await fetch_rating(postgres, principal) == [(None, None)]
    assert await fetch_audit(postgres, principal) == await fetch_audit(postgres, STRANGER) == []


async def test_a_rating_is_four_statements(api: ApiTestClient, answer: str) -> None:
    with record_statements() as statements:
        await rate(api, answer)
    assert len(statements) == 4
