"""Events related to others: neighbours in time, similar events, and each video's most serious event."""

from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, Select, bindparam, case, func, select, true, tuple_, union_all
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.conditions import IS_NO_FALSE_ALARM, event, is_one_of_ids
from datasources.postgres.tables.embeddings import embedding, is_in_space
from models.access.principal import Principal
from models.asking.vectors import EmbeddingSpace
from models.event_types import MOST_SERIOUS_FIRST
from models.rows.event import EventRow

_SERIOUSNESS_RANK = case(
    {type_.value: rank for rank, type_ in enumerate(MOST_SERIOUS_FIRST)},
    value=event.c.type,
    else_=len(MOST_SERIOUS_FIRST),
)


class EventNeighbours:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_neighbours(
        self, principal: Principal, event_ids: Sequence[UUID], before: int, after: int, columns: Collection[str]
    ) -> list[list[EventRow]]:
        """Up to `before` and `after` events around each event in its video, in order of time, in one statement."""
        centre = event.alias("centre")
        position = tuple_(event.c.start_seconds, event.c.id)
        centre_position = tuple_(centre.c.start_seconds, centre.c.id)
        same_video = select(*_select_columns(columns), event.c.start_seconds.label("place")).where(
            event.c.video_id == centre.c.video_id
        )
        earlier = (
            same_video.where(position < centre_position)
            .order_by(event.c.start_seconds.desc(), event.c.id.desc())
            .limit(before)
        )
        later = same_video.where(position > centre_position).order_by(event.c.start_seconds, event.c.id).limit(after)
        near = union_all(earlier.correlate(centre), later.correlate(centre)).lateral("near")
        query = (
            select(centre.c.id.label("centre_id"), near)
            .join(near, true())
            .where(is_one_of_ids(centre.c.id, event_ids))
            .order_by(centre.c.id, near.c.place, near.c.id)
        )
        return await self._fetch_grouped(principal, query, "centre_id", event_ids)

    async def list_similar(
        self,
        principal: Principal,
        event_ids: Sequence[UUID],
        space: EmbeddingSpace,
        limit: int,
        columns: Collection[str],
    ) -> list[list[EventRow]]:
        """The events with the most similar text for each event, best first, with their cosine `similarity`."""
        own_vector = embedding.alias("mine")
        distance = embedding.c.embedding.cosine_distance(own_vector.c.embedding)
        near = (
            select(embedding.c.event_id, (1 - distance).label("similarity"))
            .where(is_in_space(space), embedding.c.event_id != own_vector.c.event_id)
            .order_by(distance)
            .limit(limit)
            .correlate(own_vector)
            .lateral("near")
        )
        query = (
            select(own_vector.c.event_id.label("centre_id"), *_select_columns(columns), near.c.similarity)
            .select_from(own_vector)
            .join(near, true())
            .join(event, event.c.id == near.c.event_id)
            .where(
                is_one_of_ids(own_vector.c.event_id, event_ids),
                own_vector.c.model_id == space.model_id,
                own_vector.c.dimensions == space.dimensions,
            )
            .order_by(own_vector.c.event_id, near.c.similarity.desc(), event.c.id)
        )
        return await self._fetch_grouped(principal, query, "centre_id", event_ids)

    async def find_most_serious(
        self, principal: Principal, video_ids: Sequence[UUID], columns: Collection[str]
    ) -> list[EventRow | None]:
        """Each video's most serious event (the most confident of its type), in one statement; None without events.

        What a person found to be a false alarm is none.
        """
        ids = bindparam("video_ids", list(video_ids), type_=ARRAY(PG_UUID(as_uuid=True)))
        parents = func.unnest(ids).table_valued("id", name="parent").render_derived()
        first = (
            select(*_select_columns(columns))
            .where(event.c.video_id == parents.c.id, IS_NO_FALSE_ALARM)
            .order_by(_SERIOUSNESS_RANK, event.c.confidence.desc(), event.c.start_seconds, event.c.id)
            .limit(1)
            .lateral("first")
        )
        query = select(parents.c.id.label("parent_id"), first).select_from(parents.join(first, true()))
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        by_video = {row["parent_id"]: cast("EventRow", row) for row in rows}
        return [by_video.get(video_id) for video_id in video_ids]

    async def _fetch_grouped(
        self, principal: Principal, query: Select[Any], centre: str, ids: Sequence[UUID]
    ) -> list[list[EventRow]]:
        grouped: dict[UUID, list[EventRow]] = {id_: [] for id_ in ids}
        async with self._postgres.transaction(principal) as connection:
            for row in (await connection.execute(query)).mappings():
                grouped[row[centre]].append(cast("EventRow", row))
        return [grouped[id_] for id_ in ids]


def _select_columns(names: Collection[str]) -> list[Any]:
    return [event.c[name] for name in sorted({"id", *names})]
