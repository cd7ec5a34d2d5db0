"""Bounded pools, one for each purpose: what one organization asks for cannot keep another's work from being done.

asyncio's default executor is one queue for everybody: nothing that a tenant can ask for may run on it.
"""

import asyncio
import contextvars
import math
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from domain.fairness.fair_slots import SharedPlaces, part_of
from models.errors import Abandoned, Busy

Result = TypeVar("Result")
Gone = Callable[[], Awaitable[object]]
SHARE = 0.75
# How much the last piece of work counts in what one is expected to take.
_WEIGHT = 0.2


class Place:
    """A place in a pool, and the thread that goes with it."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._threads = threads
        self.work: Future[object] | None = None

    async def run(self, function: Callable[[], Result], stopped: threading.Event | None = None) -> Result:
        """Call the function in the pool's thread. stopped is set when its result is not wanted any more."""
        context = contextvars.copy_context()
        work = self._threads.submit(context.run, function)
        self.work = work  # type: ignore[assignment]
        try:
            return await asyncio.wrap_future(work)
        finally:
            if stopped is not None:
                stopped.set()


class AtOnce:
    """How much of a sort each organization has under way at most; None for any number.

    purpose: a name in `models.messages.measures`. usual_seconds: what one takes, until some were seen.
    """

    def __init__(self, purpose: str, most_of_one: int | None, *, usual_seconds: float = 1.0) -> None:
        self._purpose = purpose
        self._most_of_one = math.inf if most_of_one is None else most_of_one
        self._usual_seconds = usual_seconds
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def one(self, organization: str) -> Iterator[None]:
        """One more, to the end of the block. Raises Busy."""
        if self._under_way[organization] >= self._most_of_one:
            seconds = max(1, math.ceil(self._usual_seconds))
            raise Busy(pool=self._purpose, reset_at=datetime.now(UTC) + timedelta(seconds=seconds))
        self._under_way[organization] += 1
        began = time.monotonic()
        try:
            yield
        finally:
            self._usual_seconds += _WEIGHT * (time.monotonic() - began - self._usual_seconds)
            self._under_way[organization] -= 1
            if not self._under_way[organization]:
                del self._under_way[organization]


class Pool:
    """at_once: places, each with a thread; waiting: how many may wait for one, or None for any number.

    share: the part of both that one organization may have. usual_seconds: what a piece of work takes, until some were
    seen. purpose: a name in `models.messages.measures`, which a caller who is turned away is told.
    """

    def __init__(
        self,
        purpose: str,
        at_once: int,
        *,
        waiting: int | None = 32,
        share: float = SHARE,
        usual_seconds: float = 1.0,
    ) -> None:
        self._purpose = purpose
        self._of_one = part_of(at_once, share)
        self._places = SharedPlaces(at_once, self._of_one)
        self._waiting = math.inf if waiting is None else waiting
        self._waiting_of_one = math.inf if waiting is None else part_of(waiting, share)
        self._at_once = at_once
        self._usual_seconds = usual_seconds
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=purpose.replace(" ", "-"))

    def is_free(self, organization: str) -> bool:
        """Whether it would get a place at once."""
        return self._places.is_free(organization)

    def check(self, organization: str) -> None:
        """Raise Busy where so many wait already that one more would be turned away."""
        if self._places.is_free(organization):
            return
        own, all_ = self._places.waiting(organization), self._places.waiting()
        if own >= self._waiting_of_one:
            raise self._busy(own / self._of_one)
        if all_ >= self._waiting:
            raise self._busy(all_ / self._at_once)

    @asynccontextmanager
    async def place(self, organization: str) -> AsyncIterator[Place]:
        """A place when its turn has come, until the end of the block and of what its thread still does.

        Raises Busy, with the moment to come again, where too many wait.
        """
        self.check(organization)
        await self._places.take(organization)
        place, began = Place(self._threads), time.monotonic()
        try:
            yield place
        finally:
            if place.work is None or place.work.done():
                self._leave(organization, began)
            else:
                loop = asyncio.get_running_loop()
                place.work.add_done_callback(lambda _: _soon(loop, lambda: self._leave(organization, began)))

    async def run(
        self,
        organization: str,
        function: Callable[[], Result],
        *,
        stopped: threading.Event | None = None,
        gone: Gone | None = None,
    ) -> Result:
        """Call a function in a thread of the pool. Raises Busy, and what the function raises.

        stopped: set when the result is not wanted any more, for functions that look at it. gone: see wanted.
        """

        async def done() -> Result:
            async with self.place(organization) as place:
                return await place.run(function, stopped)

        return await wanted(done(), gone)

    def close(self) -> None:
        """Begin nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _leave(self, organization: str, began: float) -> None:
        self._usual_seconds += _WEIGHT * (time.monotonic() - began - self._usual_seconds)
        self._places.leave(organization)

    def _busy(self, rounds: float) -> Busy:
        """rounds: how often all places have to become free."""
        seconds = max(1, math.ceil((rounds + 1) * self._usual_seconds))
        return Busy(pool=self._purpose, reset_at=datetime.now(UTC) + timedelta(seconds=seconds))


async def wanted(work: Awaitable[Result], gone: Gone | None) -> Result:
    """What the work comes to. gone: returns when nobody waits for that any more; raises Abandoned then, with the work
    cancelled, whether it had begun or not."""
    if gone is None:
        return await work
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(gone())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Abandoned
        return working.result()
    finally:
        leaving.cancel()
        if not working.done():
            working.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


def _soon(loop: asyncio.AbstractEventLoop, leave: Callable[[], None]) -> None:
    # A loop that is closed has nobody waiting.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(leave)
