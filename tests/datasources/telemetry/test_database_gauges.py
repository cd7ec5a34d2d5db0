"""What the database knows of all organizations, as gauges."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest_asyncio

from datasources import log
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.tables.spending import Price, spend
from datasources.telemetry.database_gauges import DatabaseGauges
from datasources.telemetry.metrics import REGISTRY
from models.access.principal import Principal
from models.enums import JobKind
from models.jobs import NewJob
from tests.conftest import Database
from tests.support.rows import add_video


@pytest_asyncio.fixture
async def postgres(database: Database) -> AsyncIterator[Postgres]:
    postgres = await Postgres.connect(database.url, 4)
    yield postgres
    await postgres.close()


def read(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


async def test_jobs_that_wait_and_budgets_are_told_over_all_organizations(postgres: Postgres) -> None:
    jobs = Jobs(postgres)
    for organization in ("acme", "other"):
        asker = Principal.worker(organization)
        video = await add_video(postgres, asker)
        async with postgres.transaction(asker) as connection:
            await jobs.enqueue(connection, asker, NewJob(JobKind.ANALYZE, "watchgraph-vision/1", video_id=video))
            today = datetime.now(UTC).date()
            await spend(connection, asker, "model_spending", Price(today, 30, 100))
    await DatabaseGauges(postgres, {"ai": 100, "clips": 0}).refresh()
    assert read("watchgraph_jobs", kind="ANALYZE", state="QUEUED") == 2
    assert 0 <= (read("watchgraph_job_oldest_seconds", kind="ANALYZE", state="QUEUED") or 0) < 60
    assert read("watchgraph_budget_left", organization="acme", budget="ai") == 70
    assert read("watchgraph_database_connections", state="idle") is not None


async def test_what_is_gone_is_no_gauge_any_more(postgres: Postgres) -> None:
    await DatabaseGauges(postgres, {}).refresh()
    assert read("watchgraph_jobs", kind="ANALYZE", state="QUEUED") is None


async def test_a_job_keeps_the_id_of_the_request_that_queued_it(postgres: Postgres, principal: Principal) -> None:
    video = await add_video(postgres, principal)
    with log.bind_log_fields(request_id="request-of-a-test"):
        async with postgres.transaction(principal) as connection:
            new = NewJob(JobKind.ANALYZE, "watchgraph-vision/1", video_id=video)
            queued = await Jobs(postgres).enqueue(connection, principal, new)
    claim = await Jobs(postgres).claim(principal, queued.id, "worker", timedelta(seconds=30).total_seconds())
    assert claim is not None
    assert claim.job.request_id == "request-of-a-test"
