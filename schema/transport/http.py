"""The /graphql endpoint: contexts, authentication, responses, the execution timeout, GraphiQL, and WebSockets."""

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from weakref import WeakSet

from cross_web import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from strawberry.types.unset import UNSET, UnsetType

from datasources.bootstrap import Datasources
from models.access.principal import Principal
from models.enums import Role
from models.errors import TimedOut, TooLarge, Unavailable, WatchgraphError
from resolvers.core.context import Context, Limits
from schema.build import Schema
from schema.transport import graphiql
from schema.transport.answers import build_response, compress_response, to_failed_result
from schema.transport.authentication import authenticate
from schema.transport.connections.deadlines import Deadlines
from schema.transport.content import languages
from schema.transport.content import media_types as media
from schema.transport.content import request_body as reading
from schema.transport.content.http_messages import HttpRequest
from schema.transport.content.json_text import encode_json
from schema.transport.cors import AllowedOrigins
from schema.transport.operation_times import start_operation
from schema.transport.persisted_operations import PersistedQueries, UnknownDocument
from schema.transport.rejections import RequestRejected
from schema.transport.streams.event_stream import EventStream, repeat_once, start_results
from schema.transport.streams.formats import EVENTS, PARTS
from schema.transport.websocket.handler import (
    INVALID,
    UNAUTHORIZED,
    SocketRejected,
    TransportWSHandler,
    WebSocketAdapter,
)

