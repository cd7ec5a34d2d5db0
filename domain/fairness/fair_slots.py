"""Places that organizations share: each has its turn, and none can hold all of them while others wait."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count


def part_of(places: int, share: float) -> int:
    """How many of so many places one organization may hold: its share, and at least one. share: 0..1."""
    return max(1, int(places * share))


class SharedPlaces:
    """places: that may be held at once; most_of_one: by one organization, None for all of them.

    A place that becomes free goes to the organization that holds fewest and, among those, was served longest ago;
    within an organization to whoever came first.
    """

    def __init__(self, places: int, most_of_one: int | None = None) -> None:
        self._free = places
        self._most_of_one = places if most_of_one is None else most_of_one
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, list[tuple[int, int, asyncio.Future[None]]]] = {}
        self._served: dict[str, int] = {}
        self._numbers = count()

    def is_free(self, organization: str) -> bool:
        """Whether it would get a place without waiting."""
        return self._free > 0 and self._held[organization] < self._most_of_one

    def waiting(self, organization: str | None = None) -> int:
        """How many wait: of this organization, or in all."""
        queues = self._waiting.values() if organization is None else [self._waiting.get(organization, [])]
        return sum(not given.done() for queue in queues for _, _, given in queue)

    async def take(self, organization: str, came: int = 0) -> None:
        """Wait for a place, behind those of the organization that came before: with a smaller number, or first."""
        if self.is_free(organization):
            self._give(organization)
            return
        given = asyncio.get_running_loop().create_future()
        heappush(self._waiting.setdefault(organization, []), (came, next(self._numbers), given))
        try:
            await given
        except asyncio.CancelledError:
            if given.cancelled():
                self._forget(organization)
            else:
                # It was given in the same moment.
                self.leave(organization)
            raise

    def leave(self, organization: str) -> None:
        """Give the place to whose turn it is."""
        self._held[organization] -= 1
        self._free += 1
        while self._free and (following := min(self._next(), default=None)) is not None:
            _, _, chosen, given = following
            heappop(self._waiting[chosen])
            self._give(chosen)
            given.set_result(None)
        self._forget(organization)

    def _give(self, organization: str) -> None:
        self._free -= 1
        self._held[organization] += 1
        self._served[organization] = next(self._numbers)

    def _next(self) -> Iterator[tuple[int, int, str, "asyncio.Future[None]"]]:
        """The first of each organization that may be served."""
        for organization, queue in list(self._waiting.items()):
            while queue and queue[0][2].done():
                heappop(queue)
            held = self._held[organization]
            if queue and held < self._most_of_one:
                yield held, self._served.get(organization, -1), organization, queue[0][2]

    def _forget(self, organization: str) -> None:
        """Keep nothing of who neither holds nor waits for anything."""
        queue = self._waiting.get(organization)
        if queue is not None and all(given.done() for _, _, given in queue):
            del self._waiting[organization]
        if not self._held[organization]:
            del self._held[organization]
            if organization not in self._waiting:
                self._served.pop(organization, None)
