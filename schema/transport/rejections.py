"""Requests that are refused before their operation is read."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class RequestRejected(Exception):
    """status: of the response. code: of its only error."""

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
            # It may quote the request; a lone surrogate cannot be encoded.
            "message": self.message.encode(errors="replace").decode(),
            "extensions": {"code": self.code, "requestId": request.scope["state"]["request_id"]},
        }
        return JSONResponse({"errors": [error]}, self.status, dict(self.headers or {}))
