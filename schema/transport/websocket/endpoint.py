"""A shortcut to the WebSocket endpoint, past the router."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Receive, Scope, Send


class WebSocketShortcut:
    """Passes the sockets of one path to their endpoint directly.

    The router adds half a dozen coroutines, which do nothing for a socket and stay in memory while it is open.
    """

    def __init__(self, app: ASGIApp, path: str, endpoint: ASGIApp) -> None:
        self._app = app
        self._path = path
        self._endpoint = endpoint

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        is_endpoint = scope["type"] == "websocket" and scope["path"] == self._path
        return (self._endpoint if is_endpoint else self._app)(scope, receive, send)
