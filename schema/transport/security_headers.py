"""Response headers that keep browsers from misusing a response: sniffing, framing, leaking the referrer."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COMMON_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
# JSON is not a page: a browser may not load or run anything in it, nor frame it.
_DATA_HEADER = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_TLS_HEADER = (b"strict-transport-security", b"max-age=31536000")

_PLAIN = (*_COMMON_HEADERS, _DATA_HEADER)
_OVER_TLS = (*_PLAIN, _TLS_HEADER)


class SecurityHeadersMiddleware:
    """Adds the headers to every HTTP response. A response that has one of them, such as a page's policy, keeps it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # Not `async def`: each open socket would keep one more coroutine in memory.
        return self._app(scope, receive, _add_headers(send, scope["scheme"]) if scope["type"] == "http" else send)


def _add_headers(send: Send, scheme: str) -> Send:
    wanted = _OVER_TLS if scheme == "https" else _PLAIN

    def send_with_headers(message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            present = {name.lower() for name, _ in headers}
            message["headers"] = headers + [header for header in wanted if header[0] not in present]
        return send(message)

    return send_with_headers
