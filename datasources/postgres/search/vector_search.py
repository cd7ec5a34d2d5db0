"""Vector search: compares every vector where few events match the filter, uses an index where many do."""

from collections.abc import Sequence
from typing import Any

from pgvector import HalfVector
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import ColumnElement, Integer, Select, String, and_, bindparam, cast, not_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.statement_cache import fetch_by_filters
from datasources.postgres.search.conditions import build_event_conditions, event
from datasources.postgres.search.evidence import evidence_from_row, select_evidence
from datasources.postgres.search.selectivity import has_few_events
from datasources.postgres.search.vector_index import VectorIndexes, apply_search_settings
from datasources.postgres.tables.embeddings import embedding, is_in_space
from models.asking.evidence import Evidence
from models.asking.vectors import EmbeddingSpace
from models.filters import EventFilter

# Relaxed order may return near vectors late, so the index query reads more rows than needed.
_OVERSAMPLING = 2


async def search_by_vector(
    connection: AsyncConnection,
    indexes: VectorIndexes,
    vector: Sequence[float],
    space: EmbeddingSpace,
    wanted: EventFilter | None,
    limit: int,
) -> list[Evidence]:
    """Events with the text nearest to a vector of this space, best first, with cosine similarity.

    Complete: if the index scan returns too few events, every vector is compared after all.
    """
    if not await has_few_events(connection, wanted) and await indexes.is_usable(connection, space):
        await apply_search_settings(connection)
        evidence = await _fetch_evidence(connection, build_index_query(vector, space, wanted, _OVERSAMPLING * limit))
        if len(evidence) >= limit:
            return sorted(evidence, key=lambda row: (-(row.similarity or 0.0), row.event_id))[:limit]

    def compose(wanted: EventFilter | None) -> Select[Any]:
        return build_exact_query(space, wanted, limit)

    rows = await fetch_by_filters(
        connection, ("nearest", space, limit), compose, wanted, vector=HalfVector(list(vector))
    )
    return [evidence_from_row(row, similarity=row[-1]) for row in rows]


def build_exact_query(space: EmbeddingSpace, wanted: EventFilter | None, limit: int) -> Select[Any]:
    """Compare every matching vector with the parameter `vector`. Uses no index: the column has no fixed length."""
    distance = build_vector_distance()
    return (
        select_evidence((1 - distance).label("similarity"))
        .join(embedding, and_(embedding.c.event_id == event.c.id, is_in_space(space)))
        .where(*build_event_conditions(wanted))
        .order_by(distance, event.c.id)
        .limit(limit)
    )


def build_vector_distance() -> ColumnElement[float]:
    """The cosine distance of an embedding to the parameter `vector` (HalfVector)."""
    distance: ColumnElement[float] = embedding.c.embedding.cosine_distance(bindparam("vector", type_=HALFVEC))
    return distance


def build_index_query(
    vector: Sequence[float], space: EmbeddingSpace, wanted: EventFilter | None, limit: int
) -> Select[Any]:
    """Scan the space's index. Expression and condition repeat the index definition literally, without parameters.

    It has no vectors of archived footage.
    """
    model_id = bindparam("space_model", space.model_id, String, literal_execute=True)
    dimensions = bindparam("space_dimensions", space.dimensions, Integer, literal_execute=True)
    distance = cast(embedding.c.embedding, HALFVEC(space.dimensions)).cosine_distance(list(vector))
    nearest = (
        select(embedding.c.event_id, distance.label("distance"))
        .join(event, event.c.id == embedding.c.event_id)
        .where(
            embedding.c.model_id == model_id,
            embedding.c.dimensions == dimensions,
            not_(embedding.c.archived),
            *build_event_conditions(wanted),
        )
        .order_by(distance)
        .limit(limit)
        .cte("near")
    )
    return select_evidence((1 - nearest.c.distance).label("similarity")).join(nearest, nearest.c.event_id == event.c.id)


async def _fetch_evidence(connection: AsyncConnection, query: Select[Any]) -> list[Evidence]:
    return [evidence_from_row(row, similarity=row[-1]) for row in await connection.execute(query)]
