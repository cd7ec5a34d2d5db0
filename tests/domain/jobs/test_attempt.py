"""An attempt at a job: its lease is renewed while it runs, and its outcome is always stored."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.jobs.attempt import run_attempt
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done, GiveUp, Retry, decide_after_failure
from models.enums import JobKind, JobStatus, Language, PromptStatus
from models.errors import DiskFull, NotFound, Throttled, Unavailable, UnusableMedia, WatchgraphError
from models.job_kinds import JOB_KINDS
from models.jobs import Claim, Job, JobResult, LeaseLost, ProgressUpdate


def claim(attempt: int = 1, lease_seconds: float = 30, **more: Any) -> Claim:
    values: dict[str, Any] = dict.fromkeys(Job.__dataclass_fields__)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    values |= {"id": UUID(int=1), "organization": "org", "kind": JobKind.ANALYZE, "video_id": UUID(int=2)}
    values |= {"status": JobStatus.RUNNING, "stage": "QUEUED", "percent": 0, "payload": {}, "created_at": now}
    values |= {"chunks": (), "skipped_seconds": 0.0}
    return Claim(Job(**{**values, "attempt": attempt, **more}), "worker-1", lease_seconds)


@dataclass
class RecordingJobStore:
    """A store in memory. away: how many of the next writes fail as if the database were unreachable."""

    written: list[tuple[str, Any]] = field(default_factory=list)
    beats: int = 0
    lost: bool = False
    away: int = 0
    three_beats: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    refused: asyncio.Event = field(default_factory=asyncio.Event)

    def _write(self, what: str, value: Any) -> None:
        if self.away:
            self.away -= 1
            self.refused.set()
            raise Unavailable(service="database")
        if self.lost:
            raise LeaseLost
        self.written.append((what, value))
        self.begun.set()

    async def is_held(self, claim: Claim, /) -> bool:
        return not self.lost

    async def heartbeat(self, claim: Claim, /) -> None:
        self.beats += 1
        if self.beats == 3:
            self.three_beats.set()
        if self.lost:
            raise LeaseLost

    async def report(self, claim: Claim, update: ProgressUpdate, /) -> int:
        self._write("reported", update)
        return len(self.written)

    async def end(
        self,
        claim: Claim,
        status: JobStatus,
        update: ProgressUpdate,
        result: JobResult = JobResult(),  # noqa: B008  (never changed)
        /,
    ) -> None:
        self._write("ended", (status, update, result.error))

    async def retry(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, update: ProgressUpdate | None = None, /
    ) -> None:
        self._write("retried", error)

    async def postpone(
        self, claim: Claim, error: WatchgraphError, delay_seconds: float, update: ProgressUpdate | None = None, /
    ) -> None:
        self._write("postponed", (error, delay_seconds, update))

    async def release(self, claim: Claim, update: ProgressUpdate | None = None, /) -> None:
        self._write("released", update)


@dataclass
class FunctionHandler:
    """A handler that calls a function."""

    work: Callable[[JobContext], Awaitable[None]]

    async def run(self, context: JobContext) -> Done:
        await self.work(context)
        return Done()


def failing(error: Exception) -> FunctionHandler:
    async def work(_context: JobContext) -> None:
        raise error

    return FunctionHandler(work)


async def until_cancelled(_context: JobContext) -> None:
    await asyncio.Event().wait()


async def test_work_that_succeeds_has_ended_its_job_itself() -> None:
    store = RecordingJobStore()

    async def work(context: JobContext) -> None:
        await context.end(ProgressUpdate("READY", "DONE", 100))

    assert await run_attempt(claim(), FunctionHandler(work), store, max_attempts=5) == Done()
    assert [what for what, _ in store.written] == ["ended"]


async def test_what_the_user_has_to_mend_is_given_up_at_once() -> None:
    store = RecordingJobStore()
    outcome = await run_attempt(claim(), failing(UnusableMedia("EMPTY_FILE")), store, max_attempts=5)
    assert isinstance(outcome, GiveUp)
    [(what, (status, update, error))] = store.written
    assert (what, status, error.code, update.payload["error"]["code"]) == (
        "ended",
        "FAILED",
        "EMPTY_FILE",
        "EMPTY_FILE",
    )


@pytest.mark.parametrize(
    ("error", "code"), [(Throttled(service="S3"), "UPSTREAM_THROTTLED"), (ZeroDivisionError(), "INTERNAL")]
)
async def test_what_may_pass_is_tried_again(error: Exception, code: str) -> None:
    store = RecordingJobStore()
    outcome = await run_attempt(claim(), failing(error), store, max_attempts=5)
    assert isinstance(outcome, Retry)
    [(what, reason)] = store.written
    assert (what, reason.code) == ("retried", code)


async def test_a_worker_that_died_of_the_job_each_time_is_not_sacrificed_again() -> None:
    store = RecordingJobStore()

    async def never(_context: JobContext) -> None:
        raise AssertionError

    outcome = await run_attempt(claim(attempt=6), FunctionHandler(never), store, max_attempts=5)
    assert isinstance(outcome, GiveUp)
    assert "5 times" in outcome.error.message(Language.EN)
    assert "without a word" in outcome.error.message(Language.EN)
    assert "예고 없이" in outcome.error.message(Language.KO)


async def test_a_second_try_begins_by_saying_that_it_begins_anew() -> None:
    store = RecordingJobStore()

    async def work(context: JobContext) -> None:
        await context.report(ProgressUpdate("ANALYZING", "PROBING", 5))

    await run_attempt(claim(attempt=2), FunctionHandler(work), store, max_attempts=5)
    assert [update.stage for _, update in store.written] == ["QUEUED", "PROBING"]


async def test_a_lost_lease_stops_the_work_and_writes_nothing() -> None:
    store = RecordingJobStore(lost=True)
    stopped: list[bool] = []

    async def work(context: JobContext) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(context.stopped.is_set())

    with pytest.raises(LeaseLost):
        await run_attempt(claim(lease_seconds=0.03), FunctionHandler(work), store, max_attempts=5)
    assert stopped == [True]
    assert store.written == []


async def test_the_lease_and_the_message_are_kept_while_it_works() -> None:
    store = RecordingJobStore()
    hidden = asyncio.Event()

    async def keep_hidden() -> None:
        hidden.set()
        raise Unavailable(service="SQS")

    async def work(_context: JobContext) -> None:
        await hidden.wait()
        await store.three_beats.wait()

    await run_attempt(
        claim(lease_seconds=0.03), FunctionHandler(work), store, max_attempts=5, extend_visibility=keep_hidden
    )
    assert store.beats >= 3


async def test_a_cancelled_try_is_given_back() -> None:
    store = RecordingJobStore()
    task = asyncio.create_task(run_attempt(claim(), FunctionHandler(until_cancelled), store, max_attempts=5))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert store.written == [("released", JOB_KINDS[JobKind.ANALYZE].queued)]


async def test_a_failure_is_written_down_when_the_database_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domain.jobs.attempt._WRITE_RETRY_SECONDS", 0)
    store = RecordingJobStore(away=3)
    await run_attempt(claim(), failing(NotFound()), store, max_attempts=5)
    assert [what for what, _ in store.written] == ["ended"]


async def test_pieces_of_text_are_joined_and_none_is_lost() -> None:
    store = RecordingJobStore(away=1)

    async def work(context: JobContext) -> None:
        for piece in ("Two ", "people ", "came", "."):
            context.report_soon(ProgressUpdate("GENERATING", "WRITING", 50, {"textDelta": piece}))
            await asyncio.sleep(0)
        await store.refused.wait()
        await context.end(ProgressUpdate("COMPLETED", "DONE", 100, {"textDelta": " End"}))

    await run_attempt(claim(), FunctionHandler(work), store, max_attempts=5)
    updates = [value[1] if what == "ended" else value for what, value in store.written]
    assert "".join(update.payload["textDelta"] for update in updates) == "Two people came. End"


async def test_of_many_states_posted_at_once_the_newest_is_written() -> None:
    store = RecordingJobStore()

    async def work(context: JobContext) -> None:
        for percent in range(50):
            context.report_soon(ProgressUpdate("ANALYZING", "DETECTING", percent))
        await store.begun.wait()

    await run_attempt(claim(), FunctionHandler(work), store, max_attempts=5)
    assert [update.percent for _, update in store.written] == [49]


def test_pauses_grow_to_five_minutes_and_then_it_is_given_up() -> None:
    pauses = []
    for attempt in range(1, 20):
        outcome = decide_after_failure(Throttled(service="S3"), attempt=attempt, max_attempts=20)
        assert isinstance(outcome, Retry)
        pauses.append(outcome.after_seconds)
    for attempt, pause in enumerate(pauses[:7]):
        assert 0.75 * 2 * 2**attempt <= pause <= 1.25 * 2 * 2**attempt
    assert max(pauses) <= 375
    last = decide_after_failure(Throttled(service="S3"), attempt=20, max_attempts=20)
    assert isinstance(last, GiveUp)
    assert "20 times" in last.error.message(Language.EN)
    assert "S3" in last.error.message(Language.EN)


async def test_a_question_whose_try_failed_waits_in_its_row_too() -> None:
    store = RecordingJobStore()
    await run_attempt(claim(kind=JobKind.PROMPT), failing(DiskFull(needed_mib=9, free_mib=1)), store, max_attempts=5)
    [(_, (_, _, update))] = store.written
    assert (update.status, update.columns) == (PromptStatus.QUEUED, {"status": PromptStatus.QUEUED})
