"""Limits how fast a caller may ask: a bucket of points per caller, filled by time and emptied by what operations cost.

The buckets are throttled-py's GCRA, which allows exactly what a token bucket allows and keeps one number per caller.
They are in this process's memory: a bucket in PostgreSQL would cost a statement per operation. So n processes allow a
caller n times the rate, if a load balancer spreads its requests.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from throttled.rate_limiter import GCRARateLimiter, per_min
from throttled.store import MemoryStore

from models.errors import AllowanceExceeded

# No operation costs less: even the smallest has to be received, checked and answered.
MIN_COST = 10
_MAX_CALLERS = 10_000


class RateLimiter:
    """Keeps the callers' buckets. Points are complexity (see `schema.guard.complexity`).

    points_a_minute: what a caller may spend in a minute, or at once after a minute's rest; 0: no limit.
    """

    def __init__(self, points_a_minute: int) -> None:
        self._points_a_minute = points_a_minute
        # It forgets the callers that were silent for longest: their buckets are the fullest.
        self._store = MemoryStore(options={"MAX_SIZE": _MAX_CALLERS})
        # By capacity: each share of the whole has a limiter of its own.
        self._limiters: dict[int, GCRARateLimiter] = {}

    def spend(self, caller: Sequence[str], cost: int, *, share: float = 1.0) -> None:
        """Take an operation's cost from the caller's points. Raises AllowanceExceeded with the time to try again.

        share: the part of the capacity that this caller gets.
        """
        if not self._points_a_minute:
            return
        capacity = max(1, int(self._points_a_minute * share))
        # An operation that costs more than the capacity may run from a full bucket.
        points = min(max(cost, MIN_COST), capacity)
        # No name of a caller holds a control character (models.access.claims).
        verdict = self._get_limiter(capacity).limit("\x1f".join(caller), points)
        if verdict.limited:
            raise AllowanceExceeded(reset_at=datetime.now(UTC) + timedelta(seconds=verdict.state.retry_after))

    def _get_limiter(self, capacity: int) -> GCRARateLimiter:
        limiter = self._limiters.get(capacity)
        if limiter is None:
            limiter = self._limiters[capacity] = GCRARateLimiter(per_min(capacity, burst=capacity), self._store)
        return limiter
