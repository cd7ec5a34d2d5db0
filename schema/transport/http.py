"""The GraphQL door over HTTP, and the way to the one of sockets: contexts, answers, time-out and GraphiQL."""

import asyncio
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from weakref import WeakSet

from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError, MissingQueryError
from strawberry.schema.base import BaseSchema
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UNSET, UnsetType

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from models.enums import Language, Role
from models.errors import Busy, Spent, TimedOut, TooLarge, Unauthenticated, Unavailable, WatchgraphError
from resolvers.core.context import Context, Limits
from schema.transport import graphiql, sse
from schema.transport import media_types as media
from schema.transport import request_body as reading
from schema.transport.errors import present
from schema.transport.persisted_operations import NotKnown, Persisted
from schema.transport.rejections import Refusal
from schema.transport.sse import EventStream
from schema.transport.websocket.handler import Adapter, TransportWSHandler

OPERATIONS_A_SOCKET = 20
_TRY_AGAIN = 1013
_NO_STORE = "no-store"
_READING = {OperationType.QUERY}
_ANY = {OperationType.QUERY, OperationType.MUTATION}


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """body_bytes: of a request; import_body_bytes: of one by somebody who may import events. Both bound memory, too.

    execution_seconds: after which an operation is given up. init_seconds: after which a socket has to have said who its
    user is. known: hash → text of a code generator's manifest.
    """

    graphiql: bool = False
    allowed_origins: tuple[str, ...] = ()
    body_bytes: int = 256 * 1024
    import_body_bytes: int = 4 * 1024 * 1024
    execution_seconds: float = 120.0
    init_seconds: float = 10.0
    known: Mapping[str, str] | None = None


