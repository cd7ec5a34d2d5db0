"""Whoever comes back after an event gets all that came after it, once and in order, however transactions overlapped."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import aclosing
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.progress import announcements
from datasources.postgres.progress.announcements import list_announced_after
from datasources.postgres.progress.listener import Listener
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import EventType, Role
from models.errors import NotFound, WrongState
from models.filters import EventFilter
from tests.datasources.postgres.progress.test_event_feed import PATIENCE, follow, heard
from tests.support.rows import add_video, event_row
from tests.support.statements import record_statements


@pytest_asyncio.fixture(loop_scope="session")
async def listener(postgres: Postgres) -> AsyncIterator[Listener]:
    async with Listener.open(postgres) as opened:
        await heard(opened)
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def video(postgres: Postgres, principal: Principal) -> UUID:
    return await add_video(postgres, principal)


async def list_ids(postgres: Postgres, principal: Principal, after: UUID) -> list[UUID]:
    return [id_ for each in await list_announced_after(postgres, principal, after) for id_ in each.ids]


async def read(
    listener: Listener, principal: Principal, after: UUID, count: int, wanted: EventFilter | None = None
) -> list[UUID]:
    """The first events after one."""
    found: list[UUID] = []
    async with asyncio.timeout(PATIENCE), aclosing(follow(listener, principal, wanted, after)) as ids:
        while len(found) < count:
            found.append(await anext(ids))
    return found


async def test_what_came_after_any_event_of_many_is_told(
    postgres: Postgres, principal: Principal, video: UUID, listener: Listener
) -> None:
    events = Events(postgres)
    # One of the transactions stores more than a notification holds.
    sizes, stored = (1, 250, 3), list[UUID]()
    for size in sizes:
        stored += await events.store(principal, video, [event_row(len(stored) + number) for number in range(size)])
    for place in (0, 1, 199, 200, 201, 249, 250, 251, 252):
        rest = stored[place + 1 :]
        assert await list_ids(postgres, principal, stored[place]) == rest
        assert await read(listener, principal, stored[place], len(rest)) == rest
    assert await list_ids(postgres, principal, stored[-1]) == []


async def test_what_is_missed_comes_before_what_is_new_and_nothing_twice(
    postgres: Postgres, principal: Principal, video: UUID, listener: Listener
) -> None:
    events = Events(postgres)
    first = await events.store(principal, video, [event_row(number) for number in range(3)])
    ids = follow(listener, principal, None, first[0])
    async with asyncio.timeout(PATIENCE), aclosing(ids):
        assert [await anext(ids), await anext(ids)] == first[1:]
        new = await events.store(principal, video, [event_row(number) for number in range(3, 6)])
        assert [await anext(ids) for _ in range(3)] == new


async def test_notifications_that_come_late_tell_nothing_that_was_seen(
    postgres: Postgres, principal: Principal, video: UUID, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[str] = []
    # As if the connection were slow: what it brings is kept.
    listener._held_back = late
    events = Events(postgres)
    stored = [(await events.store(principal, video, [event_row(number)]))[0] for number in range(4)]
    ids = follow(listener, principal, None, stored[1])
    async with asyncio.timeout(PATIENCE), aclosing(ids):
        assert [await anext(ids), await anext(ids)] == stored[2:]
        # Those of what the subscriber had seen before, too.
        while len(late) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        for payload in late:
            listener._add_events(payload)
        new = await events.store(principal, video, [event_row(9)])
        while len(late) < 5:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        listener._add_events(late[-1])
        assert await anext(ids) == new[0]


async def test_a_transaction_that_commits_late_is_told_after_those_that_overtook_it(
    postgres: Postgres, principal: Principal, video: UUID, listener: Listener
) -> None:
    events, other = Events(postgres), await add_video(postgres, principal)
    [seen] = await events.store(principal, video, [event_row(0)])
    async with postgres.transaction(principal) as connection:
        late = await events.store_in(connection, principal, other, [event_row(1)])
        # Its id and its time are greater, and it commits first.
        early = await events.store(principal, video, [event_row(2)])
        assert late < early
        assert await list_ids(postgres, principal, seen) == early
    assert await list_ids(postgres, principal, seen) == early + late
    assert await read(listener, principal, early[0], 1) == late


@pytest.mark.parametrize("seed", range(3))
async def test_who_goes_and_comes_back_all_the_time_gets_each_event_once(
    postgres: Postgres, principal: Principal, listener: Listener, seed: int
) -> None:
    chance, events = random.Random(seed), Events(postgres)
    videos = [await add_video(postgres, principal) for _ in range(4)]
    [start] = await events.store(principal, videos[0], [event_row(0)])
    stored: list[UUID] = []

    async def write(video: UUID, numbers: list[int]) -> None:
        for number in numbers:
            async with postgres.transaction(principal) as connection:
                rows = [event_row(number * 10 + piece) for piece in range(1, 1 + number % 4)]
                ids = await events.store_in(connection, principal, video, rows)
                await asyncio.sleep(chance.random() * 0.01)
            stored.extend(ids)

    numbers = list(range(1, 13))
    writers = [asyncio.create_task(write(video, numbers)) for video in videos]
    expected = len(videos) * sum(number % 4 for number in numbers)
    told, last = list[UUID](), start
    while len(told) < expected:
        async with asyncio.timeout(PATIENCE), aclosing(follow(listener, principal, None, last)) as ids:
            for _ in range(chance.randrange(1, 6)):
                if len(told) == expected:
                    break
                last = await anext(ids)
                told.append(last)
    await asyncio.gather(*writers)
    assert len(told) == len(set(told))
    assert set(told) == set(stored)


async def test_filters_hold_for_what_was_missed_too(
    postgres: Postgres, principal: Principal, video: UUID, listener: Listener
) -> None:
    stored = await Events(postgres).store(
        principal, video, [event_row(0), event_row(1), event_row(2, type="THEFT"), event_row(3)]
    )
    thefts = EventFilter(types=[EventType.THEFT])
    assert await read(listener, principal, stored[0], 1, thefts) == [stored[2]]


async def test_an_event_that_a_newer_analysis_replaced_is_still_a_place_to_go_on_from(
    postgres: Postgres, principal: Principal, video: UUID, listener: Listener
) -> None:
    events = Events(postgres)
    old = await events.store(principal, video, [event_row(0), event_row(1)])
    async with postgres.transaction(principal) as connection:
        await events.supersede_in(connection, video, "test/")
        new = await events.store_in(connection, principal, video, [event_row(0)])
    assert await read(listener, principal, old[0], 1) == new


async def test_a_missing_a_foreign_and_an_old_event_answer_alike(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    stranger = Principal("x", f"foreign-{uuid4().hex}", frozenset(Role))
    [foreign] = await Events(postgres).store(stranger, await add_video(postgres, stranger), [event_row(1)])
    for id_ in (foreign, uuid4(), UUID(int=0), UUID(int=2**128 - 1)):
        with pytest.raises(NotFound):
            await list_announced_after(postgres, principal, id_)


async def test_more_than_is_kept_for_one_who_comes_back_is_told_as_missed(
    postgres: Postgres, principal: Principal, video: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcements, "MAX_BUFFERED_EVENTS", 5)
    stored = await Events(postgres).store(principal, video, [event_row(number) for number in range(7)])
    with pytest.raises(WrongState) as refused:
        await list_announced_after(postgres, principal, stored[0])
    assert refused.value.code == "EVENTS_MISSED"
    assert await list_ids(postgres, principal, stored[1]) == stored[2:]


async def test_announcing_is_one_statement_and_forgets_what_is_old(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    events = Events(postgres)
    [old] = await events.store(principal, video, [event_row(0)])
    async with postgres.transaction(principal) as connection:
        await connection.execute(text("UPDATE event_announcement SET announced_at = now() - interval '8 days'"))
    with record_statements() as statements:
        await events.store(principal, video, [event_row(number) for number in range(1, 500)])
    assert len([one for one in statements if "event_announcement" in one]) == 1
    async with postgres.transaction(principal) as connection:
        rows = await connection.execute(text("SELECT event_ids FROM event_announcement"))
        assert all(old not in ids for (ids,) in rows)
