"""Events: reads by window, parent or id, and storing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, bindparam, func, literal_column, select, text, true, union_all
from sqlalchemy import column as sa_column
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.keyset import Keyset, slice_rows
from datasources.postgres.progress.event_feed import announce
from datasources.postgres.search.conditions import VIDEO_PREFIX, build_event_conditions, event, is_one_of_ids, video
from datasources.postgres.tables.embeddings import store_vectors
from models.access.principal import Principal
from models.enums import EventOrder, EventType
from models.errors import NotFound
from models.filters import EventFilter
from models.footage.clock_jumps import time_at_position
from models.paging import PageWindow, Slice
from models.rows.event import EventRow
from models.tables import SupersededEvent

superseded = SupersededEvent.__table__
ORDERS = {
    EventOrder.EARLIEST_FIRST: Keyset(event.c.start_seconds, event.c.id, descending=False, kind=float),
    EventOrder.LATEST_FIRST: Keyset(event.c.start_seconds, event.c.id, descending=True, kind=float),
    EventOrder.MOST_CONFIDENT_FIRST: Keyset(event.c.confidence, event.c.id, descending=True, kind=float),
    EventOrder.OCCURRED_NEWEST_FIRST: Keyset(event.c.occurred_sort, event.c.id, descending=True, kind=datetime),
}
# Given many rows at once, SQLAlchemy sends as many a statement as asyncpg's 32,767 parameters allow, and writes that
# statement without compiling it anew: compiling 5,000 events as VALUES would hold the process up for seconds.
# Setting a column to itself returns the row that was there; DO NOTHING would return nothing.
_UPSERT = (
    insert(event)
    .on_conflict_do_update(constraint="event_natural_key", set_={"organization": event.c.organization})
    .returning(event.c.id, (event.c.created_at == func.now()).label("new"))
)
# Without a time of recording no event has a time of day. An event that was imported before
# the frame rate was known has the number of the first frame.
_UPDATE_TIMES = text("""
UPDATE event SET occurred_at = told.occurred_at, frame_number = told.frame_number
FROM (
  SELECT event.id, time_at_position(video.recorded_at, video.jumps, event.start_seconds) AS occurred_at,
    CASE WHEN event.frame_number = 0 AND video.frame_rate IS NOT NULL
      THEN least(round(event.start_seconds * video.frame_rate), 2147483647)::integer ELSE event.frame_number
    END AS frame_number
  FROM event JOIN video ON video.id = event.video_id
  WHERE video.id = :video_id
) AS told
WHERE event.id = told.id
  AND (event.occurred_at, event.frame_number) IS DISTINCT FROM (told.occurred_at, told.frame_number)
""")
# An event of another organization is not seen here, so it cannot be moved.
_SUPERSEDE = text("""
WITH gone AS (
  DELETE FROM event WHERE video_id = :video_id AND starts_with(source, :sources) RETURNING *
)
INSERT INTO superseded_event (id, organization, video_id, told)
SELECT gone.id, gone.organization, gone.video_id, to_jsonb(gone) FROM gone
""")
_UPDATE_SUPERSEDED_TIMES = text("""
UPDATE superseded_event
SET told = told || jsonb_build_object(
  'occurred_at', time_at_position(video.recorded_at, video.jumps, (told ->> 'start_seconds')::double precision))
