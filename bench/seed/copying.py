"""Writes the rows of a plan with COPY."""

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
    """Some organizations of the plan already have videos."""


async def write_rows(dsn: str, plan: SeedPlan, on_progress: Callable[[int], None]) -> None:
    """Write the plan's rows with the owner's login (postgresql://…). on_progress gets the number of events so far.

    Each batch is a transaction. Raises AlreadySeeded if an organization of the plan has videos.
    """
    connection = await asyncpg.connect(dsn)
    try:
        names = [plan.organization_name(number) for number in range(plan.organizations)]
        if await connection.fetchval("SELECT EXISTS (SELECT FROM video WHERE organization = ANY ($1))", names):
            raise AlreadySeeded(", ".join(names))
        await register_vector(connection)
        questions, written = Conversations(plan), 0
        recordings = make_recordings(plan)
        for start in range(0, len(recordings), VIDEOS_PER_COPY):
            batch = recordings[start : start + VIDEOS_PER_COPY]
            written += await _copy_batch(connection, plan, batch, questions)
            on_progress(written)
        async with connection.transaction():
            await _copy_rows(connection, "prompt_session", conversations.SESSION_COLUMNS, questions.sessions)
            await _copy_rows(connection, "prompt_history", conversations.HISTORY_COLUMNS, questions.histories)
        for table in _TABLES:
            await connection.execute(f"VACUUM ANALYZE {table}", timeout=600)
    finally:
        await connection.close()


async def delete_rows(dsn: str) -> int:
    """Delete the rows of all plans. Returns the number of deleted videos."""
    connection = await asyncpg.connect(dsn)
    try:
        status: str = await connection.execute(
            "DELETE FROM prompt_session WHERE organization LIKE 'seed-%';"
            "DELETE FROM video WHERE organization LIKE 'seed-%'",
            timeout=3600,
        )
    finally:
        await connection.close()
    return int(status.split()[1])


async def _copy_batch(connection: Any, plan: SeedPlan, batch: Sequence[Recording], questions: Conversations) -> int:
    rows: list[Record] = []
    for recording in batch:
        events = make_events(
            plan,
            recording.number,
            recording.id,
            recording.organization,
            recording.recorded_at,
            recording.stored_at,
        )
        questions.add_session(recording, events)
        rows += events
    async with connection.transaction():
        await _copy_rows(connection, "video", footage.COLUMNS, [recording.row for recording in batch])
        await _copy_rows(connection, "event", visits.COLUMNS, rows)
        if plan.embeddings:
            await _copy_rows(
                connection, "event_embedding", _EMBEDDING_COLUMNS, _make_vectors(plan, batch[0].number, rows)
            )
    return len(rows)


def _make_vectors(plan: SeedPlan, first: int, rows: Iterable[Record]) -> Iterable[Record]:
    chance = plan.make_random("vectors", first)
    chosen = [row for row in rows if chance.random() < plan.embeddings]
    vectors = np.random.default_rng(chance.getrandbits(64)).standard_normal((len(chosen), DIMENSIONS), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    for (id_, organization, video_id, *_), vector in zip(chosen, vectors, strict=True):
        yield id_, MODEL_ID, organization, video_id, HalfVector(vector)


async def _copy_rows(connection: Any, table: str, columns: Sequence[str], rows: Iterable[Record]) -> None:
    await connection.copy_records_to_table(table, records=rows, columns=columns, timeout=600)
