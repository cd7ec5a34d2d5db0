"""A question is taken whole or not at all, its answer stored whole or not at all, each in one round trip."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.questions import (
    NewQuestion,
    QuestionAudit,
    StartedQuestion,
    build_first_question,
    start_question,
    start_session,
)
from datasources.postgres.tables.sessions import Sessions
from datasources.postgres.tables.spending import OverBudget, Price
from models.access.principal import Principal
from models.enums import JobStatus, Language, PromptKind, PromptStatus
from models.errors import ModelFailed
from models.jobs import LeaseLost, ProgressUpdate, SessionNaming
from resolvers.core import ids
from tests.support.rows import add_video
from tests.support.statements import record_statements

DAY = date(2026, 3, 1)
STRANGER = Principal("stranger", "another organization", frozenset())
NEW = NewQuestion(PromptKind.PROMPT, "Who came in?", Language.EN, "Asia/Seoul", "prompt/1", "Who came in?")
NOTED = QuestionAudit("prompt", "request-1", ids.encode_prefix(ids.Kind.PROMPT_SESSION), {"videoId": None})
TABLES = ("prompt_session", "prompt_history", "job", "progress", "audit_entry", "model_spending")
ANSWER = {
    "status": "COMPLETED",
    "response": "Two people did [1].",
    "language": "EN",
    "interpretation": None,
    "methods": ["VECTOR"],
    "plan": {"want": "count"},
    "generated_sql": None,
    "result_table": None,
    "citations": [{"number": 1}],
    "coverage": {"videos_considered": 1},
    "degraded": ["rerank"],
    "usage": {"input_tokens": 3},
    "timings": [{"stage": "planning", "milliseconds": 1.5}],
    "completed_at": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    "prompts_version": "7",
}
DONE = ProgressUpdate(PromptStatus.COMPLETED, "DONE", 100, {"textDelta": "", "error": None}, ANSWER)


async def rows(postgres: Postgres, principal: Principal, table: str) -> list[dict[str, Any]]:
    async with postgres.transaction(principal) as connection:
        return [dict(row) for row in (await connection.execute(text(f"SELECT * FROM {table}"))).mappings()]


async def written(postgres: Postgres, principal: Principal) -> dict[str, int]:
    return {table: len(await rows(postgres, principal, table)) for table in TABLES}


async def take(postgres: Postgres, principal: Principal, video: UUID | None, price: Price | None = None) -> Any:
    return await start_session(postgres, principal, replace(NEW, video_id=video), "api:r", 30, NOTED, price)


async def test_what_is_taken_is_written_noted_and_paid_in_one_statement(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    with record_statements() as statements:
        begun, about = await take(postgres, principal, video, Price(DAY, 2, 5))
    assert len(statements) == 1
    # Two steps: it is queued, and planned from the start.
    assert await written(postgres, principal) == {**dict.fromkeys(TABLES, 1), "progress": 2}
    (note,) = await rows(postgres, principal, "audit_entry")
    assert (note["action"], note["target_id"], note["request_id"]) == ("prompt", begun.history_id, "request-1")
    session = ids.encode(ids.Kind.PROMPT_SESSION, begun.session_id)
    assert note["details"] == {"videoId": None, "sessionId": session}
    assert (await rows(postgres, principal, "model_spending"))[0]["units"] == 2
    assert about.id == video


async def test_it_is_taken_as_a_further_question_is_begun(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    taken, about = await take(postgres, principal, video)
    async with postgres.transaction(principal) as connection:
        begun = await start_question(connection, principal, replace(NEW, video_id=video), "api:r", 30)
    for table in ("prompt_session", "prompt_history", "job"):
        one, other = (_told(row) for row in await rows(postgres, principal, table))
        assert one == other
    read = await Sessions(postgres).load_question(principal, taken.history_id)
    assert read is not None
    told = build_first_question(replace(NEW, video_id=video), taken, about)
    assert ({name: read.row[name] for name in told.row}, read.video) == (told.row, told.video)
    assert _claim(taken) == _claim(begun)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """What two questions have in common that are asked one after the other."""
    own = ("id", "number", "session_id", "history_id", "lease_owner")
    return {name: value for name, value in row.items() if name not in own and not isinstance(value, datetime)}


def _claim(begun: StartedQuestion) -> tuple[Any, ...]:
    assert begun.claim is not None
    job = begun.claim.job
    return (job.kind, job.status, job.stage, job.percent, job.attempt, job.pipeline_version, begun.claim.lease_seconds)


async def test_one_about_everything_has_no_video(postgres: Postgres, principal: Principal) -> None:
    begun, about = await take(postgres, principal, None)
    assert about is None
    assert (await rows(postgres, principal, "prompt_session"))[0]["id"] == begun.session_id


async def test_another_organizations_video_is_as_one_that_is_not_there(
    postgres: Postgres, principal: Principal
) -> None:
    for missing in (await add_video(postgres, STRANGER), uuid4()):
        assert await take(postgres, principal, missing, Price(DAY, 1, 5)) is None
    assert await written(postgres, principal) == dict.fromkeys(TABLES, 0)


@pytest.mark.parametrize(("spent", "price"), [(0, Price(DAY, 6, 5)), (4, Price(DAY, 2, 5))])
async def test_what_costs_too_much_leaves_nothing(
    postgres: Postgres, principal: Principal, spent: int, price: Price
) -> None:
    if spent:
        await take(postgres, principal, None, Price(DAY, spent, 5))
    before = await written(postgres, principal)
    with pytest.raises(OverBudget):
        await take(postgres, principal, None, price)
    assert await written(postgres, principal) == before


async def test_an_answer_and_the_name_of_its_session_are_stored_in_one_statement(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    begun, _ = await take(postgres, principal, video)
    jobs = Jobs(postgres)
    naming = SessionNaming(begun.session_id, None, "Who came in?", "Two people came in")
    with record_statements() as statements:
        await jobs.end(begun.claim, JobStatus.DONE, DONE, usage={"input_tokens": 3}, naming=naming)
    assert len(statements) == 1
    (history,) = await rows(postgres, principal, "prompt_history")
    assert {name: history[name] for name in ANSWER} == ANSWER
    assert (await rows(postgres, principal, "prompt_session"))[0]["title"] == "Two people came in"
    (job,) = await rows(postgres, principal, "job")
    assert (job["status"], job["usage"], job["lease_owner"]) == ("DONE", {"input_tokens": 3}, None)
    step = (await rows(postgres, principal, "progress"))[-1]
    assert (step["sequence"], step["status"], step["terminal"]) == (3, "COMPLETED", True)


async def test_what_is_not_told_stays_as_it_is(postgres: Postgres, principal: Principal) -> None:
    begun, _ = await take(postgres, principal, None)
    async with postgres.transaction(principal) as connection:
        await Sessions(postgres).update_question_in(connection, begun.history_id, response="So far", degraded=["sql"])
    told = replace(DONE, status=PromptStatus.FAILED, columns={"status": "FAILED", "error_code": "MODEL_FAILED"})
    error = ModelFailed(problem="no")
    await Jobs(postgres).end(begun.claim, JobStatus.FAILED, told, error=error)
    (history,) = await rows(postgres, principal, "prompt_history")
    assert (history["status"], history["response"], history["degraded"]) == ("FAILED", "So far", ["sql"])
    assert (history["error_code"], history["plan"], history["citations"]) == ("MODEL_FAILED", None, [])
    assert (await rows(postgres, principal, "job"))[0]["error_code"] == error.code


async def test_who_lost_the_hold_stores_nothing(postgres: Postgres, principal: Principal) -> None:
    begun, _ = await take(postgres, principal, None)
    late = replace(begun.claim, owner="somebody else")
    naming = SessionNaming(begun.session_id, None, "Who came in?", "Another name")
    with pytest.raises(LeaseLost):
        await Jobs(postgres).end(late, JobStatus.DONE, DONE, naming=naming)
    (history,) = await rows(postgres, principal, "prompt_history")
    assert (history["status"], history["response"]) == ("RUNNING", None)
    assert (await rows(postgres, principal, "prompt_session"))[0]["title"] == "Who came in?"
    assert len(await rows(postgres, principal, "progress")) == 2


async def test_an_answer_and_its_session_are_read_as_one_of_the_callers(
    postgres: Postgres, principal: Principal
) -> None:
    begun, _ = await take(postgres, principal, None)
    sessions, key = Sessions(postgres), (begun.history_id, begun.session_id)
    with record_statements() as statements:
        history, session = await sessions.get_question_and_session(principal, *key, {"prompt", "status"}, {"title"})
    assert history == {"id": begun.history_id, "prompt": "Who came in?", "status": "RUNNING"}
    assert session == {"id": begun.session_id, "title": "Who came in?"}
    assert len(statements) == 2
    with record_statements() as statements:
        assert (await sessions.get_question_and_session(principal, *key, {"prompt"}, {"id"}))[1] == {
            "id": begun.session_id
        }
    assert len(statements) == 1
    assert await sessions.get_question_and_session(STRANGER, *key, {"prompt"}, {"title"}) == (None, None)
