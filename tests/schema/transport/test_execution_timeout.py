"""An operation that takes too long is cancelled."""

import asyncio
from typing import Any

import httpx
import pytest

from config import Settings
from datasources.postgres.tables.videos import Videos
from tests.support.serving import ApiTestClient, serve_api


async def test_an_operation_that_takes_too_long_is_cancelled(
    settings: Settings, api: ApiTestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def never(*_: Any) -> int:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError("nobody sets it")

    monkeypatch.setattr(Videos, "count", never)
    headers = {**api.headers, "accept": "application/graphql-response+json", "accept-language": "ko"}
    # On a slow machine the shorter times are over before the operation gets that far.
    for seconds in (0.2, 2, 20):
        chosen = settings.model_copy(update={"execution_timeout_seconds": seconds})
        async with serve_api(chosen) as address, httpx.AsyncClient(base_url=address, timeout=60) as http:
            answer = await http.post("/graphql", json={"query": "{ videos { totalCount } }"}, headers=headers)
            assert answer.status_code == 504
            [error] = answer.json()["errors"]
            assert error["extensions"]["code"] == "UPSTREAM_TIMEOUT"
            assert "제시간에" in error["message"]
            if began.is_set():
                async with asyncio.timeout(30):
                    await ended.wait()
                return
    pytest.fail("no time was long enough for the operation to begin")
