"""Retrieval hands over evidence that fits, best first, and says what footage it could have seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.search import Search
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.asking.evidence import EventValues, FootageScope
from models.enums import EventOrder, EventType
from models.filters import EventFilter, SecondsRange, TimeRange
from tests.support.rows import add_video, event_row

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRANGER = Principal("stranger", "another organization", frozenset())
MODEL = "model-a"


@pytest.fixture
def search(postgres: Postgres) -> Search:
    return Search(postgres)


@pytest.fixture
async def seen(postgres: Postgres, principal: Principal) -> list[UUID]:
    """Six events, ten seconds apart, in a video of a minute; their vectors turn away from (1, 0) one by one."""
    video = await add_video(postgres, principal, status="READY", recorded_at=NOON, duration_seconds=60.0, camera="till")
    rows = [event_row(10.0 * number, track_id=f"P{number % 2}") for number in range(5)]
    theft = event_row(
        50.0,
        track_id="P1",
        type="THEFT",
        description="Somebody steals a bottle.",
        description_ko="누군가 병을 훔칩니다.",
    )
    events = Events(postgres)
    ids = await events.store(principal, video, [*rows, theft])
    vectors = {id_: [1.0, float(number)] for number, id_ in enumerate(ids)}
    await events.store_embeddings(principal, video, MODEL, vectors)
    await events.store_embeddings(principal, video, "model-b", {ids[5]: [1.0, 0.0]})
    return ids


async def test_structured_search_keeps_the_order_asked_for(
    search: Search, principal: Principal, seen: list[UUID]
) -> None:
    found = await search.list_events(principal, EventFilter(seconds=SecondsRange(0, 35)), EventOrder.LATEST_FIRST, 2)
    assert [one.event_id for one in found] == [seen[3], seen[2]]
    assert (found[0].camera, found[0].occurred_at) == ("till", NOON + timedelta(seconds=30))


async def test_by_the_clock_events_of_every_video_are_in_one_order_and_those_without_a_time_of_day_last(
    postgres: Postgres, search: Search, principal: Principal
) -> None:
    ids = []
    # The later recording has the lower positions; the last one has no time of recording.
    for recorded_at, position in ((NOON, 500.0), (NOON + timedelta(hours=1), 5.0), (None, 1.0)):
        video = await add_video(postgres, principal, status="READY", recorded_at=recorded_at, duration_seconds=600.0)
        ids += await Events(postgres).store(principal, video, [event_row(position, track_id="P1")])
    oldest = await search.list_events(principal, None, EventOrder.OCCURRED_OLDEST_FIRST, 9)
    assert [one.event_id for one in oldest] == ids
    first = await search.list_events(principal, None, EventOrder.OCCURRED_OLDEST_FIRST, 2)
    assert [one.event_id for one in first] == ids[:2]
    newest = await search.list_events(principal, None, EventOrder.OCCURRED_NEWEST_FIRST, 9)
    assert [one.event_id for one in newest] == [ids[1], ids[0], ids[2]]


async def test_who_is_known_over_all_videos_counts_once_and_others_once_for_each_visit(
    postgres: Postgres, search: Search, principal: Principal
) -> None:
    for _ in range(2):
        video = await add_video(postgres, principal, status="READY", recorded_at=NOON, duration_seconds=60.0)
        rows = [event_row(1.0, track_id="P1", person_id="guest-7"), event_row(5.0, track_id="P2")]
        await Events(postgres).store(principal, video, rows)
    known = EventFilter(person_ids=["guest-7", "nobody"])
    assert len(await search.list_events(principal, known, EventOrder.EARLIEST_FIRST, 9)) == 2
    assert await search.search_by_keywords(principal, "walks", EventFilter(person_ids=["nobody"]), 9) == []
    count = await search.count(principal, None)
    assert (count.events, count.people) == (4, 3)
    found = await search.list_events(principal, None, EventOrder.OCCURRED_OLDEST_FIRST, 9)
    assert len({one.person for one in found}) == 3


async def test_the_nearest_vectors_of_the_same_model_come_first(
    search: Search, principal: Principal, seen: list[UUID]
) -> None:
    found = await search.search_by_vector(principal, [1.0, 0.0], MODEL, None, 3)
    assert [one.event_id for one in found] == seen[:3]
    assert found[0].similarity == pytest.approx(1.0)
    assert found[1].similarity == pytest.approx(0.7071, abs=1e-3)
    other = await search.search_by_vector(principal, [1.0, 0.0], "model-b", None, 3)
    assert [one.event_id for one in other] == [seen[5]]


async def test_a_filter_that_keeps_few_still_finds_all_of_them(
    search: Search, principal: Principal, seen: list[UUID]
) -> None:
    found = await search.search_by_vector(principal, [1.0, 0.0], MODEL, EventFilter(types=[EventType.THEFT]), 3)
    assert [one.event_id for one in found] == [seen[5]]


@pytest.mark.parametrize("words", ["steals a bottle", "stealing bottles", "병을 훔칩니다", "훔칩니다"])
async def test_keywords_are_found_in_either_language(
    search: Search, principal: Principal, seen: list[UUID], words: str
) -> None:
    found = await search.search_by_keywords(principal, words, None, 3)
    assert found[0].event_id == seen[5]


async def test_neighbours_are_those_next_in_time_in_the_same_video(
    search: Search, postgres: Postgres, principal: Principal, seen: list[UUID]
) -> None:
    other = await add_video(postgres, principal)
    await Events(postgres).store(principal, other, [event_row(20.0)])
    found = await search.list_neighbours(principal, [seen[2]], 1, 2)
    assert [one.event_id for one in found] == seen[1:5]


async def test_people_are_counted_once_per_video(search: Search, principal: Principal, seen: list[UUID]) -> None:
    counted = await search.count(principal, None)
    assert (counted.events, counted.people) == (len(seen), 2)


async def test_coverage_counts_the_footage_not_the_hits(
    search: Search, postgres: Postgres, principal: Principal, seen: list[UUID]
) -> None:
    await add_video(postgres, principal, status="QUEUED")
    covered = await search.measure_coverage(principal, EventFilter(types=[EventType.THEFT]))
    assert (covered.videos_considered, covered.videos_analyzed, covered.seconds_analyzed) == (2, 1, 60.0)
    assert covered.events_considered == len(seen)
    assert (covered.period_from, covered.period_to) == (NOON, NOON + timedelta(seconds=60))


async def test_cameras_are_named_once_in_order_and_at_most_so_many(
    search: Search, postgres: Postgres, principal: Principal, seen: list[UUID]
) -> None:
    for camera in ("till", "door", None):
        await add_video(postgres, principal, camera=camera)
    assert (await search.describe_footage(principal, 10)).camera_names == ["door", "till"]
    assert (await search.describe_footage(principal, 1)).camera_names == ["door"]


async def test_the_values_of_events_are_listed_by_frequency_and_bounded(
    search: Search, postgres: Postgres, principal: Principal, seen: list[UUID]
) -> None:
    (first, *_) = await search.get_by_ids(principal, seen)
    of_video = await search.list_values(principal, first.video_id, 10)
    assert {"THEFT"} <= set(of_video.types)
    assert of_video.people
    everything = await search.list_values(principal, None, 10)
    assert (everything.types, everything.people) == (of_video.types, ())
    assert len((await search.list_values(principal, None, 1)).types) == 1
    assert await search.list_values(principal, None, 10, []) == EventValues()


async def test_values_of_other_sites_and_organizations_are_as_if_there_were_none(
    search: Search, principal: Principal, seen: list[UUID]
) -> None:
    (first, *_) = await search.get_by_ids(principal, seen)
    elsewhere = replace(principal, sites=frozenset({"elsewhere"}))
    for foreign in (STRANGER, elsewhere):
        for video_id in (first.video_id, UUID(int=7), None):
            assert await search.list_values(foreign, video_id, 10) == EventValues()


async def test_the_reach_of_a_question_is_all_footage_with_its_zones(
    search: Search, postgres: Postgres, principal: Principal, seen: list[UUID]
) -> None:
    later = NOON + timedelta(days=2)
    for recorded, length in ((later, 600.0), (None, 1200.0)):
        more = {"camera": "door", "timezone": "Asia/Seoul", "recorded_at": recorded, "duration_seconds": length}
        await add_video(postgres, principal, **more)
    reach = await search.describe_footage(principal, 10)
    assert list(reach.cameras) == [("door", "Asia/Seoul"), ("till", "UTC")]
    assert list(reach.zones) == ["Asia/Seoul", "UTC"]
    assert reach.recorded_period == (NOON, later + timedelta(seconds=600))
    assert reach.longest_seconds == 1200.0


async def test_a_window_by_zone_is_that_of_each_videos_own(
    search: Search, postgres: Postgres, principal: Principal, seen: list[UUID]
) -> None:
    video = await add_video(postgres, principal, timezone="Asia/Seoul", recorded_at=NOON, duration_seconds=60.0)
    (there,) = await Events(postgres).store(principal, video, [event_row(10.0, description="A bottle.")])
    noon, evening = (TimeRange(start, start + timedelta(seconds=15)) for start in (NOON, NOON + timedelta(hours=9)))
    # Noon beside each camera: of what happened at noon in UTC, only what did so beside a camera there.
    whole = TimeRange(noon.start, evening.end)
    wanted = EventFilter(occurred_at=whole, zone_windows=[("UTC", noon), ("Asia/Seoul", evening)])
    found = await search.list_events(principal, wanted, EventOrder.EARLIEST_FIRST, 10)
    assert [one.event_id for one in found] == seen[:2]
    assert (await search.count(principal, wanted)).events == 2
    assert (await search.measure_coverage(principal, wanted)).videos_considered == 1
    turned = EventFilter(occurred_at=whole, zone_windows=[("UTC", evening), ("Asia/Seoul", noon)])
    assert [one.event_id for one in await search.search_by_keywords(principal, "bottle", turned, 10)] == [there]
    assert await search.search_by_keywords(principal, "bottle", wanted, 10) == []
    assert (await search.count(principal, EventFilter(zone_windows=[]))).events == 0


@pytest.mark.parametrize("more", [{}, {"types": [EventType.THEFT]}, {"track_ids": ["P0"]}])
async def test_both_searches_at_once_find_what_each_finds_by_itself(
    search: Search, postgres: Postgres, principal: Principal, seen: list[UUID], more: dict[str, Any]
) -> None:
    video = (await search.get_by_ids(principal, seen[:1]))[0].video_id
    # One that no model has read yet.
    await Events(postgres).store(principal, video, [event_row(55.0, track_id="P0", description="A bottle falls.")])
    wanted = EventFilter(video_ids=[video], **more)
    nearest, keyword = await search.search_hybrid(principal, [1.0, 0.0], MODEL, "steals a bottle", wanted, 3)
    apart = await search.search_by_vector(principal, [1.0, 0.0], MODEL, wanted, 3)
    assert [one.event_id for one in nearest] == [one.event_id for one in apart]
    assert [one.similarity for one in nearest] == pytest.approx([one.similarity for one in apart])
    alike = await search.search_by_keywords(principal, "steals a bottle", wanted, 3)
    assert [(one.event_id, one.word_similarity) for one in keyword] == [
        (one.event_id, one.word_similarity) for one in alike
    ]
    assert {one.event_id: one.description for one in keyword} == {one.event_id: one.description for one in alike}


async def test_people_can_be_left_out(search: Search, principal: Principal, seen: list[UUID]) -> None:
    wanted = EventFilter(excluded_track_ids=["P1"])
    found = await search.list_events(principal, wanted, EventOrder.EARLIEST_FIRST, 10)
    assert [one.event_id for one in found] == [seen[0], seen[2], seen[4]]
    assert (await search.count(principal, wanted)).people == 1


async def test_another_organization_finds_nothing(search: Search, principal: Principal, seen: list[UUID]) -> None:
    assert await search.list_events(STRANGER, None, EventOrder.EARLIEST_FIRST, 5) == []
    assert await search.search_by_vector(STRANGER, [1.0, 0.0], MODEL, None, 5) == []
    assert await search.search_by_keywords(STRANGER, "steals a bottle", None, 5) == []
    video = (await search.get_by_ids(principal, seen[:1]))[0].video_id
    in_video = EventFilter(video_ids=[video])
    assert await search.search_hybrid(STRANGER, [1.0, 0.0], MODEL, "steals a bottle", in_video, 5) == ([], [])
    assert await search.get_by_ids(STRANGER, seen) == []
    assert await search.list_neighbours(STRANGER, seen, 2, 2) == []
    assert await search.describe_footage(STRANGER, 10) == FootageScope([], [], None, 0.0, [])
    assert (await search.count(STRANGER, None)).events == 0
    assert (await search.measure_coverage(STRANGER, None)).videos_considered == 0
