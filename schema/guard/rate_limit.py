"""How fast one caller may ask: a token bucket each, filled by time and emptied by what operations cost.

Kept in this process's memory: a bucket in PostgreSQL would cost a statement for each operation. So n processes allow a
caller n times the rate, if a load balancer spreads its requests.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta

from models.errors import AllowanceExceeded

# Nothing is cheaper: also the smallest operation has to be received, checked and answered.
MIN_COST = 10
_MAX_CALLERS = 10_000


class RateLimiter:
    """points_a_minute: what a caller may spend, also at once after a minute's rest; 0: any. Points are complexity."""

    def __init__(self, points_a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(points_a_minute)
        self._clock = clock
        # Caller → (points left, when). One that was not heard of for long would be full, and is left out.
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def spend(self, caller: Hashable, cost: int, *, share: float = 1.0) -> None:
        """Take an operation's cost from the caller's points. Raises Spent with the moment when there are enough.

        share: of the capacity that this caller is given.
        """
        if not self._capacity:
            return
        capacity, now = self._capacity * share, self._clock()
        # What costs more than there ever is may run from a full bucket.
        wanted = min(max(cost, MIN_COST), capacity)
        left, then = self._buckets.pop(caller, (capacity, now))
        left = min(capacity, left + (now - then) * capacity / 60)
        enough = left >= wanted
        self._buckets[caller] = (left - wanted if enough else left, now)
        if len(self._buckets) > _MAX_CALLERS:
            self._buckets.popitem(last=False)
        if not enough:
            wait = timedelta(seconds=(wanted - left) * 60 / capacity)
            raise AllowanceExceeded(reset_at=datetime.now(UTC) + wait)
