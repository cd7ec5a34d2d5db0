"""The media type and the status of a response, by the GraphQL-over-HTTP specification.

https://graphql.github.io/graphql-over-http/draft/
"""

from collections.abc import Sequence
from functools import lru_cache

from graphql import GraphQLError

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
_MEDIA_TYPES = {"*/*": JSON, "application/*": JSON, JSON: JSON, RESPONSE_JSON: RESPONSE_JSON}
# For every media type: load balancers and HTTP clients that read only the status act on these.
_STATUSES_BY_CODE = {"THROTTLED": 429, "BUDGET_EXCEEDED": 429, "BUSY": 503, "REQUEST_TOO_LARGE": 413}
_RESPONSE_STATUSES = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "UPSTREAM_TIMEOUT": 504,
    "UNAVAILABLE": 503,
    # Apollo's clients read this error and send the text; some would not read it in a response that failed.
    "PERSISTED_QUERY_NOT_FOUND": 200,
    "INTERNAL": 500,
}


# Clients send the same few headers.
@lru_cache(maxsize=256)
def negotiate_media_type(accept: str) -> str | None:
    """The acceptable media type with the highest quality, the first among equals; None if none is acceptable."""
    if not accept.strip():
        return JSON
    best, best_quality = None, 0.0
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        media_type = _MEDIA_TYPES.get(name)
        quality = _parse_quality(parameters)
        if media_type is not None and quality > best_quality:
            best, best_quality = media_type, quality
    return best


def _parse_quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def choose_status(media_type: str, errors: Sequence[GraphQLError], *, executed: bool, has_data: bool) -> int:
    """The HTTP status. executed: whether the operation ran, in whole or in part."""
    if has_data or not errors:
        return 200
    codes = {str((error.extensions or {}).get("code")) for error in errors}
    for code, status in _STATUSES_BY_CODE.items():
        if code in codes:
            return status
    if media_type == JSON:
        return 200
    if len(codes) == 1:
        response_status = _RESPONSE_STATUSES.get(codes.pop())
        if response_status is not None:
            return response_status
    return 200 if executed else 400
