"""Requests through a proxy: the client's address, and a limit on concurrent requests per address."""

import asyncio
from collections import Counter
from collections.abc import Awaitable
from functools import partial
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from schema.transport.connections.error_responses import build_body
from schema.transport.connections.limits import ConnectionLimits, is_in_networks, to_address_key


class ForwardedRequestLimiter:
    """Takes the client's address and scheme from headers of trusted proxies only.

    A proxy's connection carries requests of many clients, so requests are counted there instead of connections.
    """

    def __init__(self, app: ASGIApp, limits: ConnectionLimits) -> None:
        self._app = app
        self._limits = limits
        self._active: Counter[str] = Counter()
        # uvicorn's types of ASGI and Starlette's are not the same to mypy.
        self._proxy_headers: ASGIApp = cast(Any, ProxyHeadersMiddleware)(
            self._limit_request, [str(network) for network in limits.proxies]
        )

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # Not `async def`: each open socket would keep one more coroutine in memory.
        peer = scope.get("client")
        if peer is None or not is_in_networks(peer[0], self._limits.proxies):
            return self._app(scope, receive, send)
        return self._proxy_headers(scope, receive, send)

    def _limit_request(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        host = scope["client"][0]
        if is_in_networks(host, self._limits.proxies):
            # The proxy's own request, such as a health check.
            return self._app(scope, receive, send)
        address = to_address_key(host)
        if self._active[address] >= self._limits.max_per_address:
            return _refuse(scope, send)
        self._active[address] += 1
        task = asyncio.current_task()
        assert task is not None
        # The server runs each request and each socket in a task of its own.
        task.add_done_callback(partial(self._release, address))
        return self._app(scope, receive, send)

    def _release(self, address: str, _task: object) -> None:
        self._active[address] -= 1
        if not self._active[address]:
            del self._active[address]


async def _refuse(scope: Scope, send: Send) -> None:
    kind = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    body = build_body(503)
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", b"1"),
    ]
    await send({"type": f"{kind}.start", "status": 503, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})
