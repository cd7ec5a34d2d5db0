"""Events: reading by page, parent or id, and storing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, Select, bindparam, func, select, text, true
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.cameras.event_times import sync_event_times
from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.keyset import get_shape, slice_rows
from datasources.postgres.core.statement_cache import read_by_filters
from datasources.postgres.progress.announcements import announce
from datasources.postgres.search.conditions import (
    VIDEO_PREFIX,
    build_event_conditions,
    event,
    is_one_of_ids,
    is_one_of_named_keys,
    name_keys,
    narrow_to_sites,
    video,
)
from datasources.postgres.tables.embeddings import store_vectors
from datasources.postgres.tables.event_orders import ORDERS_IN_VIDEO, choose_keyset
from datasources.postgres.tables.events_by_id import compose_by_ids
from models.access.principal import Principal
from models.enums import EventOrder, EventType
from models.errors import NotFound
from models.filters import EventFilter
from models.footage.clock_jumps import time_at_position
from models.paging import PageWindow, Slice
from models.rows.event import EventRow

# SQLAlchemy splits many rows into statements within asyncpg's 32,767 parameters, without compiling each one: compiling
# 5,000 events as VALUES would block the process for seconds. Setting a column to itself makes RETURNING include
# existing rows; DO NOTHING would leave them out.
_UPSERT = (
    insert(event)
    .on_conflict_do_update(constraint="event_natural_key", set_={"organization": event.c.organization})
    .returning(event.c.id, (event.c.created_at == func.now()).label("new"))
)
# Row-level security hides other organizations' events.
_SUPERSEDE = text("""
WITH replaced AS (
  DELETE FROM event WHERE video_id = :video_id AND starts_with(source, :sources) RETURNING *
)
INSERT INTO superseded_event (id, organization, video_id, told)
SELECT replaced.id, replaced.organization, replaced.video_id, to_jsonb(replaced) FROM replaced
""")


class Events:
    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    async def list_page(
        self,
        principal: Principal,
        wanted: EventFilter | None,
        order: EventOrder,
        window: PageWindow,
        columns: Collection[str],
        of_video: Collection[str] = (),
    ) -> Slice[EventRow]:
        """A page of matching events, with these columns and their id.

        of_video: columns of each event's video to join, named video__….
        """
        keyset = choose_keyset(order, wanted)

        def compose(narrowed: EventFilter | None) -> Select[Any]:
            query = select(*_select_columns(columns)).where(*build_event_conditions(narrowed))
            if of_video:
                joined = [video.c[name].label(f"{VIDEO_PREFIX}{name}") for name in sorted(of_video)]
                query = query.add_columns(*joined).join(video, video.c.id == event.c.video_id)
            return keyset.apply_window(query, window)

        rows = await read_by_filters(
            self._postgres,
            principal,
            ("events", order, get_shape(window), frozenset(columns), frozenset(of_video)),
            compose,
            narrow_to_sites(principal, wanted),
            **keyset.bind_window(window),
        )
        return slice_rows(cast("Sequence[EventRow]", rows), window)

    async def list_pages_by_video(
        self,
        principal: Principal,
        video_ids: Sequence[UUID],
        wanted: EventFilter | None,
        order: EventOrder,
        window: PageWindow,
        columns: Collection[str],
    ) -> list[Slice[EventRow]]:
        """The same page for each video, in one statement.

        LATERAL stops reading each video's events at the page's end; row_number() would read them all.
        """
        keyset = ORDERS_IN_VIDEO[order]

        alone = len(video_ids) == 1

        def compose(given: EventFilter | None) -> Select[Any]:
            conditions = build_event_conditions(given)
            if alone:
                own = select(*_select_columns(columns)).where(is_one_of_named_keys(event.c.video_id, video_ids))
                return keyset.apply_window(own.where(*conditions), window)
            ids = bindparam("keys", [], type_=ARRAY(PG_UUID(as_uuid=True)))
            numbered = func.unnest(ids).table_valued("id", with_ordinality="place", name="parent")
            parents = numbered.render_derived()
            own_events = select(*_select_columns(columns)).where(event.c.video_id == parents.c.id, *conditions)
            lateral = keyset.apply_window(own_events, window).lateral("mine")
            return select(parents.c.place, lateral).select_from(parents.join(lateral, true()))

        rows = await read_by_filters(
            self._postgres,
            principal,
            ("events by video", order, get_shape(window), frozenset(columns), alone),
            compose,
            wanted,
            **name_keys(video_ids),
            **keyset.bind_window(window),
        )
        if alone:
            return [slice_rows(cast("Sequence[EventRow]", rows), window)]
        rows_by_place: list[list[EventRow]] = [[] for _ in video_ids]
        for row in rows:
            # From 1 on. A number is read faster than the video's id.
            rows_by_place[row["place"] - 1].append(cast("EventRow", row))
        return [slice_rows(own, window) for own in rows_by_place]

    async def count(self, principal: Principal, wanted: EventFilter | None) -> int:
        rows = await read_by_filters(
            self._postgres,
            principal,
            "event count",
            lambda narrowed: select(func.count()).select_from(event).where(*build_event_conditions(narrowed)),
            narrow_to_sites(principal, wanted),
        )
        return int(rows[0][0])

    async def count_by_video(
        self, principal: Principal, video_ids: Sequence[UUID], wanted: EventFilter | None
    ) -> list[int]:
        """How many events of each video match, in one statement."""
        query = (
            select(event.c.video_id, func.count())
            .where(is_one_of_ids(event.c.video_id, video_ids), *build_event_conditions(wanted))
            .group_by(event.c.video_id)
        )
        async with self._postgres.transaction(principal) as connection:
            counts: dict[UUID, int] = {row[0]: row[1] for row in await connection.execute(query)}
        return [counts.get(video_id, 0) for video_id in video_ids]

    async def count_types_by_video(self, principal: Principal, video_ids: Sequence[UUID]) -> list[dict[EventType, int]]:
        """How many events of each type each video has, most first, in one statement."""
        event_count = func.count().label("number")
        query = (
            select(event.c.video_id, event.c.type, event_count)
            .where(is_one_of_ids(event.c.video_id, video_ids))
            .group_by(event.c.video_id, event.c.type)
            .order_by(event_count.desc(), event.c.type)
        )
        counts_by_video: dict[UUID, dict[EventType, int]] = {video_id: {} for video_id in video_ids}
        async with self._postgres.transaction(principal) as connection:
            for video_id, type_, count in await connection.execute(query):
                counts_by_video[video_id][EventType(type_)] = count
        return [counts_by_video[video_id] for video_id in video_ids]

    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str]
    ) -> list[EventRow | None]:
        """The events with these ids, in this order; None where missing or another organization's.

        Includes events that a newer analysis replaced, because answers cite them.
        """
        names = sorted({"id", *columns})
        rows = await read_by_filters(
            self._postgres,
            principal,
            ("events by id", len(ids) == 1, *names),
            lambda: compose_by_ids(names, ids),
            **name_keys(ids),
        )
        by_id = {row["id"]: row for row in cast("Sequence[EventRow]", rows)}
        return [by_id.get(id_) for id_ in ids]

    async def supersede_in(self, connection: AsyncConnection, video_id: UUID, sources: str) -> int:
        """Move a video's events whose source starts with `sources` to superseded_event; returns how many.

        Lists and searches no longer find them, `get_by_ids` does. The caller's transaction must hold the video's row.
        Raises WrongState, LEGAL_HOLD, where the video is under one and has such events.
        """
        values = {"video_id": video_id, "sources": sources}
        return (await connection.execute(_SUPERSEDE, values)).rowcount

    async def store(self, principal: Principal, video_id: UUID, rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
        """Store events of a video; returns their ids, in order. rows: column names of the event table → values.

        An existing event (same natural key) keeps its id and is not changed, so that a retry may store again; new ones
        are announced to subscribers. Raises NotFound where the video does not exist.
        """
        async with self._postgres.transaction(principal) as connection:
            return await self.store_in(connection, principal, video_id, rows)

    async def store_in(
        self, connection: AsyncConnection, principal: Principal, video_id: UUID, rows: Sequence[Mapping[str, Any]]
    ) -> list[UUID]:
        """The same in the caller's transaction."""
        video_times = (
            await connection.execute(
                select(video.c.recorded_at, video.c.jumps).where(video.c.id == video_id).with_for_update()
            )
        ).one_or_none()
        if video_times is None:
            raise NotFound
        # All rows of a statement must have the same columns.
        numbers_by_columns: dict[frozenset[str], list[int]] = {}
        for number, row in enumerate(rows):
            numbers_by_columns.setdefault(frozenset(row), []).append(number)
        ids: dict[int, UUID] = {}
        for numbers in numbers_by_columns.values():
            values = [
                {
                    "organization": principal.organization,
                    "video_id": video_id,
                    "occurred_at": time_at_position(*video_times, rows[number]["start_seconds"]),
                    **rows[number],
                }
                for number in numbers
            ]
            stored = (await connection.execute(_UPSERT, values)).all()
            ids.update(zip(numbers, (row.id for row in stored), strict=True))
            await announce(connection, principal.organization, [row.id for row in stored if row.new])
        return [ids[number] for number in range(len(rows))]

    async def sync_times_in(self, connection: AsyncConnection, video_id: UUID) -> int:
        """Update events' times and frame numbers to what the caller's transaction holds of the video; how many."""
        return await sync_event_times(connection, video_id)

    async def store_embeddings(
        self, principal: Principal, video_id: UUID, model_id: str, vectors: Mapping[UUID, Sequence[float]]
    ) -> None:
        """Store events' vectors of a model, replacing existing ones of the same model and length.

        Raises ModelFailed where the vectors differ in length.
        """
        async with self._postgres.transaction(principal) as connection:
            await self.store_embeddings_in(connection, principal, video_id, model_id, vectors)

    async def store_embeddings_in(
        self,
        connection: AsyncConnection,
        principal: Principal,
        video_id: UUID,
        model_id: str,
        vectors: Mapping[UUID, Sequence[float]],
    ) -> None:
        """The same in the caller's transaction."""
        rows = [(event_id, video_id, vector) for event_id, vector in vectors.items()]
        await store_vectors(connection, principal, model_id, rows)


def _select_columns(names: Iterable[str]) -> list[Any]:
    return [event.c[name] for name in sorted({"id", *names})]
