"""Events are stored once, and read a window per video in one statement."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.enums import EventOrder, EventType, FrameLocation
from models.errors import NotFound
from models.filters import EventFilter, SecondsRange, TimeRange
from models.paging import CursorKey, PageWindow
from tests.support.rows import add_video, event_row

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRANGER = Principal("stranger", "another organization", frozenset())


@pytest.fixture
def events(postgres: Postgres) -> Events:
    return Events(postgres)


async def test_storing_the_same_events_again_changes_nothing_and_answers_the_same_ids(
    events: Events, principal: Principal, video: UUID
) -> None:
    rows = [event_row(0), event_row(5, type="STANDING", track_id=None), event_row(9)]
    first = await events.store(principal, video, rows)
    again = await events.store(principal, video, [*rows, event_row(12)])
    assert again[:3] == first
    assert await events.count(principal, None) == 4


async def test_the_time_of_day_is_the_recording_s_start_and_the_seconds(
    events: Events, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, recorded_at=NOON)
    ids = await events.store(principal, video, [event_row(90.5)])
    row = (await events.get_by_ids(principal, ids, {"occurred_at"}))[0]
    assert row is not None
    assert row["occurred_at"] == NOON + timedelta(seconds=90.5)


async def test_the_ids_of_thousands_of_events_are_answered_in_the_order_that_they_were_given(
    events: Events, principal: Principal, video: UUID
) -> None:
    starts = [number * 7 % 3001 for number in range(3001)]
    rows = [event_row(float(start)) if start % 3 else event_row(float(start), action="limps") for start in starts]
    for _ in range(2):
        ids = await events.store(principal, video, rows)
        found = await events.get_by_ids(principal, ids, {"start_seconds", "action"})
        assert [(row["start_seconds"], row["action"]) for row in found if row is not None] == [
            (start, "limps" if start % 3 == 0 else None) for start in starts
        ]


async def test_events_follow_what_becomes_known_of_their_video_later(
    events: Events, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    ids = await events.store(
        principal, video, [event_row(0), event_row(2.5, frame_number=0), event_row(3.5, frame_number=80)]
    )
    async with postgres.transaction(principal) as connection:
        await Videos(postgres).update_in(connection, video, recorded_at=NOON, frame_rate=30.0)
        assert await events.sync_times_in(connection, video) == 3
        assert await events.sync_times_in(connection, video) == 0
    rows = await events.get_by_ids(principal, ids, {"occurred_at", "frame_number"})
    assert [(row["occurred_at"], row["frame_number"]) for row in rows if row is not None] == [
        (NOON, 0),
        (NOON + timedelta(seconds=2.5), 75),
        (NOON + timedelta(seconds=3.5), 80),
    ]


async def test_events_of_a_missing_or_foreign_video_are_not_stored(
    events: Events, principal: Principal, video: UUID
) -> None:
    for who, which in ((principal, UUID(int=1)), (STRANGER, video)):
        with pytest.raises(NotFound):
            await events.store(who, which, [event_row(0)])


async def test_the_first_events_of_each_video_come_in_the_videos_order(
    events: Events, postgres: Postgres, principal: Principal
) -> None:
    ids = [await add_video(postgres, principal) for _ in range(3)]
    await events.store(principal, ids[0], [event_row(second) for second in (4, 2, 3, 1)])
    await events.store(principal, ids[2], [event_row(7)])
    order, window = EventOrder.EARLIEST_FIRST, PageWindow(3)
    parts = await events.list_pages_by_video(principal, ids, None, order, window, {"start_seconds"})
    assert [[row["start_seconds"] for row in part.rows] for part in parts] == [[1, 2, 3], [], [7]]
    assert [part.has_next for part in parts] == [True, False, False]
    assert await events.count_by_video(principal, ids, None) == [4, 0, 1]
    after = PageWindow(3, after=CursorKey(2, parts[0].rows[1]["id"]))
    rest = await events.list_pages_by_video(principal, ids[:1], None, order, after, {"start_seconds"})
    assert [row["start_seconds"] for row in rest[0].rows] == [3, 4]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (EventFilter(types=[EventType.STANDING]), [10]),
        (EventFilter(types=[EventType.STANDING, EventType.WALKING]), [0, 10, 20]),
        (EventFilter(types=[]), []),
        (EventFilter(seconds=SecondsRange(12, 18)), [10]),
        (EventFilter(seconds=SecondsRange(end=0)), [0]),
        (EventFilter(seconds=SecondsRange(start=20.5)), [20]),
        (EventFilter(locations=[FrameLocation.LEFT]), [10]),
        (EventFilter(track_ids=["P2"]), [20]),
        (EventFilter(min_confidence=0.9), [20]),
        (EventFilter(cameras=["till"]), [0, 10, 20]),
        (EventFilter(cameras=["door"]), []),
        (EventFilter(occurred_at=TimeRange(NOON + timedelta(seconds=5), NOON + timedelta(seconds=15))), [10]),
    ],
)
async def test_filters_narrow_the_list_and_its_count_alike(
    events: Events, postgres: Postgres, principal: Principal, wanted: EventFilter, expected: list[float]
) -> None:
    video = await add_video(postgres, principal, camera="till", recorded_at=NOON)
    rows = [
        event_row(0),
        event_row(10, 15, type="STANDING", location="LEFT"),
        event_row(20, track_id="P2", confidence=0.95),
    ]
    await events.store(principal, video, rows)
    part = await events.list_page(principal, wanted, EventOrder.EARLIEST_FIRST, PageWindow(10), {"start_seconds"})
    assert [row["start_seconds"] for row in part.rows] == expected
    assert await events.count(principal, wanted) == len(expected)


async def test_another_organization_finds_and_counts_nothing(events: Events, principal: Principal, video: UUID) -> None:
    ids = await events.store(principal, video, [event_row(0)])
    order, window = EventOrder.EARLIEST_FIRST, PageWindow(3)
    assert await events.get_by_ids(STRANGER, ids, {"type"}) == [None]
    assert (await events.list_page(STRANGER, None, order, window, {"type"})).rows == []
    assert (await events.list_pages_by_video(STRANGER, [video], None, order, window, {"type"}))[0].rows == []
    assert await events.count_by_video(STRANGER, [video], None) == [0]


async def test_latest_first_goes_by_the_clock_and_what_has_none_comes_last(
    events: Events, postgres: Postgres, principal: Principal
) -> None:
    """Positions of different videos cannot be compared; within one video they can, whatever its clock says."""
    morning = await add_video(postgres, principal, recorded_at=NOON - timedelta(hours=4))
    noon = await add_video(postgres, principal, recorded_at=NOON)
    unknown = await add_video(postgres, principal)
    for video in (morning, noon, unknown):
        await events.store(principal, video, [event_row(1), event_row(600)])
    latest, window = EventOrder.LATEST_FIRST, PageWindow(4)
    columns = {"video_id", "start_seconds"}
    first = await events.list_page(principal, None, latest, window, columns)
    told = [(row["video_id"], row["start_seconds"]) for row in first.rows]
    assert told == [(noon, 600), (noon, 1), (morning, 600), (morning, 1)]
    last = first.rows[-1]
    rest = await events.list_page(
        principal, None, latest, PageWindow(4, after=CursorKey(last["cursor_value"].isoformat(), last["id"])), columns
    )
    assert [(row["video_id"], row["start_seconds"]) for row in rest.rows] == [(unknown, 600), (unknown, 1)]
    one = await events.list_page(principal, EventFilter(video_ids=[unknown]), latest, PageWindow(1), columns)
    assert [row["cursor_value"] for row in one.rows] == [600]
    [page] = await events.list_pages_by_video(principal, [unknown], None, latest, PageWindow(1), columns)
    assert [row["cursor_value"] for row in page.rows] == [600]


async def test_stored_orders_and_filters_go_by_the_time_of_storing(
    events: Events, postgres: Postgres, principal: Principal
) -> None:
    # The later video was recorded first.
    for recorded in (NOON, NOON - timedelta(days=1)):
        video = await add_video(postgres, principal, recorded_at=recorded)
        await events.store(principal, video, [event_row(1)])
    columns = {"created_at"}
    newest = await events.list_page(principal, None, EventOrder.STORED_NEWEST_FIRST, PageWindow(9), columns)
    oldest = await events.list_page(principal, None, EventOrder.STORED_OLDEST_FIRST, PageWindow(9), columns)
    times = [row["created_at"] for row in newest.rows]
    assert times == sorted(times, reverse=True)
    assert [row["id"] for row in oldest.rows] == [row["id"] for row in reversed(newest.rows)]
    assert times[0] > times[1]
    for moments, count in (
        (TimeRange(start=times[0]), 1),
        (TimeRange(end=times[1]), 1),
        (TimeRange(times[1], times[0]), 2),
        (TimeRange(end=times[1] - timedelta(microseconds=1)), 0),
    ):
        wanted = EventFilter(created_at=moments)
        page = await events.list_page(principal, wanted, EventOrder.EARLIEST_FIRST, PageWindow(9), columns)
        assert len(page.rows) == await events.count(principal, wanted) == count
