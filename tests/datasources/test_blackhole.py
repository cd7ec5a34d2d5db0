"""An address where nobody takes connections, and nobody refuses them, is given up after seconds."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.s3 import ObjectStore
from models.access.principal import Principal
from models.errors import Unavailable

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="drops what a full backlog cannot hold")
SECONDS, LATE = 1.0, 3.0


@pytest.fixture
def hole() -> Iterator[int]:
    """A port whose backlog is full: the kernel drops each further SYN."""
    with ExitStack() as opened:
        listening = opened.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(8):
            one = opened.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(listening.getsockname())
        late = opened.enter_context(socket.socket())
        late.settimeout(0.3)
        with pytest.raises(TimeoutError):
            late.connect(listening.getsockname())
        yield listening.getsockname()[1]


async def test_of_the_database(hole: int, principal: Principal) -> None:
    postgres = await Postgres.connect(
        f"postgresql+asyncpg://somebody:word@127.0.0.1:{hole}/nowhere", pool_size=2, seconds=SECONDS
    )
    began = time.monotonic()
    try:
        with pytest.raises(Unavailable):
            async with postgres.transaction(principal):
                raise AssertionError("it was reached")
    finally:
        await postgres.close()
    assert time.monotonic() - began < SECONDS + LATE


async def test_of_s3(hole: int, stack: dict[str, str]) -> None:
    opening = ObjectStore.open(
        region="ap-northeast-2",
        endpoint=f"http://127.0.0.1:{hole}",
        storage_bucket="storage",
        thumbnails_bucket="thumbnails",
        highlights_bucket="highlights",
        seconds=SECONDS,
    )
    async with opening as store:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            await store.put("storage", "a/b", b"x", "text/plain")
        assert time.monotonic() - began < SECONDS + LATE
