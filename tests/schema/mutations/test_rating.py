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
from tests.support.serving import Api
from tests.support.statements import counted

STRANGER = Principal("stranger", "an organization without answers", frozenset(Role))
RATE = """mutation ($id: ID!, $rating: Rating!, $comment: String) {
  ratePrompt(promptHistoryId: $id, rating: $rating, comment: $comment) {
    history { id rating } session { title } userErrors { code field }
  }
}"""


@pytest.fixture
async def answer(postgres: Postgres, principal: Principal) -> str:
    return encode(Kind.PROMPT_HISTORY, await add_question(postgres, principal, status="COMPLETED", response="Nobody."))


async def rated(api: Api, id_: str, rating: str = "UP", **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(RATE, id=id_, rating=rating, **more))["ratePrompt"]
    return found


async def kept(postgres: Postgres, principal: Principal) -> list[tuple[Any, ...]]:
    async with postgres.transaction(principal) as connection:
        rows = await connection.execute(text("SELECT rating, rating_comment FROM prompt_history"))
        return [tuple(row) for row in rows]


async def noted(postgres: Postgres, principal: Principal) -> list[tuple[Any, ...]]:
    async with postgres.transaction(principal) as connection:
        rows = await connection.execute(text("SELECT action, target_kind, details FROM audit_entry ORDER BY at, id"))
        return [tuple(row) for row in rows]


async def test_a_judgement_is_kept_with_its_comment_and_noted_without_it(
    api: Api, postgres: Postgres, principal: Principal, answer: str
) -> None:
    payload = await rated(api, answer, "DOWN", comment=" 시간이 틀렸습니다. ")
    assert payload == {
        "history": {"id": answer, "rating": "DOWN"},
        "session": {"title": "A question"},
        "userErrors": [],
    }
    assert await kept(postgres, principal) == [("DOWN", "시간이 틀렸습니다.")]
    assert await noted(postgres, principal) == [("ratePrompt", "PROMPT_HISTORY", {"rating": "DOWN"})]


async def test_the_last_judgement_holds_and_its_comment_goes_with_it(
    api: Api, postgres: Postgres, principal: Principal, answer: str
) -> None:
    await rated(api, answer, "DOWN", comment="wrong person")
    assert (await rated(api, answer, "UP"))["history"]["rating"] == "UP"
    assert await kept(postgres, principal) == [("UP", None)]


@pytest.mark.parametrize("status", ["QUEUED", "RUNNING", "FAILED", "CANCELLED"])
async def test_without_an_answer_there_is_nothing_to_rate(
    api: Api, postgres: Postgres, principal: Principal, status: str
) -> None:
    question = encode(Kind.PROMPT_HISTORY, await add_question(postgres, principal, status=status))
    payload = await rated(api, question)
    assert payload["userErrors"] == [{"code": "NOTHING_TO_RATE", "field": ["promptHistoryId"]}]
    assert await kept(postgres, principal) == [(None, None)]


async def test_that_nothing_was_found_is_an_answer_to_rate(api: Api, postgres: Postgres, principal: Principal) -> None:
    question = encode(Kind.PROMPT_HISTORY, await add_question(postgres, principal, status="NOT_FOUND"))
    assert (await rated(api, question))["history"]["rating"] == "UP"


@pytest.mark.parametrize(
    ("comment", "code"),
    [("x" * 2001, "TEXT_TOO_LONG"), ("a\u0000b", "CONTROL_CHARACTERS"), ("\ud800", "CONTROL_CHARACTERS")],
)
async def test_a_comment_that_cannot_be_kept_is_refused(
    api: Api, postgres: Postgres, principal: Principal, answer: str, comment: str, code: str
) -> None:
    assert (await rated(api, answer, comment=comment))["userErrors"] == [{"code": code, "field": ["comment"]}]
    assert await kept(postgres, principal) == [(None, None)]


async def test_a_viewer_rates_what_they_asked_and_an_operator_anything(
    api: Api, principal: Principal, tokens: Callable[[Principal], str], answer: str
) -> None:
    def as_(role: Role, user: str) -> Api:
        return api.bearing(tokens(Principal(user, principal.organization, frozenset({role}))))

    assert (await rated(as_(Role.VIEWER, principal.user_id), answer))["userErrors"] == []
    somebody = as_(Role.VIEWER, "somebody else")
    assert await somebody.code(RATE, id=answer, rating="UP") == "FORBIDDEN"
    assert (await rated(as_(Role.OPERATOR, "somebody else"), answer))["userErrors"] == []
    assert await api.bearing(None).code(RATE, id=answer, rating="UP") == "UNAUTHENTICATED"


async def test_another_organizations_answer_is_as_a_missing_one(
    api: Api, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str], answer: str
) -> None:
    stranger = api.bearing(tokens(STRANGER))
    foreign = await stranger.post(RATE, id=answer, rating="UP")
    assert foreign["data"]["ratePrompt"]["userErrors"] == [{"code": "NOT_FOUND", "field": ["promptHistoryId"]}]
    for missing in (encode(Kind.PROMPT_HISTORY, UUID(int=7)), encode(Kind.VIDEO, UUID(int=7)), "", "한글"):
        assert await stranger.post(RATE, id=missing, rating="UP") == foreign
    assert await kept(postgres, principal) == [(None, None)]
    assert await noted(postgres, principal) == await noted(postgres, STRANGER) == []


async def test_a_rating_is_five_statements(api: Api, answer: str) -> None:
    with counted() as statements:
        await rated(api, answer)
    assert len(statements) == 5
