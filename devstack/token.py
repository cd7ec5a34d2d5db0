"""Makes access tokens with the embedded stack's key."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt

from models.enums import Role


def access_token(
    secret_key: str,
    *,
    user: str = "newcomer",
    organization: str = "demo",
    roles: frozenset[Role] = frozenset(Role),
    sites: frozenset[str] | None = None,
    lifetime: timedelta = timedelta(days=30),
) -> str:
    """An HS256 token with the claims that the API reads: sub, organization, roles, iat, exp, and jti for revocation.

    sites: those that it is limited to; None: it has no such claim.
    """
    now = datetime.now(UTC)
    claims: dict[str, object] = {
        "sub": user,
        "organization": organization,
        "roles": sorted(roles),
        "iat": now,
        "exp": now + lifetime,
        "jti": uuid4().hex,
    }
    if sites is not None:
        claims["sites"] = sorted(sites)
    return jwt.encode(claims, secret_key, "HS256")
