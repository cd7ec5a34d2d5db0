"""Writing what was made up, by COPY."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import asyncpg
import numpy as np
from pgvector import HalfVector
from pgvector.asyncpg import register_vector

from bench.seed import conversations, footage, visits
from bench.seed.conversations import Conversations
from bench.seed.footage import Recording, make_recordings
from bench.seed.plan import DIMENSIONS, MODEL_ID, SeedPlan
from bench.seed.visits import Record, make_events

VIDEOS_PER_COPY = 20
_EMBEDDING_COLUMNS = ("event_id", "model_id", "organization", "video_id", "embedding")
_TABLES = ("video", "event", "event_embedding", "prompt_session", "prompt_history")


class AlreadySeeded(Exception):
    """Some of these organizations have videos."""


async def write_rows(dsn: str, plan: SeedPlan, on_progress: Callable[[int], None]) -> None:
    """Write the plan's rows through the owner's login (postgresql://…); told(events) hears how many there are so far.

    Each batch is a transaction. Raises AlreadySeeded where an organization of the plan has videos.
    """
    connection = await asyncpg.connect(dsn)
    try:
        names = [plan.organization_name(number) for number in range(plan.organizations)]
        if await connection.fetchval("SELECT EXISTS (SELECT FROM video WHERE organization = ANY ($1))", names):
            raise AlreadySeeded(", ".join(names))
        await register_vector(connection)
        asked, written = Conversations(plan), 0
        films = make_recordings(plan)
        for start in range(0, len(films), VIDEOS_PER_COPY):
            batch = films[start : start + VIDEOS_PER_COPY]
            written += await _copy_batch(connection, plan, batch, asked)
            on_progress(written)
        async with connection.transaction():
            await _copy_rows(connection, "prompt_session", conversations.SESSION_COLUMNS, asked.sessions)
            await _copy_rows(connection, "prompt_history", conversations.HISTORY_COLUMNS, asked.histories)
        for table in _TABLES:
            await connection.execute(f"VACUUM ANALYZE {table}", timeout=600)
    finally:
        await connection.close()


async def delete_rows(dsn: str) -> int:
    """Delete what any plan wrote; how many videos that were."""
    connection = await asyncpg.connect(dsn)
    try:
        done: str = await connection.execute(
            "DELETE FROM prompt_session WHERE organization LIKE 'seed-%';"
            "DELETE FROM video WHERE organization LIKE 'seed-%'",
            timeout=3600,
        )
    finally:
        await connection.close()
    return int(done.split()[1])


async def _copy_batch(connection: Any, plan: SeedPlan, batch: Sequence[Recording], asked: Conversations) -> int:
    rows: list[Record] = []
    for film in batch:
        events = make_events(plan, film.number, film.id, film.organization, film.recorded_at, film.stored_at)
        asked.add_session(film, events)
        rows += events
    async with connection.transaction():
        await _copy_rows(connection, "video", footage.COLUMNS, [film.row for film in batch])
        await _copy_rows(connection, "event", visits.COLUMNS, rows)
        if plan.embeddings:
            await _copy_rows(
                connection, "event_embedding", _EMBEDDING_COLUMNS, _make_vectors(plan, batch[0].number, rows)
            )
    return len(rows)


def _make_vectors(plan: SeedPlan, first: int, rows: Iterable[Record]) -> Iterable[Record]:
    chance = plan.make_random("vectors", first)
    chosen = [row for row in rows if chance.random() < plan.embeddings]
    many = np.random.default_rng(chance.getrandbits(64)).standard_normal((len(chosen), DIMENSIONS), np.float32)
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    for (id_, organization, video_id, *_), vector in zip(chosen, many, strict=True):
        yield id_, MODEL_ID, organization, video_id, HalfVector(vector)


async def _copy_rows(connection: Any, table: str, columns: Sequence[str], rows: Iterable[Record]) -> None:
    await connection.copy_records_to_table(table, records=rows, columns=columns, timeout=600)
