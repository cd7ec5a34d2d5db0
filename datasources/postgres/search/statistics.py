"""Counting events: by group, by bucket of a video's time, and by storage tier."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, bindparam, cast, func, literal, select, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import (
    PERSON_NAME,
    PERSON_PLACE,
    build_event_conditions,
    event,
    narrow_to_sites,
    video,
)
from models.access.principal import Principal
from models.enums import EventGrouping, EventType, StorageTier
from models.filters import EventFilter

# More groups than a screen can show; only grouping by VIDEO reaches this.
MAX_GROUPS = 1000


@dataclass(frozen=True, slots=True)
class EventGroup:
    """A group of events. key is null where the grouping value is unknown. people: distinct visits.

    count: events that begin in the group; a visit that only goes on in it counts among the people.
    """

    key: str | None
    count: int
    people: int


@dataclass(frozen=True, slots=True)
class Facet:
    """How many of some events have a value. key: as EventGroup has it, never null."""

    field: EventGrouping
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class BucketCounts:
    """One bucket of a video's time: events that start in it by type, and people seen. number counts from 0."""

    number: int
    counts: dict[EventType, int]
    people: int


@dataclass(frozen=True, slots=True)
class TierUse:
    tier: StorageTier
    videos: int
    size_bytes: int
    events: int


# Keys that are listed of each field.
MAX_FACET_KEYS = 20
_FACETS = text(
    """
    WITH counted AS (
      SELECT facet.field, facet.key, count(*) AS number,
        row_number() OVER (PARTITION BY facet.field ORDER BY count(*) DESC, facet.key) AS place
      FROM event JOIN video ON video.id = event.video_id
      CROSS JOIN LATERAL (SELECT event.occurred_at AT TIME ZONE video.timezone AS clock) AS local
      CROSS JOIN LATERAL (VALUES
        ('TYPE', event.type), ('VIDEO', event.video_id::text), ('CAMERA', video.camera), ('SITE', event.site),
        ('HOUR_OF_DAY', to_char(local.clock, 'HH24')), ('DAY', to_char(local.clock, 'YYYY-MM-DD')),
        ('GENDER', event.gender), ('AGE_GROUP', event.age_group), ('LOCATION', event.location)
      ) AS facet (field, key)
      WHERE event.id = ANY(:event_ids) AND facet.key IS NOT NULL
      GROUP BY facet.field, facet.key
    )
    SELECT field, key, number FROM counted WHERE place <= :most
    """
).bindparams(bindparam("event_ids", type_=ARRAY(PG_UUID(as_uuid=True))))
# One row per event and bucket: counts use an event's first bucket, people all of them. Events that start at the video's
# end, or up to a second after it as imports allow, belong to the last bucket.
_TIMELINE = text(
    """
    WITH part AS (
      SELECT event.video_id, event.type, event.track_id, number,
             number = least(floor(event.start_seconds / :seconds)::integer, final) AND NOT event.continues AS begins
      FROM event
      JOIN video ON video.id = event.video_id
      CROSS JOIN LATERAL (SELECT ceil(video.duration_seconds / :seconds)::integer - 1 AS final) AS bucket
      CROSS JOIN LATERAL generate_series(
        least(floor(event.start_seconds / :seconds)::integer, final),
        least(floor(least(event.end_seconds, video.duration_seconds) / :seconds)::integer, final)
      ) AS number
      WHERE event.video_id = ANY(:video_ids) AND event.start_seconds <= video.duration_seconds + 1
    )
    SELECT video_id, number, type, count(*) FILTER (WHERE begins) AS begun,
           count(DISTINCT track_id) AS people, grouping(type) = 1 AS whole
    FROM part GROUP BY GROUPING SETS ((video_id, number, type), (video_id, number))
    ORDER BY video_id, number, whole, begun DESC, type
    """
)


