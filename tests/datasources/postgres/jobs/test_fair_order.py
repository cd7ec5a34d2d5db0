"""Whose turn it is at the workers: organizations take turns, however much one of them has queued."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from config import Settings
from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.sqs.outbox import Outbox
from datasources.sqs.queue import WakeQueue
from models.access.principal import Principal
from models.enums import JobKind
from tests.conftest import Database

MANY = 10_000
_ADD = """
WITH added AS (
  INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key)
  SELECT $1, 'v', 'v.mp4', 'video/mp4', 1, 'k' FROM generate_series(1, $2::integer) RETURNING id
)
INSERT INTO job (organization, kind, video_id, pipeline_version, run_after)
SELECT $1, $3, id, '1', now() - interval '1 hour' FROM added
"""


@pytest.fixture
async def owner(database: Database) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(database.owner_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def outbox(settings: Settings, postgres: Postgres) -> AsyncIterator[Outbox]:
    async with WakeQueue.open(
        region="ap-northeast-2", endpoint=settings.aws_endpoint_url_sqs, queue_url=settings.aws_sqs_queue_url
    ) as queue:
        yield Outbox(postgres, queue)


async def add(owner: Any, organization: str, count: int, kind: JobKind = JobKind.ANALYZE) -> None:
    await owner.execute(_ADD, organization, count, kind.value)


async def turns(outbox: Outbox, at_most: int, *kinds: JobKind, full: tuple[str, ...] = ()) -> list[str]:
    return [one.organization for one in await outbox.list_due(kinds or (JobKind.ANALYZE,), at_most, full)]


async def claim_next(postgres: Postgres, outbox: Outbox, *kinds: JobKind) -> tuple[str, UUID]:
    [first] = await outbox.list_due(kinds or (JobKind.ANALYZE,), 1)
    assert await Jobs(postgres).claim(Principal.worker(first.organization), first.job_id, "w", 60) is not None
    return first.organization, first.job_id


@pytest.mark.parametrize("kind", list(JobKind))
async def test_of_every_kind_one_job_does_not_wait_behind_sixty_of_another_organization(
    owner: Any, outbox: Outbox, kind: JobKind
) -> None:
    await add(owner, "loud", 60, kind)
    await add(owner, "quiet", 1, kind)
    # Of four places, two at the latest is for the one.
    assert "quiet" in (await turns(outbox, 4, kind))[:2]


async def test_with_one_place_they_have_it_by_turns(owner: Any, outbox: Outbox, postgres: Postgres) -> None:
    await add(owner, "a", 20)
    await add(owner, "b", 3)
    await add(owner, "c", 3)
    order = []
    for _ in range(9):
        organization, job = await claim_next(postgres, outbox)
        order.append(organization)
        await owner.execute("UPDATE job SET status = 'DONE', lease_owner = NULL, lease_until = NULL WHERE id = $1", job)
    assert all(set(order[at : at + 3]) == {"a", "b", "c"} for at in (0, 3, 6)), order


async def test_tries_of_jobs_that_fail_again_and_again_are_turns_too(
    owner: Any, outbox: Outbox, postgres: Postgres
) -> None:
    await add(owner, "failing", 5)
    await add(owner, "quiet", 5)
    order = []
    for _ in range(6):
        organization, job = await claim_next(postgres, outbox)
        order.append(organization)
        status = "QUEUED" if organization == "failing" else "DONE"
        await owner.execute(
            "UPDATE job SET status = $2, lease_owner = NULL, lease_until = NULL, run_after = now() WHERE id = $1",
            job,
            status,
        )
    assert order.count("quiet") == 3


async def test_who_has_fewest_at_work_comes_first_and_who_has_as_many_as_he_may_is_left_out(
    owner: Any, outbox: Outbox, postgres: Postgres
) -> None:
    await add(owner, "a", 10)
    for _ in range(3):
        await claim_next(postgres, outbox)
    await add(owner, "b", 10)
    assert (await turns(outbox, 4))[:3] == ["b", "b", "b"]
    assert set(await turns(outbox, 4, full=("b",))) == {"a"}
    assert await turns(outbox, 4, full=("a", "b")) == []


async def test_within_an_organization_what_waits_longest_is_first_and_a_silent_worker_s_job_is_due(
    owner: Any, outbox: Outbox, postgres: Postgres
) -> None:
    await add(owner, "a", 3)
    _, silent = await claim_next(postgres, outbox)
    await owner.execute("UPDATE job SET lease_until = now() - interval '1 second' WHERE id = $1", silent)
    latest = await owner.fetchval("SELECT id FROM job WHERE status = 'QUEUED' ORDER BY id DESC LIMIT 1")
    await owner.execute("UPDATE job SET run_after = now() - interval '1 day' WHERE id = $1", latest)
    due = [one.job_id for one in await outbox.list_due([JobKind.ANALYZE], 5)]
    assert due[0] == latest
    assert silent in due
    later = timedelta(hours=1)
    await owner.execute("UPDATE job SET run_after = now() + $1 WHERE status = 'QUEUED'", later)
    assert [one.job_id for one in await outbox.list_due([JobKind.ANALYZE], 5)] == [silent]


def _walk(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _walk(below)


async def _ran(owner: Any, function: str, *values: Any) -> list[dict[str, Any]]:
    """The nodes of the function's own plan, as it ran, with what the planner is told within it."""
    row = await owner.fetchrow("SELECT prosrc, proconfig FROM pg_proc WHERE oid = $1::text::regprocedure", function)
    transaction = owner.transaction()
    await transaction.start()
    try:
        for setting in row["proconfig"]:
            name, _, value = setting.partition("=")
            await owner.execute(f"SET LOCAL {name} = {value}")
        body = row["prosrc"]
        for place, type_ in enumerate(function[:-1].partition("(")[2].split(", "), 1):
            body = body.replace(f"${place}", f"${place}::{type_}")
        told = await owner.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {body}", *values)
    finally:
        await transaction.rollback()
    return list(_walk(json.loads(told)[0]["Plan"]))


@pytest.mark.parametrize(
    ("function", "values"),
    [
        ("jobs_due(text[], integer, text[])", (["ANALYZE"], 4, [])),
        ("jobs_to_send(text[], interval, integer)", ([kind.value for kind in JobKind], timedelta(minutes=1), 100)),
    ],
)
@pytest.mark.parametrize("analyzed", [False, True])
async def test_ten_thousand_jobs_of_one_organization_cost_no_more_than_a_few(
    owner: Any, function: str, values: tuple[Any, ...], analyzed: bool
) -> None:
    await add(owner, "loud", MANY)
    await add(owner, "quiet", 1)
    await owner.execute("UPDATE job SET sent_at = now() WHERE organization = 'loud'")
    if analyzed:
        await owner.execute("ANALYZE job")
    nodes = await _ran(owner, function, *values)
    read = [node for node in nodes if node.get("Relation Name") == "job" and node["Node Type"] != "ModifyTable"]
    assert read
    assert {node["Node Type"] for node in read} <= {"Index Scan", "Index Only Scan", "LockRows"}
    looked_at = sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in read
    )
    assert looked_at < 200


async def test_of_ten_thousand_jobs_the_first_few_are_announced_and_those_of_others_with_them(
    owner: Any, outbox: Outbox, postgres: Postgres
) -> None:
    await add(owner, "loud", MANY)
    await add(owner, "quiet", 2)
    assert await outbox.send_due() == 22
    assert await outbox.send_due() == 0
    # As they are taken, the next ones are.
    await claim_next(postgres, outbox)
    await claim_next(postgres, outbox)
    assert await outbox.send_due() == 1
