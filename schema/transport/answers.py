"""The response to an operation with a single answer."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from models.errors import AllowanceExceeded, Busy, TooLarge, Unavailable, WatchgraphError
from resolvers.core.context import Context
from schema.transport.content import compression
from schema.transport.content import media_types as media
from schema.transport.content.http_messages import BytesResponse
from schema.transport.content.json_text import encode_json
from schema.transport.errors import to_client_error

_HEADERS: Mapping[str, Sequence[tuple[bytes, bytes]]] = {
    media_type: ((b"cache-control", b"no-store"), (b"content-type", f"{media_type}; charset=utf-8".encode()))
    for media_type in (media.JSON, media.RESPONSE_JSON)
}


def build_response(media_type: str, result: ExecutionResult, context: Context) -> Response:
    """The response to an operation that ran, or that was refused before."""
    errors = [to_client_error(error, context) for error in result.errors or ()]
    ran = not isinstance(result, PreExecutionError) and not (
        result.data is None and bool(errors) and all(error.path is None for error in errors)
    )
    body: dict[str, Any] = {"data": result.data} if ran else {}
    if errors:
        body["errors"] = [error.formatted for error in errors]
    headers = _HEADERS[media_type]
    status = media.choose_status(media_type, errors, executed=ran, has_data=result.data is not None)
    seconds = _compute_retry_after(result, context) if errors else None
    if seconds is not None and status in (429, 503):
        headers = (*headers, (b"retry-after", b"%d" % seconds))
    return BytesResponse(encode_json(body), status, headers)


def compress_response(response: Response, request: Request) -> Response:
    """The response, compressed where it is long and the client takes that."""
    if len(response.body) < compression.MIN_BYTES:
        return response
    response.headers["vary"] = "accept-encoding"
    if compression.accepts_gzip(request.headers.get("accept-encoding", "")):
        response.body = compression.compress(bytes(response.body))
        response.headers["content-encoding"] = "gzip"
        response.headers["content-length"] = str(len(response.body))
    return response


def _compute_retry_after(result: ExecutionResult, context: Context) -> int | None:
    """Whole seconds until a spent allowance is renewed; None if no error is about one."""
    causes = [error.original_error for error in result.errors or ()]
    moments = [cause.reset_at for cause in causes if isinstance(cause, AllowanceExceeded | Busy)]
    return max(math.ceil((max(moments) - context.clock()).total_seconds()), 1) if moments else None


def to_failed_result(error: WatchgraphError) -> ExecutionResult:
    """The result of an operation that failed as a whole, not in a field."""
    kind = PreExecutionError if isinstance(error, TooLarge | Unavailable) else ExecutionResult
    return kind(data=None, errors=[GraphQLError(str(error), original_error=error)])
