"""Cameras are made, changed, listed and deleted; foreign ones are as missing ones."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, decode, encode
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient
from tests.support.statements import record_statements

FIELDS = """id name site timezone clockOffsetSeconds zones { name purpose polygon } loiteringSeconds retentionDays
  expectedHours { weekdays from to } lastFootageAt"""
CREATE = f"""mutation ($input: CreateCameraInput!) {{ createCamera(input: $input) {{
  camera {{ {FIELDS} }} userErrors {{ code message field }}
}} }}"""
UPDATE = f"""mutation ($id: ID!, $input: UpdateCameraInput!) {{ updateCamera(id: $id, input: $input) {{
  camera {{ {FIELDS} }} userErrors {{ code field }}
}} }}"""
DELETE = """mutation ($id: ID!, $footage: Boolean) { deleteCamera(id: $id, withFootage: $footage) {
  deletedCameraId receipt { store deleted } userErrors { code message field }
} }"""
TRIANGLE = [[0, 0], [1, 0], [0.5, 1]]
ALL = {
    "name": "till",
    "site": "seoul-3",
    "timezone": "Asia/Seoul",
    "clockOffsetSeconds": -90.5,
    "zones": [{"name": "counter", "purpose": "TILL", "polygon": TRIANGLE}],
    "loiteringSeconds": 45.0,
    "retentionDays": 30,
    "expectedHours": [{"weekdays": ["MONDAY", "SUNDAY"], "from": "22:00", "to": "06:00"}],
}
NOTHING_MORE: dict[str, Any] = {
    "site": None,
    "clockOffsetSeconds": 0.0,
    "zones": [],
    "loiteringSeconds": None,
    "retentionDays": None,
    "expectedHours": [],
    "lastFootageAt": None,
}


@pytest.fixture
def stranger(api: ApiTestClient, tokens: Callable[[Principal], str]) -> ApiTestClient:
    principal = Principal("stranger", "an organization without cameras", frozenset(Role))
    return ApiTestClient(api.http, tokens(principal))


async def create(api: ApiTestClient, **given: Any) -> dict[str, Any]:
    made: dict[str, Any] = (await api.data(CREATE, input={"name": "till", "timezone": "UTC", **given}))["createCamera"]
    return made


async def test_a_camera_has_what_it_was_made_with(api: ApiTestClient) -> None:
    made = (await create(api, **ALL))["camera"]
    assert made == {**ALL, "id": made["id"], "lastFootageAt": None}
    bare = (await create(api, name="door"))["camera"]
    assert bare == {"id": bare["id"], "name": "door", "timezone": "UTC", **NOTHING_MORE}
    query = f"query ($id: ID!) {{ camera(id: $id) {{ {FIELDS} }} node(id: $id) {{ id }} }}"
    found = await api.data(query, id=made["id"])
    assert found == {"camera": made, "node": {"id": made["id"]}}


async def test_a_name_is_one_camera_s_at_a_site(api: ApiTestClient) -> None:
    till = (await create(api))["camera"]
    again = await create(api)
    assert again["camera"] is None
    assert again["userErrors"] == [
        {
            "code": "CAMERA_EXISTS",
            "message": "There is a camera called till at this site. Use that one, or give another name.",
            "field": ["input", "name"],
        }
    ]
    door = (await create(api, site="seoul-3"))["camera"]
    renamed = (await api.data(UPDATE, id=door["id"], input={"site": None}))["updateCamera"]
    assert renamed == {"camera": None, "userErrors": [{"code": "CAMERA_EXISTS", "field": ["input", "name"]}]}
    assert (await api.data(UPDATE, id=till["id"], input={"name": "till"}))["updateCamera"]["camera"] == till


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, {}),
        ({"name": " door "}, {"name": "door"}),
        ({"site": None}, {"site": None}),
        ({"site": ""}, {"site": None}),
        ({"timezone": "Europe/Paris"}, {"timezone": "Europe/Paris"}),
        ({"clockOffsetSeconds": 3600}, {"clockOffsetSeconds": 3600.0}),
        ({"clockOffsetSeconds": None}, {"clockOffsetSeconds": 0.0}),
        ({"zones": []}, {"zones": []}),
        (
            {"zones": [{"name": "z", "polygon": TRIANGLE}]},
            {"zones": [{"name": "z", "purpose": "NONE", "polygon": TRIANGLE}]},
        ),
        ({"loiteringSeconds": None}, {"loiteringSeconds": None}),
        ({"retentionDays": 7}, {"retentionDays": 7}),
        ({"expectedHours": None}, {"expectedHours": []}),
    ],
)
async def test_only_what_is_given_changes(api: ApiTestClient, given: dict[str, Any], shown: dict[str, Any]) -> None:
    made = (await create(api, **ALL))["camera"]
    changed = (await api.data(UPDATE, id=made["id"], input=given))["updateCamera"]
    assert changed == {"camera": {**made, **shown}, "userErrors": []}


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"name": " "}, "VALUE_REQUIRED", ["name"]),
        ({"site": "a\u0000"}, "CONTROL_CHARACTERS", ["site"]),
        ({"site": "a\u001fb"}, "CONTROL_CHARACTERS", ["site"]),
        ({"timezone": "Asia/Atlantis"}, "UNKNOWN_TIME_ZONE", ["timezone"]),
        ({"clockOffsetSeconds": 4e9}, "OUT_OF_RANGE", ["clockOffsetSeconds"]),
        ({"loiteringSeconds": 0}, "OUT_OF_RANGE", ["loiteringSeconds"]),
        ({"retentionDays": 0}, "OUT_OF_RANGE", ["retentionDays"]),
        ({"zones": [{"name": "z", "polygon": [[0, 0]]}]}, "BAD_POLYGON", ["zones", "0", "polygon"]),
        ({"expectedHours": [{"weekdays": [], "from": "09:00", "to": "10:00"}]}, "BAD_HOURS", ["expectedHours", "0"]),
        (
            {"expectedHours": [{"weekdays": ["MONDAY"], "from": "9:00", "to": "10:00"}]},
            "BAD_HOURS",
            ["expectedHours", "0"],
        ),
        (
            {"expectedHours": [{"weekdays": ["MONDAY"], "from": "24:00", "to": "10:00"}]},
            "BAD_HOURS",
            ["expectedHours", "0"],
        ),
        (
            {"expectedHours": [{"weekdays": ["MONDAY"], "from": "09:00", "to": "09:00"}]},
            "BAD_HOURS",
            ["expectedHours", "0"],
        ),
    ],
)
async def test_what_cannot_be_taken_is_told_with_its_field(
    api: ApiTestClient, given: dict[str, Any], code: str, field: list[str]
) -> None:
    refused = await create(api, **given)
    assert refused["camera"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [(code, ["input", *field])]
    made = (await create(api, **ALL))["camera"]
    changed = (await api.data(UPDATE, id=made["id"], input=given))["updateCamera"]
    assert changed == {"camera": None, "userErrors": [{"code": code, "field": ["input", *field]}]}


async def test_a_foreign_camera_is_as_a_missing_one(
    api: ApiTestClient, stranger: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    made = (await create(api))["camera"]
    video = encode(Kind.VIDEO, await add_video(postgres, principal, camera_id=decode(Kind.CAMERA, made["id"])))
    for foreign in (made["id"], encode(Kind.CAMERA, UUID(int=7)), video, "x"):
        missing = [{"code": "NOT_FOUND", "field": ["id"]}]
        assert (await stranger.data("query ($id: ID!) { camera(id: $id) { id } }", id=foreign))["camera"] is None
        assert (await stranger.data(UPDATE, id=foreign, input={"name": "x"}))["updateCamera"]["userErrors"] == missing
        gone = (await stranger.data(DELETE, id=foreign, footage=True))["deleteCamera"]["userErrors"]
        assert [(error["code"], error["field"]) for error in gone] == [("NOT_FOUND", ["id"])]
    assert (await stranger.data("{ cameras { totalCount edges { node { id } } } }"))["cameras"]["totalCount"] == 0
    listed = """query ($ids: [ID!]) {
      videos(filter: {cameraIds: $ids}) { totalCount } events(filter: {cameraIds: $ids}) { totalCount } }"""
    assert (await api.data(listed, ids=[made["id"]]))["videos"]["totalCount"] == 1
    assert (await stranger.data(listed, ids=[made["id"]])) == {"videos": {"totalCount": 0}, "events": {"totalCount": 0}}


async def test_cameras_are_listed_with_their_videos_and_events_in_one_statement_each(
    api: ApiTestClient, served_data: Any, postgres: Postgres, principal: Principal
) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for name in ("door", "till", "yard"):
        made = (await create(api, name=name, site="seoul-3"))["camera"]
        for number in range(3):
            video = await add_video(
                postgres,
                principal,
                camera=name,
                camera_id=decode(Kind.CAMERA, made["id"]),
                name=f"{name} {number}",
                recorded_at=noon.replace(day=number + 1),
                duration_seconds=60,
                status="READY",
                gaps=[],
            )
            await served_data.events.store(principal, video, [event_row(number)])
    query = """{ cameras(first: 10) { edges { node { name
      videos(first: 2) { totalCount edges { node { name recordedBy { name site } } } }
      events(first: 2) { totalCount edges { node { occurredAt } } }
      gaps(from: "2026-03-01T12:00:00Z", to: "2026-03-01T12:02:00Z") { from to reason }
    } } } }"""
    with record_statements() as statements:
        found = (await api.data(query))["cameras"]["edges"]
    # Cameras; their videos, events, both counts and gaps; and the cameras of the videos.
    assert len(statements) == 7
    assert [edge["node"]["name"] for edge in found] == ["door", "till", "yard"]
    assert found[1]["node"]["videos"] == {
        "totalCount": 3,
        "edges": [
            {"node": {"name": f"till {number}", "recordedBy": {"name": "till", "site": "seoul-3"}}} for number in (2, 1)
        ],
    }
    assert found[1]["node"]["events"]["totalCount"] == 3
    assert [edge["node"]["occurredAt"] for edge in found[1]["node"]["events"]["edges"]] == [
        "2026-03-03T12:00:02+00:00",
        "2026-03-02T12:00:01+00:00",
    ]
    assert found[1]["node"]["gaps"] == [
        {"from": "2026-03-01T12:01:00+00:00", "to": "2026-03-01T12:02:00+00:00", "reason": "NO_FOOTAGE"}
    ]


async def test_the_list_of_cameras_is_filtered_ordered_and_paged(api: ApiTestClient) -> None:
    for name, site in (("till", "b"), ("door", "b"), ("yard", "a")):
        await create(api, name=name, site=site)
    query = """query ($filter: CameraFilter, $order: CameraOrder, $after: String) {
      cameras(first: 2, filter: $filter, orderBy: $order, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { name } } } }"""

    async def names(**variables: Any) -> tuple[list[str], dict[str, Any]]:
        found = (await api.data(query, **variables))["cameras"]
        return [edge["node"]["name"] for edge in found["edges"]], found

    first, page = await names()
    assert (first, page["totalCount"], page["pageInfo"]["hasNextPage"]) == (["door", "till"], 3, True)
    assert (await names(after=page["pageInfo"]["endCursor"]))[0] == ["yard"]
    assert (await names(order="SITE"))[0] == ["yard", "till"]
    assert (await names(filter={"sites": ["b"]}))[0] == ["door", "till"]
    assert (await names(filter={"text": "A"}))[0] == ["yard"]
