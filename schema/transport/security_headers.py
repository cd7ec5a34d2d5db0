"""Headers that keep browsers from doing with an answer what nobody meant."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COMMON_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
# Data is no page: nothing in it may load, run or be framed.
_DATA_HEADER = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_TLS_HEADER = (b"strict-transport-security", b"max-age=31536000")


class SecurityHeadersMiddleware:
    """Adds them to every HTTP response. A page has brought its own policy of contents, and keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # Not a coroutine of its own: one of each middleware would be kept for each open socket.
        return self._app(scope, receive, _add_headers(send, scope["scheme"]) if scope["type"] == "http" else send)


def _add_headers(send: Send, scheme: str) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            there = {name.lower() for name, _ in headers}
            wanted = (*_COMMON_HEADERS, _DATA_HEADER, *((_TLS_HEADER,) if scheme == "https" else ()))
            message["headers"] = headers + [one for one in wanted if one[0] not in there]
        await send(message)

    return send_with_headers
