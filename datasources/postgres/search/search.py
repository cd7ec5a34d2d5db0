"""Retrieval: the reads that an answer's evidence comes from."""

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    DateTime,
    Double,
    Select,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    text,
    true,
    tuple_,
    union,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import event, event_conditions
from datasources.postgres.search.coverage import coverage_of, covered
from datasources.postgres.search.embedding_spaces import Spaces
from datasources.postgres.search.evidence import evidence, evidence_of
from datasources.postgres.search.hybrid import by_text
from datasources.postgres.search.keyword_search import by_words
from datasources.postgres.search.statement_cache import rows_of
from datasources.postgres.search.vector_index import VectorIndexes
from datasources.postgres.search.vector_search import by_vector
from datasources.postgres.tables.events import ORDERS
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.evidence import EventCount, Evidence, Reach
from models.asking.vectors import VectorSpace
from models.enums import EventOrder
from models.filters import EventFilter
from models.paging import Window

_REACH = text(
    """
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_build_array(camera, timezone)), '[]')
       FROM (SELECT DISTINCT camera, timezone FROM video WHERE camera IS NOT NULL ORDER BY camera, timezone LIMIT :most)
         AS named) AS cameras,
      (SELECT coalesce(jsonb_agg(timezone), '[]')
       FROM (SELECT timezone FROM video GROUP BY timezone ORDER BY count(*) DESC, timezone) AS there) AS zones,
      min(recorded_at) AS first,
      max(coalesce(
        moment_of(recorded_at, jumps, coalesce(duration_seconds, 0.0)),
        recorded_at + make_interval(secs => coalesce(duration_seconds, 0.0))
      )) AS last,
      coalesce(max(duration_seconds), 0.0) AS longest
    FROM video
    """
).columns(
    cameras=JSONB, zones=JSONB, first=DateTime(timezone=True), last=DateTime(timezone=True), longest=Double
)  # fmt: skip
# Counted person by person first: count(DISTINCT …) would sort every event.
_PERSONS = select(event.c.track_id, func.count().label("number")).group_by(event.c.video_id, event.c.track_id)
_EVENTS: ColumnElement[int] = literal_column("coalesce(CAST(sum(number) AS bigint), 0) AS events")
_PEOPLE: ColumnElement[int] = literal_column("count(track_id) AS people")
_EVENTS_COUNTED: ColumnElement[int] = literal_column("(SELECT events FROM counted)")
_PEOPLE_COUNTED: ColumnElement[int] = literal_column("(SELECT people FROM counted)")


class Search:
    def __init__(self, postgres: Postgres, spaces: Spaces | None = None) -> None:
        self._postgres = postgres
        self._spaces = spaces
        self.indexes = VectorIndexes(postgres)

    async def vector_space(self, principal: Principal) -> VectorSpace | None:
        """Whose vectors answer for the organization; None: those of the configured model."""
        return None if self._spaces is None else await self._spaces.other(principal)

    async def exact(
        self, principal: Principal, wanted: EventFilter | None, order: EventOrder, limit: int, within: EventFilter
    ) -> tuple[list[Evidence], EventCount, Coverage]:
        """structured and count of `wanted`, and coverage of `within`, in two statements."""
        async with self._of(principal, wanted) as connection:
            rows = await _structured(connection, wanted, order, limit)
            ((*seen, events, people),) = await rows_of(connection, "seen", _counted_and_covered, wanted, within)
        return rows, EventCount(events, people), coverage_of(seen, within)

    async def structured(
        self, principal: Principal, wanted: EventFilter | None, order: EventOrder, limit: int
    ) -> list[Evidence]:
        """Events that fit a filter, in an order; at most `limit`."""
        async with self._postgres.transaction(principal) as connection:
            return await _structured(connection, wanted, order, limit)

    async def nearest(
        self, principal: Principal, vector: Sequence[float], model_id: str, wanted: EventFilter | None, limit: int
    ) -> list[Evidence]:
        """Events whose text is nearest to a vector of this model and length, best first, with cosine similarity."""
        space = VectorSpace(model_id, len(vector))
        async with self._postgres.transaction(principal) as connection:
            return await by_vector(connection, self.indexes, vector, space, wanted, limit)

    async def keyword(self, principal: Principal, words: str, wanted: EventFilter | None, limit: int) -> list[Evidence]:
        """Events whose descriptions share words with the text, by trigram word similarity, best first."""
        async with self._postgres.transaction(principal) as connection:
            return await by_words(connection, words, wanted, limit)

    async def by_text(
        self,
        principal: Principal,
        vector: Sequence[float],
        model_id: str,
        words: str,
        wanted: EventFilter,
        limit: int,
    ) -> tuple[list[Evidence], list[Evidence]]:
        """nearest and keyword of events that are few enough to compare every one, such as one video's."""
        space = VectorSpace(model_id, len(vector))
        async with self._of(principal, wanted) as connection:
            return await by_text(connection, vector, space, words, wanted, limit)

    async def by_ids(self, principal: Principal, event_ids: Sequence[UUID]) -> list[Evidence]:
        """These events in this order, without those that are not there."""
        found = {row.event_id: row for row in await self._read(principal, "by_ids", _by_ids, event_ids)}
        return [found[event_id] for event_id in event_ids if event_id in found]

    async def reach(self, principal: Principal, most: int) -> Reach:
        """All footage of the organization, with the names of at most so many of its cameras."""
        async with self._postgres.transaction(principal) as connection:
            found = (await connection.execute(_REACH, {"most": most})).one()
        recorded = None if found.first is None else (found.first, found.last)
        return Reach([(name, zone) for name, zone in found.cameras], found.zones, recorded, found.longest)

    async def neighbours(
        self, principal: Principal, event_ids: Sequence[UUID], before: int, after: int
    ) -> list[Evidence]:
        """The events themselves and those around them in their video, in one statement, by video and time."""
        kind = ("neighbours", before, after)
        return await self._read(principal, kind, partial(_neighbours, before, after), event_ids)

    async def count(self, principal: Principal, wanted: EventFilter | None) -> EventCount:
        """How many events fit, and how many different people they show."""
        async with self._of(principal, wanted) as connection:
            (counted,) = await rows_of(connection, "count", _count, wanted)
        return EventCount(*counted)

    async def coverage(self, principal: Principal, wanted: EventFilter | None) -> Coverage:
        """What footage a search under this filter could have seen."""
        async with self._of(principal, wanted) as connection:
            (seen,) = await rows_of(connection, "coverage", covered, wanted)
        return coverage_of(seen, wanted)

    def _of(self, principal: Principal, wanted: EventFilter | None) -> AbstractAsyncContextManager[AsyncConnection]:
        # Among all videos, the best way to an event depends on how many there are of what is wanted.
        return self._postgres.transaction(principal, plan_once=wanted is not None and wanted.within_one_video)

    async def _read(
        self, principal: Principal, kind: Hashable, compose: Callable[[], Select[Any]], event_ids: Sequence[UUID]
    ) -> list[Evidence]:
        async with self._postgres.transaction(principal, plan_once=True) as connection:
            rows = await rows_of(connection, kind, compose, event_ids=event_ids)
        return [evidence_of(row) for row in rows]


