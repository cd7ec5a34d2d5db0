"""Fields below the root that need more than their type: refused to smaller roles, whichever way leads to them."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, get_named_type, is_list_type
from sqlalchemy import insert

from config import Settings
from datasources.bootstrap import Datasources
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import Role
from models.tables import EvidencePackage
from resolvers.core.ids import Kind, encode
from schema.graphql.permissions import get_declared_rule, list_stricter_fields
from tests.schema.operations import SCHEMA
from tests.schema.sockets import open_socket
from tests.schema.transport.test_sse import open_stream
from tests.support.rows import add_clip, add_question, add_video, event_row
from tests.support.serving import ApiTestClient, serve_api

BEYOND = {declared.name: declared for declared in list_stricter_fields(SCHEMA)}
# INGEST reaches none of them: see test_ingest.py.
VIEWING = [Role.VIEWER, Role.OPERATOR, Role.ADMIN]
FOLLOW = "subscription ($id: ID!) { analysisProgress(videoId: $id) { video { name downloadUrl } } }"
# Ways to a field of a type: {field} stands for it, and each has one thing of the type at its end.
WAYS = {
    "Video": [
        "query ($video: ID!) { found: video(id: $video) { name {field} } }",
        "query ($video: ID!) { found: node(id: $video) { id ... on Video { {field} } } }",
        "query ($video: ID!) { found: nodes(ids: [$video]) { id ... on Node { ... on Video { {field} } } } }",
        "{ found: videos { edges { node { ...V } } totalCount } } fragment V on Video { name {field} }",
        "query ($event: ID!) { found: event(id: $event) { video { name {field} } } }",
        "{ found: events { edges { node { type video { {field} } } } } }",
        "query ($session: ID!) { found: promptSession(id: $session) { title video { {field} } } }",
        "query ($history: ID!) { found: promptHistory(id: $history) { citations { number video { {field} } } } }",
        'mutation ($session: ID!) { found: renamePromptSession(id: $session, title: "x") '
        "{ session { video { {field} } } } }",
        "query ($video: ID!) { found: video(id: $video) { promptSessions { edges { node { video { {field} } } } } } }",
    ],
    "Event": [
        "query ($event: ID!) { found: event(id: $event) { type {field} } }",
        "query ($event: ID!) { found: node(id: $event) { id ... on Event { {field} } } }",
        "{ found: events { edges { node { type {field} } } } }",
        "query ($video: ID!) { found: video(id: $video) { events { edges { node { {field} } } } } }",
        "query ($video: ID!) { found: video(id: $video) { name majorEvent { {field} } } }",
        "query ($history: ID!) { found: promptHistory(id: $history) { citations { event { {field} } } } }",
    ],
    "EvidencePackage": [
        "query ($package: ID!) { found: node(id: $package) { id ... on EvidencePackage { {field} } } }",
        "query ($package: ID!) { found: nodes(ids: [$package]) { id ... on EvidencePackage { percent {field} } } }",
    ],
    "Clip": [
        "query ($clip: ID!) { found: node(id: $clip) { id ... on Clip { {field} } } }",
        "query ($video: ID!) { found: clips(videoId: $video) { edges { node { startSeconds {field} } } } }",
    ],
}
EACH = [(name, way) for name in sorted(BEYOND) for way in WAYS[name.partition(".")[0]]]


@pytest.fixture
async def ids(postgres: Postgres, principal: Principal, served_data: Datasources) -> dict[str, str]:
    """A video that is analyzed, with one event and its clip, an exported clip, a package of evidence, and a question
    that cites the event."""
    video = await add_video(postgres, principal, status="READY", duration_seconds=60.0)
    key = f"{principal.organization}/{video}/clip"
    stored = await served_data.objects.put("highlights", key, b"x" * 1000, "video/mp4")
    clip = await add_clip(postgres, principal, video, object_key=stored.key, etag=stored.etag)
    [found] = await Events(postgres).store(principal, video, [event_row(1.0, clip_key="o/v/1.mp4", type="THEFT")])
    cited = {
        "number": 1,
        "video_id": str(video),
        "event_id": str(found),
        "start_seconds": 1.0,
        "end_seconds": 2.0,
        "score": None,
        "frame_key": None,
    }
    history = await add_question(postgres, principal, status="COMPLETED", citations=[cited])
    key = f"{principal.organization}/evidence/one.zip"
    zipped = await served_data.objects.put("highlights", key, b"x" * 1000, "application/zip")
    package = EvidencePackage(
        organization=principal.organization,
        user_id="somebody",
        video_ids=[video],
        object_key=zipped.key,
        etag=zipped.etag,
        object_version=zipped.version,
        size_bytes=1000,
        checksum_sha256="0" * 64,
        key_id="0" * 16,
        completed_at=datetime.now(UTC),
    )
    async with postgres.transaction(principal) as connection:
        made = (
            insert(EvidencePackage)
            .values(package.model_dump(exclude_unset=True))
            .returning(EvidencePackage.__table__.c.id)
        )
        package_id = (await connection.execute(made)).scalar_one()
        await connection.exec_driver_sql(f"UPDATE prompt_session SET video_id = '{video}', user_id = 'somebody'")
        session = (await connection.exec_driver_sql("SELECT id FROM prompt_session")).scalar_one()
    return {
        "video": encode(Kind.VIDEO, video),
        "event": encode(Kind.EVENT, found),
        "clip": encode(Kind.CLIP, clip),
        "package": encode(Kind.EVIDENCE_PACKAGE, package_id),
        "history": encode(Kind.PROMPT_HISTORY, history),
        "session": encode(Kind.PROMPT_SESSION, session),
    }


def act_as(api: ApiTestClient, tokens: Callable[[Principal], str], principal: Principal, role: Role) -> ApiTestClient:
    return api.with_token(tokens(Principal("somebody", principal.organization, frozenset({role}))))


def values_of(found: Any, field: str) -> list[Any]:
    """Every value of a field, wherever it stands in an answer."""
    if isinstance(found, list):
        return [value for one in found for value in values_of(one, field)]
    if isinstance(found, dict):
        below = [value for key, one in found.items() if key != field for value in values_of(one, field)]
        return [*([found[field]] if field in found else []), *below]
    return []


async def ask(api: ApiTestClient, way: str, field: str, ids: dict[str, str]) -> tuple[list[Any], list[dict[str, Any]]]:
    """The field's values, and the errors."""
    answer = await api.post(way.replace("{field}", field), **ids)
    assert answer["data"]["found"] is not None, answer
    return values_of(answer["data"], field), answer.get("errors", [])


