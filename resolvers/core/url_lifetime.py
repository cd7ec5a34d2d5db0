"""How long an address holds by which footage is taken out."""

from models.errors import InvalidInput
from resolvers.core.context import Context

SHORTEST_SECONDS = 60
DEFAULT_SECONDS = 3600


def resolve_url_lifetime(context: Context, asked: int | None) -> int:
    """Seconds that an address is to hold; what is not asked for is at most the server's longest. Raises InvalidInput.

    A client that leaves the argument out sends its default: that is never more than is allowed.
    """
    longest = context.limits.footage_url_seconds
    if asked is None or asked == DEFAULT_SECONDS:
        return min(DEFAULT_SECONDS, longest)
    if not SHORTEST_SECONDS <= asked <= longest:
        raise InvalidInput("OUT_OF_RANGE", field=("expiresInSeconds",), low=SHORTEST_SECONDS, high=longest)
    return asked