class GraphQLView(GraphQL[Context, None]):
    """`opened` answers the datasources and limits; it is asked per request, when the lifespan has opened them."""

    graphql_transport_ws_handler_class = TransportWSHandler
    websocket_adapter_class = Adapter

    def __init__(
        self, schema: BaseSchema, opened: Callable[[], tuple[Datasources, Limits]], settings: HttpSettings
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if settings.graphiql else None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=settings.init_seconds),
            max_subscriptions_per_connection=OPERATIONS_A_SOCKET,
            allowed_origins=settings.allowed_origins,
        )
        self._opened = opened
        self._settings = settings
        self._persisted = Persisted(settings.known)
        self._streams: WeakSet[EventStream] = WeakSet()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(WebSocket(scope, receive, send))
            return
        request = Request(scope, receive)
        response: ASGIApp
        try:
            if sse.wanted(request.headers.get("accept", "")):
                response = await self._following(request)
            else:
                response = await self._answered(request)
        except ClientDisconnect:
            # The connection has told of it, and there is nobody to answer.
            return
        except Refusal as refusal:
            response = refusal.response(request)
        except HTTPException as error:
            response = Refusal(error.status_code, error.reason).response(request)
        except WatchgraphError as error:
            # Nobody knows who asks: the keys to check tokens with cannot be had.
            response = self._response(media.JSON, _failed(error), self._context(request, None))
        await response(scope, receive, send)

    async def _socket(self, socket: WebSocket) -> None:
        try:
            await self.run(socket)
        except Unavailable as error:
            # Nobody knows who asks. Clients of this protocol come back after this code, and after no other such.
            await socket.close(_TRY_AGAIN, error.code)

    async def _following(self, request: Request) -> EventStream:
        context = await self.get_context(request, Response())
        asked = await reading.parameters(request, self._settings.body_bytes)
        try:
            text, _ = self._persisted.text(asked)
        except NotKnown:
            raise Refusal(400, "PersistedQueryNotFound", code="PERSISTED_QUERY_NOT_FOUND") from None
        stream = await sse.answer(self, request, context, text, asked)
        self._streams.add(stream)
        return stream

    def stop_streams(self) -> None:
        """End what is streamed over HTTP, which a server that shuts down would wait for."""
        for stream in self._streams:
            stream.stop()

    async def _answered(self, request: Request) -> Response:
        accept = request.headers.get("accept", "")
        if request.method == "GET" and "text/html" in accept and "query" not in request.query_params:
            if self.graphql_ide is None:
                raise Refusal(404, "There is no page here. Send operations by POST.")
            return HTMLResponse(graphiql.page(), headers=graphiql.HEADERS)
        media_type = media.chosen(accept)
        if media_type is None:
            raise Refusal(406, f"Answers come as {media.RESPONSE_JSON} or {media.JSON}: accept one of them.")
        context = await self.get_context(request, Response())
        try:
            asked = await reading.parameters(request, self._most_bytes(context.principal))
            text, hash_ = self._persisted.text(asked)
        except TooLarge as error:
            return self._response(media_type, _failed(error), context)
        except NotKnown as error:
            return self._response(media_type, PreExecutionError(None, [error.told()]), context)
        result = await self._executed(request, context, text, asked)
        # What a stranger sends is not kept for others.
        if hash_ and text and context.principal is not None and not isinstance(result, PreExecutionError):
            self._persisted.learn(hash_, text)
        return self._response(media_type, result, context)

    def _most_bytes(self, principal: Principal | None) -> int:
        importing = principal is not None and bool(principal.roles & {Role.OPERATOR, Role.ADMIN})
        return self._settings.import_body_bytes if importing else self._settings.body_bytes

    async def _executed(
        self, request: Request, context: Context, text: str | None, asked: reading.Parameters
    ) -> ExecutionResult:
        context.body_bytes = request.scope["state"].get("body_bytes", 0)
        context.gone = lambda: _gone(request)
        try:
            # A client that went away does not cancel its resolvers: without a limit they would run on.
            async with asyncio.timeout(self._settings.execution_seconds):
                return await self.schema.execute(
                    text,
                    variable_values=asked.variables,
                    context_value=context,
                    operation_name=asked.operation_name,
                    allowed_operation_types=_READING if request.method == "GET" else _ANY,
                )
        except TimeoutError:
            return _failed(TimedOut(service="Watchgraph"))
        except InvalidOperationTypeError as error:
            if request.method == "GET":
                raise Refusal(405, "GET is for queries.", headers={"Allow": "POST"}) from None
            raise Refusal(400, error.as_http_error_reason(request.method)) from None
        except MissingQueryError:
            raise Refusal(400, "There is no query in the request.") from None

    def _response(self, media_type: str, result: ExecutionResult, context: Context) -> Response:
        errors = [present(error, context) for error in result.errors or ()]
        ran = not isinstance(result, PreExecutionError) and not (
            result.data is None and bool(errors) and all(error.path is None for error in errors)
        )
        body: dict[str, Any] = {"data": result.data} if ran else {}
        if errors:
            body["errors"] = [error.formatted for error in errors]
        headers = {"Cache-Control": _NO_STORE}
        status = media.status(media_type, errors, ran=ran, has_data=result.data is not None)
        seconds = _seconds(result, context)
        if seconds is not None and status in (429, 503):
            headers["Retry-After"] = str(seconds)
        return Response(self.encode_json(body), status, headers, f"{media_type}; charset=utf-8")

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        data, _ = self._opened()
        return self._context(request, await principal(data, request.headers.get("authorization")))

    def _context(self, request: Request | WebSocket, principal: Principal | None) -> Context:
        data, limits = self._opened()
        return Context(
            principal=principal,
            language=_language(request),
            request_id=request.scope["state"]["request_id"],
            data=data,
            limits=limits,
            client=request.client.host if request.client else "",
        )

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        """Authenticate by connection_init's payload: {"Authorization": "Bearer <token>"}."""
        told = {name.lower(): value for name, value in context.connection_params.items()}
        authorization = told.get("authorization")
        if isinstance(authorization, str):
            context.principal = await principal(context.data, authorization)
        if context.principal is None:
            raise ConnectionRejectionError
        accepted: UnsetType = UNSET
        return accepted

    def decode_json(self, data: str | bytes) -> object:
        """A socket's message. Anything but an object is refused like broken JSON."""
        return reading.read_json(data)

    def encode_json(self, data: object) -> str | bytes:
        return json.dumps(data, separators=(",", ":"))


async def _gone(request: Request) -> None:
    """Wait until the client of a request that was read has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def principal(data: Datasources, authorization: str | None, *, revocable: bool = True) -> Principal | None:
    """Whom a header names; None for nobody, or a token that does not hold. Raises Unavailable.

    revocable: whether a revoked token holds no more.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    identity = data.identity
    try:
        return await (identity.principal if revocable else identity.signed)(token.strip())
    except Unauthenticated:
        return None


def _language(request: Request | WebSocket) -> Language:
    wanted = request.headers.get("accept-language", "")
    return Language.KO if wanted.strip().lower().startswith("ko") else Language.EN


def _seconds(result: ExecutionResult, context: Context) -> int | None:
    """Until what is used up is renewed, in whole seconds; None where nothing is."""
    causes = [error.original_error for error in result.errors or ()]
    moments = [cause.reset_at for cause in causes if isinstance(cause, Spent | Busy)]
    return max(math.ceil((max(moments) - context.clock()).total_seconds()), 1) if moments else None


def _failed(error: WatchgraphError) -> ExecutionResult:
    """What failed as a whole, and not in a field."""
    kind = PreExecutionError if isinstance(error, TooLarge | Unavailable) else ExecutionResult
    return kind(data=None, errors=[GraphQLError(str(error), original_error=error)])
