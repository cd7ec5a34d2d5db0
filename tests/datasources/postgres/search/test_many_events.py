"""Retrieval among many events: by indexes, within the filter and the organization, and never fewer than fit."""

import json
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from bench.harness.statements import capture_statements
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search import selectivity as few
from datasources.postgres.search.keyword_search import build_queries, search_by_keywords
from datasources.postgres.search.search import Search
from datasources.postgres.search.vector_index import SEARCH_SETTINGS, VectorIndexes, apply_search_settings
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace
from models.enums import EventType, FrameLocation
from models.filters import EventFilter, SecondsRange, TimeRange
from models.migrations.vector_index import index_vectors
from tests.conftest import Database
from tests.datasources.postgres.search.query_plans import Plan
from tests.support.rows import add_video, event_row

STRANGER = Principal("stranger", "another organization", frozenset())
SPACE = EmbeddingSpace("it's a model", 2)
THINGS = (("a bottle", "병을"), ("a bag", "가방을"), ("an umbrella", "우산을"))


@pytest.fixture(autouse=True)
def _many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve events are many."""
    monkeypatch.setattr(few, "MAX_COMPARED_EVENTS", 5)


@pytest.fixture
def search(postgres: Postgres) -> Search:
    return Search(postgres)


@pytest.fixture
async def seen(postgres: Postgres, principal: Principal) -> list[UUID]:
    """Twelve events in two videos; the first four of each pick something up, the others walk. Vectors turn away."""
    ids: list[UUID] = []
    for camera in ("till", "door"):
        video = await add_video(postgres, principal, status="READY", duration_seconds=60.0, camera=camera)
        rows = [
            event_row(float(number), type="PICKING", location="LEFT", description=f"A woman picks up {thing}.",
                  description_ko=f"한 여성이 {korean} 집어 듭니다.")
            for number, (thing, korean) in enumerate(THINGS)
        ]  # fmt: skip
        rows += [event_row(30.0 + number) for number in range(3)]
        stored = await Events(postgres).store(principal, video, rows)
        vectors = {id_: [1.0, float(len(ids) + place)] for place, id_ in enumerate(stored)}
        await Events(postgres).store_embeddings(principal, video, SPACE.model_id, vectors)
        ids += stored
    return ids


@pytest.fixture
async def indexed(seen: list[UUID], database: Database) -> list[UUID]:
    await index_vectors(database.owner_dsn, SPACE)
    return seen


async def found(search: Search, principal: Principal, words: str, **wanted: Any) -> list[str]:
    rows = await search.search_by_keywords(principal, words, EventFilter(**wanted) if wanted else None, 3)
    return [row.description for row in rows]


# ── By words ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("seen")
async def test_words_are_found_in_any_of_their_forms(search: Search, principal: Principal) -> None:
    for words in ("picks bottle", "picking bottles", "병 집었다", "여성 병", "umbrela bottle"):
        told = await found(search, principal, words)
        assert "A woman picks up a bottle." in told, words
        assert not any("walks" in one for one in told), words


@pytest.mark.usefixtures("seen")
async def test_events_with_more_of_the_words_come_first(search: Search, principal: Principal) -> None:
    assert (await found(search, principal, "woman umbrella"))[:2] == ["A woman picks up an umbrella."] * 2


@pytest.mark.usefixtures("seen")
async def test_words_are_looked_for_within_the_filter_only(
    search: Search, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(few, "MAX_COMPARED_EVENTS", -1)
    narrowed: list[dict[str, Any]] = [
        {"types": [EventType.WALKING]},
        {"types": []},
        {"locations": [FrameLocation.RIGHT]},
        {"cameras": ["roof"]},
        {"camera_ids": [UUID(int=9)]},
        {"sites": ["jeju"]},
        {"track_ids": ["P9"]},
        {"seconds": SecondsRange(20, None)},
        {"occurred_at": TimeRange(None, None)},
        {"min_confidence": 0.99},
        {"zone_windows": [("Asia/Tokyo", TimeRange(None, None))]},
        {"excluded_track_ids": ["P1"], "track_ids": ["P1"]},
    ]
    assert [await found(search, principal, "bottle", **wanted) for wanted in narrowed] == [[]] * len(narrowed)


@pytest.mark.usefixtures("seen")
async def test_a_filter_that_fits_finds_by_words(
    search: Search, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(few, "MAX_COMPARED_EVENTS", -1)
    wanted = {"types": [EventType.PICKING], "cameras": ["till"], "seconds": SecondsRange(0, 9), "track_ids": ["P1"]}
    assert await found(search, principal, "bottle", **wanted) == ["A woman picks up a bottle."]


@pytest.mark.usefixtures("seen")
async def test_another_organization_finds_no_words(
    search: Search, monkeypatch: pytest.MonkeyPatch, postgres: Postgres
) -> None:
    monkeypatch.setattr(few, "MAX_COMPARED_EVENTS", -1)
    assert await found(search, STRANGER, "bottle") == []
    async with postgres.system_transaction() as connection:
        assert await search_by_keywords(connection, "bottle", None, 3) == []


@pytest.mark.usefixtures("seen")
async def test_no_word_can_be_an_operator(search: Search, principal: Principal) -> None:
    for words in ("it's & | ! ( ) :* <-> 'x'", "'", "\\", "the", "%_", "훔친'", "훔친\\"):
        assert await found(search, principal, words) == [], words


def test_a_query_asks_for_all_words_then_for_fewer() -> None:
    assert build_queries(["red", "coat", "red"]) == ["('red' & 'coat')", "('red') | ('coat')"]
    assert len(build_queries(list("abcdefgh"))) == 4
    assert build_queries([]) == []


# ── By vectors ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_nearest_come_first(search: Search, principal: Principal, indexed: list[UUID]) -> None:
    rows = await search.search_by_vector(principal, [1.0, 0.0], SPACE.model_id, None, 3)
    assert [row.event_id for row in rows] == indexed[:3]
    assert rows[0].similarity == pytest.approx(1.0)


async def test_the_walk_along_the_index_sorts_nothing(
    search: Search, postgres: Postgres, principal: Principal, indexed: list[UUID]
) -> None:
    with capture_statements() as statements:
        await search.search_by_vector(principal, [1.0, 0.0], SPACE.model_id, EventFilter(types=[EventType.PICKING]), 3)
    walked = statements[-1]
    async with postgres.transaction(principal) as connection:
        await apply_search_settings(connection)
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        told = await driver.fetchval(f"EXPLAIN (FORMAT JSON) {walked.sql}", *walked.values)
    plan = Plan(json.dumps(told))
    assert SPACE.index_name in plan.indexes()
    assert plan.sorted_rows() == 0


async def test_a_filter_that_keeps_few_gets_all_of_them(
    search: Search, principal: Principal, indexed: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(few, "MAX_COMPARED_EVENTS", -1)
    rows = await search.search_by_vector(principal, [1.0, 0.0], SPACE.model_id, EventFilter(cameras=["door"]), 10)
    assert [row.event_id for row in rows] == indexed[6:]


async def test_within_one_video_every_vector_is_compared(
    search: Search, principal: Principal, indexed: list[UUID]
) -> None:
    video = (await search.get_by_ids(principal, indexed[:1]))[0].video_id
    with capture_statements() as statements:
        rows = await search.search_by_vector(principal, [1.0, 0.0], SPACE.model_id, EventFilter(video_ids=[video]), 3)
    assert [row.event_id for row in rows] == indexed[:3]
    assert len(statements) == 1


async def test_a_space_without_an_index_is_compared(search: Search, principal: Principal, indexed: list[UUID]) -> None:
    assert await search.search_by_vector(principal, [1.0, 0.0, 0.0], SPACE.model_id, None, 3) == []
    assert await search.search_by_vector(principal, [1.0, 0.0], "another model", None, 3) == []


async def test_another_organization_is_near_nothing(search: Search, indexed: list[UUID]) -> None:
    assert await search.search_by_vector(STRANGER, [1.0, 0.0], SPACE.model_id, None, 3) == []


async def test_the_settings_of_a_search_are_read_back(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await VectorIndexes(postgres).check_settings() is True
    monkeypatch.setitem(SEARCH_SETTINGS, "hnsw.ef_search", "201")
    indexes = VectorIndexes(postgres)
    assert await indexes.check_settings() is False
    async with postgres.system_transaction() as connection:
        assert await indexes.is_usable(connection, SPACE) is False


async def test_an_index_that_was_left_half_made_is_made_anew(database: Database, indexed: list[UUID]) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = $1::text::regclass"
    try:
        await owner.execute(f"DROP INDEX {SPACE.index_name}")
        with pytest.raises(asyncpg.UniqueViolationError):
            await owner.execute(
                f"CREATE UNIQUE INDEX CONCURRENTLY {SPACE.index_name} ON event_embedding (organization)"
            )
        assert await owner.fetchval(valid, SPACE.index_name) is False
        await index_vectors(database.owner_dsn, SPACE)
        assert await owner.fetchval(valid, SPACE.index_name) is True
    finally:
        await owner.close()
