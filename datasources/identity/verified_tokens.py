"""Access tokens that were verified before: verifying one again takes longer than most requests."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime

from datasources.identity.jwks import VerificationKey
from models.access.principal import Principal

_MAX_TOKENS = 2_000


class VerifiedTokens:
    """Principals by token, until the token expires. Whether a token was revoked since is not known here.

    A token counts as verified by the key that verified it, and by no other. Only valid tokens are kept, so nobody
    without one can push out others'.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._known: OrderedDict[str, tuple[VerificationKey, Principal, float]] = OrderedDict()

    def find(self, token: str, key: VerificationKey) -> Principal | None:
        known = self._known.get(token)
        if known is None:
            return None
        verified_by, principal, until = known
        if verified_by is not key or until <= self._clock():
            del self._known[token]
            return None
        self._known.move_to_end(token)
        return principal

    def store(self, token: str, key: VerificationKey, principal: Principal) -> Principal:
        """Keep the principal, and return it."""
        expires_at = principal.expires_at or datetime.max.replace(tzinfo=UTC)
        self._known[token] = (key, principal, expires_at.timestamp())
        if len(self._known) > _MAX_TOKENS:
            self._known.popitem(last=False)
        return principal
