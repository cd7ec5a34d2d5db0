"""What cameras recorded when: until when, the hours without any footage, and what happened by the clock."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from datasources.postgres.cameras.footage import CameraFootage
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.search import Search
from datasources.postgres.tables.cameras import Cameras
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import EventType, GapReason
from models.filters import EventFilter, TimeRange
from models.footage.gaps import MAX_GAPS
from tests.support.rows import add_video, event_row
from tests.support.statements import record_statements

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NONE, LOST, UNSEEN = GapReason.NO_FOOTAGE, GapReason.UNDECODABLE, GapReason.NOT_ANALYZED
STRANGER = Principal("stranger", "another organization", frozenset())


def after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def footage(postgres: Postgres) -> CameraFootage:
    return CameraFootage(postgres)


@pytest_asyncio.fixture
async def till(postgres: Postgres, principal: Principal) -> UUID:
    return await add_camera(postgres, principal, "till")


async def add_camera(postgres: Postgres, principal: Principal, name: str, site: str | None = None) -> UUID:
    async with postgres.transaction(principal) as connection:
        return (await Cameras(postgres).ensure_in(connection, principal, site, name))["id"]


async def record(
    postgres: Postgres, principal: Principal, camera: UUID, start: float, minutes: float, **columns: Any
) -> UUID:
    """A recording of the camera that begins so many minutes after noon."""
    usual = {"status": "READY", "gaps": [], "camera": "till"}
    times = {"recorded_at": after(start), "duration_seconds": minutes * 60.0}
    return await add_video(postgres, principal, camera_id=camera, **{**usual, **times, **columns})


async def gaps(
    footage: CameraFootage, principal: Principal, camera: UUID, start: float, end: float
) -> list[tuple[float, float, GapReason]]:
    """The camera's gaps between these minutes after noon, in minutes."""
    [found] = await footage.list_gaps(principal, [camera], TimeRange(after(start), after(end)), 100)
    minutes = []
    for gap in found:
        assert gap.period_from is not None
        assert gap.period_to is not None
        edges = [(moment - NOON).total_seconds() / 60 for moment in (gap.period_from, gap.period_to)]
        minutes.append((edges[0], edges[1], gap.reason))
    return minutes


async def test_what_lies_between_recordings_is_a_gap_but_not_the_time_that_a_recorder_needs_to_close_a_file(
    footage: CameraFootage, postgres: Postgres, principal: Principal, till: UUID
) -> None:
    await record(postgres, principal, till, 0, 10)
    await record(postgres, principal, till, 10 + 1 / 60, 10)
    await record(postgres, principal, till, 30, 10)
    # Still being sent, of another camera, and without a time.
    await record(postgres, principal, till, 22, 3, status="UPLOADING")
    await record(postgres, principal, await add_camera(postgres, principal, "door"), 20, 10)
    await record(postgres, principal, till, 20, 10, recorded_at=None)
    assert await gaps(footage, principal, till, -5, 60) == [
        (-5, 0, NONE),
        (20 + 1 / 60, 30, NONE),
        (40, 60, NONE),
    ]
    assert await gaps(footage, principal, till, 5, 15) == []
    assert await gaps(footage, principal, till, 22, 25) == [(22, 25, NONE)]
    assert await gaps(footage, STRANGER, till, 0, 10) == [(0, 10, NONE)]


async def test_what_of_recordings_cannot_be_seen_is_a_gap_with_its_reason(
    footage: CameraFootage, postgres: Postgres, principal: Principal, till: UUID
) -> None:
    await record(postgres, principal, till, 0, 10, gaps=[[60.0, 120.0, "UNDECODABLE"], [540.0, 600.0, "UNDECODABLE"]])
    await record(postgres, principal, till, 10, 10, gaps=[[0.0, 60.0, "UNDECODABLE"]])
    await record(postgres, principal, till, 20, 10, gaps=None, status="QUEUED")
    await record(postgres, principal, till, 30, 10, gaps=None, status="FAILED")
    await record(postgres, principal, till, 40, 10, gaps=None)
    assert await gaps(footage, principal, till, 0, 50) == [(1, 2, LOST), (9, 11, LOST), (20, 40, UNSEEN)]


async def test_a_clock_that_jumped_leaves_a_gap_also_where_it_jumped_by_years(
    footage: CameraFootage, postgres: Postgres, principal: Principal, till: UUID
) -> None:
    # After 5 minutes of 10, the clock is 20 minutes ahead.
    await record(postgres, principal, till, 0, 10, jumps=[300.0, 1200.0])
    assert await gaps(footage, principal, till, 0, 30) == [(5, 25, NONE)]
    # It began in 1970, and was set right after a minute.
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    ahead = (after(30) - epoch).total_seconds() - 60
    await record(postgres, principal, till, 0, 11, recorded_at=epoch, jumps=[60.0, ahead])
    assert await gaps(footage, principal, till, 26, 60) == [(40, 60, NONE)]
    await footage.refresh_last_footage(principal)
    found = await Cameras(postgres).find(principal, None, "till")
    assert found is not None
    assert found["last_footage_at"] == after(40)


