"""A route to the WebSocket endpoint that bypasses the router."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Receive, Scope, Send


class WebSocketShortcut:
    """Sends WebSockets of one path straight to their endpoint.

    Through the router they would pass half a dozen coroutines that do nothing for a socket, and each open socket would
    keep them in memory.
    """

    def __init__(self, app: ASGIApp, path: str, endpoint: ASGIApp) -> None:
        self._app = app
        self._path = path
        self._endpoint = endpoint

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        matches = scope["type"] == "websocket" and scope["path"] == self._path
        return (self._endpoint if matches else self._app)(scope, receive, send)
