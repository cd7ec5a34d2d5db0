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
    verifier = data.token_verifier
    try:
        return await (verifier.authenticate if check_revoked else verifier.verify)(token.strip())
    except Unauthenticated:
        return None
