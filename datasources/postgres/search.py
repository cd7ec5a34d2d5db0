"""Retrieval: the reads that an answer's evidence comes from."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    DateTime,
    Double,
    Select,
    and_,
    any_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
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

from datasources.postgres.conditions import event, event_conditions, keyed, video, video_conditions
from datasources.postgres.engine import Postgres
from datasources.postgres.events import ORDERS
from datasources.postgres.evidence import evidence, evidence_of
from datasources.postgres.nearest import by_vector
from datasources.postgres.spaces import Spaces
from datasources.postgres.vector_index import VectorIndexes
from datasources.postgres.words import by_words
from models.answers import Coverage
from models.enums import EventOrder, VideoStatus
from models.evidence import EventCount, Evidence, Reach
from models.filters import EventFilter, MomentRange, VideoFilter
from models.paging import Window
from models.principal import Principal
from models.vectors import VectorSpace

_REACH = text(
    """
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_build_array(camera, timezone)), '[]')
       FROM (SELECT DISTINCT camera, timezone FROM video WHERE camera IS NOT NULL ORDER BY camera, timezone LIMIT :most)
         AS named) AS cameras,
      (SELECT coalesce(jsonb_agg(timezone), '[]')
       FROM (SELECT timezone FROM video GROUP BY timezone ORDER BY count(*) DESC, timezone) AS there) AS zones,
      min(recorded_at) AS first,
      max(recorded_at + make_interval(secs => coalesce(duration_seconds, 0.0))) AS last,
      coalesce(max(duration_seconds), 0.0) AS longest
    FROM video
    """
).columns(
    cameras=JSONB, zones=JSONB, first=DateTime(timezone=True), last=DateTime(timezone=True), longest=Double
)  # fmt: skip
_READY = video.c.status == VideoStatus.READY
_ENDS = video.c.recorded_at + func.coalesce(video.c.duration_seconds, 0.0) * text("interval '1 second'")
_COVERED = select(
    func.count(),
    func.count().filter(_READY),
    func.coalesce(func.sum(video.c.duration_seconds).filter(_READY), 0.0),
    func.min(video.c.recorded_at).filter(_READY),
    func.max(_ENDS).filter(_READY),
)
_SEEN = select(func.count()).select_from(event)
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
        async with self._postgres.transaction(principal) as connection:
            rows = await _structured(connection, wanted, order, limit)
            query = _covered(within).add_columns(_EVENTS_COUNTED, _PEOPLE_COUNTED).add_cte(_counted(wanted))
            *seen, events, people = (await connection.execute(query)).one()
            return rows, EventCount(events, people), _coverage_of(seen)

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

    async def by_ids(self, principal: Principal, event_ids: Sequence[UUID]) -> list[Evidence]:
        """These events in this order, without those that are not there."""
        found = {
            row.event_id: row for row in await self._read(principal, evidence().where(keyed(event.c.id, event_ids)))
        }
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
        query = _neighbours(before, after).params(event_ids=list(event_ids))
        return await self._read(principal, query)

    async def count(self, principal: Principal, wanted: EventFilter | None) -> EventCount:
        """How many events fit, and how many different people they show."""
        async with self._postgres.transaction(principal) as connection:
            query = select(_EVENTS_COUNTED, _PEOPLE_COUNTED).add_cte(_counted(wanted))
            return EventCount(*(await connection.execute(query)).one())

    async def coverage(self, principal: Principal, wanted: EventFilter | None) -> Coverage:
        """What footage a search under this filter could have seen."""
        async with self._postgres.transaction(principal) as connection:
            return _coverage_of((await connection.execute(_covered(wanted))).one())

    async def _read(self, principal: Principal, query: Select[Any]) -> list[Evidence]:
        async with self._postgres.transaction(principal) as connection:
            return [evidence_of(row) for row in await connection.execute(query)]


@cache
def _neighbours(before: int, after: int) -> Select[Any]:
    """Those of the events that event_ids names. Built once for each reach."""
    wanted_ids = any_(bindparam("event_ids", type_=ARRAY(PG_UUID(as_uuid=True))))
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
    query = ORDERS[order].window(evidence().where(*event_conditions(wanted)), Window(limit))
    return [evidence_of(row) for row in await connection.execute(query)][:limit]


def _counted(wanted: EventFilter | None) -> CTE:
    """One row: events, people."""
    of = _PERSONS.where(*event_conditions(wanted)).subquery()
    return select(_EVENTS, _PEOPLE).select_from(of).cte("counted")


def _covered(wanted: EventFilter | None) -> Select[Any]:
    """What _coverage_of reads."""
    events = _SEEN.where(*event_conditions(_scope_of(wanted))).scalar_subquery()
    return _COVERED.add_columns(events).where(*([] if wanted is None else _videos_in(wanted)))


def _coverage_of(seen: Sequence[Any]) -> Coverage:
    return Coverage(
        videos_considered=seen[0],
        videos_analyzed=seen[1],
        seconds_analyzed=seen[2],
        period_from=seen[3],
        period_to=seen[4],
        events_considered=seen[5],
    )


def _scope_of(wanted: EventFilter | None) -> EventFilter | None:
    """The footage that a filter leaves, without what it wants to find there."""
    if wanted is None:
        return None
    return EventFilter(
        video_ids=wanted.video_ids,
        cameras=wanted.cameras,
        seconds=wanted.seconds,
        occurred_at=wanted.occurred_at,
        zoned=wanted.zoned,
    )


def _videos_in(wanted: EventFilter) -> list[Any]:
    found = video_conditions(VideoFilter(cameras=wanted.cameras))
    if wanted.video_ids is not None:
        found.append(video.c.id.in_(wanted.video_ids))
    if wanted.occurred_at is not None:
        found += _recorded_within(wanted.occurred_at)
    if wanted.zoned is not None:
        there = [and_(video.c.timezone == zone, *_recorded_within(moments)) for zone, moments in wanted.zoned]
        found.append(or_(false(), *there))
    return found


def _recorded_within(moments: MomentRange) -> list[Any]:
    found = [] if moments.start is None else [moments.start <= _ENDS]
    return found if moments.end is None else [*found, video.c.recorded_at <= moments.end]
