"""Bounded thread pools, one per purpose, in which no organization can block another's work.

asyncio's default executor has one queue for everybody, so no request of a tenant may run on it.
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
DisconnectWaiter = Callable[[], Awaitable[object]]
DEFAULT_SHARE = 0.75
# Weight of the latest run in the moving average of durations.
_SMOOTHING = 0.2


class PoolSlot:
    """A slot of a pool, with its thread."""

    def __init__(self, executor: ThreadPoolExecutor) -> None:
        self._executor = executor
        self.future: Future[object] | None = None

    async def run(self, function: Callable[[], Result], stopped: threading.Event | None = None) -> Result:
        """Call the function in the pool's thread. `stopped` is set when the result is not needed any more."""
        context = contextvars.copy_context()
        work = self._executor.submit(context.run, function)
        self.future = work  # type: ignore[assignment]
        try:
            return await asyncio.wrap_future(work)
        finally:
            if stopped is not None:
                stopped.set()


class ConcurrencyLimit:
    """Limits the concurrent operations of each organization (max_per_organization; None: unlimited).

    purpose: a name in `models.messages.measures`. expected_seconds: the duration of an operation, before any was timed.
    """

    def __init__(self, purpose: str, max_per_organization: int | None, *, expected_seconds: float = 1.0) -> None:
        self._purpose = purpose
        self._max_per_organization = math.inf if max_per_organization is None else max_per_organization
        self._average_seconds = expected_seconds
        self._running: Counter[str] = Counter()

    @contextmanager
    def acquire(self, organization: str) -> Iterator[None]:
        """Count one operation until the end of the block. Raises Busy."""
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
    """slots: threads. max_waiting: requests that may wait for one; None: unlimited.

    share: the part of both (0..1) that one organization may have. expected_seconds: the duration of a run, before any
    was timed. purpose: a name in `models.messages.measures`, for the error of a rejected caller.
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
        """Whether the organization would get a slot at once."""
        return self._slots.has_free_slot(organization)

    def check_capacity(self, organization: str) -> None:
        """Raise Busy where a further request would be rejected, as too many wait already."""
        if self._slots.has_free_slot(organization):
            return
        own, total = self._slots.waiting_count(organization), self._slots.waiting_count()
        if own >= self._max_waiting_per_organization:
            raise self._busy_error(own / self._slots_per_organization)
        if total >= self._max_waiting:
            raise self._busy_error(total / self._slot_count)

    @asynccontextmanager
    async def acquire(self, organization: str) -> AsyncIterator[PoolSlot]:
        """Hold a slot until the end of the block, and until its thread has finished.

        Raises Busy, with the time to try again, where too many wait.
        """
        self.check_capacity(organization)
        await self._slots.acquire(organization)
        slot, began = PoolSlot(self._executor), time.monotonic()
        try:
            yield slot
        finally:
            if slot.future is None or slot.future.done():
                self._release(organization, began)
            else:
                loop = asyncio.get_running_loop()
                slot.future.add_done_callback(lambda _: _call_in_loop(loop, lambda: self._release(organization, began)))

    async def run(
        self,
        organization: str,
        function: Callable[[], Result],
        *,
        stopped: threading.Event | None = None,
        wait_for_disconnect: DisconnectWaiter | None = None,
    ) -> Result:
        """Call a function in a thread of the pool. Raises Busy, and what the function raises.

        stopped: set when the result is not needed any more. wait_for_disconnect: see run_until_abandoned.
        """

        async def run_in_slot() -> Result:
            async with self.acquire(organization) as slot:
                return await slot.run(function, stopped)

        return await run_until_abandoned(run_in_slot(), wait_for_disconnect)

    def close(self) -> None:
        """Start no further work."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _release(self, organization: str, started_at: float) -> None:
        self._average_seconds += _SMOOTHING * (time.monotonic() - started_at - self._average_seconds)
        self._slots.release(organization)

    def _busy_error(self, rounds: float) -> Busy:
        """rounds: how many times all slots have to become free first."""
        seconds = max(1, math.ceil((rounds + 1) * self._average_seconds))
        return Busy(pool=self._purpose, reset_at=datetime.now(UTC) + timedelta(seconds=seconds))


async def run_until_abandoned(work: Awaitable[Result], wait_for_disconnect: DisconnectWaiter | None) -> Result:
    """The result of the work. wait_for_disconnect: returns when nobody waits for the result any more; the work is then
    cancelled, and RequestAbandoned raised.
    """
    if wait_for_disconnect is None:
        return await work
    work_task, disconnect_task = asyncio.ensure_future(work), asyncio.ensure_future(wait_for_disconnect())
    try:
        await asyncio.wait({work_task, disconnect_task}, return_when=asyncio.FIRST_COMPLETED)
        if not work_task.done():
            raise RequestAbandoned
        return work_task.result()
    finally:
        disconnect_task.cancel()
        if not work_task.done():
            work_task.cancel()
        await asyncio.gather(work_task, disconnect_task, return_exceptions=True)


def _call_in_loop(loop: asyncio.AbstractEventLoop, release: Callable[[], None]) -> None:
    # On a closed loop, nobody waits.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(release)
