"""Errors as clients see them: a sentence, extensions.code and the request's id; nothing internal."""

import logging
from typing import Any

from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from models.errors import WatchgraphError
from models.messages.errors import format_message
from resolvers.core.context import Context
from schema.guard.error_paths import PLACE
from schema.transport.persisted_operations import UnknownDocument

_log = logging.getLogger(__name__)
_NO_OPERATION_ERRORS = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)


def to_client_error(error: GraphQLError, context: Context) -> GraphQLError:
    """The error to send. An unexpected one is logged with its traceback and becomes INTERNAL with the request's id."""
    cause = _find_cause(error)
    extensions: dict[str, Any] = {"requestId": context.request_id}
    place: Any = None
    if isinstance(cause, WatchgraphError):
        message = cause.message(context.language)
        extensions["code"] = cause.code
        extensions.update(cause.details)
        if cause.field:
            extensions["field"] = list(cause.field)
    elif isinstance(cause, UnknownDocument):
        message = error.message
        extensions["code"] = "PERSISTED_QUERY_NOT_FOUND"
    elif cause is None or _is_document_error(error, cause):
        message = error.message
        extensions["code"] = "SYNTAX_ERROR" if isinstance(error, GraphQLSyntaxError) else "INVALID_REQUEST"
        place = (error.extensions or {}).get(PLACE)
        if place is not None:
            extensions["field"] = place["field"]
    else:
        _log.error("A resolver failed", exc_info=cause, extra={"path": _format_path(error)})
        message = format_message("INTERNAL", context.language, {})
        extensions["code"] = "INTERNAL"
    told = _PlacedError if place is not None else GraphQLError
    client_error = told(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
    if isinstance(client_error, _PlacedError):
        client_error.place = place["path"]
    return client_error


class _PlacedError(GraphQLError):
    """An error of a request that never ran, about a value: it names the field, and yet has no path of an answer."""

    place: list[str]

    @property
    def formatted(self) -> GraphQLFormattedError:
        return {**super().formatted, "path": list(self.place)}


def _find_cause(error: GraphQLError) -> Exception | None:
    """The exception below GraphQL's own errors; None if there are only those."""
    cause: Exception | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _is_document_error(error: GraphQLError, cause: Exception) -> bool:
    """Whether a literal or the operation's name is wrong: nothing was executed, so the error has no path."""
    return error.path is None and isinstance(cause, (OverflowError, ValueError, *_NO_OPERATION_ERRORS))


def _format_path(error: GraphQLError) -> str:
    return ".".join(str(step) for step in error.path or ())
