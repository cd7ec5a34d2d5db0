"""Search by meaning and by words at once, in one pass over the events of a video, each of which is compared."""

from collections.abc import Sequence
from typing import Any

from pgvector import HalfVector
from sqlalchemy import Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.search.conditions import event, event_conditions
from datasources.postgres.search.evidence import evidence, evidence_of
from datasources.postgres.search.keyword_search import LEAST_LIKE, likeness
from datasources.postgres.search.statement_cache import rows_of
from datasources.postgres.search.vector_search import distance_to_vector
from datasources.postgres.tables.embeddings import embedding, in_space
from models.asking.evidence import Evidence
from models.asking.vectors import VectorSpace
from models.filters import EventFilter


async def by_text(
    connection: AsyncConnection,
    vector: Sequence[float],
    space: VectorSpace,
    words: str,
    wanted: EventFilter,
    limit: int,
) -> tuple[list[Evidence], list[Evidence]]:
    """The nearest to the vector and the likest to the words, best first, at most `limit` of each.

    Those that are both are read once.
    """

    def compose(wanted: EventFilter | None) -> Select[Any]:
        return _found(space, wanted, limit)

    rows = await rows_of(
        connection, ("by_text", space, limit), compose, wanted, vector=HalfVector(list(vector)), words=words
    )
    found = [evidence_of(row, similarity=row[-2], likeness=row[-1]) for row in rows]
    nearest = [row for row in found if row.similarity is not None]
    keyword = [row for row in found if row.likeness is not None]
    nearest.sort(key=lambda row: (-(row.similarity or 0.0), row.event_id))
    keyword.sort(key=lambda row: (-(row.likeness or 0.0), row.event_id))
    return nearest, keyword


def _found(space: VectorSpace, wanted: EventFilter | None, limit: int) -> Select[Any]:
    # Each event's vector, and each event that is found, is read by its key, however the planner would join them: it
    # plans without knowing how many events the video has. What is found is a table of its own, since a computed key
    # is looked up by no index under row-level security.
    how_far = select(distance_to_vector()).where(embedding.c.event_id == event.c.id, in_space(space)).scalar_subquery()
    of_event = select(event.c.id, how_far.label("distance"), likeness()).where(*event_conditions(wanted))
    compared = of_event.cte("compared").prefix_with("MATERIALIZED")
    id_, distance, alike = compared.c.id, compared.c.distance, compared.c.likeness
    near = select(id_, distance).where(distance.is_not(None)).order_by(distance, id_).limit(limit).subquery("near")
    like = select(id_, alike).where(alike > LEAST_LIKE).order_by(alike.desc(), id_).limit(limit).subquery("like")
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
    one = evidence().where(event.c.id == found.c.id).offset(0).correlate(found).lateral("one")
    return select(one, found.c.similarity, found.c.likeness).select_from(found.join(one, true()))
