"""What was queued in a transaction reaches the queue, once, whoever sends it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text

from config import Settings
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.sqs.outbox import Outbox
from datasources.sqs.queue import WakeQueue
from models.access.principal import Principal
from models.enums import JobKind
from models.errors import Unavailable
from models.jobs import Job, NewJob, WakeUp
from tests.support.rows import add_video


@pytest_asyncio.fixture(loop_scope="session")
async def postgres(settings: Settings) -> AsyncIterator[Postgres]:
    opened = await Postgres.connect(settings.sqlalchemy_url)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def queue(settings: Settings) -> AsyncIterator[WakeQueue]:
    async with WakeQueue.open(
        region="ap-northeast-2", endpoint=settings.aws_endpoint_url_sqs, queue_url=settings.aws_sqs_queue_url
    ) as opened:
        yield opened


async def queued(postgres: Postgres, principal: Principal) -> Job:
    video = await add_video(postgres, principal)
    async with postgres.transaction(principal) as connection:
        return await Jobs(postgres).enqueue(connection, principal, NewJob(JobKind.ANALYZE, "v", video_id=video))


async def arrived(queue: WakeQueue) -> list[WakeUp]:
    found = []
    while messages := await queue.receive(10, 1):
        found += [message.parse_wake_up() for message in messages]
    return found


async def test_sends_each_job_once_however_many_send(
    postgres: Postgres, queue: WakeQueue, principal: Principal
) -> None:
    jobs = [await queued(postgres, principal) for _ in range(12)]
    jobs.append(await queued(postgres, Principal.worker("another-organization")))
    sent = await asyncio.gather(*(Outbox(postgres, queue).send_due() for _ in range(4)))
    assert sum(sent) == 13
    assert {(one.job_id, one.organization) for one in await arrived(queue)} == {
        (job.id, job.organization) for job in jobs
    }
    assert await Outbox(postgres, queue).send_due() == 0


async def test_sends_again_what_must_be_lost_and_what_a_silent_worker_held(
    postgres: Postgres, queue: WakeQueue, principal: Principal
) -> None:
    lost = await queued(postgres, principal)
    silent = await queued(postgres, principal)
    await Outbox(postgres, queue).send_due()
    await arrived(queue)
    await Jobs(postgres).claim(principal, silent.id, "worker-1", 0)
    assert await Outbox(postgres, queue).send_due() == 1
    assert [one.job_id for one in await arrived(queue)] == [silent.id]
    assert await Outbox(postgres, queue, lost_after_seconds=0).send_due() >= 1
    assert lost.id in {one.job_id for one in await arrived(queue)}


async def test_keeps_what_could_not_be_sent_for_the_next_round(
    postgres: Postgres, queue: WakeQueue, principal: Principal
) -> None:
    job = await queued(postgres, principal)
    async with WakeQueue.open(
        region="ap-northeast-2", endpoint="http://127.0.0.1:9", queue_url="http://127.0.0.1:9/1/gone"
    ) as unreachable:
        assert not await unreachable.is_reachable()
        with pytest.raises(Unavailable, match="SQS"):
            await Outbox(postgres, unreachable).send_due()
        assert await Jobs(postgres).send_due(unreachable) == 0
    assert await Outbox(postgres, queue).send_due() == 1
    assert [one.job_id for one in await arrived(queue)] == [job.id]


async def test_a_running_outbox_sends_when_it_is_nudged(
    postgres: Postgres, queue: WakeQueue, principal: Principal
) -> None:
    outbox = Outbox(postgres, queue)
    running = asyncio.create_task(outbox.run(every_seconds=3600))
    await asyncio.sleep(0)
    job = await queued(postgres, principal)
    outbox.nudge()
    async with asyncio.timeout(20):
        messages = await queue.receive(1, 10)
    assert [message.parse_wake_up().job_id for message in messages] == [job.id]
    running.cancel()


async def test_lets_nobody_read_more_of_another_organizations_jobs_than_that_they_wait(
    postgres: Postgres, queue: WakeQueue, principal: Principal
) -> None:
    job = await queued(postgres, principal)
    assert await Outbox(postgres, queue).list_due([JobKind.ANALYZE], 10) == [WakeUp(job.id, job.organization)]
    assert await Outbox(postgres, queue).list_due([JobKind.PROMPT], 10) == []
    async with postgres.system_transaction() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM job"))).scalar_one() == 0
