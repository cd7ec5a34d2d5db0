"""The /graphql endpoint: contexts, authentication, responses, the execution timeout, GraphiQL, and WebSockets."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
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
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UNSET, UnsetType

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from models.enums import Language, Role
from models.errors import AllowanceExceeded, Busy, TimedOut, TooLarge, Unavailable, WatchgraphError
from resolvers.core.context import Context, Limits
from schema.build import Schema
from schema.transport import graphiql, sse
from schema.transport.authentication import authenticate
from schema.transport.connections.deadlines import Deadlines
from schema.transport.content import compression
from schema.transport.content import media_types as media
from schema.transport.content import request_body as reading
from schema.transport.content.http_messages import BytesResponse, HttpRequest
from schema.transport.content.json_text import encode_json
from schema.transport.errors import to_client_error
from schema.transport.operation_times import start_operation
from schema.transport.persisted_operations import PersistedQueries, UnknownDocument
from schema.transport.rejections import RequestRejected
from schema.transport.sse import EventStream
from schema.transport.websocket.handler import TransportWSHandler, WebSocketAdapter

OPERATIONS_PER_SOCKET = 20
_TRY_AGAIN_LATER = 1013
_HEADERS: Mapping[str, Sequence[tuple[bytes, bytes]]] = {
    media_type: ((b"cache-control", b"no-store"), (b"content-type", f"{media_type}; charset=utf-8".encode()))
    for media_type in (media.JSON, media.RESPONSE_JSON)
}
_QUERY_ONLY = {OperationType.QUERY}
_QUERY_OR_MUTATION = {OperationType.QUERY, OperationType.MUTATION}


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Settings of the endpoint.

    body_bytes: largest request body; import_body_bytes: the same for callers who may import events. execution_seconds:
    longest run of an operation. init_seconds: longest time until a socket has authenticated. known_documents: hash →
    text from a code generator's manifest. server_timing: whether answers tell what took their time.
    """

    graphiql: bool = False
    allowed_origins: tuple[str, ...] = ()
    body_bytes: int = 256 * 1024
    import_body_bytes: int = 4 * 1024 * 1024
    execution_seconds: float = 120.0
    init_seconds: float = 10.0
    known_documents: Mapping[str, str] | None = None
    server_timing: bool = False