OPERATIONS_PER_SOCKET = 20
_TRY_AGAIN_LATER = 1013
_NOT_ACCEPTABLE = (
    f"Answers come as {media.RESPONSE_JSON} or {media.JSON}, and subscriptions as {media.EVENT_STREAM} or "
    f"{media.MULTIPART};subscriptionSpec=1.0: accept one of them."
)
_QUERY_ONLY = {OperationType.QUERY}
_QUERY_OR_MUTATION = {OperationType.QUERY, OperationType.MUTATION}
_NOT_STREAMED = (
    f"A subscription comes as {media.EVENT_STREAM} or {media.MULTIPART};subscriptionSpec=1.0, or over a WebSocket: "
    "accept one of them."
)


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
        )
        self._origins = AllowedOrigins(settings.allowed_origins)
        self._compiled = schema
        self._get_resources = get_resources
        self._settings = settings
        self.persisted_queries = PersistedQueries(settings.known_documents)
        self._streams: WeakSet[EventStream] = WeakSet()
        self._deadlines = Deadlines(settings.execution_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._serve_socket(WebSocket(scope, receive, send))
            return
        request = HttpRequest(scope, receive)
        response: ASGIApp
        try:
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
            response = build_response(media.JSON, to_failed_result(error), self._build_context(request, None))
        await response(scope, receive, send)

    async def _serve_socket(self, socket: WebSocket) -> None:
        try:
            await self.run(socket)
        except Unavailable as error:
            # The caller is unknown. Of the codes that fit, clients of this protocol reconnect after this one only.
            await socket.close(_TRY_AGAIN_LATER, error.code)

    def stop_streams(self) -> None:
        """End the event streams, which would hold up the server's shutdown."""
        for stream in self._streams:
            stream.stop()

    async def _respond(self, request: HttpRequest) -> ASGIApp:
        accept = request.headers.get("accept", "")
        if request.method == "GET" and "text/html" in accept and "query" not in request.query_params:
            if self.graphql_ide is None:
                raise RequestRejected(404, "There is no page here. Send operations by POST.")
            return HTMLResponse(graphiql.load_page(), headers=graphiql.HEADERS)
        accepted = media.negotiate(accept)
        if accepted.single is accepted.stream is None:
            raise RequestRejected(406, _NOT_ACCEPTABLE)
        data, _ = self._get_resources()
        context = self._build_context(request, await authenticate(data, request.headers.get("authorization")))
        media_type = accepted.single or media.JSON
        try:
            parameters = await reading.read_parameters(request, self._get_max_body_bytes(context.principal))
            text, hash_ = self.persisted_queries.resolve_text(parameters)
        except TooLarge as error:
            return build_response(media_type, to_failed_result(error), context)
        except UnknownDocument as error:
            unknown = PreExecutionError(None, [error.to_graphql_error()])
            if accepted.single is None:
                return self._stream(repeat_once(unknown), accepted, context, None)
            return build_response(media_type, unknown, context)
        context.body_bytes = request.scope["state"].get("body_bytes", 0)
        # Texts of callers without a token are not kept for others.
        learn = partial(self.persisted_queries.learn, hash_, text) if hash_ and text and context.principal else None
        if self._is_streamed(accepted, text, parameters, context):
            results = await start_results(self._compiled, request.method, text, parameters, context)
            return self._stream(results, accepted, context, learn)
        return await self._answer_once(request, media_type, text, parameters, context, learn)

    def _is_streamed(
        self, accepted: media.Acceptable, text: str | None, parameters: reading.Parameters, context: Context
    ) -> bool:
        """Whether the answer is a stream: who takes both gets subscriptions so, in any order."""
        if accepted.stream is None:
            return False
        if accepted.single is None or accepted.prefers_stream:
            return True
        guard = self._compiled.operation_guard
        return text is not None and guard.is_subscription(text, parameters.operation_name, context)

    def _stream(
        self,
        results: AsyncGenerator[Any, None],
        accepted: media.Acceptable,
        context: Context,
        learn: Callable[[], None] | None,
    ) -> EventStream:
        format_ = PARTS if accepted.stream == media.MULTIPART else EVENTS
        stream = EventStream(results, context, format_, learn)
        self._streams.add(stream)
        return stream

    async def _answer_once(
        self,
        request: Request,
        media_type: str,
        text: str | None,
        parameters: reading.Parameters,
        context: Context,
        learn: Callable[[], None] | None,
    ) -> Response:
        timing = start_operation(told=self._settings.server_timing)
        result = await self._execute(request, context, text, parameters)
        timing_header = None if timing is None else timing.finish(planned=context.planned)
        if learn is not None and not isinstance(result, PreExecutionError):
            learn()
        response = compress_response(build_response(media_type, result, context), request)
        if timing_header is not None and self._settings.server_timing:
            response.headers["server-timing"] = timing_header
        return response

    def _get_max_body_bytes(self, principal: Principal | None) -> int:
        importing = principal is not None and bool(principal.roles & {Role.INGEST, Role.OPERATOR, Role.ADMIN})
        return self._settings.import_body_bytes if importing else self._settings.body_bytes

    async def _execute(
        self, request: Request, context: Context, text: str | None, parameters: reading.Parameters
    ) -> ExecutionResult:
        context.wait_for_disconnect = lambda: _wait_for_disconnect(request)
        try:
            # Resolvers of a client that disconnected are not cancelled: without a limit they would run on.
            with self._deadlines.limit():
                allowed = _QUERY_ONLY if request.method == "GET" else _QUERY_OR_MUTATION
                return await self._compiled.answer(
                    text, parameters.variables or {}, context, parameters.operation_name, allowed
                )
        except TimeoutError:
            return to_failed_result(TimedOut(service="Watchgraph"))
        except InvalidOperationTypeError:
            if request.method == "GET":
                raise RequestRejected(405, "GET is for queries.", headers={"Allow": "POST"}) from None
            raise RequestRejected(400, _NOT_STREAMED) from None
        except MissingQueryError:
            raise RequestRejected(400, "There is no query in the request.") from None

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        data, _ = self._get_resources()
        return self._build_context(request, await authenticate(data, request.headers.get("authorization")))

    def _build_context(self, request: Request | WebSocket, principal: Principal | None) -> Context:
        data, limits = self._get_resources()
        return Context(
            principal=principal,
            language=languages.choose_language(request.headers.get("accept-language", "")) or languages.DEFAULT,
            request_id=request.scope["state"]["request_id"],
            data=data,
            limits=limits,
            client_address=request.client.host if request.client else "",
        )

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        """Read connection_init's payload: {"Authorization": "Bearer <token>", "language": "ko"}."""
        parameters = {name.lower(): value for name, value in context.connection_params.items()}
        wanted = parameters.get("language")
        if not isinstance(wanted, str | None):
            raise SocketRejected(INVALID, "language has to be a text such as ko or en")
        if wanted is not None:
            # Pages cannot set Accept-Language on a socket. What it says, the payload overrules.
            context.language = languages.choose_language(wanted) or context.language
        authorization = parameters.get("authorization")
        if isinstance(authorization, str):
            context.principal = await authenticate(context.data, authorization)
        if authorization is None:
            raise SocketRejected(UNAUTHORIZED, 'Send a token in connection_init: {"Authorization": "Bearer <token>"}')
        if context.principal is None:
            raise SocketRejected(UNAUTHORIZED, "The token is invalid or has expired: connect again with a new one")
        accepted: UnsetType = UNSET
        return accepted

    def is_websocket_origin_allowed(self, request: object, origin: str) -> bool:
        """Whether a page of another origin may open a socket. Browsers apply no CORS to sockets."""
        return self._origins.allow(origin)

    def decode_json(self, data: str | bytes) -> object:
        """A message of a socket. Anything but a JSON object is refused like broken JSON."""
        return reading.parse_json_object(data)

    def encode_json(self, data: object) -> str:
        """Of a socket or an event stream, which send texts."""
        return encode_json(data).decode()


async def _wait_for_disconnect(request: Request) -> None:
    """Wait until the client has closed its connection. The request's body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
