"""The lifetime of URLs that take footage out."""

from models.errors import InvalidInput
from resolvers.core.context import Context

SHORTEST_SECONDS = 60
DEFAULT_SECONDS = 3600


def resolve_url_lifetime(context: Context, requested: int | None) -> int:
    """The lifetime of a URL in seconds. Raises InvalidInput.

    requested: the field's argument. A client that leaves it out sends the default, which is cut to the server's limit.
    """
    longest = context.limits.footage_url_seconds
    if requested is None or requested == DEFAULT_SECONDS:
        return min(DEFAULT_SECONDS, longest)
    if not SHORTEST_SECONDS <= requested <= longest:
        raise InvalidInput("OUT_OF_RANGE", field=("expiresInSeconds",), low=SHORTEST_SECONDS, high=longest)
    return requested
