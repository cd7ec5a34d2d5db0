"""/readyz: what it reports to whom, and how often it probes."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from config import Settings
from datasources.bedrock import Bedrock
from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.health import DatabaseHealth
from datasources.s3 import ObjectStore
from models.access.principal import Principal
from schema.transport.connections.pacing import PacedAdmission
from schema.transport.readiness import CachedProbe
from tests.schema.transport.connections.raw import build_request, open_raw
from tests.support.relay import start_relay
from tests.support.serving import ApiTestClient, serve_api

ALL = (
    "database",
    "buckets",
    "queue",
    "model:language",
    "model:vision",
    "model:looking",
    "model:embeddings",
    "model:rerank",
)


@pytest.fixture
async def fresh(settings: Settings) -> AsyncIterator[str]:
    """A server that has not found out anything yet."""
    async with serve_api(settings) as address:
        yield address


async def fetch_readiness(address: str, token: str | None = None) -> tuple[int, dict[str, Any]]:
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=address, timeout=30) as http:
        answer = await http.get("/readyz", headers=headers)
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()


async def test_health_reports_that_the_process_runs(api: ApiTestClient) -> None:
    assert (await api.http.get("/api/health/")).json() == {"status": "ok"}


async def test_services_are_named_to_callers_with_a_token(fresh: str, api: ApiTestClient) -> None:
    assert await fetch_readiness(fresh, api.token) == (200, {"status": "ready", **dict.fromkeys(ALL, True)})


@pytest.mark.parametrize("token", [None, "x", "eyJhbGciOiJub25lIn0.e30."])
async def test_callers_without_a_token_learn_only_whether_it_is_ready(fresh: str, token: str | None) -> None:
    assert await fetch_readiness(fresh, token) == (200, {"status": "ready"})


async def test_without_models_and_buckets_it_stays_ready(
    settings: Settings, api: ApiTestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All replicas lean on the same: a balancer that took them all out would serve nobody."""
    nowhere = "http://127.0.0.1:9"
    away = {"aws_endpoint_url_s3": nowhere, "aws_endpoint_url_bedrock_runtime": nowhere}
    async with serve_api(settings.model_copy(update=away)) as address:
        status, found = await fetch_readiness(address, api.token)
        assert (status, found.pop("status")) == (200, "degraded")
        false = {"buckets", "model:language", "model:vision", "model:looking", "model:embeddings"}
        assert found == {name: name not in false for name in ALL}
        assert await fetch_readiness(address) == (200, {"status": "ready"})


async def test_without_the_database_it_is_not_ready(settings: Settings, api: ApiTestClient) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://u:p@127.0.0.1:9/d"})
    async with serve_api(away) as address:
        assert await fetch_readiness(address) == (503, {"status": "unavailable"})
        status, found = await fetch_readiness(address, api.token)
        assert (status, found["status"], found["database"], found["buckets"]) == (503, "unavailable", False, True)


async def test_one_probe_serves_all_concurrent_callers(
    fresh: str, api: ApiTestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: dict[str, int] = {}

    def counting(kind: type, name: str) -> None:
        original = getattr(kind, name)

        async def counted(*arguments: Any) -> Any:
            calls[kind.__name__] = calls.get(kind.__name__, 0) + 1
            return await original(*arguments)

        monkeypatch.setattr(kind, name, counted)

    counting(DatabaseHealth, "is_reachable")
    counting(ObjectStore, "is_reachable")
    counting(Bedrock, "check_models")
    answers = await asyncio.gather(*(fetch_readiness(fresh, api.token if number % 2 else None) for number in range(60)))
    assert {status for status, _ in answers} == {200}
    # A second probe runs where sixty requests take this machine more than three seconds.
    assert all(1 <= calls[name] <= 2 for name in ("DatabaseHealth", "ObjectStore", "Bedrock")), calls


async def test_callers_in_a_loop_leave_the_server_to_others(fresh: str, api: ApiTestClient) -> None:
    """Two hundred that ask as fast as they are answered get a steady number of answers, and no more."""
    answered = 0
    over = asyncio.Event()

    async def ask() -> None:
        nonlocal answered
        async with open_raw(fresh) as connection:
            while not over.is_set():
                connection.send(build_request("/readyz"))
                await connection.read_answer()
                answered += 1

    loops = [asyncio.create_task(ask()) for _ in range(100)]
    await asyncio.sleep(0.5)
    before, began = answered, time.monotonic()
    await asyncio.sleep(1.5)
    a_second = (answered - before) / (time.monotonic() - began)
    over.set()
    await asyncio.gather(*loops)
    assert 0 < a_second < 350


async def test_addresses_take_turns() -> None:
    turnstile, passed = PacedAdmission(per_second=200, burst=1), list[str]()

    async def ask(address: str) -> None:
        await turnstile.wait_turn(address)
        passed.append(address)

    many = [asyncio.create_task(ask("many")) for _ in range(40)]
    await asyncio.sleep(0)
    left = asyncio.create_task(ask("left"))
    await asyncio.sleep(0)
    left.cancel()
    await ask("one")
    assert passed.index("one") <= 4
    await asyncio.gather(*many)
    assert passed.count("many") == 40


async def test_a_failed_probe_is_shared_and_then_repeated() -> None:
    now, calls = 0.0, 0

    async def find() -> int:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0.01)
        return calls

    clock: Callable[[], float] = lambda: now  # noqa: E731
    shared = CachedProbe(find, 3.0, clock)
    leaving = asyncio.create_task(shared.get())
    staying = [asyncio.create_task(shared.get()) for _ in range(3)]
    await asyncio.sleep(0)
    leaving.cancel()
    assert await asyncio.gather(*staying) == [1, 1, 1]
    now = 2.9
    assert await shared.get() == 1
    now = 3.1
    assert await shared.get() == 2
    await shared.close()


async def test_a_connection_that_died_silently_does_not_make_it_unready(
    settings: Settings, principal: Principal
) -> None:
    async with start_relay(settings.database_url) as relay:
        postgres = await Postgres.connect(relay.url.replace("postgresql", "postgresql+asyncpg", 1), seconds=2)
        pulse = DatabaseHealth(postgres)
        assert await pulse.is_reachable(2)
        relay.drop_connections()
        assert await pulse.is_reachable(2)
        relay.silent = True
        assert not await pulse.is_reachable(0.5)
        relay.silent = False
        assert await pulse.is_reachable(2)
        pulse.close()
        await postgres.close()
