"""Search: events by meaning and words, without an answer."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry

from datasources.postgres.search.statistics import MAX_FACET_KEYS
from domain.ask.event_search import SearchHits
from models.enums import EventGrouping
from models.rows.event import EventRow
from resolvers import statistics
from schema.graphql.selection import Info, computed_field
from schema.types.coverage import Coverage
from schema.types.event import Event, EventHit


@strawberry.type(description="How many of the events that a search found have a value.")
class EventFacet:
    field: EventGrouping = strawberry.field(description="What the value is of.")
    key: str = strawberry.field(
        description="The value, as eventStatistics has it: a type, the id of a video, the name of a camera or site, an "
        "hour or day by the camera's clock."
    )
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="The events that fit a text best.")
class EventSearchResult:
    found: strawberry.Private[Sequence[UUID]]
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
            found=result.found,
            degraded=list(result.degraded),
            coverage=Coverage.from_coverage(result.coverage),
        )

    @computed_field(
        description="Values of the events that the search found, of which hits are the best `first`: by field, most "
        f"first, at most {MAX_FACET_KEYS} of a field. Values that are not known are left out."
    )
    async def facets(self, info: Info) -> list[EventFacet]:
        facets = await statistics.count_facets(info.context, self.found)
        return [EventFacet(field=facet.field, key=facet.key, count=facet.count) for facet in facets]
