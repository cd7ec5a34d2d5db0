"""Slots shared by organizations in turn: none can hold all slots while others wait."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count


def fair_share(slots: int, share: float) -> int:
    """The number of slots that one organization may hold: its share (0..1), but at least one."""
    return max(1, int(slots * share))


class FairSlots:
    """Slots, of which one organization may hold at most max_per_organization (None: all).

    A free slot goes to the organization that holds the fewest slots and, among those, was served longest ago; within an
    organization, in the order of requests.
    """

    def __init__(self, slots: int, max_per_organization: int | None = None) -> None:
        self._free_slots = slots
        self._max_per_organization = slots if max_per_organization is None else max_per_organization
        self._held: Counter[str] = Counter()
        self._waiters: dict[str, list[tuple[int, int, asyncio.Future[None]]]] = {}
        self._last_served: dict[str, int] = {}
        self._ticket_numbers = count()

    def has_free_slot(self, organization: str) -> bool:
        """Whether the organization would get a slot without waiting."""
        return self._free_slots > 0 and self._held[organization] < self._max_per_organization

    def waiting_count(self, organization: str | None = None) -> int:
        """The number of waiting requests: of this organization, or of all."""
        queues = self._waiters.values() if organization is None else [self._waiters.get(organization, [])]
        return sum(not granted.done() for queue in queues for _, _, granted in queue)

    async def acquire(self, organization: str, order: int = 0) -> None:
        """Wait for a slot. Within an organization, a smaller order goes first, then the earlier request."""
        if self.has_free_slot(organization):
            self._grant(organization)
            return
        granted = asyncio.get_running_loop().create_future()
        heappush(self._waiters.setdefault(organization, []), (order, next(self._ticket_numbers), granted))
        try:
            await granted
        except asyncio.CancelledError:
            if granted.cancelled():
                self._discard_idle(organization)
            else:
                # The slot was granted at the same moment.
                self.release(organization)
            raise

    def release(self, organization: str) -> None:
        """Free a slot, and grant it to the next request."""
        self._held[organization] -= 1
        self._free_slots += 1
        while self._free_slots and (next_waiter := min(self._next_waiters(), default=None)) is not None:
            _, _, chosen, granted = next_waiter
            heappop(self._waiters[chosen])
            self._grant(chosen)
            granted.set_result(None)
        self._discard_idle(organization)

    def _grant(self, organization: str) -> None:
        self._free_slots -= 1
        self._held[organization] += 1
        self._last_served[organization] = next(self._ticket_numbers)

    def _next_waiters(self) -> Iterator[tuple[int, int, str, "asyncio.Future[None]"]]:
        """The first request of each organization below its limit."""
        for organization, queue in list(self._waiters.items()):
            while queue and queue[0][2].done():
                heappop(queue)
            held = self._held[organization]
            if queue and held < self._max_per_organization:
                yield held, self._last_served.get(organization, -1), organization, queue[0][2]

    def _discard_idle(self, organization: str) -> None:
        """Forget an organization that neither holds nor waits for a slot."""
        queue = self._waiters.get(organization)
        if queue is not None and all(granted.done() for _, _, granted in queue):
            del self._waiters[organization]
        if not self._held[organization]:
            del self._held[organization]
            if organization not in self._waiters:
                self._last_served.pop(organization, None)
