"""The media type and the status of a response, by the GraphQL-over-HTTP specification.

https://graphql.github.io/graphql-over-http/draft/
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

from graphql import GraphQLError

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
EVENT_STREAM = "text/event-stream"
MULTIPART = "multipart/mixed"
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


@dataclass(frozen=True, slots=True)
class Acceptable:
    """What a client takes: the JSON type for a single answer, and the streaming type, each None where it takes none.

    prefers_stream: whether the streaming type has the higher quality.
    """

    single: str | None
    stream: str | None
    prefers_stream: bool = False


# Clients send the same few headers.
@lru_cache(maxsize=256)
def negotiate(accept: str) -> Acceptable:
    """The acceptable type of each kind with the highest quality, the first among equals. No list accepts JSON."""
    if not accept.strip():
        return Acceptable(JSON, None)
    single, stream = _Choice(), _Choice()
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = parse_quality(parameters)
        single.offer(_MEDIA_TYPES.get(name), quality)
        stream.offer(_find_stream_type(name, parameters), quality)
    return Acceptable(single.best, stream.best, stream.quality > single.quality)


@dataclass(slots=True)
class _Choice:
    best: str | None = None
    quality: float = 0.0

    def offer(self, media_type: str | None, quality: float) -> None:
        if media_type is not None and quality > self.quality:
            self.best, self.quality = media_type, quality


def _find_stream_type(name: str, parameters: Sequence[str]) -> str | None:
    """The streaming type that an item of the list takes. multipart/mixed has other uses: Apollo's names its version."""
    if name in (EVENT_STREAM, "text/*"):
        return EVENT_STREAM
    if name != MULTIPART:
        return None
    named = {key.strip(): value.strip(" \"'") for key, _, value in (each.partition("=") for each in parameters)}
    return MULTIPART if named.get("subscriptionspec") == "1.0" else None


def parse_quality(parameters: Sequence[str]) -> float:
    """The value of `q` among the parameters of a list's item: 0 to 1, 1 without it, 0 where it cannot be read."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return min(max(quality, 0.0), 1.0) if isfinite(quality) else 0.0
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
