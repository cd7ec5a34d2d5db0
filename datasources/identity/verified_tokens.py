"""Access tokens that were verified a moment ago: verifying one again takes longer than most requests."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime

from models.access.principal import Principal

_MAX_TOKENS = 2_000


class VerifiedTokens:
    """Principals by token, until the token expires. Whether a token was revoked since is not known here.

    seconds: how long a token counts as verified at most; None: until it expires. Only valid tokens are kept, so nobody
    without one can push out others'.
    """

    def __init__(self, seconds: float | None, clock: Callable[[], float] = time.time) -> None:
        self._seconds = seconds
        self._clock = clock
        self._known: OrderedDict[str, tuple[Principal, float]] = OrderedDict()

    def find(self, token: str) -> Principal | None:
        known = self._known.get(token)
        if known is None:
            return None
        principal, until = known
        if until <= self._clock():
            del self._known[token]
            return None
        self._known.move_to_end(token)
        return principal

    def store(self, token: str, principal: Principal) -> None:
        expires_at = principal.expires_at or datetime.max.replace(tzinfo=UTC)
        until = expires_at.timestamp()
        if self._seconds is not None:
            until = min(until, self._clock() + self._seconds)
        self._known[token] = (principal, until)
        if len(self._known) > _MAX_TOKENS:
            self._known.popitem(last=False)
