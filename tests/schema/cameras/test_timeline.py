"""The timeline and the gaps of cameras, as clients see them, and what of them is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from resolvers.core.ids import Kind, decode
from tests.schema.cameras.test_camera import create
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TIMELINE = """query ($ids: [ID!]!, $from: DateTime!, $to: DateTime!, $seconds: Float!) {
  timeline(cameraIds: $ids, from: $from, to: $to, bucketSeconds: $seconds) {
    camera { name } buckets { from to counts { type count } people } gaps { from to reason camera }
  }
}"""


@pytest.fixture
async def ids(api: ApiTestClient, served_data: Datasources, postgres: Postgres, principal: Principal) -> list[str]:
    made = [(await create(api, name=name))["camera"]["id"] for name in ("door", "till")]
    video = await add_video(
        postgres,
        principal,
        camera_id=decode(Kind.CAMERA, made[1]),
        camera="till",
        recorded_at=NOON,
        duration_seconds=120,
        status="READY",
        gaps=[],
    )
    await served_data.events.store(principal, video, [event_row(50, 70)])
    return made


async def test_cameras_are_shown_side_by_side_in_the_order_asked_for_in_three_statements(
    api: ApiTestClient, ids: list[str]
) -> None:
    asked = {"ids": [ids[1], "x", ids[0]], "from": "2026-03-01T21:00:00+09:00", "to": "2026-03-01T12:02:30Z"}
    with record_statements() as statements:
        till, door = (await api.data(TIMELINE, **asked, seconds=60))["timeline"]
    assert len(statements) == 3
    walking = [{"type": "WALKING", "count": 1}]
    assert till["camera"] == {"name": "till"}
    assert [(bucket["counts"], bucket["people"]) for bucket in till["buckets"]] == [(walking, 1), ([], 1), ([], 0)]
    edges = [
        (datetime.fromisoformat(bucket["from"]), datetime.fromisoformat(bucket["to"])) for bucket in till["buckets"]
    ]
    assert [start.astimezone(UTC).minute for start, _ in edges] == [0, 1, 2]
    assert edges[-1][1] == datetime(2026, 3, 1, 12, 2, 30, tzinfo=UTC)
    assert [(gap["from"], gap["to"]) for gap in till["gaps"]] == [
        ("2026-03-01T12:02:00+00:00", "2026-03-01T12:02:30+00:00")
    ]
    assert (door["camera"], [bucket["people"] for bucket in door["buckets"]]) == ({"name": "door"}, [0, 0, 0])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"to": "2026-03-01T11:00:00Z"}, "RANGE_REVERSED"),
        ({"to": "2027-04-01T00:00:00Z"}, "PERIOD_TOO_LONG"),
        ({"to": "2026-03-02T12:00:00Z", "seconds": 10}, "TOO_MANY_BUCKETS"),
        ({"seconds": 0}, "OUT_OF_RANGE"),
        ({"seconds": -60}, "OUT_OF_RANGE"),
        ({"to": "2300-01-01T00:00:00Z"}, "OUT_OF_RANGE"),
    ],
)
async def test_what_cannot_be_shown_is_told(
    api: ApiTestClient, ids: list[str], given: dict[str, Any], code: str
) -> None:
    asked = {"ids": ids, "from": "2026-03-01T12:00:00Z", "to": "2026-03-01T13:00:00Z", "seconds": 60, **given}
    assert await api.code(TIMELINE, **asked) == code


async def test_the_future_is_no_gap(api: ApiTestClient, ids: list[str]) -> None:
    query = """query ($id: ID!) {
      camera(id: $id) { gaps(from: "2150-01-01T00:00:00Z", to: "2150-02-01T00:00:00Z") { from } } }"""
    assert (await api.data(query, id=ids[0]))["camera"]["gaps"] == []


async def test_events_are_grouped_by_site_and_cameras_of_one_name_apart(
    api: ApiTestClient, served_data: Datasources, postgres: Postgres, principal: Principal
) -> None:
    for site in ("seoul", "busan"):
        camera = (await create(api, site=site))["camera"]["id"]
        video = await add_video(
            postgres, principal, camera="till", camera_id=decode(Kind.CAMERA, camera), site=site, recorded_at=NOON
        )
        await served_data.events.store(principal, video, [event_row(n) for n in range(1 if site == "busan" else 2)])
    query = """query ($by: EventGrouping!, $filter: EventFilter) {
      eventStatistics(groupBy: $by, filter: $filter) { key count } }"""

    async def groups(by: str, **only: Any) -> list[tuple[str, int]]:
        found = (await api.data(query, by=by, filter=only or None))["eventStatistics"]
        return [(group["key"], group["count"]) for group in found]

    assert await groups("SITE") == [("seoul", 2), ("busan", 1)]
    assert await groups("CAMERA") == [("till", 2), ("till", 1)]
    assert await groups("SITE", sites=["busan", "jeju"]) == [("busan", 1)]
    assert await groups("CAMERA", cameraIds=[camera]) == [("till", 1)]
