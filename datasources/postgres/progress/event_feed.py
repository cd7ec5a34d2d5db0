"""New events, as they are stored: announced by NOTIFY in the storing transaction, read in batches by those who follow.

A notification carries ids only. Every process hears all of them; each follower reads those of its organization that
fit its filter, by the same conditions as a list of events.
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
# Announced ids that are kept for those who are behind. Who is further behind is told so.
MAX_BUFFERED_EVENTS = 10_000
BATCH_SIZE = 100
# A notification has room for 8,000 bytes.
_IDS_PER_NOTIFICATION = 200
# The longest time from an event's id to its transaction's end that is made up for after a lost connection.
MAX_TRANSACTION_TIME = timedelta(seconds=60)
_ANNOUNCE = text("SELECT pg_notify(:channel, payload) FROM unnest(:payloads) AS payload").bindparams(
    bindparam("payloads", type_=ARRAY(Text))
)


def hash_organization(organization: str) -> str:
    """What stands for an organization in a notification: its name may be longer than there is room for."""
    return blake2b(organization.encode(), digest_size=16).hexdigest()


async def announce(connection: AsyncConnection, organization: str, ids: Sequence[UUID]) -> None:
    """Tell every process of new events, should the caller's transaction commit."""
    parts = [ids[at : at + _IDS_PER_NOTIFICATION] for at in range(0, len(ids), _IDS_PER_NOTIFICATION)]
    payloads = [f"{hash_organization(organization)}:{''.join(id_.hex for id_ in part)}" for part in parts]
    if payloads:
        await connection.execute(_ANNOUNCE, {"channel": CHANNEL, "payloads": payloads})


def parse_notification(payload: str) -> tuple[str, list[UUID]]:
    """The organization's sign and the ids of a notification."""
    signed, _, ids = payload.partition(":")
    return signed, [UUID(hex=ids[at : at + 32]) for at in range(0, len(ids), 32)]


@dataclass(slots=True, eq=False)
class EventFeed:
    """What was announced for one organization. Its followers share the ids and what is read of them.

    `end` counts all that were announced; a follower is a number up to which it has read.
    """

    postgres: Postgres
    principal: Principal
    started_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    subscribers: int = 0
    announced_count: int = 0
    recent_ids: deque[UUID] = field(default_factory=lambda: deque(maxlen=MAX_BUFFERED_EVENTS))
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    single_flight: SingleFlight = field(default_factory=SingleFlight)

    def add(self, ids: Sequence[UUID]) -> None:
        self.recent_ids.extend(ids)
        self.announced_count += len(ids)
        self.single_flight = SingleFlight()
        self.changed.set()
        self.changed = asyncio.Event()

    def overflow(self) -> None:
        """More was announced than is kept: current subscribers have missed some."""
        self.announced_count += MAX_BUFFERED_EVENTS + 1
        self.recent_ids.clear()
        self.add([])

    async def iter_batches(
        self, wanted: EventFilter | None, columns: Collection[str], of_video: Collection[str]
    ) -> AsyncGenerator[tuple[list[EventRow], SingleFlight], None]:
        """New events that fit, as they come, with these columns, their id, and those of their video (video__…).

        Never ends by itself. With each batch comes what those who get the same one share. Raises WrongState for one who
        reads so slowly that events are no longer kept for it, and Unavailable when the database cannot be read.
        """
        seen = self.announced_count
        key = (repr(wanted), frozenset(columns), frozenset(of_video))
        while True:
            changed = self.changed
            if seen < self.announced_count - len(self.recent_ids):
                raise WrongState("EVENTS_MISSED")
            first = len(self.recent_ids) - (self.announced_count - seen)
            ids = list(islice(self.recent_ids, first, first + BATCH_SIZE))
            if not ids:
                await changed.wait()
                continue

            async def read(ids: list[UUID] = ids) -> tuple[list[EventRow], SingleFlight]:
                return await fetch_matching(
                    self.postgres, self.principal, ids, wanted, columns, of_video
                ), SingleFlight()

            rows, shared = await self.single_flight.run_once((*key, seen, len(ids)), read)
            seen += len(ids)
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
    """Those of these events that fit and are still there, in this order, in one statement."""
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
    """The events of an organization whose ids were made since, oldest first; at most one more than are kept.

    An id begins with the milliseconds of its time (UUIDv7).
    """
    floor = UUID(int=int(moment.timestamp() * 1000) << 80)
    query = select(event.c.id).where(event.c.id >= floor).order_by(event.c.id).limit(MAX_BUFFERED_EVENTS + 1)
    async with postgres.transaction(principal) as connection:
        return list((await connection.execute(query)).scalars())
