"""Limits the rate of each caller with a token bucket, from which operations take their cost.

Buckets are in this process's memory: one in PostgreSQL would cost a statement for each operation. So n processes
allow a caller n times the rate if a load balancer spreads its requests.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta

from models.errors import AllowanceExceeded

# The least cost: even the smallest operation has to be received, checked and answered.
MIN_COST = 10
_MAX_CALLERS = 10_000


class RateLimiter:
    """points_a_minute: what a caller may spend, all at once after a minute without requests; 0: any."""

    def __init__(self, points_a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(points_a_minute)
        self._clock = clock
        # Caller → (points left, when). The bucket of a caller that sent nothing for long would be full, and is dropped.
        self._buckets: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def spend(self, caller: Hashable, cost: int, *, share: float = 1.0) -> None:
        """Take an operation's cost from the caller's points. Raises AllowanceExceeded until there are enough.

        share: this caller's part of the capacity.
        """
        if not self._capacity:
            return
        capacity, now = self._capacity * share, self._clock()
        # An operation that costs more than the capacity needs a full bucket.
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
