"""Numbers over the API: groups, timelines, tiers; each over all videos in as many statements as over one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, encode
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

STATISTICS = """query ($by: EventGrouping!, $filter: EventFilter, $zone: String) {
  eventStatistics(groupBy: $by, filter: $filter, timezone: $zone) { key count people }
}"""
TIMELINE = """query ($seconds: Float!) { videos(orderBy: NAME) { edges { node {
  timeline(bucketSeconds: $seconds) { startSeconds endSeconds people counts { type count } }
} } } }"""


@pytest.fixture
async def seen(postgres: Postgres, principal: Principal) -> list[str]:
    """Two videos. a, in Seoul, from 23:59:50 local time; b without a time of recording or a camera."""
    a = await add_video(
        postgres,
        principal,
        name="a",
        camera="till",
        timezone="Asia/Seoul",
        recorded_at=datetime(2026, 3, 1, 14, 59, 50, tzinfo=UTC),
        duration_seconds=25.0,
    )
    b = await add_video(postgres, principal, name="b", duration_seconds=10.0)
    events = Events(postgres)
    rows = [
        event_row(0, 12, type="STANDING", location="LEFT", gender="FEMALE"),
        event_row(3, 4),
        event_row(15, 16, track_id="P2"),
        event_row(21, 22, track_id=None, type="THEFT", confidence=0.7),
    ]
    await events.store(principal, a, rows)
    await events.store(principal, b, [event_row(1, 2)])
    return [encode(Kind.VIDEO, a), encode(Kind.VIDEO, b)]


def format_groups(groups: list[dict[str, Any]]) -> list[tuple[str, int, int]]:
    return [(group["key"], group["count"], group["people"]) for group in groups]


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize(
    ("by", "zone", "expected"),
    [
        ("TYPE", None, [("WALKING", 3, 3), ("STANDING", 1, 1), ("THEFT", 1, 0)]),
        ("CAMERA", None, [("till", 4, 2), ("UNKNOWN", 1, 1)]),
        ("LOCATION", None, [("CENTER", 4, 3), ("LEFT", 1, 1)]),
        ("GENDER", None, [("UNKNOWN", 4, 3), ("FEMALE", 1, 1)]),
        ("AGE_GROUP", None, [("UNKNOWN", 5, 3)]),
        ("HOUR_OF_DAY", None, [("00", 2, 1), ("23", 2, 1), ("UNKNOWN", 1, 1)]),
        ("HOUR_OF_DAY", "UTC", [("14", 2, 1), ("15", 2, 1), ("UNKNOWN", 1, 1)]),
        ("DAY", None, [("2026-03-01", 2, 1), ("2026-03-02", 2, 1), ("UNKNOWN", 1, 1)]),
        ("DAY", "America/New_York", [("2026-03-01", 4, 2), ("UNKNOWN", 1, 1)]),
    ],
)
async def test_events_are_counted_in_every_grouping_in_the_camera_s_or_the_caller_s_time_zone(
    api: ApiTestClient, by: str, zone: str | None, expected: list[tuple[str, int, int]]
) -> None:
    with record_statements() as statements:
        found = await api.data(STATISTICS, by=by, zone=zone)
    assert format_groups(found["eventStatistics"]) == expected
    assert len(statements) == 1


async def test_groups_of_videos_are_named_by_their_ids_and_filters_narrow_them(
    api: ApiTestClient, seen: list[str]
) -> None:
    found = await api.data(STATISTICS, by="VIDEO")
    assert format_groups(found["eventStatistics"]) == [(seen[0], 4, 2), (seen[1], 1, 1)]
    found = await api.data(STATISTICS, by="VIDEO", filter={"types": ["THEFT"], "cameras": ["till"]})
    assert format_groups(found["eventStatistics"]) == [(seen[0], 1, 0)]


async def test_types_that_nothing_looked_for_come_first_and_are_no_zero(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    looked = {"looking": {"moments": 2, "looked": 1}, "partly_examined": ["FIGHTING"]}
    video = await add_video(postgres, principal, status="READY", duration_seconds=10.0, **looked)
    await Events(postgres).store(principal, video, [event_row(1)])
    asked = """query ($by: EventGrouping!, $filter: EventFilter) {
      eventStatistics(groupBy: $by, filter: $filter) { key count examination } }"""
    types = {"types": ["WALKING", "COLLAPSE", "THEFT", "FIGHTING"]}
    found = (await api.data(asked, by="TYPE", filter=types))["eventStatistics"]
    assert [(group["key"], group["count"], group["examination"]) for group in found] == [
        ("THEFT", 0, "NOT_EXAMINED"),
        ("FIGHTING", 0, "PARTLY"),
        ("WALKING", 1, "EXAMINED"),
    ]
    found = (await api.data(asked, by="LOCATION", filter={"types": ["WALKING", "THEFT"]}))["eventStatistics"]
    assert [group["examination"] for group in found] == ["NOT_EXAMINED"]
    # Who does not read how it was examined must not read "0".
    assert (await api.data(STATISTICS, by="TYPE", filter={"types": ["THEFT"]}))["eventStatistics"] == []


async def test_coverage_tells_each_type_without_a_question(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    looked = {"looking": {"moments": 2, "looked": 1}, "partly_examined": ["FIGHTING"]}
    await add_video(postgres, principal, status="READY", duration_seconds=10.0, **looked)
    asked = "{ eventCoverage { moments momentsLooked partlyExamined types { type examination } } }"
    found = (await api.data(asked))["eventCoverage"]
    assert (found["moments"], found["momentsLooked"], found["partlyExamined"]) == (2, 1, ["FIGHTING"])
    told = {each["type"]: each["examination"] for each in found["types"]}
    assert (told["COLLAPSE"], told["FIGHTING"], told["THEFT"]) == ("EXAMINED", "PARTLY", "NOT_EXAMINED")


async def test_an_unknown_time_zone_is_told(api: ApiTestClient) -> None:
    assert await api.code('{ eventStatistics(groupBy: DAY, timezone: "Moon") { key } }') == "UNKNOWN_TIME_ZONE"


@pytest.mark.usefixtures("seen")
async def test_a_timeline_covers_the_whole_video_and_counts_what_begins_and_who_is_there(api: ApiTestClient) -> None:
    with record_statements() as statements:
        found = await api.data(TIMELINE, seconds=10.0)
    a, b = (edge["node"]["timeline"] for edge in found["videos"]["edges"])
    standing, walking, theft = ({"type": type_, "count": 1} for type_ in ("STANDING", "WALKING", "THEFT"))
    assert a == [
        {"startSeconds": 0, "endSeconds": 10, "people": 1, "counts": [standing, walking]},
        {"startSeconds": 10, "endSeconds": 20, "people": 2, "counts": [walking]},
        {"startSeconds": 20, "endSeconds": 25, "people": 0, "counts": [theft]},
    ]
    assert b == [{"startSeconds": 0, "endSeconds": 10, "people": 1, "counts": [walking]}]
    assert len(statements) == 2


async def test_what_begins_at_the_very_end_is_in_the_last_bucket(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, duration_seconds=10.0)
    await Events(postgres).store(principal, video, [event_row(10, 10), event_row(10.5, 10.5, track_id="P2")])
    found = await api.data(TIMELINE, seconds=5.0)
    [first, last] = found["videos"]["edges"][0]["node"]["timeline"]
    assert (first["counts"], first["people"]) == ([], 0)
    assert (last["counts"], last["people"]) == ([{"type": "WALKING", "count": 2}], 2)


@pytest.mark.usefixtures("seen")
@pytest.mark.parametrize("seconds", [0, -1, 0.0001])
async def test_buckets_that_cannot_be_are_told_with_what_can(api: ApiTestClient, seconds: float) -> None:
    answer = await api.post(TIMELINE, seconds=seconds)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BUCKETS_NOT_POSSIBLE"}


async def test_the_most_serious_event_is_the_major_one(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    for name, rows in (
        ("a", [event_row(0, confidence=0.99), event_row(5, type="THEFT", confidence=0.5), event_row(9, type="THEFT")]),
        ("b", [event_row(0, confidence=0.4), event_row(3, type="STANDING", confidence=0.9)]),
        ("c", []),
    ):
        await Events(postgres).store(principal, await add_video(postgres, principal, name=name), rows)
    with record_statements() as statements:
        found = await api.data("{ videos(orderBy: NAME) { edges { node { majorEvent { type startSeconds } } } } }")
    assert [edge["node"]["majorEvent"] for edge in found["videos"]["edges"]] == [
        {"type": "THEFT", "startSeconds": 9},
        {"type": "STANDING", "startSeconds": 3},
        None,
    ]
    assert len(statements) == 2


async def test_tiers_sum_up_what_they_hold(api: ApiTestClient, postgres: Postgres, principal: Principal) -> None:
    first = await add_video(postgres, principal, size_bytes=1024**3)
    await add_video(postgres, principal, size_bytes=1024**3)
    await add_video(postgres, principal, size_bytes=5, tier="COLD")
    await Events(postgres).store(principal, first, [event_row(0), event_row(1)])
    with record_statements() as statements:
        found = await api.data("{ tierStatistics { tier videos sizeBytes events estimatedMonthlyCostUsd } }")
    cold, hot = found["tierStatistics"]
    assert (cold["tier"], cold["videos"], cold["sizeBytes"], cold["events"]) == ("COLD", 1, 5, 0)
    assert (hot["tier"], hot["videos"], hot["sizeBytes"], hot["events"]) == ("HOT", 2, 2 * 1024**3, 2)
    assert hot["estimatedMonthlyCostUsd"] == pytest.approx(0.046)
    assert len(statements) == 1


@pytest.mark.usefixtures("seen")
async def test_another_organization_counts_nothing(api: ApiTestClient, tokens: Callable[[Principal], str]) -> None:
    stranger = api.with_token(tokens(Principal("s", "an organization without anything", frozenset(Role))))
    found = await stranger.data("{ eventStatistics(groupBy: TYPE) { key } tierStatistics { tier } }")
    assert found == {"eventStatistics": [], "tierStatistics": []}
