"""The GraphQL door over strawberry's view: contexts, errors, time-out and GraphiQL."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from weakref import WeakSet

from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema.base import BaseSchema
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.unset import UNSET, UnsetType

from datasources.opened import Datasources
from models.enums import Language
from models.errors import TimedOut, Unauthenticated
from models.principal import Principal
from resolvers.context import Context, Limits
from schema.transport import graphiql, sse
from schema.transport.errors import present
from schema.transport.sse import EventStream
from schema.transport.websocket import Adapter, TransportWSHandler

CONNECTION_INIT_SECONDS = 10
OPERATIONS_A_SOCKET = 20
EXECUTION_SECONDS = 120.0


class GraphQLView(GraphQL[Context, None]):
    """`opened` answers the datasources and limits; it is asked per request, when the lifespan has opened them."""

    graphql_transport_ws_handler_class = TransportWSHandler
    websocket_adapter_class = Adapter

    def __init__(
        self,
        schema: BaseSchema,
        opened: Callable[[], tuple[Datasources, Limits]],
        *,
        with_graphiql: bool,
        allowed_origins: tuple[str, ...],
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if with_graphiql else None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=CONNECTION_INIT_SECONDS),
            max_subscriptions_per_connection=OPERATIONS_A_SOCKET,
            allowed_origins=allowed_origins,
        )
        self._opened = opened
        self._streams: WeakSet[EventStream] = WeakSet()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        response: ASGIApp
        try:
            if sse.wanted(request.headers.get("accept", "")):
                response = await self._following(request)
            else:
                response = await self.run(request)
        except HTTPException as error:
            response = _refused(request, error.status_code, error.reason)
        await response(scope, receive, send)

    async def _following(self, request: Request) -> EventStream:
        stream = await sse.answer(self, request)
        self._streams.add(stream)
        return stream

    def stop_streams(self) -> None:
        """End what is streamed over HTTP, which a server that shuts down would wait for."""
        for stream in self._streams:
            stream.stop()

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        data, limits = self._opened()
        return Context(
            principal=_principal(data, request.headers.get("authorization")),
            language=_language(request),
            request_id=request.scope["state"]["request_id"],
            data=data,
            limits=limits,
        )

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        """Authenticate by connection_init's payload: {"Authorization": "Bearer <token>"}."""
        told = {name.lower(): value for name, value in context.connection_params.items()}
        authorization = told.get("authorization")
        if isinstance(authorization, str):
            context.principal = _principal(context.data, authorization)
        if context.principal is None:
            raise ConnectionRejectionError
        accepted: UnsetType = UNSET
        return accepted

    async def execute_operation(self, *args: Any, **kwargs: Any) -> Any:
        # A client that went away does not cancel its resolvers: without a limit they would run on.
        try:
            async with asyncio.timeout(EXECUTION_SECONDS):
                return await super().execute_operation(*args, **kwargs)
        except TimeoutError:
            late = TimedOut(service="Watchgraph")
            return ExecutionResult(data=None, errors=[GraphQLError(str(late), original_error=late)])

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        if result.errors:
            context = await self.get_context(request, Response())
            result.errors = [present(error, context) for error in result.errors]
        return await super().process_result(request, result)

    async def render_graphql_ide(self, request: Request) -> Response:
        return HTMLResponse(graphiql.page(), headers=graphiql.HEADERS)

    def decode_json(self, data: str | bytes) -> object:
        """A body or a socket's message. Anything but an object is refused like broken JSON; so is a batch."""
        try:
            read = json.loads(data, parse_constant=_no_constant)
        except (RecursionError, ValueError):
            read = None
        if not isinstance(read, dict):
            raise json.JSONDecodeError("not a JSON object", "", 0)
        return read


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _principal(data: Datasources, authorization: str | None) -> Principal | None:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        return data.tokens.principal(token.strip())
    except Unauthenticated:
        return None


def _language(request: Request | WebSocket) -> Language:
    wanted = request.headers.get("accept-language", "")
    return Language.KO if wanted.strip().lower().startswith("ko") else Language.EN


def _refused(request: Request, status: int, reason: str) -> Response:
    body = {
        "errors": [
            {
                # It may quote the request, and a lone surrogate cannot be sent.
                "message": reason.encode(errors="replace").decode(),
                "extensions": {"code": "INVALID_REQUEST", "requestId": request.scope["state"]["request_id"]},
            }
        ]
    }
    return JSONResponse(body, status)
