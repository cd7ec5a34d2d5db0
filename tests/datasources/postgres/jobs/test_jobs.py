"""A job is a row: queued once, held by one, ended once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.progress.progress import ProgressLog
from datasources.postgres.tables.events import Events
from domain.jobs.attempt import run_attempt
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done, Postpone
from models.access.principal import Principal
from models.enums import JobKind, JobStatus, ProgressKind
from models.errors import DiskFull, NotFound, Throttled, UnusableMedia
from models.job_kinds import get_progress_subject
from models.jobs import Claim, Job, JobResult, LeaseLost, NewJob, ProgressUpdate
from models.tables import Video
from tests.support.rows import add_question, add_video, event_row

SUMMARY = NewJob(JobKind.SUMMARIZE, "summary/1")
READY = ProgressUpdate("READY", "DONE", 100, {"eventsFound": 3, "error": None}, {"status": "READY"})
STRANGER = Principal.worker("another-organization")


@pytest.fixture
def jobs(postgres: Postgres) -> Jobs:
    return Jobs(postgres)


async def queued(jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID, **more: Any) -> Job:
    async with postgres.transaction(principal) as connection:
        return await jobs.enqueue(connection, principal, analysis(video, **more))


async def held(jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID, lease: float = 30) -> Claim:
    job = await queued(jobs, postgres, principal, video)
    claim = await jobs.claim(principal, job.id, "worker-1", lease)
    assert claim is not None
    return claim


def analysis(video: UUID, *, version: str = "vision/1", restart: bool = False) -> NewJob:
    return NewJob(JobKind.ANALYZE, version, video_id=video, restart=restart)


async def row(postgres: Postgres, principal: Principal, job_id: UUID) -> Any:
    async with postgres.transaction(principal) as connection:
        return (await connection.execute(text("SELECT * FROM job WHERE id = :id"), {"id": job_id})).one_or_none()


async def video_columns(postgres: Postgres, principal: Principal, video: UUID) -> Any:
    table = Video.__table__
    async with postgres.transaction(principal) as connection:
        return (await connection.execute(select(table).where(table.c.id == video))).one()


async def told(postgres: Postgres, principal: Principal, video: UUID) -> list[tuple[int, str, str, int, bool]]:
    steps = await ProgressLog(postgres).list_since(principal, ProgressKind.ANALYSIS, video, 0)
    return [(step.sequence, step.status, step.stage, step.percent, step.terminal) for step in steps]


class TestQueueing:
    async def test_marks_the_video_and_tells_the_first_step(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        job = await queued(jobs, postgres, principal, video)
        assert (job.status, job.attempt, get_progress_subject(job)) == (
            JobStatus.QUEUED,
            0,
            (ProgressKind.ANALYSIS, video),
        )
        assert (await video_columns(postgres, principal, video)).status == "QUEUED"
        assert await told(postgres, principal, video) == [(1, "QUEUED", "QUEUED", 0, False)]

    async def test_twice_answers_with_the_job_that_exists(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        first = await queued(jobs, postgres, principal, video)
        again = await asyncio.gather(*(queued(jobs, postgres, principal, video) for _ in range(5)))
        assert {job.id for job in again} == {first.id}
        assert len(await told(postgres, principal, video)) == 1

    async def test_at_once_from_many_sides_makes_one_job(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        made = await asyncio.gather(*(queued(jobs, postgres, principal, video) for _ in range(8)))
        assert len({job.id for job in made}) == 1

    async def test_of_another_pipeline_version_is_another_job(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        one = await queued(jobs, postgres, principal, video)
        other = await queued(jobs, postgres, principal, video, version="vision/2")
        assert one.id != other.id

    async def test_leaves_nothing_behind_when_the_transaction_fails(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        async def failing() -> None:
            async with postgres.transaction(principal) as connection:
                await jobs.enqueue(connection, principal, analysis(video))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await failing()
        assert await told(postgres, principal, video) == []
        assert (await video_columns(postgres, principal, video)).status == "UPLOADING"

    async def test_restarts_an_ended_job_only_when_asked(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video)
        await jobs.end(claim, JobStatus.DONE, READY)
        assert (await queued(jobs, postgres, principal, video)).status is JobStatus.DONE
        again = await queued(jobs, postgres, principal, video, restart=True)
        assert (again.id, again.status, again.attempt, again.percent) == (claim.job.id, JobStatus.QUEUED, 0, 0)
        assert (await told(postgres, principal, video))[-1] == (3, "QUEUED", "QUEUED", 0, False)

    async def test_of_another_organizations_video_is_not_found(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        with pytest.raises(NotFound):
            await queued(jobs, postgres, STRANGER, video)
        # Nor does the attempt stand in the owner's way.
        assert (await queued(jobs, postgres, principal, video)).organization == principal.organization

    async def test_a_question_and_claiming_it_at_once_is_one_transaction(
        self, jobs: Jobs, postgres: Postgres, principal: Principal
    ) -> None:
        history = await add_question(postgres, principal)
        async with postgres.transaction(principal) as connection:
            job = await jobs.enqueue(connection, principal, NewJob(JobKind.PROMPT, "ask/1", history_id=history))
            claim = await jobs.claim_in(connection, job.id, "api-1", 30)
        assert claim is not None
        assert get_progress_subject(claim.job) == (ProgressKind.PROMPT, history)
        assert await jobs.claim(principal, job.id, "worker-1", 30) is None


class TestHolding:
    async def test_of_many_who_claim_one_gets_it(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        job = await queued(jobs, postgres, principal, video)
        claims = await asyncio.gather(*(jobs.claim(principal, job.id, f"worker-{n}", 30) for n in range(8)))
        assert sum(claim is not None for claim in claims) == 1

    async def test_another_organization_cannot_claim_it(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        job = await queued(jobs, postgres, principal, video)
        assert await jobs.claim(STRANGER, job.id, "worker-1", 30) is None
        assert await jobs.list_latest_by_video(STRANGER, JobKind.ANALYZE, [video]) == [None]
        assert (await jobs.list_latest_by_video(principal, JobKind.ANALYZE, [video])) == [job]

    async def test_a_lease_that_ran_out_lets_another_in_and_shuts_the_first_out(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        first = await held(jobs, postgres, principal, video, lease=-1)
        second = await jobs.claim(principal, first.job.id, "worker-2", 30)
        assert second is not None
        assert second.job.attempt == 2
        for void in (
            jobs.heartbeat(first),
            jobs.report(first, ProgressUpdate("ANALYZING", "DETECTING", 50)),
            jobs.end(first, JobStatus.DONE, READY),
            jobs.retry(first, Throttled(service="S3"), 1),
            jobs.release(first),
        ):
            with pytest.raises(LeaseLost):
                await void
        assert (await video_columns(postgres, principal, video)).status == "QUEUED"
        await jobs.heartbeat(second)

    async def test_a_heartbeat_keeps_it(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video, lease=30)
        before = (await row(postgres, principal, claim.job.id)).lease_until
        await jobs.heartbeat(claim)
        assert (await row(postgres, principal, claim.job.id)).lease_until > before

    async def test_ends_with_the_video(self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID) -> None:
        claim = await held(jobs, postgres, principal, video)
        async with postgres.transaction(principal) as connection:
            await connection.execute(text("DELETE FROM video WHERE id = :id"), {"id": video})
        with pytest.raises(LeaseLost):
            await jobs.heartbeat(claim)


class TestEnding:
    async def test_writes_the_terminal_step_the_video_and_the_next_job_together(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video)
        follow_up = NewJob(SUMMARY.kind, SUMMARY.pipeline_version, video_id=video)
        await jobs.end(claim, JobStatus.DONE, READY, JobResult(usage={"input_tokens": 7}, then=[follow_up]))
        ended = await row(postgres, principal, claim.job.id)
        assert (ended.status, ended.stage, ended.percent, ended.usage) == ("DONE", "DONE", 100, {"input_tokens": 7})
        assert ended.finished_at is not None
        columns = await video_columns(postgres, principal, video)
        assert (columns.status, columns.summary_status) == ("READY", "QUEUED")
        assert (await told(postgres, principal, video))[-1] == (2, "READY", "DONE", 100, True)
        [summary] = await jobs.list_latest_by_video(principal, JobKind.SUMMARIZE, [video])
        assert summary is not None
        assert summary.status is JobStatus.QUEUED

    async def test_happens_once(self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID) -> None:
        claim = await held(jobs, postgres, principal, video)
        await jobs.end(claim, JobStatus.DONE, READY)
        with pytest.raises(LeaseLost):
            await jobs.end(claim, JobStatus.DONE, READY)
        assert await jobs.claim(principal, claim.job.id, "worker-2", 30) is None
        assert [step[-1] for step in await told(postgres, principal, video)] == [False, True]

    async def test_in_failure_says_why_in_the_row_and_on_the_video(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video)
        failed = ProgressUpdate(
            "FAILED", "PROBING", 0, {}, {"status": "FAILED", "failure_code": "EMPTY_FILE", "failure_values": {}}
        )
        await jobs.end(claim, JobStatus.FAILED, failed, JobResult(UnusableMedia("EMPTY_FILE")))
        ended = await row(postgres, principal, claim.job.id)
        assert (ended.status, ended.error_code) == ("FAILED", "EMPTY_FILE")
        assert (await video_columns(postgres, principal, video)).failure_code == "EMPTY_FILE"


class TestRetrying:
    async def test_waits_for_its_time_and_remembers_the_reason(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video)
        await jobs.retry(claim, Throttled(service="Bedrock"), 60)
        waiting = await row(postgres, principal, claim.job.id)
        assert (waiting.status, waiting.error_code, waiting.attempt) == ("QUEUED", "UPSTREAM_THROTTLED", 1)
        assert waiting.error_values == {"service": "Bedrock"}
        assert await jobs.claim(principal, claim.job.id, "worker-2", 30) is None

    async def test_percent_never_goes_back(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video)
        await jobs.report(claim, ProgressUpdate("ANALYZING", "DETECTING", 60))
        await jobs.retry(claim, Throttled(service="S3"), 0, ProgressUpdate("QUEUED", "QUEUED", 0))
        again = await jobs.claim(principal, claim.job.id, "worker-2", 30)
        assert again is not None
        assert again.job.percent == 60
        await jobs.report(again, ProgressUpdate("ANALYZING", "DOWNLOADING", 1))
        assert [step[3] for step in await told(postgres, principal, video)] == [0, 60, 60, 60]

    async def test_giving_back_does_not_count_as_a_try(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video)
        await jobs.release(claim)
        again = await jobs.claim(principal, claim.job.id, "worker-2", 30)
        assert again is not None
        assert again.job.attempt == 1


async def test_events_imported_before_follow_what_the_file_tells_at_once(
    jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    ids = await Events(postgres).store(principal, video, [event_row(2.0, frame_number=0)])
    claim = await held(jobs, postgres, principal, video)
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    await jobs.report(
        claim, ProgressUpdate("ANALYZING", "DETECTING", 5, columns={"recorded_at": noon, "frame_rate": 25.0})
    )
    (row,) = await Events(postgres).get_by_ids(principal, ids, {"occurred_at", "frame_number"})
    assert row is not None
    assert (row["occurred_at"], row["frame_number"]) == (noon + timedelta(seconds=2), 50)


async def test_work_on_what_has_no_row_any_more_is_queued_held_and_ended(
    jobs: Jobs, postgres: Postgres, principal: Principal
) -> None:
    rest = NewJob(JobKind.DELETE, "video/019a", payload={"video": "019a"})
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, rest)
        assert (await jobs.enqueue(connection, principal, rest)).id == job.id
    claim = await jobs.claim(principal, job.id, "worker-1", 30)
    assert claim is not None
    assert claim.job.payload == {"video": "019a"}
    await jobs.end(claim, JobStatus.DONE, ProgressUpdate("DONE", "DONE", 100))
    assert (await row(postgres, principal, job.id)).status == "DONE"


async def test_a_video_has_as_many_clips_as_ranges(
    jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    async with postgres.transaction(principal) as connection:
        ranges = ("clip/1 0.000-5.000", "clip/1 5.000-9.000", "clip/1 0.000-5.000")
        made = [await jobs.enqueue(connection, principal, NewJob(JobKind.CLIP, one, video_id=video)) for one in ranges]
    assert len({job.id for job in made}) == 2
    assert get_progress_subject(made[0]) is None


class TestPostponing:
    async def test_uses_up_no_try_however_often_and_is_never_given_up(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        """The worker's own way through it: at its last try, over and over."""
        job = await queued(jobs, postgres, principal, video)
        for _ in range(4):
            claim = await jobs.claim(principal, job.id, "worker-1", 30)
            assert claim is not None
            assert claim.job.attempt == 1
            outcome = await run_attempt(claim, FullDiskHandler(), jobs, max_attempts=1)
            assert isinstance(outcome, Postpone)
            waiting = await row(postgres, principal, job.id)
            assert (waiting.status, waiting.attempt, waiting.error_code) == ("QUEUED", 0, "DISK_FULL")
            assert waiting.lease_owner is None
            # Not due before its time, which is soon.
            assert await jobs.claim(principal, job.id, "worker-2", 30) is None
            assert 10 < (waiting.run_after - datetime.now(UTC)).total_seconds() < 60
            await due_now(postgres, principal, job.id)
        assert [step for step in await told(postgres, principal, video) if step[-1]] == []
        assert (await video_columns(postgres, principal, video)).status == "QUEUED"
        assert await jobs.list_given_up(10) == []

    async def test_comes_back_and_is_done_where_there_is_room_again(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video)
        await jobs.postpone(claim, DiskFull(needed_mib=9, free_mib=1), 0.05)
        await asyncio.sleep(0.1)
        again = await jobs.claim(principal, claim.job.id, "worker-2", 30)
        assert again is not None
        assert again.job.attempt == 1
        await jobs.end(again, JobStatus.DONE, READY)
        assert (await row(postgres, principal, claim.job.id)).status == "DONE"

    async def test_keeps_nobody_else_waiting(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video)
        await jobs.postpone(claim, DiskFull(needed_mib=9, free_mib=1), 60)
        other = await held(jobs, postgres, principal, await add_video(postgres, principal))
        assert other.job.attempt == 1
        strange = await held(jobs, postgres, STRANGER, await add_video(postgres, STRANGER))
        await jobs.end(strange, JobStatus.DONE, READY)

    async def test_is_for_whoever_holds_the_job(
        self, jobs: Jobs, postgres: Postgres, principal: Principal, video: UUID
    ) -> None:
        claim = await held(jobs, postgres, principal, video, lease=-1)
        assert await jobs.claim(principal, claim.job.id, "worker-2", 30) is not None
        with pytest.raises(LeaseLost):
            await jobs.postpone(claim, DiskFull(needed_mib=9, free_mib=1), 1)


class FullDiskHandler:
    """Work for which the disk has no room."""

    async def run(self, context: JobContext, /) -> Done:
        raise DiskFull(needed_mib=9, free_mib=1)


async def due_now(postgres: Postgres, principal: Principal, job_id: UUID) -> None:
    async with postgres.transaction(principal) as connection:
        await connection.execute(text("UPDATE job SET run_after = now() WHERE id = :id"), {"id": job_id})
