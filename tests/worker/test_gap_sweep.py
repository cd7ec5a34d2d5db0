"""Events that were stored while no model answered get their vectors later, without anybody's doing."""

from datetime import UTC, datetime, timedelta

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.embeddings import Vectors
from domain.embeddings import gap_sweep as sweep
from domain.embeddings.gap_sweep import EmbeddingSweep
from models.access.principal import Principal
from models.errors import Unavailable
from tests.worker.commands.test_reembed import NEW, OLD, Model, add_events, fetch_embedded


def build_sweep(postgres: Postgres, model: Model, now: datetime | None = None) -> EmbeddingSweep:
    return EmbeddingSweep(Vectors(postgres), model, NEW, lambda: now or datetime.now(UTC))


async def test_what_has_no_vector_at_all_gets_one_of_the_configured_model(
    postgres: Postgres, principal: Principal
) -> None:
    bare = await add_events(postgres, principal, 3)
    old = await add_events(postgres, principal, 2, by=OLD)
    sweep_ = build_sweep(postgres, Model())
    assert await sweep_.run_round() == 3
    assert await fetch_embedded(postgres, principal, NEW) == set(bare)
    assert await fetch_embedded(postgres, principal, OLD) == set(old)
    later = await add_events(postgres, principal, 2)
    assert await sweep_.run_round() == 2
    assert await fetch_embedded(postgres, principal, NEW) == {*bare, *later}
    assert await sweep_.run_round() == 0


async def test_later_rounds_look_only_at_what_came_since(postgres: Postgres, principal: Principal) -> None:
    await add_events(postgres, principal, 3)
    # By this clock, a day has passed since the events came.
    sweep_ = build_sweep(postgres, Model(), datetime.now(UTC) + timedelta(days=1))
    assert await sweep_.run_round() == 3
    looked = await Vectors(postgres).find_missing(None, sweep_._after, 10)
    assert looked.last_event_id is None


async def test_what_a_model_that_is_away_left_is_done_in_the_next_round(
    postgres: Postgres, principal: Principal
) -> None:
    ids = await add_events(postgres, principal, 3)
    away = True

    async def fail(_texts: object) -> None:
        if away:
            raise Unavailable(service="Bedrock embeddings")

    sweep_ = build_sweep(postgres, Model(fail), datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(Unavailable):
        await sweep_.run_round()
    away = False
    assert await sweep_.run_round() == 3
    assert await fetch_embedded(postgres, principal, NEW) == set(ids)


async def test_a_round_leaves_time_for_other_work(
    postgres: Postgres, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "MAX_PER_ROUND", 128)
    ids = await add_events(postgres, principal, 300)
    sweep_ = build_sweep(postgres, Model())
    assert [await sweep_.run_round() for _ in range(4)] == [128, 128, 44, 0]
    assert await fetch_embedded(postgres, principal, NEW) == set(ids)
