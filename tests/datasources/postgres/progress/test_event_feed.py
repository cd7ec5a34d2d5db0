"""Whoever follows new events hears of each that fits, once."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.progress import event_feed as detected
from datasources.postgres.progress import feed
from datasources.postgres.progress import listener as listen
from datasources.postgres.progress.listener import Listener
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import EventType, Role
from models.errors import WrongState
from models.filters import EventFilter
from tests.conftest import Database
from tests.support.rows import add_video, event_row
from tests.support.statements import record_statements

PATIENCE = 30


@pytest_asyncio.fixture(loop_scope="session")
async def listener(postgres: Postgres) -> AsyncIterator[Listener]:
    async with Listener.open(postgres) as opened:
        await heard(opened)
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def video(postgres: Postgres, principal: Principal) -> UUID:
    return await add_video(postgres, principal, camera="door")


async def heard(listener: Listener) -> None:
    """Until it listens."""
    async with asyncio.timeout(PATIENCE):
        while listener._heard_until is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def follow(
    listener: Listener, principal: Principal, wanted: EventFilter | None = None, after: UUID | None = None
) -> AsyncGenerator[UUID, None]:
    stream = listener.open_event_feed(principal)
    followed = stream.__enter__()

    async def ids() -> AsyncGenerator[UUID, None]:
        try:
            async with aclosing(
                followed.iter_batches(detected.Following(wanted, frozenset({"type"}), frozenset(), after))
            ) as batches:
                async for rows, _ in batches:
                    for row in rows:
                        yield row["id"]
        finally:
            stream.__exit__(None, None, None)

    return ids()


class Reader:
    """Follows from its making on."""

    def __init__(self, listener: Listener, principal: Principal, wanted: EventFilter | None = None) -> None:
        self._ids = follow(listener, principal, wanted)
        self._next = asyncio.ensure_future(self._ids.__anext__())

    async def started(self) -> "Reader":
        await asyncio.sleep(0)
        return self

    async def take(self, number: int) -> list[UUID]:
        found: list[UUID] = []
        async with asyncio.timeout(PATIENCE):
            while len(found) < number:
                found.append(await self._next)
                self._next = asyncio.ensure_future(self._ids.__anext__())
        return found

    async def failed(self) -> BaseException:
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait({self._next})
        error = self._next.exception()
        assert error is not None
        return error

    def idle(self) -> bool:
        return not self._next.done()

    async def close(self) -> None:
        self._next.cancel()
        await asyncio.wait({self._next})
        await self._ids.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def reader(listener: Listener, principal: Principal) -> AsyncIterator[Reader]:
    made = await Reader(listener, principal).started()
    yield made
    await made.close()


async def test_an_event_is_told_once_however_often_it_is_stored(
    postgres: Postgres, principal: Principal, video: UUID, reader: Reader
) -> None:
    events = Events(postgres)
    first = await events.store(principal, video, [event_row(1), event_row(2)])
    assert await reader.take(2) == first
    again = await events.store(principal, video, [event_row(1), event_row(2), event_row(3)])
    assert again[:2] == first
    assert await reader.take(1) == again[2:]


async def test_what_a_failed_transaction_stored_is_not_told(
    postgres: Postgres, principal: Principal, video: UUID, reader: Reader
) -> None:
    async def failing() -> None:
        async with postgres.transaction(principal) as connection:
            await Events(postgres).store_in(connection, principal, video, [event_row(1)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await failing()
    stored = await Events(postgres).store(principal, video, [event_row(2)])
    assert await reader.take(1) == stored


async def test_many_at_once_are_read_in_batches(
    postgres: Postgres, principal: Principal, video: UUID, reader: Reader, listener: Listener
) -> None:
    others = [await Reader(listener, principal).started() for _ in range(20)]
    rows = [event_row(number) for number in range(1000)]
    with record_statements() as statements:
        stored = await Events(postgres).store(principal, video, rows)
        assert await reader.take(1000) == stored
        for other in others:
            assert await other.take(1000) == stored
    read = [statement for statement in statements if statement.startswith("SELECT event")]
    # A hundred each, and now and then a part of them, for all followers together.
    assert len(read) <= 40
    for other in others:
        await other.close()


async def test_only_what_fits_is_told(
    postgres: Postgres, principal: Principal, video: UUID, reader: Reader, listener: Listener
) -> None:
    thefts = await Reader(listener, principal, EventFilter(types=[EventType.THEFT])).started()
    nothing = await Reader(listener, principal, EventFilter(cameras=["yard"])).started()
    stored = await Events(postgres).store(principal, video, [event_row(1), event_row(2, type="THEFT"), event_row(3)])
    assert await reader.take(3) == stored
    assert await thefts.take(1) == stored[1:2]
    assert thefts.idle()
    assert nothing.idle()
    await thefts.close()
    await nothing.close()


async def test_another_organization_hears_nothing(
    postgres: Postgres, principal: Principal, video: UUID, reader: Reader, listener: Listener
) -> None:
    stranger = Principal("x", f"foreign-{uuid4().hex}", frozenset(Role))
    theirs = await Reader(listener, stranger).started()
    aimed = await Reader(listener, stranger, EventFilter(video_ids=[video])).started()
    stored = await Events(postgres).store(principal, video, [event_row(1)])
    assert await reader.take(1) == stored
    assert theirs.idle()
    assert aimed.idle()
    await theirs.close()
    await aimed.close()


async def test_one_who_falls_too_far_behind_is_told_so(
    postgres: Postgres, principal: Principal, video: UUID, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MAX_BUFFERED_EVENTS", 5)
    ids = follow(listener, principal)
    first = asyncio.ensure_future(ids.__anext__())
    await asyncio.sleep(0)
    events = Events(postgres)
    stored = await events.store(principal, video, [event_row(0)])
    assert await first == stored[0]
    # It does not read while more is stored than is kept.
    late = await Reader(listener, principal).started()
    for number in range(1, 4):
        await events.store(principal, video, [event_row(number * 10 + piece) for piece in range(3)])
        await late.take(3)
    with pytest.raises(WrongState) as told:
        async with asyncio.timeout(PATIENCE):
            await ids.__anext__()
    assert told.value.code == "EVENTS_MISSED"
    await late.close()


async def test_a_lost_connection_loses_no_event_and_repeats_none(
    postgres: Postgres,
    principal: Principal,
    video: UUID,
    reader: Reader,
    listener: Listener,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    events = Events(postgres)
    before = await events.store(principal, video, [event_row(1)])
    assert await reader.take(1) == before
    # As long as the pause lasts nobody listens.
    monkeypatch.setattr(listen, "_MIN_PAUSE", 0.5)
    listener._retry_pause = 0.5
    told_at = listener._heard_until
    owner = await Postgres.connect(database.owner_url)
    async with owner.system_transaction() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        )
    await owner.close()
    meanwhile = await events.store(principal, video, [event_row(2)])
    assert await reader.take(1) == meanwhile
    async with asyncio.timeout(PATIENCE):
        while listener._heard_until == told_at:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    after = await events.store(principal, video, [event_row(3)])
    assert await reader.take(1) == after
    assert reader.idle()


async def test_who_follows_before_the_first_connection_misses_nothing(
    postgres: Postgres, principal: Principal, video: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    connecting = asyncio.Event()
    connect: Any = asyncpg.connect

    async def late(**options: Any) -> Any:
        await connecting.wait()
        return await connect(**options)

    monkeypatch.setattr(asyncpg, "connect", late)
    async with Listener.open(postgres) as listener:
        reader = await Reader(listener, principal).started()
        stored = await Events(postgres).store(principal, video, [event_row(2)])
        connecting.set()
        assert await reader.take(1) == stored
        await reader.close()
        assert listener._event_feeds == {}
