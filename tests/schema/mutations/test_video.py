"""updateVideo: a field that is absent, null or given means three different things."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, decode, encode
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient

STRANGER = Principal("stranger", "an organization that changes nothing", frozenset(Role))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TRIANGLE = [[0, 0], [1, 0], [0.5, 1]]
UPDATE = """mutation ($id: ID!, $input: UpdateVideoInput!) { updateVideo(id: $id, input: $input) {
  video { name description camera timezone recordedAt zones { name polygon } }
  userErrors { code message field }
} }"""
BEFORE = {
    "name": "Entrance",
    "description": "by the door",
    "camera": "door",
    "timezone": "Asia/Seoul",
    "recordedAt": "2026-03-01T12:00:00+00:00",
    "zones": [{"name": "till", "polygon": [[0, 0], [1, 0], [1, 1]]}],
}


@pytest.fixture
async def video(postgres: Postgres, principal: Principal) -> str:
    columns = {name: BEFORE[name] for name in ("name", "description", "camera", "timezone", "zones")}
    return encode(Kind.VIDEO, await add_video(postgres, principal, recorded_at=NOON, **columns))


async def update(api: ApiTestClient, video: str, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(UPDATE, id=video, input=given))["updateVideo"]
    return found


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, {}),
        ({"name": "  Back door "}, {"name": "Back door"}),
        ({"description": "by the\nback door"}, {"description": "by the\nback door"}),
        ({"description": None}, {"description": None}),
        ({"description": "  "}, {"description": None}),
        ({"camera": None}, {"camera": None}),
        ({"camera": "문 앞"}, {"camera": "문 앞"}),
        ({"timezone": "Europe/Paris"}, {"timezone": "Europe/Paris"}),
        ({"recordedAt": None}, {"recordedAt": None}),
        ({"recordedAt": "2026-03-01T22:00:00+09:00"}, {"recordedAt": "2026-03-01T13:00:00+00:00"}),
        ({"zones": []}, {"zones": []}),
        ({"zones": [{"name": " shelf ", "polygon": TRIANGLE}]}, {"zones": [{"name": "shelf", "polygon": TRIANGLE}]}),
        ({"name": "A", "camera": "B"}, {"name": "A", "camera": "B"}),
    ],
)
async def test_only_what_is_given_changes(
    api: ApiTestClient, video: str, given: dict[str, Any], shown: dict[str, Any]
) -> None:
    assert await update(api, video, **given) == {"video": {**BEFORE, **shown}, "userErrors": []}


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"name": None}, "VALUE_REQUIRED", ["name"]),
        ({"name": " "}, "VALUE_REQUIRED", ["name"]),
        ({"name": "a\u0000"}, "CONTROL_CHARACTERS", ["name"]),
        ({"name": "a" * 256}, "TEXT_TOO_LONG", ["name"]),
        ({"camera": "\ud800"}, "CONTROL_CHARACTERS", ["camera"]),
        ({"description": "a" * 2001}, "TEXT_TOO_LONG", ["description"]),
        ({"timezone": None}, "VALUE_REQUIRED", ["timezone"]),
        ({"timezone": ""}, "VALUE_REQUIRED", ["timezone"]),
        ({"timezone": "Asia/Atlantis"}, "UNKNOWN_TIME_ZONE", ["timezone"]),
        ({"recordedAt": "1899-12-31T23:59:59Z"}, "OUT_OF_RANGE", ["recordedAt"]),
        ({"recordedAt": "2200-01-01T00:00:00Z"}, "OUT_OF_RANGE", ["recordedAt"]),
        ({"zones": None}, "VALUE_REQUIRED", ["zones"]),
        ({"zones": [{"name": "a", "polygon": [[0, 0], [1, 1]]}]}, "BAD_POLYGON", ["zones", "0", "polygon"]),
    ],
)
async def test_what_cannot_be_taken_is_told_with_its_field_and_changes_nothing(
    api: ApiTestClient, video: str, given: dict[str, Any], code: str, field: list[str]
) -> None:
    refused = await update(api, video, **given)
    assert refused["video"] is None
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [(code, ["input", *field])]
    assert (await update(api, video))["video"] == BEFORE


async def test_the_times_of_day_of_all_events_move_with_the_recording_s(
    api: ApiTestClient, postgres: Postgres, principal: Principal, video: str
) -> None:
    other = await add_video(postgres, principal, recorded_at=NOON)
    key = decode(Kind.VIDEO, video)
    assert key is not None
    for of in (key, other):
        await Events(postgres).store(principal, of, [event_row(0), event_row(90.25)])
    query = "query ($id: ID!) { video(id: $id) { events { edges { node { occurredAt } } } } }"

    async def moments(of: UUID) -> list[str | None]:
        edges = (await api.data(query, id=encode(Kind.VIDEO, of)))["video"]["events"]["edges"]
        return [edge["node"]["occurredAt"] for edge in edges]

    before = ["2026-03-01T12:00:00+00:00", "2026-03-01T12:01:30.250000+00:00"]
    assert await moments(key) == before
    await update(api, video, recordedAt="2026-04-01T00:00:00+09:00")
    assert await moments(key) == ["2026-03-31T15:00:00+00:00", "2026-03-31T15:01:30.250000+00:00"]
    await update(api, video, recordedAt=None)
    assert await moments(key) == [None, None]
    await update(api, video, name="still unknown")
    assert await moments(key) == [None, None]
    assert await moments(other) == before


async def test_missing_and_foreign_videos_answer_alike(
    api: ApiTestClient, video: str, tokens: Callable[[Principal], str]
) -> None:
    stranger = api.with_token(tokens(STRANGER))
    answers = [await update(stranger, video, name="mine"), await update(stranger, video)]
    answers += [await update(api, id_, name="x") for id_ in ("", "x", encode(Kind.VIDEO, UUID(int=5)))]
    answers.append(await update(api, encode(Kind.EVENT, UUID(int=5)), name="x"))
    assert all(answer["video"] is None for answer in answers)
    assert {(error["code"], *error["field"]) for answer in answers for error in answer["userErrors"]} == {
        ("NOT_FOUND", "id")
    }
    assert (await update(api, video))["video"] == BEFORE


async def test_who_only_views_changes_nothing(
    api: ApiTestClient, video: str, principal: Principal, tokens: Callable[[Principal], str]
) -> None:
    viewer = api.with_token(tokens(Principal("viewer", principal.organization, frozenset({Role.VIEWER}))))
    assert await viewer.code(UPDATE, id=video, input={"name": "x"}) == "FORBIDDEN"
    assert (await update(api, video))["video"] == BEFORE


@pytest.mark.parametrize(
    "zone", ["posix/Asia/Seoul", "right/Asia/Seoul", "posixrules", "localtime", "Moon", "", "\ud800"]
)
async def test_a_time_zone_that_only_this_machine_knows_is_refused(
    api: ApiTestClient, postgres: Postgres, principal: Principal, zone: str
) -> None:
    # Stored once, it would fail whatever PostgreSQL reckons with it.
    video = encode(Kind.VIDEO, await add_video(postgres, principal))
    text = (
        "mutation ($id: ID!, $zone: String) { updateVideo(id: $id, input: {timezone: $zone}) { userErrors { code } } }"
    )
    refused = await api.data(text, id=video, zone=zone)
    assert refused["updateVideo"]["userErrors"][0]["code"] in (
        "UNKNOWN_TIME_ZONE",
        "VALUE_REQUIRED",
        "CONTROL_CHARACTERS",
    )
