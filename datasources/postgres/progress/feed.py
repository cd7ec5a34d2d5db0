"""A feed of what is announced of one organization, for any number of subscribers: what each has not read yet."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

from datasources.postgres.core.engine import Postgres
from datasources.postgres.core.single_flight import SingleFlight
from datasources.postgres.progress.announcements import MAX_BUFFERED_EVENTS
from models.access.principal import Principal
from models.errors import WrongState

T = TypeVar("T")
BATCH_SIZE = 100


@dataclass(slots=True, eq=False)
class Feed(Generic[T]):
    """Its subscribers, who all see the same sites, share what is announced and the rows that are read.

    announced_count: how many were announced so far; each subscriber's place is a number in this count.
    """

    postgres: Postgres
    principal: Principal
    started_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    subscribers: int = 0
    announced_count: int = 0
    recent: deque[T] = field(default_factory=lambda: deque(maxlen=MAX_BUFFERED_EVENTS))
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    single_flight: SingleFlight = field(default_factory=SingleFlight)

    def add(self, announced: Sequence[T]) -> None:
        self.recent.extend(announced)
        self.announced_count += len(announced)
        self.single_flight = SingleFlight()
        self.changed.set()
        self.changed = asyncio.Event()

    def overflow(self) -> None:
        """Record that more came than is kept: current subscribers have missed some."""
        self.announced_count += MAX_BUFFERED_EVENTS + 1
        self.recent.clear()
        self.add([])

    async def iter_recent(self, place: int, code: str) -> AsyncGenerator[tuple[int, list[T]], None]:
        """Yield what was announced from a place on, some at a time, with the place of the first. Never ends.

        Raises WrongState with this code for a subscriber that is too slow.
        """
        while True:
            changed = self.changed
            if place < self.announced_count - len(self.recent):
                raise WrongState(code)
            first = len(self.recent) - (self.announced_count - place)
            announced = list(islice(self.recent, first, first + BATCH_SIZE))
            if not announced:
                await changed.wait()
                continue
            yield place, announced
            place += len(announced)
