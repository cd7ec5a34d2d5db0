"""Serves the metrics of this process to Prometheus, on a port of their own: they name organizations, so they do not
belong on the port of the API."""

import asyncio
import hmac
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from datasources.telemetry.metrics import REGISTRY, mark_served

_log = logging.getLogger(__name__)
# Prometheus gives a scrape up ten seconds after its start.
_MOST_SECONDS = 5.0


class _QuietServer(uvicorn.Server):
    """Ends with its task: signals belong to the program."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def create_metrics_app(token: str, refresh: Callable[[], Awaitable[None]] | None = None) -> Starlette:
    """GET /metrics. token: what `Authorization: Bearer …` must carry; empty: nothing. refresh: brings gauges up to date
    before they are read; where it takes too long or fails, they keep their last values."""

    async def answer(request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token and not hmac.compare_digest(given.encode(), token.encode()):
            return PlainTextResponse("METRICS_TOKEN is needed: Authorization: Bearer …\n", 401)
        if refresh is not None:
            try:
                async with asyncio.timeout(_MOST_SECONDS):
                    await refresh()
            except Exception as error:
                _log.warning("The gauges of the database keep their last values: %s", error or type(error).__name__)
        return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return Starlette(routes=[Route("/metrics", answer)])


@asynccontextmanager
async def serve_metrics(
    host: str, port: int | None, token: str = "", refresh: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[int | None]:
    """Serve while the block runs; the port that was taken. port: None serves nothing, 0 takes a free one.

    A port that cannot be had costs the metrics, not the work: the log says so.
    """
    if port is None:
        yield None
        return
    config = uvicorn.Config(
        create_metrics_app(token, refresh), host=host, port=port, log_config=None, access_log=False, lifespan="off"
    )
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError:
        _log.error("No metrics are served: %s:%d cannot be listened on", host, port)
        yield None
        return
    mark_served()
    server = _QuietServer(config)
    task = asyncio.create_task(server.serve(sockets=[listening]), name="metrics")
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        await task
        listening.close()
