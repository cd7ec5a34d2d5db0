"""A question is stored whole or not at all, and so is its answer."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.jobs.questions import (
    NewQuestion,
    StartedQuestion,
    start_question,
)
from datasources.postgres.tables.sessions import Sessions
from models.access.principal import Principal
from models.enums import JobStatus, Language, PromptKind, PromptStatus
from models.errors import ModelFailed, NotFound
from models.jobs import Claim, JobResult, LeaseLost, ProgressUpdate, SessionNaming
from tests.support.rows import add_video
from tests.support.statements import record_statements

STRANGER = Principal("stranger", "another organization", frozenset())
NEW = NewQuestion(PromptKind.PROMPT, "Who came in?", Language.EN, "Asia/Seoul", "prompt/1", "Who came in?")
TABLES = ("prompt_session", "prompt_history", "job", "progress")
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


async def ask(postgres: Postgres, principal: Principal, video: UUID | None) -> StartedQuestion:
    async with postgres.transaction(principal) as connection:
        return await start_question(connection, principal, replace(NEW, video_id=video), "api:r", 30)


def claim_of(started: StartedQuestion) -> Claim:
    assert started.claim is not None
    return started.claim


async def test_a_question_is_stored_with_its_session_job_and_steps_in_one_statement(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    with record_statements() as statements:
        started = await ask(postgres, principal, video)
    assert len(statements) == 1
    # Two steps: it is queued, and planned from the start.
    assert await written(postgres, principal) == {**dict.fromkeys(TABLES, 1), "progress": 2}
    steps = await rows(postgres, principal, "progress")
    assert [(step["sequence"], step["status"], step["stage"]) for step in steps] == [
        (1, "QUEUED", "QUEUED"),
        (2, "RUNNING", "PLANNING"),
    ]
    assert started.stored is not None
    assert started.stored.video is not None
    assert started.stored.video.id == video


async def test_a_further_question_is_stored_as_the_first_one(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    first = await ask(postgres, principal, video)
    await Jobs(postgres).end(claim_of(first), JobStatus.DONE, DONE)
    async with postgres.transaction(principal) as connection:
        await Sessions(postgres).lock_session(connection, first.session_id)
        continued = replace(NEW, session_id=first.session_id, title="Another title")
        further = await start_question(connection, principal, continued, "api:r", 30)
    assert further.session_id == first.session_id
    assert _describe(further) == {**_describe(first), "sequence_number": 2}
    assert first.stored is not None
    assert further.stored is not None
    assert (first.stored.earlier, further.stored.video) == ([], first.stored.video)
    assert [earlier["response"] for earlier in further.stored.earlier] == [ANSWER["response"]]
    for started in (first, further):
        read = await Sessions(postgres).load_question(principal, started.history_id)
        assert read is not None
        assert started.stored is not None
        known = {name: value for name, value in started.stored.row.items() if name != "status"}
        assert {name: value for name, value in read.row.items() if name in known} == known
        assert read.video == started.stored.video
    for table in ("prompt_session", "prompt_history", "job"):
        assert len(await rows(postgres, principal, table)) == (1 if table == "prompt_session" else 2)


def _describe(started: StartedQuestion) -> dict[str, Any]:
    assert started.stored is not None
    job = claim_of(started).job
    values = (job.kind, job.status, job.stage, job.percent, job.attempt, job.pipeline_version)
    return {**started.stored.row, "job": values, "lease_seconds": claim_of(started).lease_seconds}


async def test_a_queued_question_has_one_step_and_no_claim(postgres: Postgres, principal: Principal) -> None:
    async with postgres.transaction(principal) as connection:
        started = await start_question(connection, principal, NEW, None, 30)
    assert (started.claim, started.stored) == (None, None)
    (job,) = await rows(postgres, principal, "job")
    assert (job["status"], job["stage"], job["attempt"], job["lease_owner"], job["lease_until"], job["started_at"]) == (
        *("QUEUED", "QUEUED", 0),
        *(None, None, None),
    )
    assert (await rows(postgres, principal, "prompt_history"))[0]["status"] == "QUEUED"
    assert len(await rows(postgres, principal, "progress")) == 1


async def test_a_question_about_all_footage_has_no_video(postgres: Postgres, principal: Principal) -> None:
    started = await ask(postgres, principal, None)
    assert started.stored is not None
    assert started.stored.video is None
    assert (await rows(postgres, principal, "prompt_session"))[0]["id"] == started.session_id


async def test_another_organizations_video_is_as_one_that_is_not_there(
    postgres: Postgres, principal: Principal
) -> None:
    for missing in (await add_video(postgres, STRANGER), uuid4()):
        with pytest.raises(NotFound):
            await ask(postgres, principal, missing)
    assert await written(postgres, principal) == dict.fromkeys(TABLES, 0)


async def test_sessions_opened_at_the_same_time_get_different_numbers(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    await asyncio.gather(*(ask(postgres, principal, video) for _ in range(8)))
    numbers = [row["number"] for row in await rows(postgres, principal, "prompt_session")]
    assert sorted(numbers) == list(range(1, 9))


async def test_an_answer_and_the_name_of_its_session_are_stored_in_one_statement(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    begun = await ask(postgres, principal, video)
    jobs = Jobs(postgres)
    naming = SessionNaming(begun.session_id, None, "Who came in?", "Two people came in")
    with record_statements() as statements:
        await jobs.end(claim_of(begun), JobStatus.DONE, DONE, JobResult(usage={"input_tokens": 3}, naming=naming))
    assert len(statements) == 1
    (history,) = await rows(postgres, principal, "prompt_history")
    assert {name: history[name] for name in ANSWER} == ANSWER
    assert (await rows(postgres, principal, "prompt_session"))[0]["title"] == "Two people came in"
    (job,) = await rows(postgres, principal, "job")
    assert (job["status"], job["usage"], job["lease_owner"]) == ("DONE", {"input_tokens": 3}, None)
    step = (await rows(postgres, principal, "progress"))[-1]
    assert (step["sequence"], step["status"], step["terminal"]) == (3, "COMPLETED", True)


async def test_what_is_not_told_stays_as_it_is(postgres: Postgres, principal: Principal) -> None:
    begun = await ask(postgres, principal, None)
    async with postgres.transaction(principal) as connection:
        await Sessions(postgres).update_question_in(connection, begun.history_id, response="So far", degraded=["sql"])
    told = replace(DONE, status=PromptStatus.FAILED, columns={"status": "FAILED", "error_code": "MODEL_FAILED"})
    error = ModelFailed(problem="no")
    await Jobs(postgres).end(claim_of(begun), JobStatus.FAILED, told, JobResult(error))
    (history,) = await rows(postgres, principal, "prompt_history")
    assert (history["status"], history["response"], history["degraded"]) == ("FAILED", "So far", ["sql"])
    assert (history["error_code"], history["plan"], history["citations"]) == ("MODEL_FAILED", None, [])
    assert (await rows(postgres, principal, "job"))[0]["error_code"] == error.code


async def test_an_answer_with_a_column_that_the_table_does_not_have_is_an_error(
    postgres: Postgres, principal: Principal
) -> None:
    begun = await ask(postgres, principal, None)
    unknown = replace(DONE, columns={**ANSWER, "answered_by": "nobody"})
    with pytest.raises(KeyError, match="answered_by"):
        await Jobs(postgres).end(claim_of(begun), JobStatus.DONE, unknown)
    assert (await rows(postgres, principal, "prompt_history"))[0]["status"] == "RUNNING"


async def test_who_lost_the_hold_stores_nothing(postgres: Postgres, principal: Principal) -> None:
    begun = await ask(postgres, principal, None)
    late = replace(claim_of(begun), owner="somebody else")
    naming = SessionNaming(begun.session_id, None, "Who came in?", "Another name")
    with pytest.raises(LeaseLost):
        await Jobs(postgres).end(late, JobStatus.DONE, DONE, JobResult(naming=naming))
    (history,) = await rows(postgres, principal, "prompt_history")
    assert (history["status"], history["response"]) == ("RUNNING", None)
    assert (await rows(postgres, principal, "prompt_session"))[0]["title"] == "Who came in?"
    assert len(await rows(postgres, principal, "progress")) == 2


async def test_an_answer_and_its_session_are_read_as_one_of_the_callers(
    postgres: Postgres, principal: Principal
) -> None:
    begun = await ask(postgres, principal, None)
    sessions, key = Sessions(postgres), (begun.history_id, begun.session_id)
    with record_statements() as statements:
        history, session = await sessions.get_question_and_session(principal, *key, {"prompt", "status"}, {"title"})
    assert history == {"id": begun.history_id, "prompt": "Who came in?", "status": "RUNNING"}
    assert session == {"id": begun.session_id, "title": "Who came in?"}
    assert len(statements) == 1
    assert await sessions.get_question_and_session(STRANGER, *key, {"prompt"}, {"title"}) == (None, None)
