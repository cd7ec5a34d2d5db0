"""What archiving half of the footage does to search: `python -m bench.keeping.vectors`.

It stores events with random vectors in an organization of its own and asks for the nearest ten of random vectors, by
the index and by comparing all. Then half of the videos become WARM, and it asks again. Printed: recall of the index
against all vectors and against those of HOT footage, the index's size before, after, and rebuilt, and what keywords and
SQL count.
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import asyncpg
from pgvector import HalfVector

import config
from bench.harness.database import open_target
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.embedding_spaces import EmbeddingSpaces
from datasources.postgres.search.search import Search
from datasources.postgres.search.vector_index import apply_search_settings
from datasources.postgres.search.vector_search import build_exact_query, build_index_query
from devstack.problem import StackProblem
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace
from models.filters import EventFilter
from models.migrations.vector_index import index_vectors

ORGANIZATION, SPACE = "bench-tiers", EmbeddingSpace("bench-tiers", 64)
_K, _QUESTIONS = 10, 100
_VIDEOS = """
INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, status)
SELECT $1, 'video ' || number, 'v.mp4', 'video/mp4', 1000, $1 || '/' || number, 'READY'
FROM generate_series(1, $2::integer) AS number RETURNING id
"""
_EVENTS = """
INSERT INTO event (organization, video_id, type, start_seconds, end_seconds, frame_number, description, confidence,
  source)
SELECT $1, $2, 'WALKING', number, number + 1, number, 'A person walks past the shelf.', 0.9, 'bench'
FROM generate_series(1, $3::integer) AS number RETURNING id
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.keeping.vectors", description=__doc__)
    parser.add_argument("--videos", type=int, default=200, help="videos (default: 200)")
    parser.add_argument("--events", type=int, default=100, help="events of each (default: 100)")
    parser.add_argument("--state", type=Path, help="folder of an embedded stack, which is started meanwhile")
    chosen = parser.parse_args()
    try:
        asyncio.run(_bench(chosen.state, chosen.videos, chosen.events))
    except (config.ConfigError, StackProblem) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def _bench(state: Path | None, videos: int, events: int) -> None:
    async with open_target(state) as settings:
        owner = await asyncpg.connect(settings.database_owner_url)
        postgres = await Postgres.connect(settings.sqlalchemy_url)
        try:
            ids = await _fill(owner, videos, events)
            await index_vectors(settings.database_owner_url, SPACE)
            print(f"{videos * events:,} events of {videos} videos")
            await _show(owner, postgres, "all HOT")
            await owner.execute("UPDATE video SET tier = 'WARM' WHERE id = ANY ($1::uuid[])", ids[::2], timeout=3600)
            await owner.execute("VACUUM ANALYZE event_embedding", timeout=3600)
            await _show(owner, postgres, "half WARM")
            await owner.execute(f"REINDEX INDEX {SPACE.index_name}", timeout=3600)
            await _show(owner, postgres, "half WARM, index rebuilt")
        finally:
            await owner.execute("DELETE FROM video WHERE organization = $1", ORGANIZATION, timeout=3600)
            await owner.execute(f"DROP INDEX IF EXISTS {SPACE.index_name}")
            await postgres.close()
            await owner.close()


async def _fill(owner: asyncpg.Connection, videos: int, events: int) -> list[UUID]:
    ids = [row["id"] for row in await owner.fetch(_VIDEOS, ORGANIZATION, videos)]
    rng = random.Random(7)  # noqa: S311
    for video_id in ids:
        rows = await owner.fetch(_EVENTS, ORGANIZATION, video_id, events)
        await owner.executemany(
            "INSERT INTO event_embedding (event_id, model_id, organization, video_id, embedding)"
            " VALUES ($1, $2, $3, $4, $5::text::halfvec)",
            [(row["id"], SPACE.model_id, ORGANIZATION, video_id, str(_draw(rng))) for row in rows],
        )
    await owner.execute("VACUUM ANALYZE event, event_embedding")
    return ids


def _draw(rng: random.Random) -> list[float]:
    return [round(rng.gauss(0, 1), 4) for _ in range(SPACE.dimensions)]


async def _show(owner: asyncpg.Connection, postgres: Postgres, title: str) -> None:
    hot = {
        row["event_id"]
        for row in await owner.fetch(
            "SELECT event_id FROM event_embedding WHERE organization = $1 AND NOT archived", ORGANIZATION
        )
    }
    rng, of_all, of_hot = random.Random(11), 0.0, 0.0  # noqa: S311
    for _ in range(_QUESTIONS):
        found, exact = await _ask(postgres, _draw(rng))
        nearest_hot = [each for each in exact if each in hot][:_K]
        of_all += len({*found[:_K]} & {*exact[:_K]}) / _K
        of_hot += len({*found[:_K]} & {*nearest_hot}) / max(1, len(nearest_hot))
    size = await owner.fetchval("SELECT pg_relation_size($1::regclass)", SPACE.index_name)
    worker = Principal.worker(ORGANIZATION)
    search = Search(postgres, EmbeddingSpaces(postgres, SPACE))
    words = await search.search_by_keywords(worker, "shelf", None, 50)
    counted = await search.count(worker, EventFilter())
    print(
        f"{title}: recall@{_K} {of_all / _QUESTIONS:.2f} of all, {of_hot / _QUESTIONS:.2f} of HOT;"
        f" index {size / 2**20:.1f} MiB; keywords {len(words)}, events counted {counted.events}"
    )


async def _ask(postgres: Postgres, vector: Sequence[float]) -> tuple[list[UUID], list[UUID]]:
    """The nearest events by the index, and those of all vectors, best first."""
    async with postgres.transaction(Principal.worker(ORGANIZATION)) as connection:
        everything = build_exact_query(SPACE, None, 4 * _K)
        exact = (await connection.execute(everything, {"vector": HalfVector(list(vector))})).all()
        await apply_search_settings(connection)
        rows = (await connection.execute(build_index_query(vector, SPACE, None, 2 * _K))).all()
    nearest = sorted(rows, key=lambda row: -row[-1])
    return [row.event_id for row in nearest], [row.event_id for row in exact]


if __name__ == "__main__":
    sys.exit(main())
