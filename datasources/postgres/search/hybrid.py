"""Hybrid search: by vector and by keywords in one pass that compares every event of a video."""

from collections.abc import Sequence
from typing import Any

from pgvector import HalfVector
from sqlalchemy import Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.statement_cache import fetch_by_filters
from datasources.postgres.search.conditions import build_event_conditions, event
from datasources.postgres.search.evidence import evidence_from_row, select_evidence
from datasources.postgres.search.keyword_search import MIN_WORD_SIMILARITY, build_word_similarity
from datasources.postgres.search.vector_search import build_vector_distance
from datasources.postgres.tables.embeddings import embedding, is_in_space
from models.asking.evidence import Evidence
from models.asking.vectors import EmbeddingSpace
from models.filters import EventFilter


async def search_hybrid(
    connection: AsyncConnection,
    vector: Sequence[float],
    space: EmbeddingSpace,
    words: str,
    wanted: EventFilter,
    limit: int,
) -> tuple[list[Evidence], list[Evidence]]:
    """The events nearest to the vector, and those most similar to the words; best first, at most `limit` each."""

    def compose(wanted: EventFilter | None) -> Select[Any]:
        return _build_query(space, wanted, limit)

    rows = await fetch_by_filters(
        connection, ("by_text", space, limit), compose, wanted, vector=HalfVector(list(vector)), words=words
    )
    evidence = [evidence_from_row(row, similarity=row[-2], word_similarity=row[-1]) for row in rows]
    nearest = [row for row in evidence if row.similarity is not None]
    keyword = [row for row in evidence if row.word_similarity is not None]
    nearest.sort(key=lambda row: (-(row.similarity or 0.0), row.event_id))
    keyword.sort(key=lambda row: (-(row.word_similarity or 0.0), row.event_id))
    return nearest, keyword


def _build_query(space: EmbeddingSpace, wanted: EventFilter | None, limit: int) -> Select[Any]:
    # Vectors and found events are read by key, in subqueries: the planner does not know how many events the video has,
    # and could choose a bad join. The found ids are materialized, since under row-level security no index serves a
    # computed key.
    distance_of_event = (
        select(build_vector_distance()).where(embedding.c.event_id == event.c.id, is_in_space(space)).scalar_subquery()
    )
    scored = select(event.c.id, distance_of_event.label("distance"), build_word_similarity()).where(
        *build_event_conditions(wanted)
    )
    compared = scored.cte("compared").prefix_with("MATERIALIZED")
    event_id, distance, word_similarity = compared.c.id, compared.c.distance, compared.c.likeness
    nearest = (
        select(event_id, distance)
        .where(distance.is_not(None))
        .order_by(distance, event_id)
        .limit(limit)
        .subquery("near")
    )
    most_similar = (
        select(event_id, word_similarity)
        .where(word_similarity > MIN_WORD_SIMILARITY)
        .order_by(word_similarity.desc(), event_id)
        .limit(limit)
        .subquery("like")
    )
    results = (
        select(
            func.coalesce(nearest.c.id, most_similar.c.id).label("id"),
            (1 - nearest.c.distance).label("similarity"),
            most_similar.c.likeness,
        )
        .select_from(nearest.join(most_similar, nearest.c.id == most_similar.c.id, full=True))
        .cte("found")
        .prefix_with("MATERIALIZED")
    )
    evidence_row = select_evidence().where(event.c.id == results.c.id).offset(0).correlate(results).lateral("one")
    return select(evidence_row, results.c.similarity, results.c.likeness).select_from(
        results.join(evidence_row, true())
    )
