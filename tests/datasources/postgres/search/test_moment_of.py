"""The time of day at a position is the same here and in the database, whatever the camera's clock did."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.footage.clock_jumps import ClockJumps, position_at_time, time_at_position
from tests.support.rows import add_video

RECORDED = datetime(2026, 11, 20, 12, tzinfo=UTC)
_MOMENTS = text(
    "SELECT time_at_position(:recorded, CAST(:jumps AS double precision[]), at) FROM "
    "unnest(CAST(:places AS double precision[])) WITH ORDINALITY AS asked (at, number) ORDER BY number"
)


def any_jumps(chance: random.Random) -> tuple[list[float | None], list[float]]:
    """Jumps as an analysis may write them, and positions: at random, at the jumps, and a hair before and behind."""
    count = chance.randrange(6)
    places = sorted(round(chance.uniform(0.1, 4000), chance.choice((1, 3, 6))) for _ in range(count))
    ahead, found = 0.0, list[float | None]()
    for number, place in enumerate(places):
        ahead += chance.choice((0.0, 0.04, 61.25, 3600.0, chance.uniform(0, 9e6)))
        # Where nobody knows, nobody knows ever after.
        unknown = number == count - 1 and chance.random() < 0.4
        found += [place, None if unknown else ahead]
    around = [place + hair for place in places for hair in (-0.01, -0.0005, 0.0, 0.0005, 0.01)]
    return found, [0.0, *around, *(chance.uniform(0, 5000) for _ in range(20))]


async def in_the_database(
    postgres: Postgres, principal: Principal, jumps: ClockJumps, places: Sequence[float], recorded: datetime | None
) -> list[Any]:
    async with postgres.transaction(principal) as connection:
        values = {"recorded": recorded, "jumps": list(jumps), "places": list(places)}
        return list((await connection.execute(_MOMENTS, values)).scalars())


@pytest.mark.parametrize("seed", range(40))
async def test_both_say_the_same_of_any_jumps(postgres: Postgres, principal: Principal, seed: int) -> None:
    jumps, places = any_jumps(random.Random(seed))
    for recorded in (RECORDED, None):
        theirs = await in_the_database(postgres, principal, jumps, places, recorded)
        ours = [time_at_position(recorded, jumps, at) for at in places]
        assert [one is None for one in theirs] == [one is None for one in ours]
        for mine, its in zip(ours, theirs, strict=True):
            # Each rounds to microseconds by itself.
            assert mine is None or abs(mine - its) <= timedelta(microseconds=1), (jumps, places)


@pytest.mark.parametrize("seed", range(40))
def test_a_time_of_day_leads_back_to_its_position(seed: int) -> None:
    jumps, places = any_jumps(random.Random(seed))
    for at in places:
        moment = time_at_position(RECORDED, jumps, at)
        if moment is not None:
            assert position_at_time(RECORDED, jumps, moment) == pytest.approx(at, abs=0.0015)


async def test_a_time_at_which_nothing_was_recorded_is_where_the_footage_goes_on() -> None:
    jumps = [12.0, 3600.0, 20.0, None]
    found = [
        position_at_time(RECORDED, jumps, RECORDED + timedelta(seconds=at)) for at in (-5, 11, 12, 1800, 3611, 3615)
    ]
    assert found == [-5.0, 11.0, 12.0, 12.0, 12.0, 15.0]


async def test_footage_that_leapt_is_covered_to_its_last_time_of_day(postgres: Postgres, principal: Principal) -> None:
    from datasources.postgres.search.search import Search
    from models.filters import EventFilter, TimeRange

    of: dict[str, Any] = {"status": "READY", "recorded_at": RECORDED, "duration_seconds": 24.0}
    await add_video(postgres, principal, **of, jumps=[12.0, 7200.0])
    search, two = Search(postgres), RECORDED + timedelta(hours=2)
    seen = await search.measure_coverage(principal, EventFilter(occurred_at=TimeRange(two, None)))
    assert (seen.videos_considered, seen.period_to) == (1, two + timedelta(seconds=24))
    assert (await search.describe_footage(principal, 1)).recorded_period == (RECORDED, two + timedelta(seconds=24))
