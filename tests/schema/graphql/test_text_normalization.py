"""Texts come in by one door, however they are sent, and what was typed on a Mac is found by both spellings."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import asyncpg
import pytest
import sqlalchemy
from alembic.migration import MigrationContext
from alembic.operations import Operations
from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
)
from sqlalchemy.ext.asyncio import create_async_engine

from config import Settings
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.settings.database import to_asyncpg_url
from resolvers.core.ids import Kind, encode
from schema.build import create_schema
from schema.graphql.text_normalization import VERBATIM_ARGUMENTS, normalize_texts
from tests.conftest import Database
from tests.schema.sockets import open_socket
from tests.support.rows import add_video, event_row
from tests.support.serving import ApiTestClient

KOREAN = "정문 카메라"
TYPED = unicodedata.normalize("NFD", KOREAN)
# Secrets, checksums, cursors, and users as their provider spells them.
EXCEPTIONS = {"uploadToken", "etag", "checksumSha256", "checksumsSha256", "after", "before", "userIds"}
UPDATE = "mutation ($id: ID!, $input: UpdateVideoInput!) { updateVideo(id: $id, input: $input) { video { camera } } }"
FOUND = "query ($filter: VideoFilter) { videos(filter: $filter) { edges { node { name camera description } } } }"


def _values(type_: GraphQLInputType, seen: tuple[str, ...] = ()) -> Any:
    """A value with every field of the type in it; each text is decomposed."""
    if isinstance(type_, GraphQLNonNull):
        return _values(type_.of_type, seen)
    if isinstance(type_, GraphQLList):
        return [_values(type_.of_type, seen)]
    if isinstance(type_, GraphQLInputObjectType):
        assert type_.name not in seen
        return {name: _values(field.type, (*seen, type_.name)) for name, field in type_.fields.items()}
    return {"String": TYPED, "JSON": {TYPED: [TYPED]}}.get(type_.name, "left")


def _texts(
    fields: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField], given: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """Name → value of each String and JSON among given values."""
    for name, field in fields.items():
        type_, value = field.type, given[name]
        while isinstance(type_, GraphQLNonNull | GraphQLList):
            if isinstance(type_, GraphQLList):
                (value,) = value
            type_ = type_.of_type
        if isinstance(type_, GraphQLInputObjectType):
            yield from _texts(type_.fields, value)
        elif type_.name in ("String", "JSON"):
            yield name, value


def test_every_argument_and_input_of_the_schema_is_normalized_but_for_those_listed() -> None:
    schema, tried, left = create_schema()._schema, 0, set()
    for type_ in list(schema.type_map.values()):
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        for field in type_.fields.values():
            field.subscribe = None
            field.resolve = lambda source, info, **arguments: arguments
    normalize_texts(schema)
    for type_ in list(schema.type_map.values()):
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        for field in type_.fields.values():
            assert field.resolve is not None
            given = {name: _values(argument.type) for name, argument in field.args.items()}
            for name, value in _texts(field.args, field.resolve(None, None, **given)):
                tried += 1
                if TYPED in json.dumps(value, ensure_ascii=False):
                    left.add(name)
    assert tried > 40
    assert left == EXCEPTIONS == VERBATIM_ARGUMENTS


async def test_variables_and_literals_are_normalized_over_http_and_sockets(
    api: ApiTestClient, address: str, postgres: Postgres, principal: Principal
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal, name="door"))
    assert (await api.data(UPDATE, id=video, input={"camera": TYPED}))["updateVideo"]["video"]["camera"] == KOREAN
    literal = f'mutation {{ updateVideo(id: "{video}", input: {{camera: "{TYPED} [1]"}}) {{ video {{ camera }} }} }}'
    assert (await api.data(literal))["updateVideo"]["video"]["camera"] == f"{KOREAN} (1)"
    async with open_socket(address, {"Authorization": f"Bearer {api.token}"}) as socket:
        await socket.subscribe("1", UPDATE, id=video, input={"camera": f"{TYPED}\u202e"})
        told = await socket.receive_until_complete("1")
    assert told[0]["data"]["updateVideo"]["video"]["camera"] == KOREAN
    assert (await api.data(FOUND))["videos"]["edges"][0]["node"]["camera"] == KOREAN


@pytest.mark.parametrize("spelling", [KOREAN, TYPED])
async def test_names_and_descriptions_are_found_by_both_spellings(
    api: ApiTestClient, postgres: Postgres, principal: Principal, spelling: str
) -> None:
    video = encode(Kind.VIDEO, await add_video(postgres, principal, name="door"))
    await api.data(UPDATE, id=video, input={"camera": TYPED, "description": TYPED})
    for wanted in ({"cameras": [spelling]}, {"text": spelling}):
        assert len((await api.data(FOUND, filter=wanted))["videos"]["edges"]) == 1


async def test_decomposed_korean_is_searched_for_like_composed(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, name="till", status="READY", duration_seconds=60.0)
    rows = [event_row(9, type="THEFT", description="Somebody steals a bottle.", description_ko="누군가 병을 훔칩니다.")]
    await Events(postgres).store(principal, video, rows)
    asked = unicodedata.normalize("NFD", "병을 훔치는 사람")
    found = await api.data("query ($t: String!) { searchEvents(text: $t) { hits { event { type } } } }", t=asked)
    assert [hit["event"]["type"] for hit in found["searchEvents"]["hits"]] == ["THEFT"]


async def test_a_decomposed_question_is_answered_like_a_composed_one_in_korean(
    api: ApiTestClient, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, name="till", status="READY", duration_seconds=60.0)
    await Events(postgres).store(principal, video, [event_row(9, type="PERSON_ENTER", end=9)])
    ask = "mutation ($t: String!) { prompt(input: { text: $t }) { history { status language response } } }"
    composed = "몇 명이 들어왔나요?"
    told = [
        (await api.data(ask, t=text))["prompt"]["history"]
        for text in (composed, unicodedata.normalize("NFD", composed))
    ]
    assert told[0] == told[1]
    assert (told[0]["status"], told[0]["language"]) == ("COMPLETED", "KO")


async def test_rows_from_before_are_brought_into_the_same_spelling(
    settings: Settings, database: Database, postgres: Postgres, principal: Principal
) -> None:
    """The migration's own steps over rows that are as those of before."""
    owner_dsn = database.owner_dsn.rpartition("/")[0] + "/" + settings.database_url.rpartition("/")[2]
    video = await add_video(
        postgres, principal, name=f"{TYPED} [1]\u202e", camera=TYPED, zones=[{"name": TYPED, "polygon": [[0, 1]]}]
    )
    same: dict[str, Any] = {"type": "THEFT", "track_id": "가", "source": "acme"}
    rows = [
        event_row(1, description=f"[2] {TYPED}", objects=[TYPED, "b"], attributes={TYPED: "[3]"}),
        event_row(5, **same),
        event_row(5, **same | {"track_id": unicodedata.normalize("NFD", "가")}),
    ]
    await Events(postgres).store(principal, video, rows)
    migration = import_module("models.migrations.versions.0022_normalized_texts")

    def upgrade(connection: sqlalchemy.Connection) -> None:
        with Operations.context(MigrationContext.configure(connection)):
            migration.upgrade()

    engine = create_async_engine(to_asyncpg_url(owner_dsn))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()
    owner = await asyncpg.connect(owner_dsn)
    try:
        named = await owner.fetchrow("SELECT name, camera, zones::text FROM video WHERE id = $1", video)
        assert (named["name"], named["camera"]) == (f"{KOREAN} (1)", KOREAN)
        assert json.loads(named["zones"]) == [{"name": KOREAN, "polygon": [[0, 1]]}]
        first = await owner.fetchrow(
            "SELECT description, objects, attributes::text FROM event WHERE video_id = $1 ORDER BY start_seconds", video
        )
        assert (first["description"], first["objects"]) == (f"(2) {KOREAN}", [KOREAN, "b"])
        assert json.loads(first["attributes"]) == {KOREAN: "[3]"}
        assert await owner.fetchval("SELECT count(*) FROM event WHERE video_id = $1", video) == 3
    finally:
        await owner.close()
