"""A camera from which no footage comes is an event: once, until footage comes, and not where it comes late."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from datasources.postgres.cameras.footage import CameraFootage
from datasources.postgres.cameras.silences import CameraSilences
from datasources.postgres.core.engine import Postgres
from datasources.postgres.progress.event_feed import Following
from datasources.postgres.progress.listener import Listener
from datasources.postgres.tables.cameras import Cameras
from datasources.postgres.tables.events import Events
from domain.cameras.silence import SilenceSweep
from models.access.principal import Principal
from models.enums import EventOrder, EventType
from models.filters import EventFilter
from models.paging import PageWindow
from models.rows.event import EventRow
from tests.support.rows import add_video

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of all tests takes longer than the silences that are tried here."""
    monkeypatch.setattr(sys.modules[__name__], "NOW", datetime.now(UTC).replace(microsecond=0))


SILENCES = EventFilter(types=[EventType.CAMERA_SILENT])
COLUMNS = ("video_id", "start_seconds", "occurred_at", "attributes", "source", "description")


@pytest.fixture
def sweep(postgres: Postgres) -> SilenceSweep:
    return SilenceSweep(CameraSilences(postgres, Events(postgres)), CameraFootage(postgres), minutes=30)


@pytest.fixture
async def till(postgres: Postgres, principal: Principal) -> UUID:
    async with postgres.transaction(principal) as connection:
        return (await Cameras(postgres).ensure_in(connection, principal, None, "till"))["id"]


async def record(
    postgres: Postgres, principal: Principal, camera: UUID, minutes_ago: float, minutes: float = 10, **columns: Any
) -> UUID:
    video = await add_video(
        postgres,
        principal,
        camera_id=camera,
        recorded_at=NOW - timedelta(minutes=minutes_ago),
        duration_seconds=minutes * 60.0,
        **{"status": "READY", **columns},
    )
    await CameraFootage(postgres).refresh_last_footage(principal)
    return video


async def list_silences(postgres: Postgres, principal: Principal) -> list[EventRow]:
    page = await Events(postgres).list_page(
        principal, SILENCES, EventOrder.OCCURRED_NEWEST_FIRST, PageWindow(9), COLUMNS
    )
    return list(page.rows)


async def test_a_silence_is_one_event_at_the_end_of_the_last_recording(
    postgres: Postgres, principal: Principal, sweep: SilenceSweep, till: UUID
) -> None:
    await record(postgres, principal, till, 200)
    await sweep.run_round()
    last = await record(postgres, principal, till, 100)
    await asyncio.gather(*(sweep.run_round() for _ in range(3)))
    await sweep.run_round()
    newest, before = await list_silences(postgres, principal)
    assert newest["video_id"] == last
    assert (newest["start_seconds"], newest["occurred_at"]) == (600.0, NOW - timedelta(minutes=90))
    assert (newest["attributes"], newest["source"]) == ({"limitMinutes": 30}, "watchgraph-schedule/1")
    # The one before ended when footage came again.
    assert before["attributes"] == {
        "limitMinutes": 30,
        "until": (NOW - timedelta(minutes=100)).isoformat(),
        "silentSeconds": 90 * 60.0,
    }


async def test_a_camera_that_sends_or_never_sent_is_not_silent(
    postgres: Postgres, principal: Principal, sweep: SilenceSweep, till: UUID
) -> None:
    await sweep.run_round()
    await record(postgres, principal, till, 300, status="UPLOADING")
    await sweep.run_round()
    await record(postgres, principal, till, 35)
    await sweep.run_round()
    assert await list_silences(postgres, principal) == []


async def test_footage_that_comes_late_takes_the_silence_back_but_not_from_answers_that_cite_it(
    postgres: Postgres, principal: Principal, sweep: SilenceSweep, till: UUID
) -> None:
    await record(postgres, principal, till, 200)
    await sweep.run_round()
    [silence] = await list_silences(postgres, principal)
    late = await record(postgres, principal, till, 189, 100)
    await sweep.run_round()
    [now] = await list_silences(postgres, principal)
    assert (now["video_id"], now["occurred_at"]) == (late, NOW - timedelta(minutes=89))
    [cited] = await Events(postgres).get_by_ids(principal, [silence["id"]], ["type"])
    assert cited is not None
    await record(postgres, principal, till, 89, 100)
    await sweep.run_round()
    assert await list_silences(postgres, principal) == []


async def test_a_silence_that_ended_is_taken_back_by_what_comes_later_still(
    postgres: Postgres, principal: Principal, sweep: SilenceSweep, till: UUID
) -> None:
    await record(postgres, principal, till, 200)
    await sweep.run_round()
    await record(postgres, principal, till, 15, 15)
    await sweep.run_round()
    assert [bool(row["attributes"].get("until")) for row in await list_silences(postgres, principal)] == [True]
    await record(postgres, principal, till, 195, 180)
    await sweep.run_round()
    assert await list_silences(postgres, principal) == []


async def test_subscribers_get_the_silence(
    postgres: Postgres, principal: Principal, sweep: SilenceSweep, till: UUID
) -> None:
    await record(postgres, principal, till, 200)
    async with Listener.open(postgres) as listener:
        with listener.open_event_feed(principal) as feed:
            batches = feed.iter_batches(Following(SILENCES, frozenset({"type"}), frozenset()))
            waiting = asyncio.ensure_future(anext(batches))
            await asyncio.sleep(0.5)
            await sweep.run_round()
            rows, _ = await asyncio.wait_for(waiting, 30)
            assert [row["type"] for row in rows] == ["CAMERA_SILENT"]
            await batches.aclose()


async def test_nothing_is_looked_for_where_it_is_switched_off(postgres: Postgres) -> None:
    sweep = SilenceSweep(CameraSilences(postgres, Events(postgres)), CameraFootage(postgres), minutes=0)
    with pytest.raises(TimeoutError):
        # It waits, since a worker ends with its first task.
        async with asyncio.timeout(0.3):
            await sweep.run(every_seconds=0.05)
