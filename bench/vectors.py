"""Measures recall@10 of filtered vector search: the product's search, and pgvector's defaults, against all vectors.

python -m bench.vectors [--events 100000] [--questions 40] [--state FOLDER] [--keep]

The events belong to the organization bench-vectors and are deleted at the end. Their vectors lie around random themes,
like those of descriptions; the filters are independent of the themes. Without --state, see bench.seed.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg
import numpy as np
from pgvector import HalfVector
from pgvector.asyncpg import register_vector
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

import config
from bench.harness.database import open_target
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.vector_index import SEARCH_SETTINGS, VectorIndexes, apply_search_settings
from datasources.postgres.search.vector_search import build_exact_query, build_index_query, search_by_vector
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace
from models.enums import EventType
from models.filters import EventFilter
from models.migrations.vector_index import index_vectors

ORGANIZATION = "bench-vectors"
SPACE = EmbeddingSpace("bench.vectors-v1", 1024)
PRINCIPAL = Principal("bench", ORGANIZATION, frozenset())
RESULTS = 10
VIDEOS = 50
THEMES = 400
_NOISE = 0.7
# Of a hundred events, one is SMOKING, ten are STANDING, the others WALKING.
FILTER_SHARES = (("1 %", EventType.SMOKING), ("10 %", EventType.STANDING), ("89 %", EventType.WALKING))
_DEFAULTS = {"hnsw.iterative_scan": "off", "hnsw.ef_search": "40", "hnsw.max_scan_tuples": "20000"}

Search = Callable[[AsyncConnection, Sequence[float], EventFilter], Awaitable[list[UUID]]]


async def run_bench(settings: config.OwnerSettings, events: int, questions: int, *, keep: bool) -> bool:
    owner = settings.database_owner_url
    chance = np.random.default_rng(5)
    themes = chance.standard_normal((THEMES, SPACE.dimensions), np.float32)
    await _insert_events(owner, events, themes, chance)
    began = time.perf_counter()
    await index_vectors(owner, SPACE)
    print(f"{events:,} vectors of {SPACE.dimensions} numbers; index made in {time.perf_counter() - began:.0f} s")
    print("settings: " + ", ".join(f"{name} = {value}" for name, value in SEARCH_SETTINGS.items()) + "\n")
    postgres = await Postgres.connect(settings.sqlalchemy_url)
    try:
        vectors = [_perturb(themes[number % THEMES], chance) for number in range(questions)]
        return await _compare_searches(postgres, vectors)
    finally:
        await postgres.close()
        if not keep:
            await _delete_events(owner)


async def _compare_searches(postgres: Postgres, vectors: Sequence[Sequence[float]]) -> bool:
    indexes = VectorIndexes(postgres)
    assert await indexes.check_settings(), "pgvector ignores the settings"

    async def search_as_product(
        connection: AsyncConnection, vector: Sequence[float], event_filter: EventFilter
    ) -> list[UUID]:
        return [
            row.event_id for row in await search_by_vector(connection, indexes, vector, SPACE, event_filter, RESULTS)
        ]

    async def compare_all(
        connection: AsyncConnection, vector: Sequence[float], event_filter: EventFilter
    ) -> list[UUID]:
        return await _fetch_ids(connection, build_exact_query(SPACE, event_filter, RESULTS).params(vector=vector))

    async def search_index(
        connection: AsyncConnection, vector: Sequence[float], event_filter: EventFilter
    ) -> list[UUID]:
        await apply_search_settings(connection)
        return await _fetch_ids(connection, build_index_query(vector, SPACE, event_filter, RESULTS))

    async def search_with_defaults(
        connection: AsyncConnection, vector: Sequence[float], event_filter: EventFilter
    ) -> list[UUID]:
        await apply_search_settings(connection)
        for name, value in _DEFAULTS.items():
            await connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
        return await _fetch_ids(connection, build_index_query(vector, SPACE, event_filter, RESULTS))

    print(f"{'filter keeps':<14}{'search':<34}{'recall@10':>10}{'rows of 10':>12}{'ms, median':>12}")
    passed = True
    for share, kind in FILTER_SHARES:
        truth: list[list[UUID]] = []
        for name, search in (("every vector compared", compare_all), ("as the product searches", search_as_product),
                             ("the index, the product's settings", search_index),
                             ("the index, pgvector's defaults", search_with_defaults)):  # fmt: skip
            results, milliseconds = await _run_search(postgres, search, vectors, EventFilter(types=[kind]))
            truth = truth or results
            recall = sum(len(set(a) & set(b)) for a, b in zip(results, truth, strict=True)) / sum(map(len, truth))
            rows = sum(map(len, results)) / len(results)
            print(f"{share:<14}{name:<34}{recall:>10.3f}{rows:>12.1f}{milliseconds:>12.1f}", flush=True)
            if search is search_as_product:
                passed = passed and recall >= 0.98
    print(f"\nrecall@10 of at least .98 as the product searches: {'PASS' if passed else 'FAIL'}")
    return passed


async def _run_search(
    postgres: Postgres, search: Search, vectors: Sequence[Sequence[float]], event_filter: EventFilter
) -> tuple[list[list[UUID]], float]:
    """Ids for each vector, and the median milliseconds. The first search warms up and is not counted."""
    results, seconds = [], []
    for vector in [vectors[0], *vectors]:
        async with postgres.transaction(PRINCIPAL) as connection:
            began = time.perf_counter()
            results.append(await search(connection, vector, event_filter))
            seconds.append(time.perf_counter() - began)
    return results[1:], median(seconds[1:]) * 1000


async def _fetch_ids(connection: AsyncConnection, query: Any) -> list[UUID]:
    return [row["event_id"] for row in (await connection.execute(query)).mappings()]


def _perturb(theme: Any, chance: np.random.Generator) -> list[float]:
    vector = theme + _NOISE * chance.standard_normal(SPACE.dimensions, np.float32)
    return [float(number) for number in vector / np.linalg.norm(vector)]


async def _insert_events(owner: str, events: int, themes: Any, chance: np.random.Generator) -> None:
    await _delete_events(owner)
    connection = await asyncpg.connect(owner)
    try:
        await register_vector(connection)
        await connection.execute(
            "INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, status)"
            " SELECT $1, 'bench ' || n, 'b.mp4', 'video/mp4', 1, 'bench/' || n, 'READY' FROM generate_series(1, $2) n",
            *(ORGANIZATION, VIDEOS),
        )
        rows = await connection.fetch(
            "INSERT INTO event (organization, video_id, type, start_seconds, end_seconds, frame_number, description,"
            " confidence, source) SELECT $1, video.id,"
            " CASE WHEN n % 100 = 0 THEN 'SMOKING' WHEN n % 100 <= 10 THEN 'STANDING' ELSE 'WALKING' END,"
            " n, n + 1, n, 'Somebody is there.', 0.9, 'bench/1'"
            " FROM video, generate_series(1, $2::integer) n WHERE video.organization = $1 RETURNING id, video_id",
            *(ORGANIZATION, events // VIDEOS),
            timeout=600,
        )
        for start in range(0, len(rows), 1000):
            batch = rows[start : start + 1000]
            centres = themes[chance.integers(0, THEMES, len(batch))]
            vectors = centres + _NOISE * chance.standard_normal(centres.shape, np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            await connection.copy_records_to_table(
                "event_embedding",
                columns=("event_id", "model_id", "organization", "video_id", "embedding"),
                records=[
                    (row["id"], SPACE.model_id, ORGANIZATION, row["video_id"], HalfVector(vector))
                    for row, vector in zip(batch, vectors, strict=True)
                ],
                timeout=600,
            )
        for table in ("video", "event", "event_embedding"):
            await connection.execute(f"VACUUM ANALYZE {table}", timeout=600)
    finally:
        await connection.close()


async def _delete_events(owner: str) -> None:
    connection = await asyncpg.connect(owner)
    try:
        await connection.execute(f"DROP INDEX IF EXISTS {SPACE.index_name}")
        await connection.execute("DELETE FROM video WHERE organization = $1", ORGANIZATION, timeout=600)
    finally:
        await connection.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.vectors", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--state", type=Path, help="folder of an embedded stack, which is started meanwhile")
    parser.add_argument("--keep", action="store_true", help="keep the events")
    chosen = parser.parse_args()

    async def run() -> bool:
        async with open_target(chosen.state) as settings:
            return await run_bench(settings, chosen.events, chosen.questions, keep=chosen.keep)

    return 0 if asyncio.run(run()) else 1


if __name__ == "__main__":
    sys.exit(main())
