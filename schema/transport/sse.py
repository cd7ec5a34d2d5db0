"""GraphQL over server-sent events, in the distinct-connections mode of the graphql-sse protocol: each operation is one
response, of `next` events and a final `complete`.

Strawberry's SSETransport writes the events. What it lacks is here: the end with the token, our error codes, an end at
shutdown, and results that are encoded once for all subscribers.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from functools import lru_cache
from typing import Any, cast

from graphql import GraphQLError
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from strawberry.http.async_base_view import AsyncBaseHTTPView
from strawberry.http.streaming import SSETransport
from strawberry.types.graphql import OperationType

from datasources.identity.access_list import AccessChange
from models.errors import Unauthenticated
from resolvers.core.context import Context
from schema.graphql.subscription_sharing import SharedData
from schema.transport.content.request_body import Parameters
from schema.transport.errors import to_client_error

# Proxies close a connection that is silent for a minute, some sooner.
KEEP_ALIVE_SECONDS = 12.0
_PREFERRED = frozenset({"application/json", "application/graphql-response+json", "text/html"})
_TRANSPORT = SSETransport()
_HEADERS = [
    (name.lower().encode(), value.encode())
    for name, value in {**_TRANSPORT.headers, "Content-Type": "text/event-stream; charset=utf-8"}.items()
]
_COMPLETE = _TRANSPORT.encode_complete().encode()
_KEEP_ALIVE = _TRANSPORT.encode_comment("").encode()


# Clients send the same few headers.
@lru_cache(maxsize=256)
def accepts_events(accept: str) -> bool:
    """Whether a request with this Accept header gets events. A request that also accepts plain answers gets those."""
    types = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return _TRANSPORT.accepts(accept) and not types & _PREFERRED


class EventStream:
    """The response (an ASGI application) to one operation.

    It ends with the operation. When the client disconnects, it closes `results` at once. A token that expires or is
    revoked ends it with an UNAUTHENTICATED error; other sites of its user end it without `complete`. A client that does
    not read delays the next result, so nothing queues up for it.
    """

    def __init__(
        self, results: AsyncGenerator[Any, None], context: Context, encode: Callable[[object], str | bytes]
    ) -> None:
        self._results = results
        self._context = context
        self._encode = encode
        self._stopped = asyncio.Event()
        self._revoked = False

    def stop(self) -> None:
        """End it without `complete`, like a lost connection, so that the client subscribes again at another server."""
        self._stopped.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def write(body: bytes, *, more: bool = True) -> None:
            await send({"type": "http.response.body", "body": body, "more_body": more})

        over = asyncio.create_task(self._wait_until_over(receive))
        unsubscribe = self._subscribe_to_changes()
        try:
            async with aclosing(self._results):
                await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
                # Clients and proxies take a response without a first byte for a server that does not answer.
                await write(_KEEP_ALIVE)
                await self._write_events(write, over)
            await write(b"", more=False)
        finally:
            unsubscribe()
            await _cancel(over)

    def _subscribe_to_changes(self) -> Callable[[], None]:
        """End the stream when its token is revoked or its sites change. Returns what ends this subscription."""
        principal = self._context.principal
        return (lambda: None) if principal is None else self._context.data.access_list.subscribe(principal, self._end)

    def _end(self, change: AccessChange) -> None:
        # With other sites, the client may go on: it subscribes again, as after a lost connection.
        self._revoked = change is AccessChange.REVOKED
        self.stop()

    async def _wait_until_over(self, receive: Receive) -> None:
        """Returns when the client has disconnected, or the stream is to stop."""
        stopped = asyncio.create_task(self._stopped.wait())
        disconnected = asyncio.create_task(_wait_for_disconnect(receive))
        try:
            await asyncio.wait({stopped, disconnected}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _cancel(stopped)
            await _cancel(disconnected)

    async def _write_events(self, write: Callable[[bytes], Any], over: asyncio.Task[None]) -> None:
        pending: asyncio.Task[Any] | None = None
        try:
            while True:
                pending = pending or asyncio.create_task(self._read_result())
                await asyncio.wait(
                    {pending, over}, timeout=self._compute_wait_seconds(), return_when=asyncio.FIRST_COMPLETED
                )
                if over.done() and not self._revoked:
                    return
                if self._revoked or self._compute_wait_seconds() <= 0:
                    await write(self._format_failure(Unauthenticated()))
                    return
                if not pending.done():
                    await write(_KEEP_ALIVE)
                    continue
                event, is_last = self._format_event(pending)
                pending = None
                await write(event)
                if is_last:
                    return
        finally:
            if pending is not None:
                await _cancel(pending)

    async def _read_result(self) -> Any:
        return await anext(self._results, None)

    def _compute_wait_seconds(self) -> float:
        """Seconds until something must be sent even if no result comes; 0 when the token has expired."""
        expires_at = None if self._context.principal is None else self._context.principal.expires_at
        if expires_at is None:
            return KEEP_ALIVE_SECONDS
        return min(max((expires_at - self._context.clock()).total_seconds(), 0), KEEP_ALIVE_SECONDS)

    def _format_event(self, finished: asyncio.Task[Any]) -> tuple[bytes, bool]:
        """The bytes to send for a result, and whether they are the last."""
        error = finished.exception()
        if error is not None:
            return self._format_failure(error), True
        result = finished.result()
        if result is None:
            return _COMPLETE, True
        if isinstance(result.data, SharedData) and not result.errors:
            return _TRANSPORT.encode_event("next", f'{{"data": {result.data.json_text}}}').encode(), False
        payload = {"data": result.data}
        if result.errors:
            payload["errors"] = [to_client_error(error, self._context).formatted for error in result.errors]
        return self._format_next(payload), False

    def _format_failure(self, error: BaseException) -> bytes:
        """The last events of a stream that fails as a whole."""
        assert isinstance(error, Exception)
        failure = to_client_error(GraphQLError(str(error), original_error=error, path=[]), self._context)
        return self._format_next({"data": None, "errors": [failure.formatted]}) + _COMPLETE

    def _format_next(self, payload: dict[str, Any]) -> bytes:
        encoded = self._encode(payload)
        return _TRANSPORT.encode_event("next", encoded if isinstance(encoded, str) else encoded.decode()).encode()


async def open_event_stream(
    view: AsyncBaseHTTPView[Any, Any, Any, Any, Any, Context, None],
    request: Request,
    context: Context,
    text: str | None,
    parameters: Parameters,
) -> EventStream:
    """Start the operation. Returns the response that streams its results."""
    # A link that another page contains must change nothing: GET runs no mutation.
    types = set(OperationType) - ({OperationType.MUTATION} if request.method == "GET" else set())
    results = await view.schema.stream(
        text,
        variable_values=parameters.variables,
        context_value=context,
        operation_name=parameters.operation_name,
        allowed_operation_types=types,
    )
    return EventStream(cast(AsyncGenerator[Any, None], results), context, view.encode_json)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cancel(task: asyncio.Task[Any]) -> None:
    """Cancel the task and wait until it has ended; its result and errors no longer matter."""
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