@pytest.mark.parametrize(("name", "way"), EACH)
@pytest.mark.parametrize("role", VIEWING)
async def test_each_is_given_by_role_whichever_way_leads_to_it(
    api: ApiTestClient,
    tokens: Callable[[Principal], str],
    principal: Principal,
    ids: dict[str, str],
    name: str,
    way: str,
    role: Role,
) -> None:
    field = name.partition(".")[2]
    values, errors = await ask(act_as(api, tokens, principal, role), way, field, ids)
    assert len(values) == 1
    if not BEYOND[name].rule.allows(role):
        assert values == [None]
        [error] = errors
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert error["path"][-1] == field
        assert BEYOND[name].rule.role in error["message"]
    else:
        assert datetime.fromisoformat(values[0]) if field.endswith("ExpiresAt") else values[0].startswith("http")
        assert errors == []


async def test_a_list_keeps_what_stands_beside_a_field_that_is_refused(
    api: ApiTestClient, tokens: Callable[[Principal], str], postgres: Postgres, principal: Principal
) -> None:
    for number in range(3):
        await add_video(postgres, principal, status="READY", name=f"Aisle {number}")
    viewer = act_as(api, tokens, principal, Role.VIEWER)
    answer = await viewer.post("{ videos(orderBy: NAME) { totalCount edges { node { name downloadUrl } } } }")
    assert answer["data"]["videos"] == {
        "totalCount": 3,
        "edges": [{"node": {"name": f"Aisle {number}", "downloadUrl": None}} for number in range(3)],
    }
    assert [error["path"] for error in answer["errors"]] == [
        ["videos", "edges", number, "node", "downloadUrl"] for number in range(3)
    ]
    log = await act_as(api, tokens, principal, Role.ADMIN).data("{ auditLog { totalCount } }")
    assert log == {"auditLog": {"totalCount": 0}}


async def test_followers_are_each_refused_and_each_told_why(
    api: ApiTestClient, address: str, tokens: Callable[[Principal], str], principal: Principal, ids: dict[str, str]
) -> None:
    """Also those who share what is executed for a step."""
    viewer = act_as(api, tokens, principal, Role.VIEWER)
    bearer = {"Authorization": f"Bearer {viewer.token}"}
    async with open_socket(address, bearer) as one, open_socket(address, bearer) as other:
        for socket in (one, other):
            for id_ in ("1", "2"):
                await socket.subscribe(id_, FOLLOW, id=ids["video"])
                payload = (await socket.receive())["payload"]
                assert payload["data"]["analysisProgress"]["video"] == {"name": "Entrance", "downloadUrl": None}
                assert [error["extensions"]["code"] for error in payload["errors"]] == ["FORBIDDEN"]
    async with open_stream(viewer, FOLLOW, id=ids["video"]) as events:
        told = (await events.read_next())[1]
        assert [error["extensions"]["code"] for error in told["errors"]] == ["FORBIDDEN"]


