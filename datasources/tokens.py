"""Access tokens: JSON Web Tokens that say who asks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from models.enums import Role
from models.errors import Unauthenticated
from models.principal import Principal

_ALGORITHM = "HS256"
_LEEWAY_SECONDS = 10
_CALENDAR_END = datetime(9999, 12, 31, tzinfo=UTC)


class Tokens:
    """HS256 tokens under one key. Without a key every token is refused."""

    def __init__(self, secret_key: str) -> None:
        self._key = secret_key

    def access(self, principal: Principal, lifetime: timedelta) -> str:
        """An access token for a principal."""
        now = datetime.now(UTC)
        claims = {
            "sub": principal.user_id,
            "organization": principal.organization,
            "roles": sorted(principal.roles),
            "iat": now,
            "exp": now + lifetime,
        }
        return jwt.encode(claims, self._key, _ALGORITHM)

    def principal(self, token: str) -> Principal:
        """Who a token speaks for. Raises Unauthenticated for one that does not hold."""
        claims = self._claims(token)
        # An upload token is signed by the same key, but opens no door.
        if claims is None or "aud" in claims:
            raise Unauthenticated
        user, organization, roles = claims.get("sub"), claims.get("organization"), claims.get("roles")
        if not (isinstance(user, str) and user and isinstance(organization, str) and organization):
            raise Unauthenticated
        if not isinstance(roles, list):
            raise Unauthenticated
        known = frozenset(Role(role) for role in roles if role in Role.__members__)
        return Principal(user, organization, known, _taken_until(claims["exp"]))

    def _claims(self, token: str) -> dict[str, Any] | None:
        if not self._key:
            return None
        try:
            return jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp"], "verify_aud": False},
            )
        except (jwt.PyJWTError, RecursionError, UnicodeError):
            # PyJWT lets pass what encoding a lone surrogate and reading what is nested too deep raise.
            return None


def _taken_until(expiry: Any) -> datetime:
    """The moment from which a token with this `exp` is refused. What lies beyond the calendar's end lies at its end."""
    seconds = min(int(expiry) + _LEEWAY_SECONDS, int(_CALENDAR_END.timestamp()))
    return datetime.fromtimestamp(seconds, UTC)
