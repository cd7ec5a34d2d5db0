"""The code of an answer, for metrics: OK, or that of its first error."""

from typing import Any

from graphql import GraphQLError

from models.errors import WatchgraphError

NO_ERROR = "OK"
# The documents' own mistakes have no code of ours, and no cause.
_REFUSED, _UNEXPECTED = "INVALID_REQUEST", "INTERNAL"


def get_code(result: Any) -> str:
    """result: an ExecutionResult, or a part of an answer, which has no errors of its own."""
    errors = getattr(result, "errors", None)
    return _get_error_code(errors[0]) if errors else NO_ERROR


def _get_error_code(error: GraphQLError) -> str:
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, WatchgraphError):
        return cause.code
    return _REFUSED if cause is None or error.path is None else _UNEXPECTED
