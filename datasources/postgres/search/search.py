"""Retrieval: reads the evidence for answers."""

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
from datasources.postgres.core.statement_cache import fetch_by_filters
from datasources.postgres.search.conditions import (
    PERSON_NAME,
    PERSON_PLACE,
    build_event_conditions,
    event,
    narrow_to_sites,
)
from datasources.postgres.search.coverage import build_coverage_query, coverage_from_row
from datasources.postgres.search.embedding_spaces import EmbeddingSpaces
from datasources.postgres.search.event_values import load_event_values
from datasources.postgres.search.evidence import evidence_from_row, select_evidence
from datasources.postgres.search.hybrid import search_hybrid
from datasources.postgres.search.keyword_search import search_by_keywords
from datasources.postgres.search.vector_index import VectorIndexes
from datasources.postgres.search.vector_search import search_by_vector
from datasources.postgres.tables.events import choose_keyset
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.evidence import EventCount, EventValues, Evidence, FootageScope
from models.asking.vectors import EmbeddingSpace
from models.enums import EventOrder
from models.filters import EventFilter
from models.paging import PageWindow

_SCOPE = text(
    """
    WITH asked AS NOT MATERIALIZED (
      SELECT * FROM video WHERE CAST(:camera_ids AS uuid[]) IS NULL OR camera_id = ANY(:camera_ids)
    )
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_build_array(camera, timezone)), '[]')
       FROM (SELECT DISTINCT camera, timezone FROM asked WHERE camera IS NOT NULL ORDER BY camera, timezone LIMIT :most)
         AS named) AS cameras,
      (SELECT coalesce(jsonb_agg(timezone), '[]')
       FROM (SELECT timezone FROM asked GROUP BY timezone ORDER BY count(*) DESC, timezone) AS there) AS zones,
      min(recorded_at) AS first,
      max(coalesce(
        time_at_position(recorded_at, jumps, coalesce(duration_seconds, 0.0)),
        recorded_at + make_interval(secs => coalesce(duration_seconds, 0.0))
      )) AS last,
      coalesce(max(duration_seconds), 0.0) AS longest
    FROM asked
    """
).bindparams(bindparam("camera_ids", type_=ARRAY(PG_UUID(as_uuid=True)))).columns(
    cameras=JSONB, zones=JSONB, first=DateTime(timezone=True), last=DateTime(timezone=True), longest=Double
)  # fmt: skip
# Groups by person first: count(DISTINCT …) would sort every event.
# An event that goes on from an earlier file counts there; of who has no other events here, one counts.
_BEGUN = func.greatest(func.count().filter(~event.c.continues), 1).label("number")
_PERSONS = select(PERSON_NAME.label("track_id"), _BEGUN).group_by(PERSON_PLACE, PERSON_NAME)
_EVENTS: ColumnElement[int] = literal_column("coalesce(CAST(sum(number) AS bigint), 0) AS events")
_PEOPLE: ColumnElement[int] = literal_column("count(track_id) AS people")
_EVENTS_COUNTED: ColumnElement[int] = literal_column("(SELECT events FROM counted)")
_PEOPLE_COUNTED: ColumnElement[int] = literal_column("(SELECT people FROM counted)")


