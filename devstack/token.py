"""Access tokens for the embedded stack's own key."""

from datetime import UTC, datetime, timedelta

import jwt

from models.enums import Role


def access_token(
    secret_key: str,
    *,
    user: str = "newcomer",
    organization: str = "demo",
    roles: frozenset[Role] = frozenset(Role),
    lifetime: timedelta = timedelta(days=30),
) -> str:
    """An HS256 token as the API reads it: sub, organization, roles, iat, exp."""
    now = datetime.now(UTC)
    claims = {"sub": user, "organization": organization, "roles": sorted(roles), "iat": now, "exp": now + lifetime}
    return jwt.encode(claims, secret_key, "HS256")