class GraphQLView(GraphQL[Context, None]):
    """`get_resources` returns the datasources and limits. It is called per request, after the lifespan opened them."""

    graphql_transport_ws_handler_class = TransportWSHandler
    websocket_adapter_class = WebSocketAdapter

    def __init__(
        self, schema: Schema, get_resources: Callable[[], tuple[Datasources, Limits]], settings: HttpSettings
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if settings.graphiql else None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=settings.init_seconds),
            max_subscriptions_per_connection=OPERATIONS_PER_SOCKET,
            allowed_origins=settings.allowed_origins,
        )
        self._compiled = schema
        self._get_resources = get_resources
        self._settings = settings
        self._persisted_queries = PersistedQueries(settings.known_documents)
        self._streams: WeakSet[EventStream] = WeakSet()
        self._deadlines = Deadlines(settings.execution_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._serve_socket(WebSocket(scope, receive, send))
            return
        request = HttpRequest(scope, receive)
        response: ASGIApp
        try:
            if sse.accepts_events(request.headers.get("accept", "")):
                response = await self._open_stream(request)
            else:
                response = await self._respond(request)
        except ClientDisconnect:
            # The connection has logged it, and nobody reads a response.
            return
        except RequestRejected as refusal:
            response = refusal.to_response(request)
        except HTTPException as error:
            response = RequestRejected(error.status_code, error.reason).to_response(request)
        except WatchgraphError as error:
            # The caller is unknown: the keys to check tokens with cannot be fetched.
            response = self._build_response(media.JSON, _to_failed_result(error), self._build_context(request, None))
        await response(scope, receive, send)

    async def _serve_socket(self, socket: WebSocket) -> None:
        try:
            await self.run(socket)
        except Unavailable as error:
            # The caller is unknown. Of the codes that fit, clients of this protocol reconnect after this one only.
            await socket.close(_TRY_AGAIN_LATER, error.code)

    async def _open_stream(self, request: HttpRequest) -> EventStream:
        context = await self.get_context(request, Response())
        parameters = await reading.read_parameters(request, self._settings.body_bytes)
        try:
            text, _ = self._persisted_queries.resolve_text(parameters)
        except UnknownDocument:
            raise RequestRejected(400, "PersistedQueryNotFound", code="PERSISTED_QUERY_NOT_FOUND") from None
        stream = await sse.open_event_stream(self, request, context, text, parameters)
        self._streams.add(stream)
        return stream

    def stop_streams(self) -> None:
        """End the event streams, which would hold up the server's shutdown."""
        for stream in self._streams:
            stream.stop()

    async def _respond(self, request: HttpRequest) -> Response:
        accept = request.headers.get("accept", "")
        if request.method == "GET" and "text/html" in accept and "query" not in request.query_params:
            if self.graphql_ide is None:
                raise RequestRejected(404, "There is no page here. Send operations by POST.")
            return HTMLResponse(graphiql.load_page(), headers=graphiql.HEADERS)
        media_type = media.negotiate_media_type(accept)
        if media_type is None:
            raise RequestRejected(406, f"Answers come as {media.RESPONSE_JSON} or {media.JSON}: accept one of them.")
        data, _ = self._get_resources()
        principal = await authenticate(data, request.headers.get("authorization"))
        context = self._build_context(request, principal)
        try:
            parameters = await reading.read_parameters(request, self._get_max_body_bytes(context.principal))
            text, hash_ = self._persisted_queries.resolve_text(parameters)
        except TooLarge as error:
            return self._build_response(media_type, _to_failed_result(error), context)
        except UnknownDocument as error:
            return self._build_response(media_type, PreExecutionError(None, [error.to_graphql_error()]), context)
        timing = start_operation(told=self._settings.server_timing)
        result = await self._execute(request, context, text, parameters)
        timing_header = None if timing is None else timing.finish(planned=context.planned)
        # Texts of callers without a token are not kept for others.
        if hash_ and text and context.principal is not None and not isinstance(result, PreExecutionError):
            self._persisted_queries.learn(hash_, text)
        response = _compress_response(self._build_response(media_type, result, context), request)
        if timing_header is not None and self._settings.server_timing:
            response.headers["server-timing"] = timing_header
        return response

    def _get_max_body_bytes(self, principal: Principal | None) -> int:
        importing = principal is not None and bool(principal.roles & {Role.INGEST, Role.OPERATOR, Role.ADMIN})
        return self._settings.import_body_bytes if importing else self._settings.body_bytes

    async def _execute(
        self, request: Request, context: Context, text: str | None, parameters: reading.Parameters
    ) -> ExecutionResult:
        context.body_bytes = request.scope["state"].get("body_bytes", 0)
        context.wait_for_disconnect = lambda: _wait_for_disconnect(request)
        try:
            # Resolvers of a client that disconnected are not cancelled: without a limit they would run on.
            with self._deadlines.limit():
                allowed = _QUERY_ONLY if request.method == "GET" else _QUERY_OR_MUTATION
                return await self._compiled.answer(
                    text, parameters.variables or {}, context, parameters.operation_name, allowed
                )
        except TimeoutError:
            return _to_failed_result(TimedOut(service="Watchgraph"))
        except InvalidOperationTypeError as error:
            if request.method == "GET":
                raise RequestRejected(405, "GET is for queries.", headers={"Allow": "POST"}) from None
            raise RequestRejected(400, error.as_http_error_reason(request.method)) from None
        except MissingQueryError:
            raise RequestRejected(400, "There is no query in the request.") from None

    def _build_response(self, media_type: str, result: ExecutionResult, context: Context) -> Response:
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

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        data, _ = self._get_resources()
        return self._build_context(request, await authenticate(data, request.headers.get("authorization")))

    def _build_context(self, request: Request | WebSocket, principal: Principal | None) -> Context:
        data, limits = self._get_resources()
        return Context(
            principal=principal,
            language=_detect_language(request.headers.get("accept-language", "")),
            request_id=request.scope["state"]["request_id"],
            data=data,
            limits=limits,
            client_address=request.client.host if request.client else "",
        )

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        """Authenticate by connection_init's payload: {"Authorization": "Bearer <token>"}."""
        parameters = {name.lower(): value for name, value in context.connection_params.items()}
        authorization = parameters.get("authorization")
        if isinstance(authorization, str):
            context.principal = await authenticate(context.data, authorization)
        if context.principal is None:
            raise ConnectionRejectionError
        accepted: UnsetType = UNSET
        return accepted

    def decode_json(self, data: str | bytes) -> object:
        """A message of a socket. Anything but a JSON object is refused like broken JSON."""
        return reading.parse_json_object(data)

    def encode_json(self, data: object) -> str:
        """Of a socket or an event stream, which send texts."""
        return encode_json(data).decode()


def _compress_response(response: Response, request: Request) -> Response:
    """The response, compressed where it is long and the client takes that."""
    if len(response.body) < compression.MIN_BYTES:
        return response
    response.headers["vary"] = "accept-encoding"
    if compression.accepts_gzip(request.headers.get("accept-encoding", "")):
        response.body = compression.compress(bytes(response.body))
        response.headers["content-encoding"] = "gzip"
        response.headers["content-length"] = str(len(response.body))
    return response


async def _wait_for_disconnect(request: Request) -> None:
    """Wait until the client has closed its connection. The request's body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


@lru_cache(maxsize=256)
def _detect_language(accept_language: str) -> Language:
    """The language that Accept-Language begins with; English where it begins with none of ours."""
    wanted = accept_language.strip().lower()
    return next((language for language in Language if wanted.startswith(language.value.lower())), Language.EN)


def _compute_retry_after(result: ExecutionResult, context: Context) -> int | None:
    """Whole seconds until a spent allowance is renewed; None if no error is about one."""
    causes = [error.original_error for error in result.errors or ()]
    moments = [cause.reset_at for cause in causes if isinstance(cause, AllowanceExceeded | Busy)]
    return max(math.ceil((max(moments) - context.clock()).total_seconds()), 1) if moments else None


def _to_failed_result(error: WatchgraphError) -> ExecutionResult:
    """The result of an operation that failed as a whole, not in a field."""
    kind = PreExecutionError if isinstance(error, TooLarge | Unavailable) else ExecutionResult
    return kind(data=None, errors=[GraphQLError(str(error), original_error=error)])