class Search:
    def __init__(self, postgres: Postgres, spaces: EmbeddingSpaces | None = None) -> None:
        self._postgres = postgres
        self._spaces = spaces
        self.indexes = VectorIndexes(postgres)

    async def get_embedding_space(self, principal: Principal) -> EmbeddingSpace | None:
        """The space of the organization's vectors; None: the configured one."""
        return None if self._spaces is None else await self._spaces.find_other(principal)

    async def list_events_with_totals(
        self, principal: Principal, wanted: EventFilter | None, order: EventOrder, limit: int, within: EventFilter
    ) -> tuple[list[Evidence], EventCount, Coverage]:
        """`list_events` and `count` of wanted, and `measure_coverage` of within, in two statements."""
        wanted = narrow_to_sites(principal, wanted)
        footage = narrow_to_sites(principal, within)
        async with self._open_transaction(principal, wanted) as connection:
            rows = await _list_events(connection, wanted, order, limit)
            ((*coverage_row, events, people),) = await fetch_by_filters(
                connection, "seen", _build_count_and_coverage_query, wanted, footage
            )
        return rows, EventCount(events, people), coverage_from_row(coverage_row, within)

    async def list_events(
        self, principal: Principal, wanted: EventFilter | None, order: EventOrder, limit: int
    ) -> list[Evidence]:
        """Events that match a filter, in this order; at most `limit`."""
        async with self._postgres.transaction(principal) as connection:
            return await _list_events(connection, narrow_to_sites(principal, wanted), order, limit)

    async def search_by_vector(
        self, principal: Principal, vector: Sequence[float], model_id: str, wanted: EventFilter | None, limit: int
    ) -> list[Evidence]:
        """Events with the text nearest to a vector of this model, best first, with cosine similarity."""
        space = EmbeddingSpace(model_id, len(vector))
        async with self._postgres.transaction(principal) as connection:
            narrowed = narrow_to_sites(principal, wanted)
            return await search_by_vector(connection, self.indexes, vector, space, narrowed, limit)

    async def search_by_keywords(
        self, principal: Principal, words: str, wanted: EventFilter | None, limit: int
    ) -> list[Evidence]:
        """Events whose descriptions are similar to the words, by trigram word similarity, best first."""
        async with self._postgres.transaction(principal) as connection:
            return await search_by_keywords(connection, words, narrow_to_sites(principal, wanted), limit)

    async def search_hybrid(
        self,
        principal: Principal,
        vector: Sequence[float],
        model_id: str,
        words: str,
        wanted: EventFilter,
        limit: int,
    ) -> tuple[list[Evidence], list[Evidence]]:
        """Both searches at once, for filters that leave few events, such as those of one video."""
        space = EmbeddingSpace(model_id, len(vector))
        async with self._open_transaction(principal, wanted) as connection:
            return await search_hybrid(connection, vector, space, words, wanted, limit)

    async def get_by_ids(self, principal: Principal, event_ids: Sequence[UUID]) -> list[Evidence]:
        """The events with these ids, in this order; missing ones are left out."""
        by_id = {
            row.event_id: row for row in await self._fetch_evidence(principal, "by_ids", _build_ids_query, event_ids)
        }
        return [by_id[event_id] for event_id in event_ids if event_id in by_id]

    async def describe_footage(
        self, principal: Principal, max_cameras: int, camera_ids: Sequence[UUID] | None = None
    ) -> FootageScope:
        """A description of the organization's footage, or of these cameras', with at most max_cameras camera names."""
        ids = None if camera_ids is None else list(camera_ids)
        async with self._postgres.transaction(principal) as connection:
            row = (await connection.execute(_SCOPE, {"most": max_cameras, "camera_ids": ids})).one()
        recorded_period = None if row.first is None else (row.first, row.last)
        return FootageScope([(name, zone) for name, zone in row.cameras], row.zones, recorded_period, row.longest)

    async def list_values(
        self, principal: Principal, video_id: UUID | None, most: int, camera_ids: Sequence[UUID] | None = None
    ) -> EventValues:
        """The values of the video's events, or of all or these cameras'; at most `most` of each kind."""
        async with self._postgres.transaction(principal) as connection:
            return await load_event_values(connection, principal, most, video_id=video_id, camera_ids=camera_ids)

    async def list_neighbours(
        self, principal: Principal, event_ids: Sequence[UUID], before: int, after: int
    ) -> list[Evidence]:
        """The events and those around them in their videos, in one statement, ordered by video and time."""
        kind = ("neighbours", before, after)
        return await self._fetch_evidence(principal, kind, partial(_build_neighbours_query, before, after), event_ids)

    async def count(self, principal: Principal, wanted: EventFilter | None) -> EventCount:
        """How many events match, and how many different people they show."""
        async with self._open_transaction(principal, wanted) as connection:
            (counts,) = await fetch_by_filters(
                connection, "count", _build_count_query, narrow_to_sites(principal, wanted)
            )
        return EventCount(*counts)

    async def measure_coverage(self, principal: Principal, wanted: EventFilter | None) -> Coverage:
        """The footage that a search with this filter could have seen."""
        async with self._open_transaction(principal, wanted) as connection:
            (row,) = await fetch_by_filters(
                connection, "coverage", build_coverage_query, narrow_to_sites(principal, wanted)
            )
        return coverage_from_row(row, wanted)

    def _open_transaction(
        self, principal: Principal, wanted: EventFilter | None
    ) -> AbstractAsyncContextManager[AsyncConnection]:
        # Across videos, the best plan depends on the filter's values, so a generic plan is used for one video only.
        return self._postgres.transaction(principal, generic_plan=wanted is not None and wanted.is_within_one_video)

    async def _fetch_evidence(
        self, principal: Principal, kind: Hashable, compose: Callable[[], Select[Any]], event_ids: Sequence[UUID]
    ) -> list[Evidence]:
        async with self._postgres.transaction(principal, generic_plan=True) as connection:
            rows = await fetch_by_filters(connection, kind, compose, event_ids=event_ids)
        return [evidence_from_row(row) for row in rows]


