"""The short way to a WebSocket endpoint."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Receive, Scope, Send


class WebSocketShortcut:
    """Leads the sockets of one path to their endpoint at once.

    On their way through the router stand half a dozen calls that do nothing for a socket, and all of them are kept in
    memory for each one that is open.
    """

    def __init__(self, app: ASGIApp, path: str, endpoint: ASGIApp) -> None:
        self._app = app
        self._path = path
        self._endpoint = endpoint

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        found = scope["type"] == "websocket" and scope["path"] == self._path
        return (self._endpoint if found else self._app)(scope, receive, send)