FROM video WHERE video.id = :video_id AND superseded_event.video_id = video.id
""")
# The columns of a video that its events follow.
TIME_COLUMNS = frozenset({"recorded_at", "frame_rate", "jumps"})


async def sync_event_times(connection: AsyncConnection, video_id: UUID) -> int:
    """As Events.follow_in, for those who write a video's row themselves."""
    await connection.execute(_UPDATE_SUPERSEDED_TIMES, {"video_id": video_id})
    return (await connection.execute(_UPDATE_TIMES, {"video_id": video_id})).rowcount


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
        """A window over the events that fit, with these columns and their id.

        of_video: columns of each event's video, which come joined and named video__….
        """
        query = select(*_select_columns(columns)).where(*build_event_conditions(wanted))
        if of_video:
            joined = [video.c[name].label(f"{VIDEO_PREFIX}{name}") for name in sorted(of_video)]
            query = query.add_columns(*joined).join(video, video.c.id == event.c.video_id)
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(ORDERS[order].apply_window(query, window))).mappings().all()
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
        """The same window over the events of each video, in one statement.

        LATERAL stops reading each video's events at the window's end; row_number() would read them all.
        """
        ids = bindparam("video_ids", list(video_ids), type_=ARRAY(PG_UUID(as_uuid=True)))
        parents = func.unnest(ids).table_valued("id", name="parent").render_derived()
        mine = select(*_select_columns(columns)).where(
            event.c.video_id == parents.c.id, *build_event_conditions(wanted)
        )
        lateral = ORDERS[order].apply_window(mine, window).lateral("mine")
        query = select(parents.c.id.label("parent_id"), lateral).select_from(parents.join(lateral, true()))
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        of: dict[UUID, list[EventRow]] = {video_id: [] for video_id in video_ids}
        for row in rows:
            of[row["parent_id"]].append(cast("EventRow", row))
        return [slice_rows(of[video_id], window) for video_id in video_ids]

    async def count(self, principal: Principal, wanted: EventFilter | None) -> int:
        query = select(func.count()).select_from(event).where(*build_event_conditions(wanted))
        async with self._postgres.transaction(principal) as connection:
            return int((await connection.execute(query)).scalar_one())

    async def count_by_video(
        self, principal: Principal, video_ids: Sequence[UUID], wanted: EventFilter | None
    ) -> list[int]:
        """How many events of each video fit, in one statement."""
        query = (
            select(event.c.video_id, func.count())
            .where(is_one_of_ids(event.c.video_id, video_ids), *build_event_conditions(wanted))
            .group_by(event.c.video_id)
        )
        async with self._postgres.transaction(principal) as connection:
            found: dict[UUID, int] = {row[0]: row[1] for row in await connection.execute(query)}
        return [found.get(video_id, 0) for video_id in video_ids]

    async def count_types_by_video(self, principal: Principal, video_ids: Sequence[UUID]) -> list[dict[EventType, int]]:
        """How many events of each type each video has, most first, in one statement."""
        number = func.count().label("number")
        query = (
            select(event.c.video_id, event.c.type, number)
            .where(is_one_of_ids(event.c.video_id, video_ids))
            .group_by(event.c.video_id, event.c.type)
            .order_by(number.desc(), event.c.type)
        )
        found: dict[UUID, dict[EventType, int]] = {video_id: {} for video_id in video_ids}
        async with self._postgres.transaction(principal) as connection:
            for video_id, type_, counted in await connection.execute(query):
                found[video_id][EventType(type_)] = counted
        return [found[video_id] for video_id in video_ids]

    async def get_by_ids(
        self, principal: Principal, ids: Sequence[UUID], columns: Iterable[str]
    ) -> list[EventRow | None]:
        """The events with these ids, in this order; None where there is none (or another organization's).

        Also those that a newer analysis replaced: answers cite them.
        """
        names = sorted({"id", *columns})
        here = select(*(event.c[name] for name in names)).where(is_one_of_ids(event.c.id, ids))
        as_it_was = func.jsonb_populate_record(literal_column("null::event"), superseded.c.told)
        was = as_it_was.table_valued(*(sa_column(name, event.c[name].type) for name in names)).alias("was")
        replaced = select(*(was.c[name] for name in names)).select_from(superseded.join(was, true()))
        query = union_all(here, replaced.where(is_one_of_ids(superseded.c.id, ids)))
        async with self._postgres.transaction(principal) as connection:
            rows = (await connection.execute(query)).mappings().all()
        by_id = {row["id"]: row for row in cast("Sequence[EventRow]", rows)}
        return [by_id.get(id_) for id_ in ids]

    async def supersede_in(self, connection: AsyncConnection, video_id: UUID, sources: str) -> int:
        """Take a video's events whose source begins so out of every list and search; how many.

        `by_ids` still finds them. The caller's transaction must hold the video's row.
        """
        values = {"video_id": video_id, "sources": sources}
        return (await connection.execute(_SUPERSEDE, values)).rowcount

    async def store(self, principal: Principal, video_id: UUID, rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
        """Store events of a video; their ids, in order. Keys are column names of the event table.

        An event that is there already (same natural key) keeps its id and is not changed, so that a worker that died
        may store again; the others are told to those who follow events. Raises NotFound where the video is missing.
        """
        async with self._postgres.transaction(principal) as connection:
            return await self.store_in(connection, principal, video_id, rows)

    async def store_in(
        self, connection: AsyncConnection, principal: Principal, video_id: UUID, rows: Sequence[Mapping[str, Any]]
    ) -> list[UUID]:
        """The same in the caller's transaction."""
        recorded = (
            await connection.execute(
                select(video.c.recorded_at, video.c.jumps).where(video.c.id == video_id).with_for_update()
            )
        ).one_or_none()
        if recorded is None:
            raise NotFound
        # Rows of one statement name the same columns.
        alike: dict[frozenset[str], list[int]] = {}
        for number, row in enumerate(rows):
            alike.setdefault(frozenset(row), []).append(number)
        ids: dict[int, UUID] = {}
        for numbers in alike.values():
            values = [
                {
                    "organization": principal.organization,
                    "video_id": video_id,
                    "occurred_at": time_at_position(*recorded, rows[number]["start_seconds"]),
                    **rows[number],
                }
                for number in numbers
            ]
            stored = (await connection.execute(_UPSERT, values)).all()
            ids.update(zip(numbers, (row.id for row in stored), strict=True))
            await announce(connection, principal.organization, [row.id for row in stored if row.new])
        return [ids[number] for number in range(len(rows))]

    async def sync_times_in(self, connection: AsyncConnection, video_id: UUID) -> int:
        """Make a video's events follow its time of recording and frame rate, as they are now; how many changed.

        The caller's transaction must hold the video's row.
        """
        return await sync_event_times(connection, video_id)

    async def store_embeddings(
        self, principal: Principal, video_id: UUID, model_id: str, vectors: Mapping[UUID, Sequence[float]]
    ) -> None:
        """Store events' vectors, by the model that made them; one of its model and length that is there is replaced.

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
