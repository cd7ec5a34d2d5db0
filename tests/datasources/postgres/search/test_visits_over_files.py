"""A visit over several files counts once, and so does an event of which each file has a piece."""

from typing import Any
from uuid import UUID

import pytest_asyncio

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.generated_sql import SqlReader
from datasources.postgres.search.search import Search
from datasources.postgres.search.statistics import Statistics
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import EventGrouping, EventType
from models.filters import EventFilter
from tests.datasources.postgres.jobs.stretch_files import add_camera, add_file
from tests.support.rows import event_row


@pytest_asyncio.fixture(loop_scope="session")
async def files(postgres: Postgres, principal: Principal) -> list[UUID]:
    """P1 stands over the border of the two files; another P1 comes after that in a third one."""
    camera = await add_camera(postgres, principal)
    first, second, third = [await add_file(postgres, principal, camera, start) for start in (0, 60, 120)]
    going_on: dict[str, Any] = {"type": "STANDING", "visit_video_id": first, "began_seconds": -30.0, "continues": True}
    own = {"visit_video_id": None, "began_seconds": None, "continues": False}
    events = Events(postgres)
    await events.store(principal, first, [event_row(30, 60, type="STANDING", **own)])
    await events.store(
        principal, second, [event_row(0, 20, **going_on), event_row(20, 25, **{**own, "visit_video_id": first})]
    )
    await events.store(principal, third, [event_row(5, 9, **own)])
    return [first, second, third]


async def test_answers_count_the_visit_and_the_event_once(
    postgres: Postgres, principal: Principal, files: list[UUID]
) -> None:
    search = Search(postgres)
    everything = await search.count(principal, None)
    assert (everything.people, everything.events) == (2, 3)
    two_files = await search.count(principal, EventFilter(video_ids=files[:2]))
    assert (two_files.people, two_files.events) == (1, 2)


async def test_of_a_part_of_the_visit_its_piece_counts(
    postgres: Postgres, principal: Principal, files: list[UUID]
) -> None:
    standing = EventFilter(video_ids=files[1:2], types=[EventType.STANDING])
    found = await Search(postgres).count(principal, standing)
    assert (found.people, found.events) == (1, 1)


async def test_statistics_count_the_visit_once_and_events_where_they_begin(
    postgres: Postgres, principal: Principal, files: list[UUID]
) -> None:
    groups = await Statistics(postgres).count_by_group(principal, None, EventGrouping.TYPE, None)
    assert {(group.key, group.count, group.people) for group in groups} == {("STANDING", 1, 1), ("WALKING", 2, 2)}
    by_video = await Statistics(postgres).count_by_group(principal, None, EventGrouping.VIDEO, None)
    assert {group.key: (group.count, group.people) for group in by_video} == {
        str(files[0]): (1, 1),
        str(files[1]): (1, 1),
        str(files[2]): (1, 1),
    }


async def test_a_timeline_shows_the_person_and_not_another_beginning(
    postgres: Postgres, principal: Principal, files: list[UUID]
) -> None:
    [buckets] = await Statistics(postgres).count_by_bucket(principal, files[1:2], 20)
    assert (buckets[0].number, buckets[0].counts, buckets[0].people) == (0, {}, 1)


async def test_generated_sql_sees_one_person_and_which_rows_go_on(
    postgres: Postgres, principal: Principal, files: list[UUID]
) -> None:
    query = "SELECT count(DISTINCT person) AS people, count(*) FILTER (WHERE NOT continues) AS events FROM event_view"
    table = await SqlReader(postgres, 5.0, 4).run(principal, query, timezone="UTC", video_id=None, max_rows=5)
    assert list(table.rows[0]) == [2, 3]
    assert files
