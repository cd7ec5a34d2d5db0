"""Issues access tokens for development, tests, and deployments without an identity provider."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt

from models.access.principal import Principal

_ALGORITHM = "HS256"


class TokenIssuer:
    """Issues HS256 tokens that `datasources.identity.access_tokens` accepts."""

    def __init__(self, secret_key: str) -> None:
        self._key = secret_key

    def issue(self, principal: Principal, lifetime: timedelta) -> str:
        """An access token for a principal."""
        now = datetime.now(UTC)
        claims: dict[str, object] = {
            "sub": principal.user_id,
            "organization": principal.organization,
            "roles": sorted(principal.roles),
            "iat": now,
            "jti": uuid4().hex,
            "exp": now + lifetime,
        }
        if principal.sites is not None:
            claims["sites"] = sorted(principal.sites)
        return jwt.encode(claims, self._key, _ALGORITHM)
