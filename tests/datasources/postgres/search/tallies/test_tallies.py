"""Comparisons rest on counts by groups, over every event, and on the recordings that could have shown one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.search import Search
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.asking.groups import Dimension, Tally
from models.enums import EventType
from models.filters import EventFilter, TimeRange
from tests.support.rows import add_video, event_row

# 21:00 in Seoul.
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRANGER = Principal("stranger", "another organization", frozenset())


@pytest.fixture
async def seen(postgres: Postgres, principal: Principal) -> None:
    """The door at two hours, of which the second is after midnight; the till with someone who is known at both."""

    async def add(camera: str, recorded_at: datetime | None, *rows: dict[str, Any]) -> None:
        shared = {"status": "READY", "timezone": "Asia/Seoul", "duration_seconds": 600.0, "site": camera[:4]}
        video = await add_video(postgres, principal, camera=camera, recorded_at=recorded_at, **shared)
        await Events(postgres).store(principal, video, list(rows))

    await add("door", NOON, event_row(1, track_id="P1"), event_row(9, track_id="P1", type="PERSON_EXIT"))
    await add("door", NOON + timedelta(hours=4), event_row(5, track_id="P1", person_id="guest"))
    await add(
        "till",
        NOON,
        event_row(2, track_id="P1", person_id="guest"),
        event_row(3, track_id="P2", continues=True),
        event_row(4, track_id=None),
    )
    await add("yard", None, event_row(1, track_id="P1"))


def list_totals(tallies: Sequence[Tally]) -> dict[str | None, tuple[int, int]]:
    return {tally.key: (tally.events, tally.people) for tally in tallies if tally.type is None}


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize(
    ("dimension", "totals"),
    [
        (Dimension.CAMERA, {"door": (3, 2), "till": (3, 2), "yard": (1, 1)}),
        (Dimension.SITE, {"door": (3, 2), "till": (3, 2), "yard": (1, 1)}),
        (Dimension.DAY, {"2026-03-01": (5, 3), "2026-03-02": (1, 1), None: (1, 1)}),
        (Dimension.HOUR, {"21": (5, 3), "01": (1, 1), None: (1, 1)}),
        (Dimension.DATED_HOUR, {"2026-03-01 21:00": (5, 3), "2026-03-02 01:00": (1, 1), None: (1, 1)}),
    ],
)
async def test_events_and_people_are_counted_in_each_group(
    postgres: Postgres, principal: Principal, dimension: Dimension, totals: dict[str | None, tuple[int, int]]
) -> None:
    search = Search(postgres)
    assert list_totals(await search.count_by_group(principal, None, dimension)) == totals
    assert await search.count_by_group(STRANGER, None, dimension) == []


@pytest.mark.usefixtures("seen")
async def test_each_group_has_its_types_and_its_first_event(postgres: Postgres, principal: Principal) -> None:
    search = Search(postgres)
    door = [tally for tally in await search.count_by_group(principal, None, Dimension.CAMERA) if tally.key == "door"]
    assert {tally.type: tally.events for tally in door} == {None: 3, EventType.WALKING: 2, EventType.PERSON_EXIT: 1}
    (first,) = await search.get_by_ids(principal, [door[0].first_event])
    assert (first.camera, first.start_seconds, first.occurred_at) == ("door", 1, NOON + timedelta(seconds=1))
    narrowed = EventFilter(types=[EventType.PERSON_EXIT], cameras=["door", "till"])
    assert list_totals(await search.count_by_group(principal, narrowed, Dimension.CAMERA)) == {"door": (1, 1)}


@pytest.mark.usefixtures("seen")
async def test_recordings_are_those_that_could_have_shown_it_by_the_clock(
    postgres: Postgres, principal: Principal
) -> None:
    search = Search(postgres)
    found = await search.list_recordings(principal, None, 9)
    assert [(one.camera, one.site, one.began) for one in found][2:] == [
        ("door", "door", NOON + timedelta(hours=4)),
        ("yard", "yard", None),
    ]
    assert found[0].ended == NOON + timedelta(minutes=10)
    assert found[-1].ended is None
    assert all(one.is_analysed for one in found)
    then = EventFilter(cameras=["door"], occurred_at=TimeRange(NOON + timedelta(hours=1), None))
    assert [one.began for one in await search.list_recordings(principal, then, 9)] == [NOON + timedelta(hours=4)]
    assert len(await search.list_recordings(principal, None, 1)) == 1
    assert await search.list_recordings(STRANGER, None, 9) == []
