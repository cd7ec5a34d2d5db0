"""Search: events by meaning and words, without an answer."""

from typing import Self
from uuid import UUID

import strawberry

from domain.ask.event_search import SearchHits
from models.rows.event import EventRow
from schema.types.coverage import Coverage
from schema.types.event import Event, EventHit


@strawberry.type(description="The events that fit a text best.")
class EventSearchResult:
    hits: list[EventHit] = strawberry.field(description="Best first.")
    degraded: list[str] = strawberry.field(description="Steps that could not run; empty when all did.")
    coverage: Coverage = strawberry.field(description="What footage was searched.")

    @classmethod
    def from_hits(cls, result: SearchHits, rows: dict[UUID, EventRow]) -> Self:
        """An event that was deleted since the search is left out."""
        hits = [hit for hit in result.hits if hit.event_id in rows]
        return cls(
            hits=[
                EventHit(
                    event=Event.from_row(rows[hit.event_id]),
                    rank=rank,
                    score=hit.score,
                    vector_similarity=hit.similarity,
                    keyword_score=hit.likeness,
                    rerank_score=hit.rerank_score,
                )
                for rank, hit in enumerate(hits, start=1)
            ],
            degraded=list(result.degraded),
            coverage=Coverage.from_coverage(result.coverage),
        )
