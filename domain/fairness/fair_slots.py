"""Places that organizations share: each has its turn, and none can hold all of them while others wait."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count


def fair_share(slots: int, share: float) -> int:
    """How many of so many places one organization may hold: its share, and at least one. share: 0..1."""
    return max(1, int(slots * share))


class FairSlots:
    """places: that may be held at once; most_of_one: by one organization, None for all of them.

    A place that becomes free goes to the organization that holds fewest and, among those, was served longest ago;
    within an organization to whoever came first.
    """

    def __init__(self, slots: int, max_per_organization: int | None = None) -> None:
        self._free_slots = slots
        self._max_per_organization = slots if max_per_organization is None else max_per_organization
        self._held: Counter[str] = Counter()
        self._waiters: dict[str, list[tuple[int, int, asyncio.Future[None]]]] = {}
        self._last_served: dict[str, int] = {}
        self._ticket_numbers = count()

    def has_free_slot(self, organization: str) -> bool:
        """Whether it would get a place without waiting."""
        return self._free_slots > 0 and self._held[organization] < self._max_per_organization

    def waiting_count(self, organization: str | None = None) -> int:
        """How many wait: of this organization, or in all."""
        queues = self._waiters.values() if organization is None else [self._waiters.get(organization, [])]
        return sum(not given.done() for queue in queues for _, _, given in queue)

    async def acquire(self, organization: str, order: int = 0) -> None:
        """Wait for a place, behind those of the organization that came before: with a smaller number, or first."""
        if self.has_free_slot(organization):
            self._grant(organization)
            return
        given = asyncio.get_running_loop().create_future()
        heappush(self._waiters.setdefault(organization, []), (order, next(self._ticket_numbers), given))
        try:
            await given
        except asyncio.CancelledError:
            if given.cancelled():
                self._discard_idle(organization)
            else:
                # It was given in the same moment.
                self.release(organization)
            raise

    def release(self, organization: str) -> None:
        """Give the place to whose turn it is."""
        self._held[organization] -= 1
        self._free_slots += 1
        while self._free_slots and (following := min(self._next_waiters(), default=None)) is not None:
            _, _, chosen, given = following
            heappop(self._waiters[chosen])
            self._grant(chosen)
            given.set_result(None)
        self._discard_idle(organization)

    def _grant(self, organization: str) -> None:
        self._free_slots -= 1
        self._held[organization] += 1
        self._last_served[organization] = next(self._ticket_numbers)

    def _next_waiters(self) -> Iterator[tuple[int, int, str, "asyncio.Future[None]"]]:
        """The first of each organization that may be served."""
        for organization, queue in list(self._waiters.items()):
            while queue and queue[0][2].done():
                heappop(queue)
            held = self._held[organization]
            if queue and held < self._max_per_organization:
                yield held, self._last_served.get(organization, -1), organization, queue[0][2]

    def _discard_idle(self, organization: str) -> None:
        """Keep nothing of who neither holds nor waits for anything."""
        queue = self._waiters.get(organization)
        if queue is not None and all(given.done() for _, _, given in queue):
            del self._waiters[organization]
        if not self._held[organization]:
            del self._held[organization]
            if organization not in self._waiters:
                self._last_served.pop(organization, None)
