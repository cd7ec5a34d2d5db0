"""Search by meaning and by words at once, in one pass over the events of a video, each of which is compared."""

from collections.abc import Sequence
from typing import Any

from pgvector import HalfVector
from sqlalchemy import Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.search.conditions import build_event_conditions, event
from datasources.postgres.search.evidence import evidence_from_row, select_evidence
from datasources.postgres.search.keyword_search import MIN_WORD_SIMILARITY, build_word_similarity
from datasources.postgres.search.statement_cache import fetch_by_filters
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
    """The nearest to the vector and the likest to the words, best first, at most `limit` of each.

    Those that are both are read once.
    """

    def compose(wanted: EventFilter | None) -> Select[Any]:
        return _build_query(space, wanted, limit)

    rows = await fetch_by_filters(
        connection, ("by_text", space, limit), compose, wanted, vector=HalfVector(list(vector)), words=words
    )
    found = [evidence_from_row(row, similarity=row[-2], word_similarity=row[-1]) for row in rows]
    nearest = [row for row in found if row.similarity is not None]
    keyword = [row for row in found if row.word_similarity is not None]
    nearest.sort(key=lambda row: (-(row.similarity or 0.0), row.event_id))
    keyword.sort(key=lambda row: (-(row.word_similarity or 0.0), row.event_id))
    return nearest, keyword


def _build_query(space: EmbeddingSpace, wanted: EventFilter | None, limit: int) -> Select[Any]:
    # Each event's vector, and each event that is found, is read by its key, however the planner would join them: it
    # plans without knowing how many events the video has. What is found is a table of its own, since a computed key
    # is looked up by no index under row-level security.
    how_far = (
        select(build_vector_distance()).where(embedding.c.event_id == event.c.id, is_in_space(space)).scalar_subquery()
    )
    of_event = select(event.c.id, how_far.label("distance"), build_word_similarity()).where(
        *build_event_conditions(wanted)
    )
    compared = of_event.cte("compared").prefix_with("MATERIALIZED")
    id_, distance, alike = compared.c.id, compared.c.distance, compared.c.likeness
    near = select(id_, distance).where(distance.is_not(None)).order_by(distance, id_).limit(limit).subquery("near")
    like = (
        select(id_, alike).where(alike > MIN_WORD_SIMILARITY).order_by(alike.desc(), id_).limit(limit).subquery("like")
    )
    found = (
        select(
            func.coalesce(near.c.id, like.c.id).label("id"),
            (1 - near.c.distance).label("similarity"),
            like.c.likeness,
        )
        .select_from(near.join(like, near.c.id == like.c.id, full=True))
        .cte("found")
        .prefix_with("MATERIALIZED")
    )
    one = select_evidence().where(event.c.id == found.c.id).offset(0).correlate(found).lateral("one")
    return select(one, found.c.similarity, found.c.likeness).select_from(found.join(one, true()))
