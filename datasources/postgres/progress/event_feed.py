"""Feeds of new events: NOTIFY in the transaction that stores them, then reads in batches for subscribers.

A notification contains ids only. Every process receives all of them; each subscriber reads those of its organization
that match its filter, with the same conditions as a list of events.
"""

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import select

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.single_flight import SingleFlight
from datasources.postgres.progress.announcements import Announcement, list_announced_after
from datasources.postgres.progress.feed import BATCH_SIZE, Feed
from datasources.postgres.search.conditions import VIDEO_PREFIX, build_event_conditions, event, is_one_of_ids, video
from models.access.principal import Principal
from models.filters import EventFilter
from models.rows.event import EventRow

# After a lost connection, events are found whose transaction took at most this long from its beginning to the commit.
MAX_TRANSACTION_TIME = timedelta(seconds=60)
Batches = AsyncGenerator[tuple[list[EventRow], SingleFlight], None]


@dataclass(frozen=True, slots=True)
class Following:
    """What a subscriber follows: events that match, with these columns and those of their videos (video__…).

    after: the event that it got last, after which it continues; None: it follows from now on.
    """

    wanted: EventFilter | None
    columns: frozenset[str]
    of_video: frozenset[str]
    after: UUID | None = None


@dataclass(slots=True, eq=False)
class EventFeed(Feed[tuple[int, UUID]]):
    """The announced events of one organization, each with its position in the log.

    last_position: of what was added last. The log, the notifications and the feed have the same order, so what is not
    after it is known.
    """

    last_position: int = 0

    def announce(self, announced: Sequence[Announcement]) -> None:
        """Add what is new of announcements in the order of the log."""
        new = [each for each in announced if each.position > self.last_position]
        if new:
            self.last_position = new[-1].position
            self.add([(each.position, id_) for each in new for id_ in each.ids])

    async def iter_batches(self, following: Following) -> Batches:
        """Yield batches of new events, with their ids; those after `following.after` first. Never ends by itself.

        Each batch comes with the SingleFlight that subscribers of the same batch share. Raises NotFound for an event
        that is not in the log, WrongState for a subscriber that is too slow or was away for too many events, and
        Unavailable when the database cannot be read.
        """
        # Before the log is read: what is announced from now on is in the log, in the feed, or in both.
        place, sent = self.announced_count, 0
        if following.after is not None:
            missed = await list_announced_after(self.postgres, self.principal, following.after)
            sent, ids = missed[-1].position, [id_ for each in missed for id_ in each.ids]
            for start in range(0, len(ids), BATCH_SIZE):
                rows = await self._read(ids[start : start + BATCH_SIZE], following)
                if rows:
                    yield rows, SingleFlight()
        async with aclosing(self._iter_new(place, sent, following)) as batches:
            async for batch in batches:
                yield batch

    async def _iter_new(self, place: int, sent: int, following: Following) -> Batches:
        """Batches of what is announced from a place on. sent: the position in the log up to which all was sent."""
        key = (repr(following.wanted), following.columns, following.of_video)
        async with aclosing(self.iter_recent(place, "EVENTS_MISSED")) as recent:
            async for first, announced in recent:
                ids = [id_ for position, id_ in announced if position > sent]
                if len(ids) < len(announced):
                    rows, shared = await self._read(ids, following) if ids else [], SingleFlight()
                else:

                    async def read(ids: list[UUID] = ids) -> tuple[list[EventRow], SingleFlight]:
                        return await self._read(ids, following), SingleFlight()

                    rows, shared = await self.single_flight.run_once((*key, first, len(ids)), read)
                if rows:
                    yield rows, shared

    async def _read(self, ids: Sequence[UUID], following: Following) -> list[EventRow]:
        return await fetch_matching(
            self.postgres, self.principal, ids, following.wanted, following.columns, following.of_video
        )


async def fetch_matching(
    postgres: Postgres,
    principal: Principal,
    ids: Sequence[UUID],
    wanted: EventFilter | None,
    columns: Collection[str],
    of_video: Collection[str],
) -> list[EventRow]:
    """The events among ids that match the filter and still exist, in this order, in one statement."""
    query = select(*(event.c[name] for name in sorted({"id", *columns}))).where(
        is_one_of_ids(event.c.id, ids), *build_event_conditions(wanted)
    )
    if of_video:
        joined = [video.c[name].label(f"{VIDEO_PREFIX}{name}") for name in sorted(of_video)]
        query = query.add_columns(*joined).join(video, video.c.id == event.c.video_id)
    async with postgres.transaction(principal) as connection:
        rows = (await connection.execute(query)).mappings().all()
    by_id = {row["id"]: row for row in cast("Sequence[EventRow]", rows)}
    return [by_id[id_] for id_ in ids if id_ in by_id]
