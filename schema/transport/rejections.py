"""Requests that are rejected before their operation is read."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class RequestRejected(Exception):
    """status: of the response. code: extensions.code of its one error."""

    def __init__(
        self, status: int, message: str, *, code: str = "INVALID_REQUEST", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = headers

    def to_response(self, request: Request) -> Response:
        error = {
            # The message may quote the request, and JSON in UTF-8 cannot hold a lone surrogate.
            "message": self.message.encode(errors="replace").decode(),
            "extensions": {"code": self.code, "requestId": request.scope["state"]["request_id"]},
        }
        return JSONResponse({"errors": [error]}, self.status, dict(self.headers or {}))
