"""Filling gaps holds connections while a model works; it must leave some to everyone else."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.embeddings import MAX_CONCURRENT_FILLS, Vectors
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace, MissingVector
from models.rows.event import EventRow
from tests.conftest import Database
from tests.support.rows import add_video, event_row

SPACE = EmbeddingSpace("a model", 2)


async def test_many_fills_with_a_slow_model_leave_connections_to_readers(
    database: Database, principal: Principal
) -> None:
    postgres = await Postgres.connect(database.url, MAX_CONCURRENT_FILLS + 1)
    try:
        gaps = []
        for _ in range(MAX_CONCURRENT_FILLS + 3):
            video = await add_video(postgres, principal)
            (event_id,) = await Events(postgres).store(principal, video, [event_row(0)])
            gaps.append(MissingVector(event_id, principal.organization, video))
        answered, waiting = asyncio.Event(), asyncio.Semaphore(0)

        async def slow(rows: Sequence[EventRow]) -> dict[UUID, Sequence[float]]:
            waiting.release()
            await answered.wait()
            return {row["id"]: [1.0, 0.0] for row in rows}

        vectors = Vectors(postgres)
        async with asyncio.TaskGroup() as group:
            fills = [group.create_task(vectors.fill(principal.organization, [gap], SPACE, slow)) for gap in gaps]
            for _ in range(MAX_CONCURRENT_FILLS):
                await waiting.acquire()
            assert await postgres.is_reachable()
            answered.set()
        assert [fill.result() for fill in fills] == [1] * len(gaps)
    finally:
        await postgres.close()
