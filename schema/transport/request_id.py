"""Gives every request an id, which is in the response's headers and in every line of the log."""

import re
from collections.abc import Awaitable
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from datasources import log

HEADER = "x-request-id"
_RAW_HEADER = HEADER.encode()
# A caller's id goes into our log, so only harmless ones are accepted.
_ACCEPTABLE = re.compile(rb"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Sets scope["state"]["request_id"]: the caller's X-Request-Id, or a new one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        header = dict(scope["headers"]).get(_RAW_HEADER, b"")
        request_id = header.decode() if _ACCEPTABLE.fullmatch(header) else token_hex(16)
        scope.setdefault("state", {})["request_id"] = request_id

        with log.bind_log_fields(request_id=request_id):
            await self._app(scope, receive, _add_request_id(request_id, send) if scope["type"] == "http" else send)


def _add_request_id(request_id: str, send: Send) -> Send:
    def send_with_id(message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), (_RAW_HEADER, request_id.encode())]
        return send(message)

    return send_with_id
