"""Work that nobody asked for by hand spends the day's model work too, up to its share, and says when it is left."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from datasources.postgres.jobs.automatic_work import charge_automatic_work
from datasources.postgres.tables.spending import OverBudget, spend, spend_automatic
from domain.fairness.automatic_budget import AutomaticBudget
from domain.summary.summary_job import SUMMARY_UNITS, build_automatic_summary
from models.access.spending import Price
from models.enums import JobKind, ProgressKind, SummaryStatus
from tests.support.rows import add_video
from tests.worker.conftest import WorkerHarness

DAY = datetime.now(UTC).date()


async def fetch_spending(worker_harness: WorkerHarness) -> list[Any]:
    rows = await worker_harness.rows("SELECT units, automatic FROM model_spending")
    return [tuple(row) for row in rows]


@pytest.mark.slow
async def test_a_summary_that_an_analysis_queues_costs_and_beyond_its_share_is_left_until_somebody_asks(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with worker_harness.run_worker(tmp_path, ai_units_per_day=2 * SUMMARY_UNITS, automatic_ai_share=0.5):
        first = await worker_harness.upload(crossing)
        await worker_harness.wait_for_end(first, ProgressKind.SUMMARY)
        second = await worker_harness.upload(crossing)
        await worker_harness.wait_for_end(second)
        steps = await worker_harness.data.progress.list_since(worker_harness.principal, ProgressKind.SUMMARY, second, 0)
        assert (await worker_harness.video(first)).summary_status == "COMPLETED"
        assert (await worker_harness.video(second)).summary_status == "FAILED"
        assert [(step.status, step.terminal) for step in steps] == [("FAILED", True)]
        assert steps[0].payload["error"] == {"code": "AUTOMATIC_SHARE_SPENT", "values": {"limit": SUMMARY_UNITS}}
        assert await worker_harness.data.jobs.list_latest_by_video(
            worker_harness.principal, JobKind.SUMMARIZE, [second]
        ) == [None]
        assert await fetch_spending(worker_harness) == [(SUMMARY_UNITS, SUMMARY_UNITS)]
        assert any("Automatic work is skipped" in record.getMessage() for record in caplog.records)
        # By hand it is written: there is something left of the day for those who ask.
        await worker_harness.enqueue(build_automatic_summary(second, "UTC"))
        await worker_harness.wait_for_end(second, ProgressKind.SUMMARY)
    assert (await worker_harness.video(second)).summary_status == SummaryStatus.COMPLETED


async def test_those_who_ask_keep_what_is_not_the_share_and_what_they_spent_is_gone_for_it(
    worker_harness: WorkerHarness,
) -> None:
    who, price = worker_harness.principal, Price(DAY, 2, 10, 6)

    async def pay(by_hand: bool) -> bool:
        try:
            async with worker_harness.data.postgres.transaction(who) as connection:
                if by_hand:
                    await spend(connection, who, "model_spending", price)
                else:
                    await spend_automatic(connection, who, price)
        except OverBudget:
            return False
        return True

    # However many at once.
    assert sum(await asyncio.gather(*(pay(False) for _ in range(8)))) == 3
    assert sum(await asyncio.gather(*(pay(True) for _ in range(8)))) == 2
    assert await fetch_spending(worker_harness) == [(10, 6)]
    assert not await pay(False)


async def test_where_those_who_asked_spent_all_nothing_is_left_for_it(worker_harness: WorkerHarness) -> None:
    who = worker_harness.principal
    async with worker_harness.data.postgres.transaction(who) as connection:
        await spend(connection, who, "model_spending", Price(DAY, 9, 10))
    with pytest.raises(OverBudget):
        async with worker_harness.data.postgres.transaction(who) as connection:
            await spend_automatic(connection, who, Price(DAY, 2, 10, 5))


async def test_what_somebody_asked_for_meanwhile_costs_nothing_more(worker_harness: WorkerHarness) -> None:
    video = await add_video(worker_harness.data.postgres, worker_harness.principal, status="READY")
    new = build_automatic_summary(video, "UTC", Price(DAY, 2, 10, 5))
    await worker_harness.enqueue(build_automatic_summary(video, "UTC"), send=False)
    async with worker_harness.data.postgres.transaction(worker_harness.principal) as connection:
        assert await charge_automatic_work(connection, worker_harness.principal, new)
    assert await fetch_spending(worker_harness) == []


def test_a_share_of_any_is_any_and_of_a_limit_its_part() -> None:
    def now() -> datetime:
        return datetime(2026, 11, 30, 23, 30, tzinfo=UTC)

    assert AutomaticBudget(0, 0.5, now).price(2) is None
    assert AutomaticBudget(101, 0.5, now).price(2) == Price(now().date(), 2, 101, 50)
    assert AutomaticBudget(100, 0.0, now).price(2) == Price(now().date(), 2, 100, 0)
