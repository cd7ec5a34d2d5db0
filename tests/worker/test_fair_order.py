"""A worker's places: organizations take turns at them, whatever the order of their messages, and share them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from domain.jobs.slot_pool import SlotPool
from domain.jobs.worker import Worker, WorkerOptions
from models.access.principal import Principal
from models.enums import JobKind
from models.jobs import NewJob, ProgressUpdate
from tests.support.rows import add_video
from tests.worker.conftest import PATIENCE, WorkerHarness

KIND = JobKind.CLIP


@dataclass
class RecordingHandler:
    """Work that lasts until it is let on, if it is to; notes whose it was."""

    order: list[str] = field(default_factory=list)
    on: asyncio.Event | None = None
    begun: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def run(self, context: JobContext) -> Done:
        self.order.append(context.principal.organization)
        async with self.begun:
            self.begun.notify_all()
        if self.on is not None:
            await self.on.wait()
        await context.end(ProgressUpdate("DONE", "DONE", 100))
        return Done()

    async def wait_for_count(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE), self.begun:
            await self.begun.wait_for(lambda: len(self.order) >= count)


async def enqueue_jobs(worker_harness: WorkerHarness, who: Principal, count: int) -> None:
    video = await add_video(worker_harness.data.postgres, who)
    async with worker_harness.data.postgres.transaction(who) as connection:
        for number in range(count):
            await worker_harness.data.jobs.enqueue(connection, who, NewJob(KIND, f"clip/1 {number}", video_id=video))


@asynccontextmanager
async def run_worker(
    worker_harness: WorkerHarness, handler: Any, places: int, share: float = 1.0
) -> AsyncIterator[None]:
    data, stopping = worker_harness.data, asyncio.Event()
    pools = [SlotPool([KIND], places, drain_seconds=1, share=share)]
    options = WorkerOptions(lease_seconds=30, max_attempts=3)
    worker = Worker(data.jobs, data.queue, data.outbox, {KIND: handler}, pools, options)
    running = asyncio.create_task(worker.run(stopping))
    try:
        yield
    finally:
        stopping.set()
        await running


@pytest.fixture
def loud(principal: Principal) -> Principal:
    return Principal("loud", f"{principal.organization}-loud", principal.roles)


async def test_the_message_of_one_is_not_waited_for_behind_those_of_sixty(
    worker_harness: WorkerHarness, principal: Principal, loud: Principal
) -> None:
    await enqueue_jobs(worker_harness, loud, 60)
    await worker_harness.data.jobs.send_due(worker_harness.data.queue)
    await enqueue_jobs(worker_harness, principal, 1)
    await worker_harness.data.jobs.send_due(worker_harness.data.queue)
    noting = RecordingHandler()
    async with run_worker(worker_harness, noting, 2):
        await noting.wait_for_count(61)
    assert noting.order.index(principal.organization) < 5
    assert len(noting.order) == 61


async def test_jobs_that_last_do_not_have_every_place_while_another_organization_s_come(
    worker_harness: WorkerHarness, principal: Principal, loud: Principal
) -> None:
    noting = RecordingHandler(on=asyncio.Event())
    await enqueue_jobs(worker_harness, loud, 6)
    async with run_worker(worker_harness, noting, 3, share=0.75):
        await noting.wait_for_count(2)
        await asyncio.sleep(0.5)
        assert noting.order == [loud.organization] * 2
        await enqueue_jobs(worker_harness, principal, 2)
        await worker_harness.data.jobs.send_due(worker_harness.data.queue)
        await noting.wait_for_count(3)
        assert noting.order[2] == principal.organization
        assert noting.on is not None
        noting.on.set()
        await noting.wait_for_count(8)


async def test_one_place_is_had_by_turns(worker_harness: WorkerHarness, principal: Principal, loud: Principal) -> None:
    await enqueue_jobs(worker_harness, loud, 8)
    await enqueue_jobs(worker_harness, principal, 4)
    noting = RecordingHandler()
    async with run_worker(worker_harness, noting, 1, share=0.75):
        await noting.wait_for_count(12)
    assert noting.order[:8].count(principal.organization) == 4
