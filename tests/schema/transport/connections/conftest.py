"""A server with short time limits."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from config import Settings
from schema.transport.connections.limiter import ConnectionLimiter
from schema.transport.connections.limits import ConnectionLimits
from tests.support.serving import serve_api

IDLE, HEADERS, BODY, UNREAD = 0.6, 1.5, 1.5, 1.0


@dataclass(frozen=True, slots=True)
class ImpatientServer:
    address: str
    limiter: ConnectionLimiter


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _impatient(settings: Settings) -> AsyncIterator[ImpatientServer]:
    changed: dict[str, Any] = {
        "request_idle_seconds": IDLE,
        "request_headers_seconds": HEADERS,
        "request_body_seconds": BODY,
        "request_body_bytes_per_second": 1000,
        "response_idle_seconds": UNREAD,
        "connections_per_address": 64,
    }
    with pytest.MonkeyPatch.context() as patch:
        limiters: list[ConnectionLimiter] = []

        def kept(limits: ConnectionLimits) -> ConnectionLimiter:
            limiters.append(ConnectionLimiter(limits))
            return limiters[-1]

        patch.setattr("app.ConnectionLimiter", kept)
        async with serve_api(settings.model_copy(update=changed)) as address:
            yield ImpatientServer(address, limiters[-1])


@pytest.fixture
def impatient(_impatient: ImpatientServer) -> ImpatientServer:
    return _impatient
