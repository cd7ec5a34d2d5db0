"""CORS: which pages of other origins may call, and with which headers.

A page's tools add headers of their own (Apollo's client awareness, traceparent, Sentry's), so a preflight is granted
the headers that it names. What a header is allowed to do, the server decides when it comes.
https://fetch.spec.whatwg.org/#http-cors-protocol
"""

import re
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp
from strawberry.http.websocket_origin import normalize_origin

_ANY = "*"
_ANY_PORT = ":*"
_MAX_CHARACTERS = 2_000
# Names of headers (RFC 9110's tokens), separated by commas.
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_HEADER_NAMES = re.compile(rf"[ \t]*{_NAME}(?:[ \t]*,[ \t]*{_NAME})*[ \t]*")


class AllowedOrigins:
    """Origins such as https://desk.example; `:*` in place of a port stands for every port, and `*` for every origin."""

    def __init__(self, origins: Collection[str]) -> None:
        self.all = _ANY in origins
        self._on_any_port = {
            normalize_origin(each.removesuffix(_ANY_PORT)) for each in origins if each.endswith(_ANY_PORT)
        }
        self._exact = {normalize_origin(each) for each in origins if each != _ANY and not each.endswith(_ANY_PORT)}

    def allow(self, origin: str) -> bool:
        """Whether pages of this origin may call."""
        if self.all:
            return True
        normal = normalize_origin(origin)
        if normal is None:
            return False
        return normal in self._exact or re.sub(r":\d+$", "", normal) in self._on_any_port


class CrossOriginMiddleware(CORSMiddleware):
    """Starlette's, which grants what a preflight of an allowed origin asks for, within bounds."""

    def __init__(self, app: ASGIApp, origins: AllowedOrigins, expose_headers: Collection[str]) -> None:
        super().__init__(
            app,
            allow_origins=[_ANY] if origins.all else [],
            allow_methods=["GET", "POST"],
            allow_headers=[_ANY],
            expose_headers=expose_headers,
        )
        self._origins = origins

    def is_allowed_origin(self, origin: str) -> bool:
        return self._origins.allow(origin)

    def preflight_response(self, request_headers: Headers) -> Response:
        wanted = request_headers.get("access-control-request-headers", "")
        if wanted and (len(wanted) > _MAX_CHARACTERS or not _HEADER_NAMES.fullmatch(wanted)):
            told = f"Access-Control-Request-Headers has to list headers, with {_MAX_CHARACTERS} characters at most"
            return PlainTextResponse(told, 400, {"Vary": self.preflight_headers["Vary"]})
        response = super().preflight_response(request_headers)
        if response.status_code != 200 and "access-control-allow-headers" in response.headers:
            del response.headers["access-control-allow-headers"]
        return response
