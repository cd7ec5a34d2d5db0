"""How fast one caller may ask."""

from datetime import UTC, datetime, timedelta
from random import Random
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


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the buckets are filled by."""
    made = Clock()
    monkeypatch.setattr("throttled.utils.now_mono_f", made)
    return made


def test_a_caller_spends_its_points_and_gets_them_back_with_time(clock: Clock) -> None:
    rates = RateLimiter(600)
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


def test_the_cheapest_operation_costs_something_and_the_dearest_runs_from_a_full_bucket(clock: Clock) -> None:
    rates = RateLimiter(MIN_COST * 2)
    rates.spend("a", 10**6)
    clock.now += 60
    rates.spend("a", 0)
    rates.spend("a", 0)
    with pytest.raises(AllowanceExceeded):
        rates.spend("a", 0)


@pytest.mark.usefixtures("clock")
def test_a_stranger_has_a_share() -> None:
    rates = RateLimiter(1000)
    rates.spend("address", 100, share=0.1)
    with pytest.raises(AllowanceExceeded):
        rates.spend("address", 1, share=0.1)


@pytest.mark.usefixtures("clock")
def test_zero_is_no_limit_and_callers_of_long_ago_are_forgotten() -> None:
    free = RateLimiter(0)
    for _ in range(1000):
        free.spend("a", 10**9)
    rates = RateLimiter(100)
    rates.spend("first", 100)
    for number in range(10_000):
        rates.spend(str(number), 100)
    rates.spend("first", 100)
    with pytest.raises(AllowanceExceeded):
        rates.spend("9999", 100)


def test_names_with_separators_are_callers_of_their_own() -> None:
    rates = RateLimiter(100)
    rates.spend(("a", "b:c"), 100)
    rates.spend(("a:b", "c"), 100)
    rates.spend(("a", 'b","c'), 100)
    with pytest.raises(AllowanceExceeded):
        rates.spend(("a", "b:c"), 100)


def test_it_allows_exactly_what_a_token_bucket_allows(clock: Clock) -> None:
    """Against a bucket written out here: the same verdicts and waits over thousands of operations."""
    rates, chance = RateLimiter(1000), Random(1)
    left, refused = 1000.0, 0
    for _ in range(5000):
        pause, cost = chance.expovariate(0.5), chance.randint(MIN_COST, 300)
        clock.now += pause
        left = min(1000.0, left + pause * 1000 / 60)
        asked_at = datetime.now(UTC)
        if left >= cost:
            rates.spend("a", cost)
            left -= cost
        else:
            refused += 1
            with pytest.raises(AllowanceExceeded) as error:
                rates.spend("a", cost)
            wait = (error.value.reset_at - asked_at).total_seconds()
            assert (cost - left) * 60 / 1000 <= wait + 1e-6
            assert wait <= (cost - left) * 60 / 1000 + (datetime.now(UTC) - asked_at).total_seconds() + 1e-6
    assert 500 < refused < 4500


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
