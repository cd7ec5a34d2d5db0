"""A question limited to cameras or sites sees no other footage: not in searches, counts, SQL, or its coverage."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import Role
from resolvers.core.ids import Kind, decode, encode
from tests.schema.cameras.test_camera import create
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASK = """mutation ($input: PromptInput!) { prompt(input: $input) {
  history { id status response degraded table { rows } citations { video { id } } coverage { videosConsidered } }
  session { id }
  userErrors { code field }
} }"""


@pytest.fixture
async def videos(
    api: ApiTestClient, served_data: Datasources, postgres: Postgres, principal: Principal
) -> dict[str, tuple[str, str]]:
    """door and hall, at two sites: the ids of camera and video. 3 people come in at the door, 1 in the hall."""
    made = {}
    for name, site, people in (("door", "seoul", 3), ("hall", "busan", 1)):
        camera = (await create(api, name=name, site=site, timezone="UTC"))["camera"]["id"]
        begins = AT + timedelta(hours=people)
        video = await add_video(
            postgres,
            principal,
            name=f"The {name}",
            camera=name,
            camera_id=decode(Kind.CAMERA, camera),
            site=site,
            recorded_at=begins,
            status="READY",
            duration_seconds=600.0,
        )
        rows = [event_row(10.0 * n, type="PERSON_ENTER", track_id=f"P{n}") for n in range(1, people + 1)]
        rows.append(event_row(60, 61, type="THEFT", track_id="P1", description=f"A person steals at the {name}."))
        await served_data.events.store(principal, video, rows)
        made[name] = (camera, encode(Kind.VIDEO, video))
    return made


async def ask(api: ApiTestClient, text: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await api.data(ASK, input={"text": text, **more}))["prompt"]
    assert found["userErrors"] == []
    return dict(found["history"])


@pytest.mark.parametrize("text", ["Did anybody steal something?", "누가 물건을 훔쳤어?"])
async def test_what_is_cited_is_of_the_cameras_or_sites_asked_about(
    api: ApiTestClient, videos: dict[str, tuple[str, str]], text: str
) -> None:
    for name, site in (("door", "seoul"), ("hall", "busan")):
        camera, video = videos[name]
        for limited in (
            {"cameraIds": [camera]},
            {"sites": [site]},
            {"cameraIds": [camera], "sites": ["seoul", "busan"]},
        ):
            answer = await ask(api, text, **limited)
            assert answer["degraded"] == []
            assert {cited["video"]["id"] for cited in answer["citations"]} == {video}, limited
            assert answer["coverage"]["videosConsidered"] == 1
    everywhere = await ask(api, text)
    assert {cited["video"]["id"] for cited in everywhere["citations"]} == {video for _, video in videos.values()}


async def test_sql_that_a_model_wrote_counts_only_those(api: ApiTestClient, videos: dict[str, tuple[str, str]]) -> None:
    by_camera = "How many people came in per camera?"
    assert (await ask(api, by_camera))["table"]["rows"] == [["door", 3, 3], ["hall", 1, 1]]
    assert (await ask(api, by_camera, cameraIds=[videos["hall"][0]]))["table"]["rows"] == [["hall", 1, 1]]
    assert (await ask(api, by_camera, sites=["seoul"]))["table"]["rows"] == [["door", 3, 3]]


async def test_where_cameras_and_sites_exclude_each_other_there_is_nothing(
    api: ApiTestClient, videos: dict[str, tuple[str, str]]
) -> None:
    limits: list[dict[str, list[str]]] = [
        {"cameraIds": [videos["door"][0]], "sites": ["busan"]},
        {"sites": ["jeju"]},
        {"cameraIds": []},
    ]
    for limited in limits:
        answer = await ask(api, "Did anybody steal something?", **limited)
        assert (answer["status"], answer["citations"]) == ("NOT_FOUND", []), limited
        assert answer["coverage"]["videosConsidered"] == 0


async def test_a_session_goes_on_over_other_cameras(api: ApiTestClient, videos: dict[str, tuple[str, str]]) -> None:
    first = (await api.data(ASK, input={"text": "Did anybody steal?", "sites": ["seoul"]}))["prompt"]
    answer = await ask(api, "Did anybody steal?", sessionId=first["session"]["id"], cameraIds=[videos["hall"][0]])
    assert {cited["video"]["id"] for cited in answer["citations"]} == {videos["hall"][1]}


async def test_cameras_that_are_none_are_told_as_missing_and_so_are_foreign_ones(
    api: ApiTestClient, videos: dict[str, tuple[str, str]], tokens: Callable[[Principal], str]
) -> None:
    stranger = api.with_token(tokens(Principal("stranger", "an organization of no cameras", frozenset(Role))))
    for caller, ids in (
        (api, ["x"]),
        (api, [videos["door"][1]]),
        (api, [videos["door"][0], encode(Kind.CAMERA, UUID(int=3))]),
        (stranger, [videos["door"][0]]),
    ):
        refused = (await caller.data(ASK, input={"text": "Who?", "cameraIds": ids}))["prompt"]
        assert refused["userErrors"] == [{"code": "NOT_FOUND", "field": ["input", "cameraIds"]}]
        assert refused["history"] is None


async def test_generated_sql_cannot_leave_its_cameras(
    served_data: Datasources, principal: Principal, videos: dict[str, tuple[str, str]]
) -> None:
    door = decode(Kind.CAMERA, videos["door"][0])
    assert door is not None
    for view in ("video_view", "event_view"):
        sql = f"SELECT DISTINCT camera FROM {view} ORDER BY 1"
        for cameras, seen in ((None, [["door"], ["hall"]]), ([door], [["door"]]), ([], [])):
            table = await served_data.sql.run(
                principal, sql, timezone="UTC", video_id=None, max_rows=9, camera_ids=cameras
            )
            assert list(table.rows) == seen