async def test_gaps_of_many_cameras_are_one_statement_and_the_first_of_each(
    footage: CameraFootage, postgres: Postgres, principal: Principal
) -> None:
    cameras = [await add_camera(postgres, principal, name) for name in ("a", "b", "c")]
    for camera in cameras[:2]:
        for number in range(4):
            await record(postgres, principal, camera, number * 10, 5)
    with record_statements() as statements:
        found = await footage.list_gaps(principal, cameras, TimeRange(NOON, after(40)), 2)
    assert len(statements) == 1
    assert [[gap.period_from for gap in each] for each in found] == [[after(5), after(15)]] * 2 + [[NOON]]


async def test_an_hour_is_an_hour_on_the_days_when_clocks_change(
    footage: CameraFootage, postgres: Postgres, principal: Principal, till: UUID
) -> None:
    # In Paris, 29 March 2026 has 23 hours.
    start, end = (datetime.fromisoformat(text) for text in ("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"))
    video = await record(postgres, principal, till, 0, 23 * 60, recorded_at=start, timezone="Europe/Paris")
    # 03:30 by the clock is two and a half hours after midnight.
    await Events(postgres).store(principal, video, [event_row(2.5 * 3600)])
    [buckets] = await footage.count_by_bucket(principal, [till], start, end, 3600)
    assert [(bucket.number, bucket.counts) for bucket in buckets] == [(2, {EventType.WALKING: 1})]
    [found] = await footage.list_gaps(principal, [till], TimeRange(start, end), 10)
    assert found == []


async def test_events_count_where_they_begin_and_people_wherever_they_are_seen(
    footage: CameraFootage, postgres: Postgres, principal: Principal
) -> None:
    cameras = [await add_camera(postgres, principal, name) for name in ("a", "b", "c")]
    rows = [event_row(0, 150, track_id="P1"), event_row(70, 80, track_id="P2"), event_row(75, 76, track_id=None)]
    for camera in cameras[:2]:
        video = await record(postgres, principal, camera, 0, 5)
        await Events(postgres).store(principal, video, rows)
    with record_statements() as statements:
        found = await footage.count_by_bucket(principal, cameras, after(1), after(3), 60)
    assert len(statements) == 1
    counted = [[(bucket.number, bucket.counts, bucket.people) for bucket in buckets] for buckets in found]
    assert counted == [[(0, {EventType.WALKING: 2}, 2), (1, {}, 1)]] * 2 + [[]]
    assert await footage.count_by_bucket(STRANGER, cameras, after(1), after(3), 60) == [[], [], []]


async def test_an_answer_names_when_the_cameras_in_scope_recorded_nothing(
    postgres: Postgres, principal: Principal, till: UUID
) -> None:
    search = Search(postgres)
    door = await add_camera(postgres, principal, "door", "seoul")
    gone = await add_camera(postgres, principal, "gone")
    for camera, start in ((till, 0), (till, 30), (door, 0), (gone, -11 * 24 * 60)):
        await record(postgres, principal, camera, start, 10, site="seoul" if camera == door else None)
    window = TimeRange(NOON, after(40))

    async def missing(wanted: EventFilter) -> list[tuple[str | None, datetime | None, datetime | None]]:
        covered = await search.measure_coverage(principal, wanted)
        assert covered.gap_count == len(covered.gaps)
        return [(gap.camera, gap.period_from, gap.period_to) for gap in covered.gaps]

    till_s, door_s = ("till", after(10), after(30)), ("door", after(10), after(40))
    assert await missing(EventFilter(occurred_at=window)) == [door_s, till_s]
    assert await missing(EventFilter(occurred_at=window, cameras=["till"])) == [till_s]
    assert await missing(EventFilter(occurred_at=window, camera_ids=[door, gone])) == [door_s]
    assert await missing(EventFilter(occurred_at=window, sites=["seoul"])) == [door_s]
    assert await missing(EventFilter(occurred_at=TimeRange(None, after(40)))) == []
    assert await missing(EventFilter(occurred_at=TimeRange(NOON, NOON + timedelta(days=32)))) == []
    assert await missing(EventFilter()) == []
    clerk = Principal("kim", principal.organization, frozenset(), sites=frozenset({"seoul"}))
    assert [gap.camera for gap in (await search.measure_coverage(clerk, EventFilter(occurred_at=window))).gaps] == [
        "door"
    ]


async def test_the_first_fifty_are_named_and_the_others_counted(
    postgres: Postgres, principal: Principal, till: UUID
) -> None:
    for number in range(MAX_GAPS + 11):
        await record(postgres, principal, till, number * 10, 5)
    wanted = EventFilter(occurred_at=TimeRange(NOON, after((MAX_GAPS + 10) * 10)))
    covered = await Search(postgres).measure_coverage(principal, wanted)
    assert (len(covered.gaps), covered.gap_count) == (MAX_GAPS, MAX_GAPS + 10)
    assert covered.gaps[-1].period_from == after((MAX_GAPS - 1) * 10 + 5)