def _build_ids_query() -> Select[Any]:
    return select_evidence().where(event.c.id == _any_event_id())


def _any_event_id() -> ColumnElement[Any]:
    return any_(bindparam("event_ids", type_=ARRAY(PG_UUID(as_uuid=True))))


def _build_neighbours_query(before: int, after: int) -> Select[Any]:
    """The events in the parameter event_ids, with their neighbours."""
    wanted_ids = _any_event_id()
    centre = event.alias("centre")
    position, centre_position = tuple_(event.c.start_seconds, event.c.id), tuple_(centre.c.start_seconds, centre.c.id)
    same_video = select(event.c.id).where(event.c.video_id == centre.c.video_id)
    earlier = (
        same_video.where(position < centre_position)
        .order_by(event.c.start_seconds.desc(), event.c.id.desc())
        .limit(before)
    )
    later = same_video.where(position > centre_position).order_by(event.c.start_seconds, event.c.id).limit(after)
    # A short index scan per event. Numbering a video's events and joining them depends on the planner's estimates, and
    # took seconds without statistics.
    near = union_all(earlier.correlate(centre), later.correlate(centre)).lateral("near")
    around = select(near.c.id).select_from(centre.join(near, true())).where(centre.c.id == wanted_ids)
    wanted = union(around, select(event.c.id).where(event.c.id == wanted_ids)).cte("wanted")
    joined = select_evidence().join(wanted, wanted.c.id == event.c.id)
    return joined.order_by(event.c.video_id, event.c.start_seconds, event.c.id)


async def _list_events(
    connection: AsyncConnection, wanted: EventFilter | None, order: EventOrder, limit: int
) -> list[Evidence]:
    """At most `limit` events. By the clock, those without a time of day come last, at either end first."""
    if order is not EventOrder.OCCURRED_OLDEST_FIRST:
        return await _read_events(connection, wanted, order, limit)
    rows = await _read_events(connection, wanted, order, limit, has_clock=True)
    if len(rows) == limit or (wanted is not None and wanted.occurred_at is not None):
        return rows
    unknown = await _read_events(connection, wanted, EventOrder.EARLIEST_FIRST, limit - len(rows), has_clock=False)
    return [*rows, *unknown]


async def _read_events(
    connection: AsyncConnection,
    wanted: EventFilter | None,
    order: EventOrder,
    limit: int,
    *,
    has_clock: bool | None = None,
) -> list[Evidence]:
    """has_clock: only events with a time of day, or only those without one."""

    def compose(wanted: EventFilter | None) -> Select[Any]:
        events = select_evidence().where(*build_event_conditions(wanted))
        if has_clock is not None:
            unknown = event.c.occurred_sort == text("'-infinity'::timestamptz")
            events = events.where(~unknown if has_clock else unknown)
        return choose_keyset(order, wanted).apply_window(events, PageWindow(limit))

    rows = await fetch_by_filters(connection, ("structured", order, limit, has_clock), compose, wanted)
    return [evidence_from_row(row) for row in rows[:limit]]


def _build_count_and_coverage_query(wanted: EventFilter | None, within: EventFilter | None) -> Select[Any]:
    return build_coverage_query(within).add_columns(_EVENTS_COUNTED, _PEOPLE_COUNTED).add_cte(_build_count_cte(wanted))


def _build_count_query(wanted: EventFilter | None) -> Select[Any]:
    return select().add_columns(_EVENTS_COUNTED, _PEOPLE_COUNTED).add_cte(_build_count_cte(wanted))


def _build_count_cte(wanted: EventFilter | None) -> CTE:
    """A CTE with one row: events, people."""
    persons = _PERSONS.where(*build_event_conditions(wanted)).subquery()
    return select(_EVENTS, _PEOPLE).select_from(persons).cte("counted")
