"""Starting work and calling it off over the API."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.tables.looks import Looks
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, Role
from models.footage.looks import FILL_IN_PAYLOAD, Look, LookReason, LookSegment
from models.jobs import Claim, LeaseLost, NewJob, ProgressUpdate
from resolvers.core.ids import Kind, encode
from tests.schema.access.test_audit import last, log
from tests.support.rows import add_question, add_video
from tests.support.serving import ApiTestClient
from vision.version import ANALYSIS_PIPELINE, FILL_IN_PIPELINE

START = """mutation ($id: ID!) { startAnalysis(videoId: $id) {
  video { id status failure { code } analysis { status attempt pipelineVersion } } userErrors { code field message }
} }"""
CANCEL = START.replace("startAnalysis", "cancelAnalysis")
CANCEL_PROMPT = """mutation ($id: ID!) { cancelPrompt(promptHistoryId: $id) {
  history { id status completedAt } session { id } userErrors { code field message }
} }"""
READY = ProgressUpdate("READY", "DONE", 100, {"eventsFound": 0, "error": None}, {"status": "READY"})
LOOKED_AT = {"moments": 1, "looked": 0}
STRANGER = Principal("stranger", "an organization that runs nothing", frozenset(Role))


async def start_analysis(api: ApiTestClient, video: UUID) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(START, id=encode(Kind.VIDEO, video)))["startAnalysis"]
    return found


async def cancel_analysis(api: ApiTestClient, video: UUID) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(CANCEL, id=encode(Kind.VIDEO, video)))["cancelAnalysis"]
    return found


async def fetch_jobs(postgres: Postgres, principal: Principal, video: UUID) -> list[Any]:
    async with postgres.transaction(principal) as connection:
        found = await connection.execute(text("SELECT * FROM job WHERE video_id = :video"), {"video": video})
        return list(found.all())


async def claim_job(postgres: Postgres, principal: Principal, new: NewJob) -> Claim:
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, new)
        claim = await jobs.claim_in(connection, job.id, "a worker", 30)
    assert claim is not None
    return claim


class TestStartAnalysis:
    async def test_twice_is_one_job(self, api: ApiTestClient, postgres: Postgres, principal: Principal) -> None:
        video = await add_video(postgres, principal, status="FAILED", failure_code="EMPTY_FILE")
        for _ in range(2):
            found = await start_analysis(api, video)
            assert found["userErrors"] == []
            assert (found["video"]["status"], found["video"]["failure"]) == ("QUEUED", None)
            assert found["video"]["analysis"]["pipelineVersion"] == ANALYSIS_PIPELINE
        assert len(await fetch_jobs(postgres, principal, video)) == 1
        assert [entry["action"] for entry in await log(api)] == ["startAnalysis"]

    @pytest.mark.parametrize(("left_out", "pipeline"), [(True, FILL_IN_PIPELINE), (None, ANALYSIS_PIPELINE)])
    async def test_what_was_not_looked_at_is_looked_at_and_where_no_model_was_to_look_all_is_done_again(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal, left_out: bool | None, pipeline: str
    ) -> None:
        video = await add_video(postgres, principal, looking=LOOKED_AT if left_out else None)
        claim = await claim_job(postgres, principal, NewJob(JobKind.ANALYZE, ANALYSIS_PIPELINE, video_id=video))
        if left_out:
            await Looks(postgres).open(claim, ANALYSIS_PIPELINE, [Look(LookSegment(0, 5, (LookReason.DOWN,)), {})])
        await Jobs(postgres).end(claim, JobStatus.DONE, READY)
        for _ in range(2):
            found = await start_analysis(api, video)
            assert found["video"]["analysis"]["pipelineVersion"] == pipeline
            assert found["video"]["status"] == "QUEUED"
        jobs = {job.pipeline_version: job for job in await fetch_jobs(postgres, principal, video)}
        assert (jobs[pipeline].status, jobs[pipeline].payload) == ("QUEUED", FILL_IN_PAYLOAD if left_out else {})
        # What is called off leaves the analysis that there was.
        if left_out:
            assert (await cancel_analysis(api, video))["video"]["status"] == "READY"

    async def test_what_is_done_by_this_pipeline_stays_done(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = await add_video(postgres, principal, looking=LOOKED_AT)
        claim = await claim_job(postgres, principal, NewJob(JobKind.ANALYZE, ANALYSIS_PIPELINE, video_id=video))
        await Jobs(postgres).end(claim, JobStatus.DONE, READY)
        found = await start_analysis(api, video)
        assert (found["video"]["status"], found["video"]["analysis"]["status"]) == ("READY", "READY")
        assert await log(api) == []

    async def test_an_older_pipelines_work_is_followed_by_a_job_of_this_one(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = await add_video(postgres, principal)
        old = await claim_job(postgres, principal, NewJob(JobKind.ANALYZE, "watchgraph-vision/0", video_id=video))
        # While that one is under way there is no second.
        assert (await start_analysis(api, video))["video"]["analysis"]["pipelineVersion"] == "watchgraph-vision/0"
        await Jobs(postgres).end(old, JobStatus.DONE, READY)
        assert (await start_analysis(api, video))["video"]["analysis"]["pipelineVersion"] == ANALYSIS_PIPELINE
        assert len(await fetch_jobs(postgres, principal, video)) == 2

    async def test_one_that_failed_or_was_cancelled_is_tried_again(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = await add_video(postgres, principal, status="QUEUED")
        await start_analysis(api, video)
        await cancel_analysis(api, video)
        again = await start_analysis(api, video)
        assert again["video"]["analysis"] == {"status": "QUEUED", "attempt": 0, "pipelineVersion": ANALYSIS_PIPELINE}

    async def test_before_the_upload_is_confirmed_says_what_to_do(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = await add_video(postgres, principal)
        refused = await start_analysis(api, video)
        assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [("NOT_UPLOADED", ["videoId"])]


class TestCancelAnalysis:
    async def test_of_work_that_waits_ends_it(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = await add_video(postgres, principal, status="QUEUED")
        await start_analysis(api, video)
        for _ in range(2):
            found = await cancel_analysis(api, video)
            assert (found["video"]["status"], found["video"]["analysis"]["status"]) == ("CANCELLED", "CANCELLED")
        assert [entry["action"] for entry in await log(api)] == ["cancelAnalysis", "startAnalysis"]

    async def test_of_work_that_runs_takes_it_from_who_runs_it(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = await add_video(postgres, principal)
        claim = await claim_job(postgres, principal, NewJob(JobKind.ANALYZE, ANALYSIS_PIPELINE, video_id=video))
        assert (await cancel_analysis(api, video))["video"]["status"] == "CANCELLED"
        jobs = Jobs(postgres)
        assert not await jobs.is_held(claim)
        with pytest.raises(LeaseLost):
            await jobs.end(claim, JobStatus.DONE, READY)
        # Also when it was started and taken again meanwhile, by the same worker.
        await start_analysis(api, video)
        assert await jobs.claim(principal, claim.job.id, "a worker", 30) is not None
        with pytest.raises(LeaseLost):
            await jobs.end(claim, JobStatus.DONE, READY)

    async def test_of_a_renewed_analysis_leaves_the_video_ready_with_the_old_one(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        video = await add_video(postgres, principal)
        old = await claim_job(postgres, principal, NewJob(JobKind.ANALYZE, "watchgraph-vision/0", video_id=video))
        await Jobs(postgres).end(old, JobStatus.DONE, READY)
        assert (await start_analysis(api, video))["video"]["status"] == "QUEUED"
        found = await cancel_analysis(api, video)
        assert (found["video"]["status"], found["video"]["analysis"]["status"]) == ("READY", "CANCELLED")

    async def test_of_nothing_says_so(self, api: ApiTestClient, postgres: Postgres, principal: Principal) -> None:
        video = await add_video(postgres, principal, status="READY")
        [error] = (await cancel_analysis(api.with_language("ko"), video))["userErrors"]
        assert (error["code"], error["field"]) == ("NOTHING_TO_CANCEL", ["videoId"])
        assert "READY" in error["message"]


class TestCancelPrompt:
    async def test_ends_a_question_that_waits_or_runs(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        question = await add_question(postgres, principal)
        claim = await claim_job(postgres, principal, NewJob(JobKind.PROMPT, "prompt/1", history_id=question))
        for _ in range(2):
            found = (await api.data(CANCEL_PROMPT, id=encode(Kind.PROMPT_HISTORY, question)))["cancelPrompt"]
            assert found["userErrors"] == []
            assert found["history"]["status"] == "CANCELLED"
            assert found["history"]["completedAt"] is not None
        assert not await Jobs(postgres).is_held(claim)
        assert await last(api) == ("cancelPrompt", found["history"]["id"], {})
        assert len(await log(api)) == 1

    async def test_of_an_answered_question_says_so(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal
    ) -> None:
        question = await add_question(postgres, principal, status="COMPLETED", response="P1 [1].")
        found = (await api.data(CANCEL_PROMPT, id=encode(Kind.PROMPT_HISTORY, question)))["cancelPrompt"]
        assert [error["code"] for error in found["userErrors"]] == ["NOTHING_TO_CANCEL"]

    async def test_is_for_whoever_asked_or_an_operator(
        self, api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str]
    ) -> None:
        question = await add_question(postgres, principal)
        await claim_job(postgres, principal, NewJob(JobKind.PROMPT, "prompt/1", history_id=question))
        id_ = encode(Kind.PROMPT_HISTORY, question)
        colleague = Principal("colleague", principal.organization, frozenset({Role.VIEWER}))
        assert await api.with_token(tokens(colleague)).code(CANCEL_PROMPT, id=id_) == "FORBIDDEN"
        boss = Principal("boss", principal.organization, frozenset({Role.OPERATOR}))
        assert (await api.with_token(tokens(boss)).data(CANCEL_PROMPT, id=id_))["cancelPrompt"]["userErrors"] == []


@pytest.mark.parametrize("mutation", [START, CANCEL])
async def test_a_missing_and_another_organization_s_video_answer_alike(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str], mutation: str
) -> None:
    video = await add_video(postgres, principal, status="QUEUED")
    await claim_job(postgres, principal, NewJob(JobKind.ANALYZE, ANALYSIS_PIPELINE, video_id=video))
    stranger = api.with_token(tokens(STRANGER))
    foreign = await stranger.post(mutation, id=encode(Kind.VIDEO, video))
    assert foreign == await stranger.post(mutation, id=encode(Kind.VIDEO, UUID(int=1)))
    assert foreign == await stranger.post(mutation, id="no id")
    assert "NOT_FOUND" in str(foreign)
    assert [job.status for job in await fetch_jobs(postgres, principal, video)] == ["RUNNING"]


async def test_a_missing_and_another_organization_s_question_answer_alike(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    question = await add_question(postgres, principal)
    claim = await claim_job(postgres, principal, NewJob(JobKind.PROMPT, "prompt/1", history_id=question))
    stranger = api.with_token(tokens(STRANGER))
    foreign = await stranger.post(CANCEL_PROMPT, id=encode(Kind.PROMPT_HISTORY, question))
    assert foreign == await stranger.post(CANCEL_PROMPT, id=encode(Kind.PROMPT_HISTORY, UUID(int=1)))
    assert "NOT_FOUND" in str(foreign)
    assert await Jobs(postgres).is_held(claim)


@pytest.mark.parametrize("mutation", [START, CANCEL])
async def test_a_viewer_may_neither_start_nor_stop_an_analysis(
    api: ApiTestClient, postgres: Postgres, principal: Principal, tokens: Callable[[Principal], str], mutation: str
) -> None:
    video = await add_video(postgres, principal, status="QUEUED")
    viewer = api.with_token(tokens(Principal("viewer", principal.organization, frozenset({Role.VIEWER}))))
    assert await viewer.code(mutation, id=encode(Kind.VIDEO, video)) == "FORBIDDEN"
