"""Who sends a request: the principal of its Authorization header."""

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from models.errors import Unauthenticated


async def authenticate(data: Datasources, authorization: str | None, *, check_revoked: bool = True) -> Principal | None:
    """The principal of an Authorization header; None without a valid token. Raises Unavailable.

    check_revoked: whether a revoked token is invalid.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    identity = data.token_verifier
    try:
        return await (identity.authenticate if check_revoked else identity.verify)(token.strip())
    except Unauthenticated:
        return None