class Statistics:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def count_by_group(
        self, principal: Principal, wanted: EventFilter | None, by: EventGrouping, timezone: str | None
    ) -> list[EventGroup]:
        """Groups of matching events: hours and days in order, others by size; at most MAX_GROUPS.

        Hours and days are those of `timezone`, or of each camera's own time zone where it is None.
        """
        # Groups by person first: count(DISTINCT …) would sort all events.
        begun = func.count().filter(~event.c.continues)
        person = select(
            _build_group_key(by, timezone).label("key"), PERSON_NAME.label("track_id"), begun.label("number")
        )
        conditions = build_event_conditions(narrow_to_sites(principal, wanted))
        person = person.where(*conditions).group_by("key", PERSON_PLACE, PERSON_NAME)
        if by in (EventGrouping.CAMERA, EventGrouping.HOUR_OF_DAY, EventGrouping.DAY):
            person = person.select_from(event.join(video, video.c.id == event.c.video_id))
        # Cameras of one name at different sites are different groups.
        apart = [video.c.camera_id.label("camera_id")] if by is EventGrouping.CAMERA else []
        persons = person.add_columns(*apart).group_by(*apart).subquery()
        key, number = persons.c.key, cast(func.sum(persons.c.number), BigInteger)
        query = select(key, number, func.count(persons.c.track_id)).group_by(key).limit(MAX_GROUPS)
        query = query.group_by(*(persons.c[column.name] for column in apart))
        in_order = by in (EventGrouping.HOUR_OF_DAY, EventGrouping.DAY)
        query = query.order_by(key.asc().nulls_last()) if in_order else query.order_by(number.desc(), key)
        async with self._postgres.transaction(principal) as connection:
            return [EventGroup(*row) for row in await connection.execute(query)]

    async def count_facets(self, principal: Principal, event_ids: Sequence[UUID]) -> list[Facet]:
        """The values of these events by each field, in one statement: most first, at most MAX_FACET_KEYS of a field.

        Hours and days are those of each camera's own time zone.
        """
        values = {"event_ids": list(event_ids), "most": MAX_FACET_KEYS}
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(_FACETS, values)).all()
        facets = [Facet(EventGrouping(field), key, number) for field, key, number in rows]
        order = list(EventGrouping)
        return sorted(facets, key=lambda facet: (order.index(facet.field), -facet.count, facet.key))

    async def count_by_bucket(
        self, principal: Principal, video_ids: Sequence[UUID], bucket_seconds: float
    ) -> list[list[BucketCounts]]:
        """The buckets of each video that have events, in one statement."""
        values = {"seconds": bucket_seconds, "video_ids": list(video_ids)}
        buckets_by_video: dict[UUID, dict[int, BucketCounts]] = {video_id: {} for video_id in video_ids}
        async with self._postgres.transaction(principal) as connection:
            for row in await connection.execute(_TIMELINE, values):
                buckets = buckets_by_video[row.video_id]
                bucket = buckets.get(row.number) or BucketCounts(row.number, {}, 0)
                if row.whole:
                    buckets[row.number] = BucketCounts(row.number, bucket.counts, row.people)
                elif row.begun:
                    buckets[row.number] = BucketCounts(
                        row.number, {**bucket.counts, EventType(row.type): row.begun}, bucket.people
                    )
                else:
                    buckets[row.number] = bucket
        return [list(buckets_by_video[video_id].values()) for video_id in video_ids]

    async def measure_tiers(self, principal: Principal) -> list[TierUse]:
        """Videos, bytes and events per storage tier; tiers without videos are left out."""
        events_by_video = select(event.c.video_id, func.count().label("number")).group_by(event.c.video_id).subquery()
        query = (
            select(
                video.c.tier,
                func.count(),
                cast(func.sum(video.c.size_bytes), Text),
                cast(func.coalesce(func.sum(events_by_video.c.number), 0), Text),
            )
            .join(events_by_video, events_by_video.c.video_id == video.c.id, isouter=True)
            .group_by(video.c.tier)
            .order_by(video.c.tier)
        )
        async with self._postgres.transaction(principal) as connection:
            return [
                TierUse(StorageTier(row[0]), row[1], int(row[2]), int(row[3]))
                for row in await connection.execute(query)
            ]


def _build_group_key(by: EventGrouping, timezone: str | None) -> ColumnElement[Any]:
    local = func.timezone(literal(timezone) if timezone else video.c.timezone, event.c.occurred_at)
    keys: dict[EventGrouping, ColumnElement[Any]] = {
        EventGrouping.TYPE: event.c.type,
        EventGrouping.VIDEO: cast(event.c.video_id, Text),
        EventGrouping.CAMERA: video.c.camera,
        EventGrouping.SITE: event.c.site,
        EventGrouping.HOUR_OF_DAY: func.to_char(local, "HH24"),
        EventGrouping.DAY: func.to_char(local, "YYYY-MM-DD"),
        EventGrouping.GENDER: event.c.gender,
        EventGrouping.AGE_GROUP: event.c.age_group,
        EventGrouping.LOCATION: event.c.location,
    }
    return keys[by]