def _by_ids() -> Select[Any]:
    return evidence().where(event.c.id == _event_ids())


def _event_ids() -> ColumnElement[Any]:
    return any_(bindparam("event_ids", type_=ARRAY(PG_UUID(as_uuid=True))))


def _neighbours(before: int, after: int) -> Select[Any]:
    """Those of the events that event_ids names."""
    wanted_ids = _event_ids()
    centre = event.alias("centre")
    place, of_centre = tuple_(event.c.start_seconds, event.c.id), tuple_(centre.c.start_seconds, centre.c.id)
    mine = select(event.c.id).where(event.c.video_id == centre.c.video_id)
    earlier = mine.where(place < of_centre).order_by(event.c.start_seconds.desc(), event.c.id.desc()).limit(before)
    later = mine.where(place > of_centre).order_by(event.c.start_seconds, event.c.id).limit(after)
    # A few steps along an index for each: to number a video's events and join them would be a guess of the planner,
    # seconds where it has no statistics yet.
    near = union_all(earlier.correlate(centre), later.correlate(centre)).lateral("near")
    around = select(near.c.id).select_from(centre.join(near, true())).where(centre.c.id == wanted_ids)
    wanted = union(around, select(event.c.id).where(event.c.id == wanted_ids)).cte("wanted")
    joined = evidence().join(wanted, wanted.c.id == event.c.id)
    return joined.order_by(event.c.video_id, event.c.start_seconds, event.c.id)


async def _structured(
    connection: AsyncConnection, wanted: EventFilter | None, order: EventOrder, limit: int
) -> list[Evidence]:
    def compose(wanted: EventFilter | None) -> Select[Any]:
        return ORDERS[order].window(evidence().where(*event_conditions(wanted)), Window(limit))

    rows = await rows_of(connection, ("structured", order, limit), compose, wanted)
    return [evidence_of(row) for row in rows[:limit]]


def _counted_and_covered(wanted: EventFilter | None, within: EventFilter | None) -> Select[Any]:
    return covered(within).add_columns(_EVENTS_COUNTED, _PEOPLE_COUNTED).add_cte(_counted(wanted))


def _count(wanted: EventFilter | None) -> Select[Any]:
    return select().add_columns(_EVENTS_COUNTED, _PEOPLE_COUNTED).add_cte(_counted(wanted))


def _counted(wanted: EventFilter | None) -> CTE:
    """One row: events, people."""
    of = _PERSONS.where(*event_conditions(wanted)).subquery()
    return select(_EVENTS, _PEOPLE).select_from(of).cte("counted")
