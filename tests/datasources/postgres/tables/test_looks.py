"""Looks are stored one by one, and their budget holds whoever spends it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.tables.looks import LookBudgets, Looks
from models.access.principal import Principal
from models.enums import EventType, JobKind
from models.footage.looks import Look, LookReason, LookReport, LookSegment, Unlooked
from models.jobs import Claim, LeaseLost, NewJob
from tests.support.rows import add_video

PIPELINE = "watchgraph-vision/9"
FACTS = {"size": [1, 1], "people": []}
FALL = Look(LookSegment(1.0, 8.0, (LookReason.DOWN,), ("P1",), (EventType.COLLAPSE,)), FACTS)
STAY = Look(LookSegment(20.0, 28.0, (LookReason.DWELL,)), FACTS)
REPORT = LookReport(
    [{"type": "LYING"}], ("One lies.", "한 사람이 누워 있습니다."), 1, 2, [EventType.LYING], "m", "look/1"
)
CAMERA = UUID(int=7)


@pytest_asyncio.fixture(loop_scope="session")
async def claim(postgres: Postgres, principal: Principal, video: UUID) -> Claim:
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, PIPELINE, video_id=video))
        held = await jobs.claim_in(connection, job.id, "worker", 30)
    assert held is not None
    return held


async def spent(postgres: Postgres, principal: Principal) -> dict[str, int]:
    async with postgres.transaction(principal) as connection:
        rows = await connection.execute(text("SELECT camera, micro_usd FROM look_spending"))
        return {row.camera: row.micro_usd for row in rows}


async def test_another_attempt_finds_what_was_looked_at(postgres: Postgres, claim: Claim) -> None:
    looks = Looks(postgres)
    assert await looks.open(claim, PIPELINE, [FALL, STAY]) == [FALL, STAY]
    told = replace(FALL, report=REPORT, unlooked=None)
    await looks.store(claim, PIPELINE, told)
    await looks.store(claim, PIPELINE, replace(STAY, unlooked=Unlooked.BUDGET))
    again = await looks.open(claim, PIPELINE, [FALL, STAY])
    assert again == [told, replace(STAY, unlooked=Unlooked.BUDGET)]


async def test_parts_that_are_none_any_more_are_removed(postgres: Postgres, claim: Claim) -> None:
    looks = Looks(postgres)
    await looks.open(claim, "watchgraph-vision/8", [FALL])
    await looks.open(claim, PIPELINE, [FALL, STAY])
    assert await looks.open(claim, PIPELINE, [STAY]) == [STAY]
    assert await looks.list_of_video(claim.principal, claim.job.video_id or CAMERA, "watchgraph-vision/8") == []
    assert await looks.open(claim, PIPELINE, []) == []


async def test_who_lost_the_job_stores_nothing(postgres: Postgres, claim: Claim) -> None:
    looks = Looks(postgres)
    await looks.open(claim, PIPELINE, [FALL])
    stranger = replace(claim, owner="another")
    with pytest.raises(LeaseLost):
        await looks.store(stranger, PIPELINE, replace(FALL, report=REPORT, unlooked=None))
    with pytest.raises(LeaseLost):
        await looks.open(stranger, PIPELINE, [])
    assert await looks.open(claim, PIPELINE, [FALL]) == [FALL]


async def test_what_is_left_out_is_counted_where_a_model_was_to_look(postgres: Postgres, claim: Claim) -> None:
    looks, video = Looks(postgres), claim.job.video_id
    assert video is not None
    await looks.open(claim, PIPELINE, [FALL, STAY])
    async with postgres.transaction(claim.principal) as connection:
        assert await looks.count_left_out(connection, video, PIPELINE) is None
        await connection.execute(text("UPDATE video SET looking = '{}'"))
        assert await looks.count_left_out(connection, video, PIPELINE) == 2
        assert await looks.count_left_out(connection, UUID(int=1), PIPELINE) is None


async def test_other_organizations_and_sites_find_no_looks(
    postgres: Postgres, principal: Principal, claim: Claim
) -> None:
    looks = Looks(postgres)
    elsewhere = await add_video(postgres, principal, site="busan")
    await looks.open(claim, PIPELINE, [FALL])
    assert claim.job.video_id is not None
    for who in (Principal.worker("another"), replace(principal, sites=frozenset({"seoul"}))):
        assert await looks.list_of_video(who, claim.job.video_id, PIPELINE) == []
        assert await looks.list_of_video(who, elsewhere, PIPELINE) == []


async def test_workers_at_once_spend_no_more_than_the_budget(postgres: Postgres, principal: Principal) -> None:
    budgets = LookBudgets(postgres, organization_usd=0.001, camera_usd=0)
    purses = [budgets.open_purse(principal, UUID(int=number)) for number in range(8)]
    paid = await asyncio.gather(*(purse.reserve(300) for purse in purses))
    assert paid.count(True) == 3
    assert (await spent(postgres, principal))[""] == 900


async def test_a_camera_has_a_budget_of_its_own_and_what_it_refuses_costs_the_organization_nothing(
    postgres: Postgres, principal: Principal
) -> None:
    purse = LookBudgets(postgres, organization_usd=1, camera_usd=0.0005).open_purse(principal, CAMERA)
    assert [await purse.reserve(300), await purse.reserve(300)] == [True, False]
    assert await spent(postgres, principal) == {"": 300, str(CAMERA): 300}
    await purse.give_back(200)
    assert await spent(postgres, principal) == {"": 100, str(CAMERA): 100}
    assert await purse.reserve(300)


async def test_what_a_killed_worker_reserved_stays_spent(postgres: Postgres, principal: Principal) -> None:
    budgets = LookBudgets(postgres, organization_usd=0.001, camera_usd=0)
    assert await budgets.open_purse(principal, None).reserve(600)
    # The next attempt pays anew: the call of the first may have been answered.
    assert not await budgets.open_purse(principal, None).reserve(600)


async def test_each_day_and_each_organization_has_its_own_budget(postgres: Postgres, principal: Principal) -> None:
    now = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    days = [
        LookBudgets(postgres, 0.001, 0, lambda: now),
        LookBudgets(postgres, 0.001, 0, lambda: now + timedelta(days=1)),
    ]
    assert [await budgets.open_purse(principal, None).reserve(900) for budgets in days] == [True, True]
    assert not await days[1].open_purse(principal, None).reserve(900)
    assert await days[1].open_purse(Principal.worker("another"), None).reserve(900)


async def test_without_a_limit_all_is_paid(postgres: Postgres, principal: Principal) -> None:
    assert await LookBudgets(postgres, 0, 0).open_purse(principal, None).reserve(10**12)
