"""Feeds of new events: NOTIFY in the transaction that stores them, then reads in batches for subscribers.

A notification contains ids only. Every process receives all of them; each subscriber reads those of its organization
that match its filter, with the same conditions as a list of events.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import cast
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.single_flight import SingleFlight
from datasources.postgres.search.conditions import VIDEO_PREFIX, build_event_conditions, event, is_one_of_ids, video
from models.access.principal import Principal
from models.errors import WrongState
from models.filters import EventFilter
from models.rows.event import EventRow

CHANNEL = "watchgraph_events"
# Announced ids that are kept for slow subscribers. A subscriber that is further behind gets an error.
MAX_BUFFERED_EVENTS = 10_000
BATCH_SIZE = 100
# A notification's payload has at most 8,000 bytes.
_IDS_PER_NOTIFICATION = 200
# After a lost connection, events are found whose transaction took at most this long from the id to the commit.
MAX_TRANSACTION_TIME = timedelta(seconds=60)
_ANNOUNCE = text("SELECT pg_notify(:channel, payload) FROM unnest(:payloads) AS payload").bindparams(
    bindparam("payloads", type_=ARRAY(Text))
)


def hash_organization(organization: str) -> str:
    """A hash that stands for the organization in a notification: its name may be too long for the payload."""
    return blake2b(organization.encode(), digest_size=16).hexdigest()


async def announce(connection: AsyncConnection, organization: str, ids: Sequence[UUID]) -> None:
    """Notify every process of new events when the caller's transaction commits."""
    chunks = [ids[at : at + _IDS_PER_NOTIFICATION] for at in range(0, len(ids), _IDS_PER_NOTIFICATION)]
    payloads = [f"{hash_organization(organization)}:{''.join(id_.hex for id_ in chunk)}" for chunk in chunks]
    if payloads:
        await connection.execute(_ANNOUNCE, {"channel": CHANNEL, "payloads": payloads})


def parse_notification(payload: str) -> tuple[str, list[UUID]]:
    """The organization's hash and the event ids in a notification."""
    organization_hash, _, ids = payload.partition(":")
    return organization_hash, [UUID(hex=ids[at : at + 32]) for at in range(0, len(ids), 32)]


@dataclass(slots=True, eq=False)
class EventFeed:
    """The announced events of one organization. Its subscribers, who all see the same sites, share the ids and the rows
    that are read.

    announced_count: events announced so far; each subscriber's position is a number in this count. caught_up_ids:
    events that were found by a query after a reconnect, whose notifications may still arrive.
    """

    postgres: Postgres
    principal: Principal
    started_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    subscribers: int = 0
    announced_count: int = 0
    recent_ids: deque[UUID] = field(default_factory=lambda: deque(maxlen=MAX_BUFFERED_EVENTS))
    caught_up_ids: set[UUID] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    single_flight: SingleFlight = field(default_factory=SingleFlight)

    def announce(self, ids: Sequence[UUID]) -> None:
        """Add what a notification announces, unless it was caught up before."""
        new = [id_ for id_ in ids if id_ not in self.caught_up_ids]
        if new:
            self.add(new)

    def catch_up(self, ids: Sequence[UUID]) -> None:
        """Add what a query found."""
        self.caught_up_ids.update(ids)
        if ids:
            self.add(ids)

    def add(self, ids: Sequence[UUID]) -> None:
        self.recent_ids.extend(ids)
        self.announced_count += len(ids)
        self.single_flight = SingleFlight()
        self.changed.set()
        self.changed = asyncio.Event()

    def overflow(self) -> None:
        """Record that more events came than are kept: current subscribers have missed some."""
        self.announced_count += MAX_BUFFERED_EVENTS + 1
        self.recent_ids.clear()
        self.add([])

    async def iter_batches(
        self, wanted: EventFilter | None, columns: Collection[str], of_video: Collection[str]
    ) -> AsyncGenerator[tuple[list[EventRow], SingleFlight], None]:
        """Yield batches of new events that match, with these columns, their id, and their video's columns (video__…).

        Never ends by itself. Each batch comes with the SingleFlight that subscribers of the same batch share. Raises
        WrongState for a subscriber that is too slow, and Unavailable when the database cannot be read.
        """
        position = self.announced_count
        key = (repr(wanted), frozenset(columns), frozenset(of_video))
        while True:
            changed = self.changed
            if position < self.announced_count - len(self.recent_ids):
                raise WrongState("EVENTS_MISSED")
            first = len(self.recent_ids) - (self.announced_count - position)
            ids = list(islice(self.recent_ids, first, first + BATCH_SIZE))
            if not ids:
                await changed.wait()
                continue

            async def read(ids: list[UUID] = ids) -> tuple[list[EventRow], SingleFlight]:
                return await fetch_matching(
                    self.postgres, self.principal, ids, wanted, columns, of_video
                ), SingleFlight()

            rows, shared = await self.single_flight.run_once((*key, position, len(ids)), read)
            position += len(ids)
            if rows:
                yield rows, shared


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


async def list_stored_since(postgres: Postgres, principal: Principal, moment: datetime) -> list[UUID]:
    """Ids of the organization's events created since `moment`, oldest first; at most MAX_BUFFERED_EVENTS + 1.

    An id starts with its creation time in milliseconds (UUIDv7).
    """
    floor = UUID(int=int(moment.timestamp() * 1000) << 80)
    query = select(event.c.id).where(event.c.id >= floor).order_by(event.c.id).limit(MAX_BUFFERED_EVENTS + 1)
    async with postgres.transaction(principal) as connection:
        return list((await connection.execute(query)).scalars())
