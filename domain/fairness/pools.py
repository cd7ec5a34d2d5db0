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

from domain.fairness.fair_slots import FairSlots, fair_share
from models.errors import Busy, RequestAbandoned

Result = TypeVar("Result")
CallerGone = Callable[[], Awaitable[object]]
DEFAULT_SHARE = 0.75
# How much the last piece of work counts in what one is expected to take.
_SMOOTHING = 0.2


class PoolSlot:
    """A place in a pool, and the thread that goes with it."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self._executor = threads
        self.future: Future[object] | None = None

    async def run(self, function: Callable[[], Result], stopped: threading.Event | None = None) -> Result:
        """Call the function in the pool's thread. stopped is set when its result is not wanted any more."""
        context = contextvars.copy_context()
        work = self._executor.submit(context.run, function)
        self.future = work  # type: ignore[assignment]
        try:
            return await asyncio.wrap_future(work)
        finally:
            if stopped is not None:
                stopped.set()


class ConcurrencyLimit:
    """How much of a sort each organization has under way at most; None for any number.

    purpose: a name in `models.messages.measures`. usual_seconds: what one takes, until some were seen.
    """

    def __init__(self, purpose: str, max_per_organization: int | None, *, expected_seconds: float = 1.0) -> None:
        self._purpose = purpose
        self._max_per_organization = math.inf if max_per_organization is None else max_per_organization
        self._average_seconds = expected_seconds
        self._running: Counter[str] = Counter()

    @contextmanager
    def acquire(self, organization: str) -> Iterator[None]:
        """One more, to the end of the block. Raises Busy."""
        if self._running[organization] >= self._max_per_organization:
            seconds = max(1, math.ceil(self._average_seconds))
            raise Busy(pool=self._purpose, reset_at=datetime.now(UTC) + timedelta(seconds=seconds))
        self._running[organization] += 1
        began = time.monotonic()
        try:
            yield
        finally:
            self._average_seconds += _SMOOTHING * (time.monotonic() - began - self._average_seconds)
            self._running[organization] -= 1
            if not self._running[organization]:
                del self._running[organization]


class Pool:
    """at_once: places, each with a thread; waiting: how many may wait for one, or None for any number.

    share: the part of both that one organization may have. usual_seconds: what a piece of work takes, until some were
    seen. purpose: a name in `models.messages.measures`, which a caller who is turned away is told.
    """

    def __init__(
        self,
        purpose: str,
        slots: int,
        *,
        max_waiting: int | None = 32,
        share: float = DEFAULT_SHARE,
        expected_seconds: float = 1.0,
    ) -> None:
        self._purpose = purpose
        self._slots_per_organization = fair_share(slots, share)
        self._slots = FairSlots(slots, self._slots_per_organization)
        self._max_waiting = math.inf if max_waiting is None else max_waiting
        self._max_waiting_per_organization = math.inf if max_waiting is None else fair_share(max_waiting, share)
        self._slot_count = slots
        self._average_seconds = expected_seconds
        self._executor = ThreadPoolExecutor(slots, thread_name_prefix=purpose.replace(" ", "-"))

    def has_free_slot(self, organization: str) -> bool:
        """Whether it would get a place at once."""
        return self._slots.has_free_slot(organization)

    def check_capacity(self, organization: str) -> None:
        """Raise Busy where so many wait already that one more would be turned away."""
        if self._slots.has_free_slot(organization):
            return
        own, all_ = self._slots.waiting_count(organization), self._slots.waiting_count()
        if own >= self._max_waiting_per_organization:
            raise self._busy_error(own / self._slots_per_organization)
        if all_ >= self._max_waiting:
            raise self._busy_error(all_ / self._slot_count)

    @asynccontextmanager
    async def acquire(self, organization: str) -> AsyncIterator[PoolSlot]:
        """A place when its turn has come, until the end of the block and of what its thread still does.

        Raises Busy, with the moment to come again, where too many wait.
        """
        self.check_capacity(organization)
        await self._slots.acquire(organization)
        place, began = PoolSlot(self._executor), time.monotonic()
        try:
            yield place
        finally:
            if place.future is None or place.future.done():
                self._release(organization, began)
            else:
                loop = asyncio.get_running_loop()
                place.future.add_done_callback(
                    lambda _: _call_in_loop(loop, lambda: self._release(organization, began))
                )

    async def run(
        self,
        organization: str,
        function: Callable[[], Result],
        *,
        stopped: threading.Event | None = None,
        caller_gone: CallerGone | None = None,
    ) -> Result:
        """Call a function in a thread of the pool. Raises Busy, and what the function raises.

        stopped: set when the result is not wanted any more, for functions that look at it. gone: see wanted.
        """

        async def done() -> Result:
            async with self.acquire(organization) as place:
                return await place.run(function, stopped)

        return await run_until_abandoned(done(), caller_gone)

    def close(self) -> None:
        """Begin nothing more."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _release(self, organization: str, started_at: float) -> None:
        self._average_seconds += _SMOOTHING * (time.monotonic() - started_at - self._average_seconds)
        self._slots.release(organization)

    def _busy_error(self, rounds: float) -> Busy:
        """rounds: how often all places have to become free."""
        seconds = max(1, math.ceil((rounds + 1) * self._average_seconds))
        return Busy(pool=self._purpose, reset_at=datetime.now(UTC) + timedelta(seconds=seconds))


async def run_until_abandoned(work: Awaitable[Result], caller_gone: CallerGone | None) -> Result:
    """What the work comes to. gone: returns when nobody waits for that any more; raises Abandoned then, with the work
    cancelled, whether it had begun or not."""
    if caller_gone is None:
        return await work
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(caller_gone())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise RequestAbandoned
        return working.result()
    finally:
        leaving.cancel()
        if not working.done():
            working.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


def _call_in_loop(loop: asyncio.AbstractEventLoop, release: Callable[[], None]) -> None:
    # A loop that is closed has nobody waiting.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(release)
