"""How fast one caller may ask."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from config import Settings
from models.access.principal import Principal
from models.errors import AllowanceExceeded
from schema.guard.rate_limit import MIN_COST, RateLimiter
from tests.support.serving import ApiTestClient, serve_api


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_caller_spends_its_points_and_gets_them_back_with_time() -> None:
    clock = Clock()
    rates = RateLimiter(600, clock)
    rates.spend("a", 600)
    with pytest.raises(AllowanceExceeded) as refused:
        rates.spend("a", 100)
    wait = refused.value.reset_at - datetime.now(UTC)
    assert timedelta(seconds=8) < wait <= timedelta(seconds=10)
    rates.spend("b", 600)
    clock.now += 10
    rates.spend("a", 100)
    with pytest.raises(AllowanceExceeded):
        rates.spend("a", 1)


def test_the_cheapest_operation_costs_something_and_the_dearest_runs_from_a_full_bucket() -> None:
    clock = Clock()
    rates = RateLimiter(MIN_COST * 2, clock)
    rates.spend("a", 10**6)
    clock.now += 60
    rates.spend("a", 0)
    rates.spend("a", 0)
    with pytest.raises(AllowanceExceeded):
        rates.spend("a", 0)


def test_a_stranger_has_a_share() -> None:
    rates = RateLimiter(1000, Clock())
    rates.spend("address", 100, share=0.1)
    with pytest.raises(AllowanceExceeded):
        rates.spend("address", 1, share=0.1)


def test_zero_is_no_limit_and_callers_of_long_ago_are_forgotten() -> None:
    free = RateLimiter(0)
    for _ in range(1000):
        free.spend("a", 10**9)
    clock = Clock()
    rates = RateLimiter(100, clock)
    rates.spend("first", 100)
    for number in range(10_000):
        rates.spend(number, 100)
    rates.spend("first", 100)
    assert len(rates._buckets) == 10_000


async def test_who_asks_too_fast_is_told_until_when_and_others_are_served(
    settings: Settings, api: ApiTestClient, principal: Principal
) -> None:
    slow = settings.model_copy(update={"rate_points_per_minute": 40})
    async with serve_api(slow) as address:
        caller = ApiTestClient(api.http, api.token)

        async def ask(**headers: str) -> tuple[int, Any, dict[str, str]]:
            answer = await caller.http.post(
                f"{address}/graphql", json={"query": "{ viewer { id } }"}, headers={**caller.headers, **headers}
            )
            return answer.status_code, answer.json(), dict(answer.headers)

        assert [(await ask())[0] for _ in range(4)] == [200] * 4
        status, body, headers = await ask()
        assert status == 429
        assert 1 <= int(headers["retry-after"]) <= 60
        [error] = body["errors"]
        assert error["extensions"]["code"] == "THROTTLED"
        assert datetime.fromisoformat(error["extensions"]["resetAt"]) > datetime.now(UTC)
        assert "data" not in body
        korean = (await ask(**{"accept-language": "ko"}))[1]
        assert "다시 시도해" in korean["errors"][0]["message"]
        # Somebody without a token at the same address has points of their own.
        assert (await ask(authorization=""))[0] == 200