class TestSettings:
    @pytest.fixture
    async def strict(self, settings: Settings) -> AsyncIterator[str]:
        async with serve_api(settings.model_copy(update={"footage_url_seconds": 600, "footage_role": "ADMIN"})) as url:
            yield url

    async def test_another_role_holds_for_all_that_takes_footage_out(
        self,
        strict: str,
        api: ApiTestClient,
        tokens: Callable[[Principal], str],
        principal: Principal,
        ids: dict[str, str],
    ) -> None:
        async with httpx.AsyncClient(base_url=strict, timeout=60) as http:
            there = ApiTestClient(http, api.token)
            clip = "mutation ($id: ID!) { exportClip(videoId: $id, startSeconds: 5, endSeconds: 1) { url } }"
            for role in VIEWING:
                caller = act_as(there, tokens, principal, role)
                for name, way in EACH:
                    _, errors = await ask(caller, way, name.partition(".")[2], ids)
                    assert {error["extensions"]["code"] for error in errors} == (
                        set() if role is Role.ADMIN else {"FORBIDDEN"}
                    )
                refused = (await caller.post(clip, id=ids["video"])).get("errors", [])
                assert len(refused) == (0 if role is Role.ADMIN else 1)

    async def test_viewers_may_be_let_download(
        self,
        settings: Settings,
        api: ApiTestClient,
        tokens: Callable[[Principal], str],
        principal: Principal,
        ids: dict[str, str],
    ) -> None:
        async with (
            serve_api(settings.model_copy(update={"footage_role": "VIEWER"})) as url,
            httpx.AsyncClient(base_url=url, timeout=60) as http,
        ):
            viewer = act_as(ApiTestClient(http, api.token), tokens, principal, Role.VIEWER)
            for name, way in EACH:
                assert (await ask(viewer, way, name.partition(".")[2], ids))[1] == []

    @pytest.mark.parametrize(
        ("argument", "lives"),
        [
            ("", 600),
            ("(expiresInSeconds: null)", 600),
            ("(expiresInSeconds: 3600)", 600),
            ("(expiresInSeconds: 60)", 60),
        ],
    )
    async def test_no_url_lives_longer_than_the_longest(
        self, strict: str, api: ApiTestClient, ids: dict[str, str], argument: str, lives: int
    ) -> None:
        async with httpx.AsyncClient(base_url=strict, timeout=60) as http:
            query = (
                "query ($video: ID!, $event: ID!) { video(id: $video) { downloadUrl%s } event(id: $event) { clipUrl } }"
            )
            found = await ApiTestClient(http, api.token).data(query % argument, video=ids["video"], event=ids["event"])
        assert url_lifetime(found["video"]["downloadUrl"]) == lives
        assert url_lifetime(found["event"]["clipUrl"]) == 600

    async def test_who_asks_for_more_is_told_how_much_there_is(
        self, strict: str, api: ApiTestClient, ids: dict[str, str]
    ) -> None:
        query = "query ($id: ID!, $n: Int) { video(id: $id) { downloadUrl(expiresInSeconds: $n) } }"
        async with httpx.AsyncClient(base_url=strict, timeout=60) as http:
            for seconds in (59, 601, 3599, 43_200):
                answer = await ApiTestClient(http, api.token).post(query, id=ids["video"], n=seconds)
                assert answer["errors"][0]["extensions"]["code"] == "OUT_OF_RANGE"
                assert "600" in answer["errors"][0]["message"]

    async def test_unless_it_is_set_an_hour_is_the_longest(self, api: ApiTestClient, ids: dict[str, str]) -> None:
        query = "query ($id: ID!, $n: Int) { video(id: $id) { downloadUrl(expiresInSeconds: $n) } }"
        assert url_lifetime((await api.data(query, id=ids["video"], n=3600))["video"]["downloadUrl"]) == 3600
        for seconds in (3601, 43_200):
            assert await api.code(query, id=ids["video"], n=seconds) == "OUT_OF_RANGE"


def url_lifetime(url: str) -> int:
    return int(parse_qs(urlsplit(url).query)["X-Amz-Expires"][0])


class TestDeclarations:
    """What the schema says of itself, so that a field that comes later cannot be forgotten."""

    def test_every_field_that_gives_a_url_declares_what_it_needs(self) -> None:
        undeclared = [
            f"{type_.name}.{name}"
            for type_ in SCHEMA.type_map.values()
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
            for name, field in type_.fields.items()
            if get_named_type(field.type).name == "URL" and get_declared_rule(field) is None
        ]
        assert undeclared == [], "say need=… where the field is defined: PICTURES, SENDING or FOOTAGE"

    def test_what_takes_footage_out_is_known(self) -> None:
        """A clip's payload is come to by OPERATOR alone, so it needs no more than its type."""
        assert sorted(BEYOND) == [
            "Clip.url",
            "Clip.urlExpiresAt",
            "Event.clipUrl",
            "Event.clipUrlExpiresAt",
            "EvidencePackage.url",
            "Video.downloadUrl",
        ]

    def test_a_field_that_is_refused_can_be_null(self) -> None:
        """Otherwise its refusal would take the whole list with it."""
        for name in BEYOND:
            type_, _, field = name.partition(".")
            declared = SCHEMA.type_map[type_].fields[field]  # type: ignore[attr-defined]
            assert not isinstance(declared.type, GraphQLNonNull)
            assert not is_list_type(declared.type)

    def test_every_type_with_such_a_field_is_tried(self) -> None:
        assert {name.partition(".")[0] for name in BEYOND} == set(WAYS)
