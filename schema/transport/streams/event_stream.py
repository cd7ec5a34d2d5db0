"""The response to one operation that sends a result after another, as long as they come, in one of two formats.

Strawberry writes streams, too. What its streams lack is here: the end with the token, our error codes, an end at
shutdown, and results that are encoded once for all subscribers.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Any, cast

from graphql import GraphQLError
from starlette.types import Receive, Scope, Send
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from datasources.identity.access_list import AccessChange
from models.errors import Unauthenticated
from resolvers.core.context import Context
from schema.build import Schema
from schema.graphql.subscription_sharing import SharedData
from schema.transport.content.json_text import encode_json
from schema.transport.content.request_body import Parameters
from schema.transport.errors import to_client_error
from schema.transport.streams.formats import StreamFormat


class EventStream:
    """The response (an ASGI application) to one operation.

    It ends with the operation. When the client disconnects, it closes `results` at once. A token that expires or is
    revoked ends it with an UNAUTHENTICATED error; other sites of its user end it without `complete`. A client that does
    not read delays the next result, so nothing queues up for it.
    """

    def __init__(
        self,
        results: AsyncGenerator[Any, None],
        context: Context,
        format_: StreamFormat,
        learn: Callable[[], None] | None = None,
    ) -> None:
        """learn: called once the operation has shown to be valid."""
        self._results = results
        self._context = context
        self._format = format_
        self._learn = learn
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
                await send({"type": "http.response.start", "status": 200, "headers": self._format.headers})
                # Clients and proxies take a response without a first byte for a server that does not answer.
                await write(self._format.opening)
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
                    await write(self._format_end(Unauthenticated()))
                    return
                if not pending.done():
                    await write(self._format.keep_alive)
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
            return self._format.keep_alive_seconds
        return min(max((expires_at - self._context.clock()).total_seconds(), 0), self._format.keep_alive_seconds)

    def _format_event(self, finished: asyncio.Task[Any]) -> tuple[bytes, bool]:
        """The bytes to send for a result, and whether they are the last."""
        error = finished.exception()
        if error is not None:
            return self._format_failure(error), True
        result = finished.result()
        if result is None:
            return self._format.complete, True
        if self._learn is not None and not isinstance(result, PreExecutionError):
            self._learn()
        if isinstance(result.data, SharedData) and not result.errors:
            return self._format.write_result(f'{{"data": {result.data.json_text}}}'.encode()), False
        payload = {"data": result.data}
        if result.errors:
            payload["errors"] = [to_client_error(error, self._context).formatted for error in result.errors]
        return self._format.write_result(encode_json(payload)), False

    def _format_failure(self, error: BaseException) -> bytes:
        """The last bytes of a stream whose operation fails as a whole."""
        payload = {"data": None, "errors": self._describe(error)}
        return self._format.write_result(encode_json(payload)) + self._format.complete

    def _format_end(self, error: Exception) -> bytes:
        """The last bytes of a stream that the server ends, whatever its operation does."""
        return self._format.write_end(encode_json(self._describe(error)))

    def _describe(self, error: BaseException) -> list[Any]:
        cause = error if isinstance(error, GraphQLError) else None
        if cause is None:
            assert isinstance(error, Exception)
            cause = GraphQLError(str(error), original_error=error, path=[])
        return [to_client_error(cause, self._context).formatted]


async def start_results(
    schema: Schema, method: str, text: str | None, parameters: Parameters, context: Context
) -> AsyncGenerator[Any, None]:
    """Start the operation. Returns its results."""
    # A link that another page contains must change nothing: GET runs no mutation.
    types = set(OperationType) - ({OperationType.MUTATION} if method == "GET" else set())
    results = await schema.stream(
        text,
        variable_values=parameters.variables,
        context_value=context,
        operation_name=parameters.operation_name,
        allowed_operation_types=types,
    )
    return cast(AsyncGenerator[Any, None], results)


async def repeat_once(result: Any) -> AsyncGenerator[Any, None]:
    """The results of an operation that has only this one."""
    yield result


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cancel(task: asyncio.Task[Any]) -> None:
    """Cancel the task and wait until it has ended; its result and errors no longer matter."""
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
