"""The HTTP application: routes, signatures, errors."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from devstack.bedrock.catalog import Catalog
from devstack.bedrock.converse import converse, converse_stream
from devstack.bedrock.errors import ServiceError
from devstack.bedrock.invoke import invoke, rerank
from devstack.bedrock.signature import verify_signature

_log = logging.getLogger(__name__)
_MAX_BODY_BYTES = 25_000_000  # bytes; InvokeModel's limit
_CLIENT_CLOSED_REQUEST = 499  # nginx's code for it; nobody reads the response

Operation = Callable[[Request, bytes], Awaitable[Response]]


def create_app(catalog: Catalog, secrets: Mapping[str, str]) -> Starlette:
    """The application that serves these models. secrets: access key id → secret; if empty, any signature passes."""

    def on_model(operation: Callable[[Catalog, str, bytes], Awaitable[Response]]) -> Operation:
        async def run(request: Request, body: bytes) -> Response:
            return await operation(catalog, request.path_params["model_id"], body)

        return run

    async def rerank_operation(request: Request, body: bytes) -> Response:
        return await rerank(catalog, body)

    async def unknown(request: Request, body: bytes) -> Response:
        raise ServiceError("UnknownOperationException", f"{request.method} {request.url.path} is no operation.")

    def route(path: str, operation: Operation, method: str = "POST") -> Route:
        return Route(path, _wrap_operation(operation, secrets), methods=[method])

    # `path`, because an ARN holds slashes; they are percent-encoded, but Starlette decodes them before it routes.
    return Starlette(
        routes=[
            Route("/healthz", _answer_health),
            route("/model/{model_id:path}/converse", on_model(converse)),
            route("/model/{model_id:path}/converse-stream", on_model(converse_stream)),
            route("/model/{model_id:path}/invoke", on_model(invoke)),
            route("/rerank", rerank_operation),
            *(route("/{rest:path}", unknown, method) for method in ("GET", "POST", "PUT", "DELETE")),
        ],
        lifespan=_build_lifespan(catalog),
    )


async def _answer_health(request: Request) -> Response:
    return PlainTextResponse("ok")


def _build_lifespan(catalog: Catalog) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        warming = asyncio.create_task(catalog.warm())
        warming.add_done_callback(_log_failed_warm_up)
        yield
        warming.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await warming

    return lifespan


def _log_failed_warm_up(warming: asyncio.Task[None]) -> None:
    if not warming.cancelled() and (error := warming.exception()) is not None:
        _log.error("A model could not be loaded ahead of its first use", exc_info=error)


def _wrap_operation(operation: Operation, secrets: Mapping[str, str]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            body = await _read_body(request)
            headers = {name.lower(): value for name, value in request.headers.items()}
            verify_signature(request.method, _read_target(request), headers, body, secrets, datetime.now(UTC))
            response = await _run_while_connected(request, operation(request, body))
        except ServiceError as error:
            response = JSONResponse(dict(error.body), error.status, {"x-amzn-ErrorType": error.kind})
        except Exception:
            _log.exception("An operation failed")
            response = JSONResponse(
                {"message": "The endpoint failed; its log says why."},
                500,
                {"x-amzn-ErrorType": "InternalServerException"},
            )
        response.headers["x-amzn-RequestId"] = str(uuid.uuid4())
        return response

    return endpoint


async def _read_body(request: Request) -> bytes:
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > _MAX_BODY_BYTES:
            raise ServiceError("RequestEntityTooLargeException", f"The body is larger than {_MAX_BODY_BYTES} bytes.")
    return bytes(received)


def _read_target(request: Request) -> str:
    """Path and query as the client sent them: the signature covers the percent-encoded form."""
    path = request.scope["raw_path"].decode("ascii")
    query = request.scope["query_string"].decode("ascii")
    return f"{path}?{query}" if query else path


async def _run_while_connected(request: Request, work: Awaitable[Response]) -> Response:
    """The work's response. If the client disconnects first, the work is cancelled."""
    working = asyncio.ensure_future(work)
    disconnecting = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait({working, disconnecting}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else Response(status_code=_CLIENT_CLOSED_REQUEST)
    finally:
        for task in (working, disconnecting):
            task.cancel()
        await asyncio.gather(working, disconnecting, return_exceptions=True)
