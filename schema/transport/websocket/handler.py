"""graphql-transport-ws: Strawberry's handler with four changes.

Each operation has its own context, because loaders must not outlive it. An error in one operation ends that operation,
not the socket. A socket ends when its token expires or is revoked, or when its user's sites change. Results that are
shared by subscribers are encoded once.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from typing import Any, Protocol, cast

from graphql import GraphQLError
from starlette.websockets import WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    CompleteMessage,
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)
from strawberry.types.execution import ExecutionResult, PreExecutionError

from datasources.identity.access_list import AccessChange
from models.errors import WrongState
from resolvers.core.context import Context
from schema.graphql.subscription_sharing import SharedData
from schema.transport.content.request_body import Parameters, to_parameters
from schema.transport.errors import to_client_error
from schema.transport.persisted_operations import PersistedQueries, UnknownDocument
from schema.transport.rejections import RequestRejected

_log = logging.getLogger(__name__)
INVALID, UNAUTHORIZED, FORBIDDEN, DUPLICATE = 4400, 4401, 4403, 4409
# Clients such as graphql-ws connect again by themselves after 4403, and not after 4401: the same token would not do.
_ENDS = {
    AccessChange.REVOKED: (UNAUTHORIZED, "The token was revoked: connect again with a new one"),
    AccessChange.SITES: (FORBIDDEN, "The user's sites have changed: connect again"),
}
# The longest reason that a close frame holds.
_REASON_BYTES = 123


class HasPersistedQueries(Protocol):
    """What the handler needs of its view."""

    persisted_queries: PersistedQueries


class SocketRejected(Exception):
    """A connection_init that does not open the socket: the code that closes it, and the reason as its message."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class TransportWSHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """Handles one socket."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expiry: asyncio.TimerHandle | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._closing: asyncio.Task[None] | None = None

    async def handle_message(self, message: Message) -> None:
        await super().handle_message(message)
        # Messages that arrive together are otherwise handled without a pause, while other sockets wait.
        await asyncio.sleep(0)

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        try:
            await super().handle_connection_init(message)
        except SocketRejected as refusal:
            await self._close(refusal.code, str(refusal))
        principal = self.context.principal
        if not self.connection_acknowledged or principal is None:
            return
        # A socket stays open for hours: free what only its opening needed.
        self.connection_init_timeout_task = None
        self.context.connection_params = {}
        cast(WebSocketAdapter, self.websocket).mark_authenticated()
        self._unsubscribe = self.context.data.access_list.subscribe(
            principal, lambda change: self._invalidate(*_ENDS[change])
        )
        if principal.expires_at is None:
            return
        seconds_left = (principal.expires_at - self.context.clock()).total_seconds()
        self._expiry = asyncio.get_running_loop().call_later(
            max(seconds_left, 0), self._invalidate, UNAUTHORIZED, "The token has expired: connect again with a new one"
        )

    def _invalidate(self, code: int, reason: str) -> None:
        if self._closing is not None:
            return
        # Send nothing more, at once: the close frame waits behind what a slow client has not read yet.
        for id_ in list(self.operations):
            task = self.operations.pop(id_).task
            if task is not None:
                task.cancel()
        self.connection_acknowledged = False
        self._closing = asyncio.create_task(self._close(code, reason))

    async def send_message(self, message: Message) -> None:
        if self._closing is None:
            await super().send_message(message)

    async def _close(self, code: int, reason: str) -> None:
        cut = reason.encode(errors="replace")[:_REASON_BYTES].decode(errors="ignore")
        # The socket may have ended at the same moment.
        with suppress(WebSocketDisconnected, RuntimeError):
            await self.websocket.close(code=code, reason=cut)

    async def handle_task_exception(self, error: Exception) -> None:
        if isinstance(error, WebSocketDisconnected | RuntimeError):
            _log.debug("A socket ended during its close", extra={"cause": type(error).__name__})
            return
        await super().handle_task_exception(error)

    async def shutdown(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
        if self._unsubscribe is not None:
            self._unsubscribe()
        if self._closing is not None:
            self._closing.cancel()
            with suppress(asyncio.CancelledError):
                await self._closing
        await super().shutdown()

    async def handle_invalid_message(self, error_message: str) -> None:
        await self._close(INVALID, error_message)

    async def handle_complete(self, message: CompleteMessage) -> None:
        if isinstance(message["id"], str):
            await super().handle_complete(message)
        else:
            await self.handle_invalid_message("complete needs an id as text")

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Start an operation. By the protocol, a malformed message closes the socket with 4400."""
        id_, payload = message.get("id"), cast(object, message.get("payload"))
        if not isinstance(id_, str) or not isinstance(payload, dict):
            await self.handle_invalid_message("subscribe needs an id and a payload")
        elif (problem := _find_payload_problem(payload)) is not None:
            await self.handle_invalid_message(problem)
        elif not self.connection_acknowledged:
            await self._close(UNAUTHORIZED, "Send connection_init first, with a token")
        elif id_ in self.operations:
            await self._close(DUPLICATE, f"Subscriber for {id_} already exists")
        elif len(self.operations) >= (self.max_subscriptions_per_connection or 0):
            cause = WrongState("TOO_MANY_OPERATIONS", most=self.max_subscriptions_per_connection)
            await self._refuse(id_, GraphQLError(str(cause), original_error=cause))
        else:
            await self._start(id_, to_parameters(payload))

    async def _start(self, id_: str, parameters: Parameters) -> None:
        """Start an operation by its text or its hash. A hash that cannot be used ends this operation only."""
        persisted = cast("HasPersistedQueries", self.view).persisted_queries
        try:
            text, hash_ = persisted.resolve_text(parameters)
        except UnknownDocument as unknown:
            await self._refuse(id_, unknown.to_graphql_error())
        except RequestRejected as refusal:
            await self._refuse(id_, GraphQLError(refusal.message))
        else:
            query = text or ""
            operation = Operation(self, id_, query, parameters.variables, parameters.operation_name)
            learn = partial(persisted.learn, hash_, query) if hash_ else _do_nothing
            operation.task = asyncio.create_task(self.run_operation(operation, learn))
            operation.task.add_done_callback(self._task_done)
            self.operations[id_] = operation

    async def _refuse(self, id_: str, cause: GraphQLError) -> None:
        error = to_client_error(cause, self.context)
        await self.send_message({"id": id_, "type": "error", "payload": [error.formatted]})

    async def run_operation(
        self, operation: Operation[Context, None], learn: Callable[[], None] = lambda: None
    ) -> None:
        """Run an operation to its end. learn: called once its text has shown to be valid."""
        context = self.context.copy_for_operation()
        results: AsyncIterator[Any] = await self.schema.stream(
            operation.query,
            variable_values=operation.variables,
            context_value=context,
            root_value=self.root_value,
            operation_name=operation.operation_name,
        )
        try:
            async for result in results:
                if not isinstance(result, PreExecutionError):
                    learn()
                if isinstance(result, ExecutionResult) and result.errors:
                    result.errors = [to_client_error(error, context) for error in result.errors]
                if _is_initial_failure(result):
                    await operation.send_initial_errors(cast(list[GraphQLError], result.errors))
                    return
                await self._send_next(operation, result)
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except WebSocketDisconnected:
            return
        except Exception as error:
            failed = to_client_error(GraphQLError(str(error), original_error=error, path=[]), context)
            with suppress(WebSocketDisconnected, RuntimeError):
                await operation.send_initial_errors([failed])
        finally:
            close = getattr(results, "aclose", None)
            if close is not None:
                await close()
            # The client may have completed this operation and started another with the same id.
            if self.operations.get(operation.id) is operation:
                del self.operations[operation.id]

    async def _send_next(self, operation: Operation[Context, None], result: Any) -> None:
        if not isinstance(result.data, SharedData) or result.errors:
            await operation.send_next(result)
        elif not operation.completed and self._closing is None:
            text = (
                f'{{"id": {json.dumps(operation.id)}, "type": "next", "payload": {{"data": {result.data.json_text}}}}}'
            )
            await cast(WebSocketAdapter, self.websocket).send_encoded(text)


class WebSocketAdapter(ASGIWebSocketAdapter):
    """Strawberry's adapter, with messages that are JSON already."""

    async def send_encoded(self, text: str) -> None:
        """Send a message that is JSON already. Raises WebSocketDisconnected."""
        try:
            await self.ws.send_text(text)
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error

    def mark_authenticated(self) -> None:
        """Keep the socket open, and free its handshake's headers. Called once its user is known."""
        self.ws.scope["headers"].clear()
        self.ws.scope["state"].pop("mark_authenticated", _do_nothing)()


def _do_nothing() -> None:
    """Stands in for the callback of SocketProtocol under other servers."""


def _is_initial_failure(result: Any) -> bool:
    """Whether the operation failed before execution; an error in a field has that field's path."""
    if isinstance(result, PreExecutionError):
        return True
    return result.data is None and bool(result.errors) and all(error.path is None for error in result.errors)


def _find_payload_problem(payload: dict[str, object]) -> str | None:
    """What is wrong with a subscribe message's payload; None if it is valid."""
    for name, type_ in (("variables", dict), ("extensions", dict), ("operationName", str), ("documentId", str)):
        if not isinstance(payload.get(name), type_ | None):
            return f"{name} has to be {'a text' if type_ is str else 'an object'}"
    query, extensions = payload.get("query"), cast("dict[str, object]", payload.get("extensions") or {})
    if isinstance(query, str):
        return None
    if query is not None or not (payload.get("documentId") or extensions.get("persistedQuery")):
        return "a payload needs a query as text, or the hash of a known one"
    return None
