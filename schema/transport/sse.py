"""GraphQL over server-sent events, by the graphql-sse protocol in its "distinct connections" mode.

Each operation is a response of its own: `next` events, and one `complete` event at its end.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Any, cast

from graphql import GraphQLError
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from strawberry.http.async_base_view import AsyncBaseHTTPView
from strawberry.types.graphql import OperationType

from models.errors import Unauthenticated
from resolvers.core.context import Context
from schema.graphql.subscription_sharing import SharedData
from schema.transport.errors import to_client_error
from schema.transport.request_body import Parameters

# Proxies close a connection that is silent for a minute, some sooner.
KEEP_ALIVE_SECONDS = 12.0
_MEDIA_TYPE = "text/event-stream"
_PREFERRED = frozenset({"application/json", "application/graphql-response+json", "text/html"})
_HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    # nginx and similar proxies would hold events back to fill a buffer.
    (b"x-accel-buffering", b"no"),
)
# A browser's EventSource ignores an event without data.
_COMPLETE = b"event: complete\ndata:\n\n"
_KEEP_ALIVE = b":\n\n"


def accepts_events(accept: str) -> bool:
    """Whether a request with this Accept header wants events. One that also accepts plain responses gets those."""
    types = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    return _MEDIA_TYPE in types and not types & _PREFERRED


class EventStream:
    """The response (an ASGI application) to one operation.

    It ends with the operation. When the client leaves, `results` is closed at once. A token that expires or is revoked
    ends the stream with an UNAUTHENTICATED error. While a client does not read, no further result is produced, so
    nothing queues up for it.
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
        """End it without `complete`, as a lost connection would: the client subscribes again elsewhere."""
        self._stopped.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def write(body: bytes, *, more: bool = True) -> None:
            await send({"type": "http.response.body", "body": body, "more_body": more})

        over = asyncio.create_task(self._wait_until_over(receive))
        unfollow = self._follow_revocation()
        try:
            async with aclosing(self._results):
                await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
                # A stream that is silent at first must not look like an unanswered request.
                await write(_KEEP_ALIVE)
                await self._write_events(write, over)
            await write(b"", more=False)
        finally:
            unfollow()
            await _cancel(over)

    def _follow_revocation(self) -> Callable[[], None]:
        """End the stream when the token is revoked; the returned function unsubscribes."""
        principal = self._context.principal
        return (
            (lambda: None)
            if principal is None
            else self._context.data.revoked_tokens.subscribe(principal, self._revoke)
        )

    def _revoke(self) -> None:
        self._revoked = True
        self.stop()

    async def _wait_until_over(self, receive: Receive) -> None:
        """Return when the client has left or the stream is stopped."""
        stopped = asyncio.create_task(self._stopped.wait())
        gone = asyncio.create_task(_wait_for_disconnect(receive))
        try:
            await asyncio.wait({stopped, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _cancel(stopped)
            await _cancel(gone)

    async def _write_events(self, write: Callable[[bytes], Any], over: asyncio.Task[None]) -> None:
        coming: asyncio.Task[Any] | None = None
        try:
            while True:
                coming = coming or asyncio.create_task(self._read_result())
                await asyncio.wait(
                    {coming, over}, timeout=self._compute_wait_seconds(), return_when=asyncio.FIRST_COMPLETED
                )
                if over.done() and not self._revoked:
                    return
                if self._revoked or self._compute_wait_seconds() <= 0:
                    await write(
                        self._format_next({"data": None, "errors": [self._format_error(Unauthenticated())]}) + _COMPLETE
                    )
                    return
                if not coming.done():
                    await write(_KEEP_ALIVE)
                    continue
                event, ended = self._format_event(coming)
                coming = None
                await write(event)
                if ended:
                    return
        finally:
            if coming is not None:
                await _cancel(coming)

    async def _read_result(self) -> Any:
        return await anext(self._results, None)

    def _compute_wait_seconds(self) -> float:
        """Seconds until the next keep-alive or the token's expiry; 0 once it has expired."""
        expires_at = None if self._context.principal is None else self._context.principal.expires_at
        if expires_at is None:
            return KEEP_ALIVE_SECONDS
        return min(max((expires_at - self._context.clock()).total_seconds(), 0), KEEP_ALIVE_SECONDS)

    def _format_event(self, come: asyncio.Task[Any]) -> tuple[bytes, bool]:
        """The bytes to send for a finished read, and whether they are the last."""
        error = come.exception()
        if error is not None:
            return self._format_next({"data": None, "errors": [self._format_error(error)]}) + _COMPLETE, True
        result = come.result()
        if result is None:
            return _COMPLETE, True
        if isinstance(result.data, SharedData) and not result.errors:
            return b'event: next\ndata: {"data": ' + result.data.json_text.encode() + b"}\n\n", False
        payload = {"data": result.data}
        if result.errors:
            payload["errors"] = [to_client_error(error, self._context).formatted for error in result.errors]
        return self._format_next(payload), False

    def _format_error(self, error: BaseException) -> Any:
        assert isinstance(error, Exception)
        return to_client_error(GraphQLError(str(error), original_error=error, path=[]), self._context).formatted

    def _format_next(self, payload: dict[str, Any]) -> bytes:
        encoded = self._encode(payload)
        # JSON is on one line: line breaks in its texts are escaped.
        return b"event: next\ndata: " + (encoded if isinstance(encoded, bytes) else encoded.encode()) + b"\n\n"


async def open_event_stream(
    view: AsyncBaseHTTPView[Any, Any, Any, Any, Any, Context, None],
    request: Request,
    context: Context,
    text: str | None,
    asked: Parameters,
) -> EventStream:
    """The stream that answers a request. Raises as `schema.stream`."""
    # A link in a page must change nothing: GET is for reading.
    types = set(OperationType) - ({OperationType.MUTATION} if request.method == "GET" else set())
    results = await view.schema.stream(
        text,
        variable_values=asked.variables,
        context_value=context,
        operation_name=asked.operation_name,
        allowed_operation_types=types,
    )
    return EventStream(cast(AsyncGenerator[Any, None], results), context, view.encode_json)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cancel(task: asyncio.Task[Any]) -> None:
    """Cancel a task and wait for its end, however it ends."""
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
